"""复盘: a line for each field, one after the other in private, or all at once; and to managers what was written."""

from __future__ import annotations

import re
from typing import Annotated

from bot.arguments import Named
from bot.audience import Audience
from bot.feature import Context, Page, Phrase, Press, Refusal, Role, Said
from bot.messages import Address
from bot.names import folded
from handlers.retro import template
from handlers.retro.settings import AT, LEAST, feature, named
from storage import dialogs, groups, people, retro
from storage.retro import Retro

ASK = Phrase(zh="🔁 {n}/{of} {field}？写一句，或按“跳过”。", en="🔁 {n}/{of} {field}? Write a line, or press “Skip”.")
CALLED = Phrase(zh="这周的复盘", en="the week's retro")
DONE = Phrase(zh="✅ 复盘记下了：", en="✅ Your retro:")
LINE = Phrase(zh="{field}：{words}", en="{field}: {words}")
NOTHING = Phrase(zh="好，这周不写也可以。", en="All right, nothing this week.")
HOW = Phrase(
    zh="改就再发一次“复盘”，一次写完：复盘 做了什么/卡点/下周",
    en="To change it send “retro” again, or all at once: retro DID/STUCK/NEXT",
)
HOW_OWN = Phrase(zh="改就再发一次“复盘”，一栏一栏写。", en="To change it send “retro” again, field by field.")
SKIP = Phrase(zh="跳过", en="Skip")
SKIPS = {"跳过", "skip", "没有", "无", "none"}
RESULTS = {"结果", "result", "results"}
TEMPLATES = {"模板", "template"}
GROUP = re.compile(r"(?:group\s*)?(\d{1,3})\s*组?", re.IGNORECASE)

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
NOT_SO_MANY = Phrase(zh="一次写完要{n}栏，用 / 隔开：{fields}", en="At once it takes {n:field|fields} with / between: {fields}")
NO_GROUP = Phrase(zh="现在没有第{group}组。看全部：复盘 结果", en="There is no group {group} now. To see all: retro result")
TOO_FEW = Phrase(
    zh="{group}组这次{n}人写了，满{least}人才按组看。看全部：复盘 结果",
    en="In group {group} {n:person|people} wrote this time; a group is shown from {least} on. To see all: retro result",
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
    examples=[
        "复盘",
        "复盘 拜访了3家/报价没谈拢/约第二轮",
        "复盘 模板 本周成果/最大的坑/要谁帮忙",
        "retro",
        "retro 3 visits/no price yet/second round",
    ],
    everyday=True,
)
def look_back(ctx: Context, words: Annotated[str, Named("三栏", "fields")] = "") -> None:
    verb, _, rest = words.strip().partition(" ")
    if folded(verb) in TEMPLATES:
        return template.template(ctx, rest.strip())
    if folded(verb) in RESULTS and (not rest or GROUP.fullmatch(rest.strip())):
        return _results(ctx, rest.strip())
    found = _current(ctx)
    if words.strip():
        pieces = [" ".join(piece.split()) for piece in re.split(r"[/／]", words)]
        names = named(found.fields)
        if len(pieces) != len(names):
            raise Refusal(NOT_SO_MANY(n=len(names), fields="/".join(found.fields)) if found.fields else NOT_THREE)
        for field, piece in zip(names, pieces, strict=True):
            _write(ctx, found.id, field, piece)
        return _finish(ctx, found)
    _ask(ctx, found, 0)


def _results(ctx: Context, words: str) -> None:
    """All of them, or a group's, for managers. Raises Refusal."""
    if ctx.role < Role.MANAGER:
        raise Refusal(FOR_MANAGERS)
    of = GROUP.fullmatch(words)
    if of is None:
        return ctx.show_list("written")
    draw, group = groups.in_use(ctx.db, ctx.camp.id), int(of[1])
    if draw is None or not 1 <= group <= draw.groups:
        raise Refusal(NO_GROUP(group=group))
    found = retro.latest(ctx.db, ctx.camp.id)
    every = retro.answers_of_group(ctx.db, found.id, draw.id, group) if found is not None else []
    n = len({one.membership for one in every})
    if n < LEAST:
        raise Refusal(TOO_FEW(group=group, n=n, least=LEAST))
    ctx.show_list("written", draw=draw.id, group=group)


def _current(ctx: Context) -> Retro:
    """The retro that can be written now. Raises Refusal."""
    found = retro.latest(ctx.db, ctx.camp.id)
    if found is None or not ctx.setting(AT):
        is_set = ctx.setting(AT)
        raise Refusal(NONE_YET if is_set else NOT_SET if ctx.role >= Role.MANAGER else NOT_SET_LEARNER)
    return found


def _ask(ctx: Context, found: Retro, place: int) -> None:
    """The next field, in private wherever it was begun."""
    known = people.private_address(ctx.db, ctx.person.id)
    at = ctx.address if ctx.address.direct else Address(*known, direct=True) if known else None
    if at is not None:
        dialogs.ask(ctx.db, ctx.person.id, at.key, STEP, {"number": found.id, "place": place}, at=ctx.now)
    names = list(named(found.fields).values())
    ctx.reply(ASK(n=place + 1, of=len(names), field=names[place]), [Press(SKIP, "跳过")], audience=Audience.PERSON)


@feature.step("field", called=CALLED, stays=True)
def field(ctx: Context, words: str, *, number: int, place: int) -> None:
    found = retro.find(ctx.db, number)
    fields = list(named(found.fields))
    if folded(words.strip()) not in SKIPS:
        _write(ctx, number, fields[place], " ".join(words.split()))
    if place + 1 < len(fields):
        _ask(ctx, found, place + 1)
    else:
        _finish(ctx, found)


def _write(ctx: Context, number: int, field: str, words: str) -> None:
    if len(words) > LONGEST:
        raise Refusal(TOO_LONG(most=LONGEST))
    if words and folded(words) not in SKIPS:
        retro.write(ctx.db, number, ctx.member.id, field, words, at=ctx.now)


def _finish(ctx: Context, found: Retro) -> None:
    mine = retro.mine(ctx.db, found.id, ctx.member.id)
    if not mine:
        ctx.reply(NOTHING, audience=Audience.PERSON)
        return
    lines = [LINE(field=name, words=mine[field]) for field, name in named(found.fields).items() if field in mine]
    ctx.reply(DONE, *lines, HOW_OWN if found.fields else HOW, audience=Audience.PERSON)


@feature.paged("written", by=Role.MANAGER)
def _written(ctx: Context, after: int, draw: int = 0, group: int = 0) -> Page:
    """Every line of the last one, or a group's, by field and without names."""
    found = retro.latest(ctx.db, ctx.camp.id)
    if found is None:
        return Page((NOBODY,), audience=Audience.MANAGERS)
    every = retro.answers_of_group(ctx.db, found.id, draw, group) if group else retro.answers(ctx.db, found.id)
    if not every:
        return Page((NOBODY,), audience=Audience.MANAGERS)
    names = named(found.fields)
    every.sort(key=lambda one: list(names).index(one.field))
    said: list[Said] = [] if after else [RESULT(monday=found.monday, n=len({one.membership for one in every}))]
    said += [FIELD_LINE(field=names[one.field], words=one.words) for one in every[after : after + SHOWN]]
    return Page.cut(*said, after=after, most=SHOWN, of=len(every), audience=Audience.MANAGERS)
