"""辅导 配对: everybody with a tag gets a mentor of the pool, nobody over the cap, the same two again only where it must be; shown first."""

from __future__ import annotations

from bot import draft
from bot.feature import Context, Line, Phrase, Refusal, Role
from handlers.mentors import matching, offering, ranking, rules
from handlers.mentors.settings import MOST_PAIRS, POOL, RANKING, feature
from storage import memberships
from storage.mentors import pairs

WHAT = Phrase(zh="结对邀请，{n}对，{weeks}周", en="offers to {n:pair|pairs}, {weeks:week|weeks}")
PAIR = Phrase(zh="{mentor}带{mentee}{again}", en="{mentor} and {mentee}{again}")
AGAIN = Phrase(zh="（以前结过）", en=" (again)")
WITHOUT = Phrase(
    zh="{n}人没有导师可配（导师满了）：{names}", en="{n:|There is|There are} no room with any mentor for {n}: {names}"
)
SENT = Phrase(zh="✅ 已问{n}对愿不愿意结对。看谁答应了：辅导", en="✅ {n:pair was|pairs were} asked. To see who agreed: coach")
EXAMPLE = Phrase(
    zh="试试：辅导 配对 8周 标签=待辅导 行为=先问参照,记录异议",
    en="Try: coach match 8 weeks tag=mentee behaviours=ask first,note objections",
)
NO_TAG = Phrase(zh="写上给谁配：标签=待辅导。{example}", en="Say for whom: tag=mentee. {example}")
NO_POOL = Phrase(
    zh="先说谁能做导师，按标签或按排名：设置 导师标签 导师，或 设置 导师排名 积分 前20%",
    en="First say who may be a mentor, by a tag or a ranking: set mentor-tag mentor, or set mentor-ranking points top 20%",
)
NOBODY = Phrase(
    zh="标签“{tag}”的人都已有结对，或没有人有这个标签。看标签：成员 {tag}",
    en="Nobody with the tag “{tag}” is without a pair. To see the tag: members {tag}",
)
NO_MENTOR = Phrase(
    zh="能做导师的人（{pool}）都带满了。改上限：设置 导师带几人 5",
    en="All who may be mentors ({pool}) are full. To raise it: set mentor-pairs 5",
)
NO_ONE_LEADS = Phrase(
    zh="现在没有人能做导师（{pool}）。改范围：设置 导师排名 积分 前20%",
    en="Nobody may be a mentor now ({pool}). To change that: set mentor-ranking points top 20%",
)
TAGGED = Phrase(zh="标签“{tag}”", en="the tag “{tag}”")
NAMED = 40


def pair_up(ctx: Context, words: str, tag: str | None, behaviour_words: str | None) -> None:
    if ctx.role < Role.MANAGER:
        raise Refusal(offering.ONLY_MANAGERS)
    if not tag:
        raise Refusal(NO_TAG(example=EXAMPLE))
    named, last = offering.behaviours(behaviour_words or "")
    weeks = offering.weeks_of(rules.weeks_apart(words)[1], last)
    mentors, pool = _pool(ctx)
    whom, without, known = _matched(ctx, tag.lstrip("#＃"), mentors, pool)
    before = pairs.before(ctx.db, ctx.camp.id)
    if not ctx.sends_draft:
        first = next(iter(whom.items()))
        view = draft.in_private(2 * len(whom), offering.asked(ctx, known[first[0]].name, known[first[1]].name, weeks, named))
        listed: list[Line] = [
            PAIR(mentor=known[mentor].name, mentee=known[mentee].name, again=AGAIN if (mentee, mentor) in before else "")
            for mentee, mentor in whom.items()
        ]
        notes = [*listed[:NAMED], *([WITHOUT(n=len(without), names=without[:NAMED])] if without else [])]
        return draft.show(ctx, WHAT(n=len(whom), weeks=weeks), view, notes=tuple(notes))
    made = [offering.ask(ctx, known[mentee], known[mentor], weeks, named) for mentee, mentor in whom.items()]
    ctx.audit("mentors_matched", undo={"pairs": made}, n=len(made), tag=tag)
    ctx.reply(SENT(n=len(made)))


def _pool(ctx: Context) -> tuple[list[memberships.Member], list[Line]]:
    """Who may be a mentor, by the tag and the ranking that are set, and what these are called. Raises Refusal."""
    tag, by = ctx.setting(POOL), ranking.kept(ctx.setting(RANKING))
    if not tag and by is None:
        raise Refusal(NO_POOL)
    some = memberships.members(ctx.db, ctx.camp.id, tagged=tag) if tag else memberships.members(ctx.db, ctx.camp.id)
    called = [TAGGED(tag=tag)] if tag else []
    if by is not None:
        leading = ranking.leading(ctx.db, ctx.camp.id, by)
        some, called = [one for one in some if one.id in leading], [*called, by.shown]
    if not some:
        raise Refusal(NO_ONE_LEADS(pool=called))
    return some, called


def _matched(
    ctx: Context, tag: str, mentors: list[memberships.Member], pool: list[Line]
) -> tuple[dict[int, int], list[str], dict[int, memberships.Member]]:
    """Mentee → mentor, the names of those without one, and everybody by membership. Raises Refusal."""
    loads, most = pairs.loads(ctx.db, ctx.camp.id), ctx.setting(MOST_PAIRS)
    taken = {pair.mentee for pair in pairs.unfinished(ctx.db, ctx.camp.id)}
    mentees = [one for one in memberships.members(ctx.db, ctx.camp.id, tagged=tag) if one.id not in taken]
    if not mentees:
        raise Refusal(NOBODY(tag=tag[:20]))
    room = {one.id: max(most - loads.get(one.id, 0), 0) for one in mentors}
    whom = matching.match([one.id for one in mentees], room, pairs.before(ctx.db, ctx.camp.id))
    if not whom:
        raise Refusal(NO_MENTOR(pool=pool))
    without = [one.name for one in mentees if one.id not in whom]
    return whom, without, {one.id: one for one in (*mentees, *mentors)}


feature.act(
    "mentors_matched",
    Phrase(zh="{who} 给标签“{tag}”配了{n}对", en="{who} asked {n:pair|pairs} for the tag “{tag}”"),
)


@feature.undoes("mentors_matched", by=Role.MANAGER)
def withdraw(ctx: Context, pairs: list[int]) -> None:
    offering.withdraw_all(ctx, pairs)
