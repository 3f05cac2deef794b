"""撤销 of 采纳: the question waits for its asker again, what it came to leaves the archive, and what was paid for it is taken back."""

from __future__ import annotations

from bot.feature import Context, Phrase, Refusal, Role
from bot.membership import membership_of
from handlers.qa import opening, reachable_rooms
from handlers.qa.settings import NOT_ACCEPTED, feature, paid_for
from storage import archive, memberships, points, standing, tickets

BACK = Phrase(
    zh="✅ {code} 的采纳已撤销：{entry} 撤下，{name}{paid}，问题重新等着采纳。",
    en="✅ {code} is not accepted any more: {entry} is taken out, {name} {paid}; the question waits again.",
)
PAID_BACK = Phrase(zh="收回{points}分", en="gives back {points:point|points}")
UNPAID = Phrase(zh="没有得过分", en="had no points for it")
TOLD = Phrase(
    zh="你对 {code} 的回答，采纳被撤销了{paid}，问题重新等着采纳。",
    en="Your answer to {code} is not accepted any more{paid}; the question waits again.",
)
TOLD_PAID = Phrase(zh="，收回{points}分", en=" and {points:point was|points were} taken back")
OTHERWISE = Phrase(zh="{code} 之后又有变化，采纳撤不了了。", en="{code} has changed since; the acceptance cannot be undone.")
SPENT = Phrase(
    zh="{name} 的分已经用到只剩{left}分，收不回{points}分，没有撤销。",
    en="{name} has only {left:point|points} left, and {points} cannot be taken back; nothing was undone.",
)


@feature.undoes("accept", by=Role.MANAGER, thing=["code"])
def not_accepted(ctx: Context, ticket: int, answer: int, entry: int) -> None:
    one, given, kept = tickets.get(ctx.db, ticket), tickets.get_answer(ctx.db, answer), archive.get(ctx.db, entry)
    if not tickets.unaccept(ctx.db, one, answer, entry=entry):
        raise Refusal(OTHERWISE(code=one.code))
    archive.retire(ctx.db, kept, at=ctx.now)
    paid = _take_back(ctx, paid_for(ticket, entry), given.name)
    one = tickets.get(ctx.db, ticket)
    ctx.reply(
        BACK(code=one.code, entry=kept.code, name=given.name, paid=PAID_BACK(points=paid) if paid else UNPAID),
    )
    for message in tickets.posts(ctx.db, ticket):
        ctx.edit(message, *opening.shown(ctx, one))
    if not reachable_rooms.hears(ctx, given.person):
        ctx.tell(given.person, TOLD(code=one.code, paid=TOLD_PAID(points=paid) if paid else ""))
    if (member := membership_of(standing.in_camp(ctx.db, one.camp, given.person))) is not None:
        ctx.happened("qa.unaccepted", member.id, ticket=ticket, answer=answer)


def _take_back(ctx: Context, source: str, name: str) -> int:
    """What was paid is counter-booked whole; gives how much. Raises Refusal where it has been spent."""
    try:
        booked = points.find(ctx.db, source)
    except LookupError:
        return 0
    left = memberships.member(ctx.db, booked.membership).points
    if left < booked.amount:
        raise Refusal(SPENT(name=name, left=left, points=booked.amount))
    return points.take_back(ctx.db, source, reason=NOT_ACCEPTED.code, at=ctx.now)
