"""F: a period that is over waits for a manager, in 待办; 通过 F1 shows what the groups will read and then announces it, 忽略 F1 gives nothing."""

from __future__ import annotations

from bot import draft
from bot.audience import Audience
from bot.deciding import decided, none_such
from bot.feature import Asker, Context, Phrase, Refusal, Role, Said
from bot.queue import Backlog, Waiting
from handlers.prizes import figures, wording
from handlers.prizes.settings import PREFIX, feature
from storage import prizes
from storage.connection import Db
from storage.prizes import PrizeRound

LONGEST = 200
IN_SHORT = Phrase(zh="{title}，{last} 那期", en="{title}, the one up to {last}")
WHAT = Phrase(
    zh="奖项“{title}”（{period}），{n}人，群里公布、各自私信。",
    en="the prize “{title}” ({period}) for {n:person|people}, in the groups and to each in private.",
)
NOBODY_LEFT = Phrase(
    zh="{code} 的人都离营了，没有可公布的。不发了就：忽略 {code}",
    en="Everybody of {code} has left; there is nobody to announce. To give nothing: dismiss {code}",
)
DONE = Phrase(
    zh="✅ {code} 公布了，{n}人也收到了私信。10分钟内可发“撤销”。",
    en="✅ {code} is announced, and {n:person was|people were} told. “undo” within 10 minutes takes it back.",
)
YOURS = Phrase(
    zh="🏆 你得了“{title}”（{period}）：第{place}名，{figure} {value}。{rule}",
    en="🏆 You have “{title}” ({period}): place {place}, {figure}: {value}. {rule}",
)
AS_SOMEBODY = Phrase(zh="群里没有写你的名字。", en="The groups do not read your name.")
WHY = Phrase(zh="{code} 为什么不发？一句话，记进操作记录。", en="Why is {code} not given? A line, for the log.")
LONG = Phrase(zh="原因最多{most}字。", en="A reason has at most {most:character|characters}.")
DROPPED = Phrase(
    zh="✅ {code} 这期不发。10分钟内可发“撤销”。", en="✅ {code} is not given. “undo” within 10 minutes takes it back."
)
WITHDRAWN = Phrase(zh="🏆 “{title}”（{period}）的公布撤回了。", en="🏆 The announcement of “{title}” ({period}) was withdrawn.")
NOT_YOURS = Phrase(
    zh="🏆 “{title}”（{period}）的公布撤回了，会重新确认。",
    en="🏆 “{title}” ({period}) was withdrawn and will be confirmed anew.",
)
BACK = Phrase(zh="✅ {code} 重新等着确认。", en="✅ {code} waits to be confirmed again.")

feature.act("prize_given", Phrase(zh="{who} 公布了奖项“{title}”（{days}）", en="{who} announced the prize “{title}” ({days})"))
feature.act(
    "prize_dropped",
    Phrase(zh="{who} 没有发奖项“{title}”（{days}）：{reason}", en="{who} did not give the prize “{title}” ({days}): {reason}"),
)


def _some(reader: Db, asker: Asker, after: int, most: int) -> list[Waiting]:
    known = prizes.waiting(reader, asker.camp.id, after=after, most=most)
    return [Waiting(one.id, one.made_at, IN_SHORT(title=one.title, last=f"{one.last:%m-%d}")) for one in known]


def _backlog(reader: Db, asker: Asker) -> Backlog:
    return Backlog(*prizes.backlog(reader, asker.camp.id))


def _whole(ctx: Context, number: int) -> tuple[Said, ...]:
    return wording.to_managers(ctx, _held(ctx, number))


feature.queue(PREFIX, Phrase(zh="奖项", en="prizes"), by=Role.MANAGER, waiting=_some, backlog=_backlog, whole=_whole)


@feature.decides(PREFIX, "通过")
def give(ctx: Context, number: int, words: str) -> None:
    one = _waiting(ctx, number)
    won = prizes.winners(ctx.db, number)
    if not won:
        raise Refusal(NOBODY_LEFT(code=_code(number)))
    period = wording.period(ctx, one.period, one.first, one.last)
    said = wording.announced(ctx, one)
    if not ctx.sends_draft:
        view = draft.in_rooms(len(ctx.rooms()), *said)
        what = WHAT(title=one.title, period=period, n=len(won))
        return draft.show(ctx, what, view, sentence=f"通过 {_code(number)}")
    if not prizes.decide(ctx.db, number, "given", by=ctx.person.id, at=ctx.now):
        raise decided(ctx, PREFIX, number)
    prizes.posted(ctx.db, number, ctx.announce(*said))
    for it in won:
        basis = wording.BASIS(figure=_figure(one), top=one.top, ties=wording.TIES_SAID[one.ties])
        yours = YOURS(title=one.title, period=period, place=it.place, value=it.value, figure=_figure(one), rule=basis)
        ctx.tell(it.person, yours, *([] if it.named else [AS_SOMEBODY]), gently=True)
    ctx.audit("prize_given", undo={"number": number}, about=_code(number), title=one.title, days=_days(one))
    ctx.reply(DONE(code=_code(number), n=len(won)), audience=Audience.MANAGERS)


@feature.decides(PREFIX, "忽略", asks=WHY)
def drop(ctx: Context, number: int, words: str) -> None:
    one = _waiting(ctx, number)
    if len(words) > LONGEST:
        raise Refusal(LONG(most=LONGEST))
    if not prizes.decide(ctx.db, number, "dropped", by=ctx.person.id, at=ctx.now, why=words):
        raise decided(ctx, PREFIX, number)
    ctx.audit("prize_dropped", undo={"number": number}, about=_code(number), title=one.title, days=_days(one), reason=words)
    ctx.reply(DROPPED(code=_code(number)), audience=Audience.MANAGERS)


@feature.undoes("prize_given", by=Role.MANAGER, thing=["title", "days"])
def give_back(ctx: Context, number: int) -> None:
    one = _held(ctx, number)
    prizes.reopen(ctx.db, number)
    period = wording.period(ctx, one.period, one.first, one.last)
    for message in prizes.posts(ctx.db, number):
        ctx.edit(message, WITHDRAWN(title=one.title, period=period), last=True)
    for it in prizes.winners(ctx.db, number):
        ctx.tell(it.person, NOT_YOURS(title=one.title, period=period))
    ctx.reply(BACK(code=_code(number)))


@feature.undoes("prize_dropped", by=Role.MANAGER, thing=["title", "days"])
def drop_back(ctx: Context, number: int) -> None:
    prizes.reopen(ctx.db, number)
    ctx.reply(BACK(code=_code(number)))


def _held(ctx: Context, number: int) -> PrizeRound:
    one = prizes.round_of(ctx.db, ctx.camp.id, number)
    if one is None:
        raise none_such(ctx, PREFIX, number)
    return one


def _waiting(ctx: Context, number: int) -> PrizeRound:
    """The same, where nobody has decided it. Raises Refusal."""
    one = _held(ctx, number)
    if one.state != "waiting":
        raise decided(ctx, PREFIX, number)
    return one


def _figure(one: PrizeRound) -> Phrase:
    return figures.names()[one.figure]


def _days(one: PrizeRound) -> str:
    return f"{one.first:%Y-%m-%d}–{one.last:%Y-%m-%d}"


def _code(number: int) -> str:
    return f"{PREFIX}{number}"
