"""What is asked in private is shown before it is posted: to how many groups, and under whose name or under none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.feature import Context, Phrase, Press, Refusal
from handlers.qa import reachable_rooms, suggestions
from handlers.qa.opening import open_ticket
from handlers.qa.settings import feature
from storage import dialogs

PREVIEW = Phrase(
    zh="这个问题会发到营里的{n}个群，署名{name}：\n❓{words}\n不署名的话，群里和回答的人都看不到是谁问的；我只记着把回答带给你。",
    en="This goes to {n:group|groups} of the camp, with your name, {name}:\n❓ {words}\n"
    "Without it neither the group nor who answers sees who asked; I only keep it to bring you the answers.",
)
POST, UNNAMED, CANCEL = (
    Phrase(zh="发出", en="Post it"),
    Phrase(zh="不署名发出", en="Post it unnamed"),
    Phrase(zh="取消", en="Cancel"),
)
NOTHING_WAITS = Phrase(
    zh="没有等着发出的问题。重新发一次：提问 客户嫌报价高怎么回",
    en="No question of yours is waiting to be posted. Send it again: ask how to answer that the price is too high",
)
CHOOSE = Phrase(zh="回“发出”或“不署名”，不问了回“取消”。", en="Answer “post” or “unnamed”, or “cancel” to leave it.")
CHOICES = {
    "发出": True,
    "署名": True,
    "post": True,
    "不署名": False,
    "不署名发出": False,
    "匿名": False,
    "匿名发出": False,
    "unnamed": False,
}
"""What may be said to it, and whether that is with the name."""
STEP = "qa.post"


def post(ctx: Context, words: str, tags: Sequence[str], twin: Sequence[str]) -> None:
    """Opens the ticket of a question asked in a group; one asked in private is shown first, as everybody would read it."""
    rooms = reachable_rooms.rooms(ctx) if ctx.address.direct else []
    if not rooms:
        return open_ticket(ctx, words, tags, twin)
    kept = {"camp": ctx.camp.id, "words": words, "tags": list(tags), "twin": list(twin)}
    dialogs.ask(ctx.db, ctx.person.id, ctx.address.key, STEP, kept, at=ctx.now)
    presses = [Press(POST, "提问 发出"), Press(UNNAMED, "提问 不署名"), Press(CANCEL, "取消")]
    ctx.reply(PREVIEW(n=len(rooms), name=ctx.person.name, words=words), presses)


def choose(ctx: Context, named: bool) -> None:
    """A button of the preview. Raises Refusal where nothing waits here."""
    waiting = suggestions.waiting(ctx, STEP)
    if waiting is None:
        raise Refusal(NOTHING_WAITS)
    dialogs.close(ctx.db, waiting.id)
    _open(ctx, waiting.kept, named)


@feature.step("post", called=Phrase(zh="提问“{words}”", en="your question “{words}”"))
def answer(ctx: Context, said: str, **kept: Any) -> None:
    """The same, typed."""
    named = CHOICES.get(said.strip().casefold())
    if named is None:
        dialogs.ask(ctx.db, ctx.person.id, ctx.address.key, STEP, kept, at=ctx.now)
        ctx.reply(CHOOSE)
        return
    _open(ctx, kept, named)


def _open(ctx: Context, kept: dict[str, Any], named: bool) -> None:
    if not ctx.turn_to(kept["camp"]):
        raise Refusal(NOTHING_WAITS)
    open_ticket(ctx, kept["words"], kept["tags"], kept["twin"], named=named)
