"""Two people become one: memberships first, then what every operation keeps, then the books and the accounts."""

from __future__ import annotations

from bot.feature import Context, Line, Phrase
from bot.membership import camp_by_id
from bot.messages import nameless
from handlers.connect.settings import platforms
from storage import audit, dialogs, drafts, memberships, outbox, people, points, shown_lists, tasks, uniting

BOUND = Phrase(
    zh="绑定成功。{sums}以后两边同一天打卡，只计一次。",
    en="Connected. {sums}From now on a check-in on either side counts once a day.",
)
SUM = Phrase(zh="{first}{kept}分 + {second}{old}分 = {sum}分。", en="{first}{kept} + {second}{old} = {sum:point|points}. ")
SUM_OF_CAMP = Phrase(zh="“{camp}”：{sum}", en="“{camp}”: {sum}")


def unite(ctx: Context, old: int, kept: int) -> list[Line]:
    """All that is `old`'s becomes `kept`'s, the higher role of a camp with it; gives what to say: the sums, and what counted twice."""
    sums = _sums(ctx, old, kept)
    if _is_nameless(ctx, kept) and not _is_nameless(ctx, old):
        people.rename(ctx.db, kept, ctx.person_by_id(old).name)
    both = uniting.shared(ctx.db, old, kept)
    for old_member, kept_member, _ in both:
        uniting.unite(ctx.db, old_member, kept_member)
        points.move(ctx.db, old_member, kept_member)
    twice = [line for merger in ctx.router.mergers for line in merger(ctx, old, kept)]
    for book in (outbox, dialogs, shown_lists, drafts, tasks, audit):
        book.merge(ctx.db, old, kept)
    uniting.merge(ctx.db, old, kept)
    people.merge(ctx.db, old, kept)
    people.drop(ctx.db, old)
    for old_member, kept_member, camp in both:
        with ctx.in_camp(camp_by_id(ctx.db, camp)):
            ctx.happened("connect.merged", kept_member, gone=old_member)
    return [BOUND(sums=sums), *twice]


def _is_nameless(ctx: Context, person: int) -> bool:
    """Whether they are called by the end of an id, for want of a name."""
    called = ctx.person_by_id(person).name
    return any(called == nameless(account.ident) for account in people.accounts(ctx.db, person))


def _sums(ctx: Context, old: int, kept: int) -> str:
    """The sum of every camp both are in; the camp is named where there are several."""
    pairs = uniting.shared(ctx.db, old, kept)
    first, second = platforms(ctx, kept), platforms(ctx, old)
    said: list[str] = []
    for old_member, kept_member, camp in pairs:
        before, brought = memberships.member(ctx.db, kept_member).points, memberships.member(ctx.db, old_member).points
        line = SUM(first=first, kept=before, second=second, old=brought, sum=before + brought).to(ctx.language)
        named = SUM_OF_CAMP(camp=camp_by_id(ctx.db, camp).name, sum=line).to(ctx.language)
        said.append(line if len(pairs) == 1 else named)
    return "".join(said)
