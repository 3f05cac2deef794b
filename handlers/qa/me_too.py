"""同问: somebody asks what another has asked already and nobody has answered; they hear of the answer too."""

from __future__ import annotations

from typing import Annotated

from bot.arguments import Named
from bot.feature import Context, Phrase, Refusal
from handlers.qa import codes, reachable_rooms, replying, suggestions
from handlers.qa.settings import feature
from storage import dialogs, ticket_followers
from storage.tickets import Ticket

WITH_THEM = Phrase(zh="✅ 记下了，{code} 有答案时也告诉你。", en="✅ Noted: you will hear of the answer to {code} too.")
WITH_THEM_BEFORE = Phrase(zh="{code} 你已经在等了。", en="You are waiting for {code} already.")
OWN = Phrase(zh="{code} 是你自己问的，有答案会告诉你。", en="{code} is your own question; you will hear of the answer.")
CLOSED = Phrase(zh="{code} 已经结束了。", en="{code} is closed.")
WHICH = Phrase(zh="和谁同问？试试：同问 A-0007", en="Which question? Try: metoo A-0007")


@feature.command(
    "同问",
    "metoo",
    help=Phrase(zh="有人问过、还没人答的问题，一起等。", en="Wait for the answer to a question somebody else has asked."),
    examples=["同问 A-0007", "metoo A-0007"],
)
def me_too(ctx: Context, which: Annotated[str, Named("问题号", "question")] = "") -> None:
    asked = suggestions.draft(ctx)
    words = asked.kept["words"] if asked else ""
    if code := codes.ticket_in(which):
        wait_too(ctx, codes.ticket(ctx, code[0]), words)
    elif about := replying.meant(ctx):
        wait_too(ctx, about[0], words)
    else:
        raise Refusal(WHICH)


def wait_too(ctx: Context, one: Ticket, words: str) -> None:
    """Somebody asks the same, in those words. Raises Refusal."""
    if not one.is_open:
        raise Refusal(CLOSED(code=one.code))
    if one.person == ctx.person.id:
        raise Refusal(OWN(code=one.code))
    if not ticket_followers.follow(ctx.db, one, ctx.person.id, words, at=ctx.now):
        raise Refusal(WITH_THEM_BEFORE(code=one.code))
    if (asked := suggestions.draft(ctx)) is not None:
        dialogs.close(ctx.db, asked.id)
    reachable_rooms.quietly(ctx, WITH_THEM(code=one.code))
