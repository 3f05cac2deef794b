"""待办 W and 入群: a manager lets somebody in or turns them down, or the camp's rule does where nobody answers in time."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from bot import deciding as queues
from bot import queue
from bot.arguments import Named
from bot.audience import Audience
from bot.feature import Asker, Backlog, Context, Line, Phrase, Refusal, Role, Said, Waiting
from bot.messages import Kind
from handlers.joining.deciding import BY_RULE, DecidedBy, decide
from handlers.joining.settings import RULE, SPOKEN, feature
from storage import joining
from storage.connection import Db

WELCOMED = Phrase(zh="✅ {name} 已放行（{by}）。", en="✅ {name} is let in ({by}).")
DECLINED = Phrase(zh="✅ {name} 已谢绝（{by}）。", en="✅ {name} is turned down ({by}).")
WHO_ASKS = Phrase(
    zh="🚪 {code} {name}，{at:%m-%d %H:%M} 申请加入“{camp}”的群。",
    en="🚪 {code} {name} asked to join “{camp}” on {at:%m-%d %H:%M}.",
)
NO_SUCH = Phrase(zh="没有这个入群申请。发“入群”看在等的。", en="There is no such request. Send “admit” for those waiting.")
YES_OR_NO = Phrase(zh="要放行还是谢绝？试试：入群 W{number} 放行", en="Let them in or turn them down? Try: admit W{number} yes")


def _some(reader: Db, asker: Asker, after: int, most: int) -> list[Waiting]:
    return [
        Waiting(one.id, one.asked_at, queue.in_short(one.name))
        for one in joining.some_waiting(reader, asker.camp.id, after=after, most=most)
    ]


def _backlog(reader: Db, asker: Asker) -> Backlog:
    return Backlog(*joining.backlog(reader, asker.camp.id))


def _whole(ctx: Context, number: int) -> tuple[Said, ...]:
    request = _theirs(ctx, number)
    return (WHO_ASKS(code=f"W{number}", name=request.name, at=request.asked_at, camp=ctx.camp.name),)


feature.queue(
    "W",
    Phrase(zh="入群申请", en="requests to join"),
    by=Role.MANAGER,
    waiting=_some,
    backlog=_backlog,
    whole=_whole,
)


@feature.command(
    "入群",
    "admit",
    help=Phrase(zh="看在等的入群申请，放行或谢绝。", en="The requests to join; let in or turn down."),
    by=Role.MANAGER,
    examples=["入群", "入群 W12 放行", "admit W12 no"],
)
def answer(
    ctx: Context,
    which: Annotated[str, Named("号", "number")] = "",
    verdict: Annotated[str, Named("放行或谢绝", "yes or no")] = "",
) -> None:
    if not which:
        return queues.show(ctx, "W")
    named = queue.read(which if which[:1].isalpha() else f"W{which}")
    if named is None or named.letter != "W":
        raise Refusal(NO_SUCH)
    welcome = SPOKEN.get(verdict.strip().casefold())
    if welcome is None:
        raise Refusal(YES_OR_NO(number=named.number))
    said = _answer(ctx, named.number, welcome=welcome)
    card = ctx.replied_to()
    if card is not None and ctx.event.kind is Kind.PRESSED:
        ctx.edit(card, said, last=True)
    else:
        ctx.reply(said, audience=Audience.MANAGERS)


@feature.decides("W", "通过")
def let_in(ctx: Context, number: int, words: str) -> None:
    ctx.reply(_answer(ctx, number, welcome=True), audience=Audience.MANAGERS)


@feature.decides("W", "拒绝")
def turn_down(ctx: Context, number: int, words: str) -> None:
    ctx.reply(_answer(ctx, number, welcome=False), audience=Audience.MANAGERS)


def _answer(ctx: Context, number: int, *, welcome: bool) -> Line:
    """By whoever speaks; gives what to say of it. Raises Refusal where somebody was first."""
    request = _theirs(ctx, number)
    if not decide(ctx, request, welcome=welcome, by=ctx.person.name):
        raise queues.decided(ctx, "W", number)
    return (WELCOMED if welcome else DECLINED)(name=request.name, by=ctx.person.name)


def _theirs(ctx: Context, number: int) -> joining.Request:
    request = joining.request(ctx.db, number)
    if request is None or request.camp != ctx.camp.id:
        raise Refusal(NO_SUCH)
    return request


@feature.due("overdue")
def overdue(ctx: Context, subject: str, due_at: datetime) -> None:
    """Nobody answered in time: the camp's rule does, as it is now."""
    request = joining.request(ctx.db, int(subject.partition(":")[2]))
    if request is None or request.answered_at is not None:
        return
    verdict = ctx.setting(RULE).partition(" ")[2]
    if verdict:
        decide(ctx, request, welcome=verdict == "yes", by=BY_RULE().to(ctx.camp.language), decider=DecidedBy.RULE)
