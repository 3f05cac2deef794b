"""复盘: three lines one after the other in private, or all at once; and to managers what was written."""

from __future__ import annotations

import re
from typing import Annotated

from bot.arguments import Named
from bot.audience import Audience
from bot.feature import Context, Page, Phrase, Press, Refusal, Role, Said
from bot.messages import Address
from bot.names import folded
from handlers.retro.settings import AT, FIELD, feature
from storage import dialogs, people, retro
from storage.retro import FIELDS

ASK = Phrase(zh="🔁 {n}/3 {field}？写一句，或按“跳过”。", en="🔁 {n}/3 {field}? Write a line, or press “Skip”.")
CALLED = Phrase(zh="这周的复盘", en="the week's retro")
DONE = Phrase(zh="✅ 复盘记下了：", en="✅ Your retro:")
LINE = Phrase(zh="{field}：{words}", en="{field}: {words}")
NOTHING = Phrase(zh="好，这周不写也可以。", en="All right, nothing this week.")
HOW = Phrase(
    zh="改就再发一次“复盘”，一次写完：复盘 做了什么/卡点/下周",
    en="To change it send “retro” again, or all at once: retro DID/STUCK/NEXT",
)
SKIP = Phrase(zh="跳过", en="Skip")
SKIPS = {"跳过", "skip", "没有", "无", "none"}
RESULTS = {"结果", "result", "results"}

NONE_YET = Phrase(
    zh="这周的复盘还没开始，到时候在群里请大家写。", en="The week's retro has not begun; the group will be asked."
)
NOT_SET = Phrase(
    zh="营里还没有每周复盘。开启：设置 复盘时间 17:30", en="The camp has no weekly retro. To begin: set retro-time 17:30"
)
NOT_SET_LEARNER = Phrase(zh="这个营没有每周复盘。", en="This camp has no weekly retro.")
TOO_LONG = Phrase(
    zh="一栏最多{most}个字，写要紧的。", en="A field has at most {most:character|characters}; write what matters."
)
NOT_THREE = Phrase(
    zh="一次写完要三栏，用 / 隔开：复盘 拜访了3家/报价没谈拢/约第二轮",
    en="At once it takes three fields with / between: retro 3 visits/no price yet/second round",
)
FOR_MANAGERS = Phrase(zh="“复盘 结果”要由社群经理来看。", en="“retro result” is for managers.")
NOBODY = Phrase(zh="这周还没有人写复盘。", en="Nobody has written a retro this week.")
RESULT = Phrase(
    zh="复盘（{monday.month}/{monday.day} 那周），{n}人写了：",
    en="Retro of the week of {monday:%b} {monday.day}; {n:person|people} wrote:",
)
FIELD_LINE = Phrase(zh="· {field}：{words}", en="· {field}: {words}")
LONGEST, SHOWN = 200, 12
STEP = "retro.field"


@feature.command(
    "复盘",
    "retro",
    help=Phrase(
        zh="写这周的复盘：做了什么、卡点、下周。", en="This week's retro: what I did, where I am stuck, what comes next."
    ),
    examples=["复盘", "复盘 拜访了3家/报价没谈拢/约第二轮", "retro", "retro 3 visits/no price yet/second round"],
    everyday=True,
)
def look_back(ctx: Context, words: Annotated[str, Named("三栏", "fields")] = "") -> None:
    if folded(words.strip()) in RESULTS:
        if ctx.role < Role.MANAGER:
            raise Refusal(FOR_MANAGERS)
        return ctx.show_list("written")
    number = _current(ctx)
    if words.strip():
        pieces = [" ".join(piece.split()) for piece in re.split(r"[/／]", words)]
        if len(pieces) != len(FIELDS):
            raise Refusal(NOT_THREE)
        for field, piece in zip(FIELDS, pieces, strict=True):
            _write(ctx, number, field, piece)
        return _finish(ctx, number)
    _ask(ctx, number, 0)


def _current(ctx: Context) -> int:
    """The retro that can be written now. Raises Refusal."""
    found = retro.latest(ctx.db, ctx.camp.id)
    if found is None or not ctx.setting(AT):
        is_set = ctx.setting(AT)
        raise Refusal(NONE_YET if is_set else NOT_SET if ctx.role >= Role.MANAGER else NOT_SET_LEARNER)
    return found.id


def _ask(ctx: Context, number: int, place: int) -> None:
    """The next field, in private wherever it was begun."""
    known = people.private_address(ctx.db, ctx.person.id)
    at = ctx.address if ctx.address.direct else Address(*known, direct=True) if known else None
    if at is not None:
        dialogs.ask(ctx.db, ctx.person.id, at.key, STEP, {"number": number, "place": place}, at=ctx.now)
    ctx.reply(ASK(n=place + 1, field=FIELD[FIELDS[place]]), [Press(SKIP, "跳过")], audience=Audience.PERSON)


@feature.step("field", called=CALLED, stays=True)
def field(ctx: Context, words: str, *, number: int, place: int) -> None:
    if folded(words.strip()) not in SKIPS:
        _write(ctx, number, FIELDS[place], " ".join(words.split()))
    if place + 1 < len(FIELDS):
        _ask(ctx, number, place + 1)
    else:
        _finish(ctx, number)


def _write(ctx: Context, number: int, field: str, words: str) -> None:
    if len(words) > LONGEST:
        raise Refusal(TOO_LONG(most=LONGEST))
    if words and folded(words) not in SKIPS:
        retro.write(ctx.db, number, ctx.member.id, field, words, at=ctx.now)


def _finish(ctx: Context, number: int) -> None:
    mine = retro.mine(ctx.db, number, ctx.member.id)
    if not mine:
        ctx.reply(NOTHING, audience=Audience.PERSON)
        return
    lines = [LINE(field=FIELD[field], words=mine[field]) for field in FIELDS if field in mine]
    ctx.reply(DONE, *lines, HOW, audience=Audience.PERSON)


@feature.paged("written", by=Role.MANAGER)
def _written(ctx: Context, after: int) -> Page:
    """Every line of the last one, by field and without names."""
    found = retro.latest(ctx.db, ctx.camp.id)
    every = retro.answers(ctx.db, found.id) if found is not None else []
    if found is None or not every:
        return Page((NOBODY,), audience=Audience.MANAGERS)
    every.sort(key=lambda one: FIELDS.index(one.field))
    said: list[Said] = [] if after else [RESULT(monday=found.monday, n=len({one.membership for one in every}))]
    said += [FIELD_LINE(field=FIELD[one.field], words=one.words) for one in every[after : after + SHOWN]]
    return Page.cut(*said, after=after, most=SHOWN, of=len(every), audience=Audience.MANAGERS)
