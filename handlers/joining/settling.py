"""What a platform says of a request afterwards: it would not have it, they came in without us, the group has another id; and who is erased."""

from __future__ import annotations

from bot.feature import Context, Phrase
from bot.membership import camp_by_id
from bot.messages import Kind
from handlers.joining.deciding import managers, presses
from handlers.joining.settings import feature
from storage import joining, people

NOT_LET_IN = Phrase(
    zh="⚠️ {name} 没能放行：平台没有同意（比如对方加的群太多，或我没有“邀请用户”的权限）。申请还在等。",
    en="⚠️ {name} could not be let in: the platform refused (too many groups of theirs, say, or I may not “Invite users”). The request waits.",
)
NOT_TURNED_DOWN = Phrase(
    zh="⚠️ {name} 没能谢绝：平台没有同意。申请还在等。",
    en="⚠️ {name} could not be turned down: the platform refused. The request waits.",
)


@feature.on(Kind.NOT_ADMITTED)
def refused(ctx: Context) -> None:
    """The platform would not have it: the request waits again, and whoever decided hears so, or the managers where a rule did."""
    at = ctx.address
    request = joining.reopen(ctx.db, at.channel, at.room, ctx.event.data["account"])
    if request is None:
        return
    line = (NOT_LET_IN if ctx.event.data["welcome"] else NOT_TURNED_DOWN)(name=request.name)
    with ctx.in_camp(camp_by_id(ctx.db, request.camp)):
        staff = managers(ctx, request.camp)
        for member in [one for one in staff if one.name == request.by] or staff:
            ctx.tell(member.person, line, presses(request.id))


@feature.on(Kind.JOINED)
def came(ctx: Context) -> None:
    """Somebody let them in on the platform itself."""
    if ctx.event.sender is not None:
        joining.mark_joined(ctx.db, ctx.address.channel, ctx.address.room, ctx.event.sender.id, at=ctx.now)


@feature.on(Kind.MOVED)
def move(ctx: Context) -> None:
    """The platform gave the group another id."""
    joining.move_room(ctx.db, ctx.address.channel, ctx.address.room, ctx.event.data["room"])


@feature.erases
def erase(ctx: Context, person: int) -> None:
    for account in people.accounts(ctx.db, person):
        joining.erase(ctx.db, account.channel, account.ident)
