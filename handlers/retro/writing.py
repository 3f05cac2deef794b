"""复盘: a line for each field, one after the other in private, or all at once; and to managers what was written."""

from __future__ import annotations

import re
from typing import Annotated

from bot.arguments import Named, known_verb, whole
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
NOTHING_YET = Phrase(
    zh="你这周还没写复盘。要写就发：复盘", en="You have not written this week's retro yet. To write it send: retro"
)
HOW_TO_STOP = Phrase(zh="不再每周请大家复盘就发：设置 复盘时间 关", en="To stop asking every week: set retro-time off")
FOR_MANAGERS_TO_STOP = Phrase(
    zh="停不停由社群经理来定。这周不想写，不写就行。", en="That is for managers. You need not write this week's."
)
HOW = Phrase(
    zh="改就再发一次“复盘”，一次写完：复盘 做了什么/卡点/下周",
    en="To change it send “retro” again, or all at once: retro DID/STUCK/NEXT",
)
HOW_OWN = Phrase(zh="改就再发一次“复盘”，一栏一栏写。", en="To change it send “retro” again, field by field.")
SKIP = Phrase(zh="跳过", en="Skip")
SKIPS = {"跳过", "skip", "没有", "无", "none"}
RESULTS = {"结果", "情况", "汇总", "大家", "result", "results"}
MINE = {"我的", "看", "mine"}
STOPS = {"关", "关掉", "停", "停掉", "off", "stop"}
SPLITS = (
    re.compile(r"\n+"),
    re.compile(r"(?<!\d)[/／]|[/／](?!\d)"),
    re.compile(r"[/／]"),
    re.compile(r"[;；|｜]"),
    re.compile(r"(?:^|\s)[1-6][.、)）]\s*"),
)
"""What stands between the fields, the likeliest first; 5/12 is a day."""
TEMPLATES = {"模板", "template"}
GROUP = re.compile(r"(?:group|第)?\s*(\d{1,3}|[一二三四五六七八九十]{1,3})\s*(?:小?组)?", re.IGNORECASE)

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
    verbs=(*RESULTS, *TEMPLATES),
    asked={
        r"我?(?:要|想|来|现在)?(?:写|填|交|改|补)(?:一下|个)?(?:本周|这周)?的?复盘|(?:本周|这周)的?复盘|(?:write|change) (?:my|the) retro": "",
        r"(?:看看?|查看?)?(?:一下)?我(?:写)?的复盘(?:呢|写了什么)?|my retro": "我的",
        r"大家的?复盘(?:写得?怎么样|怎么样)?|上周的?复盘|谁(?:还)?没有?写复盘|复盘(?:还有)?谁没有?写|who has(?: not|n't) written (?:the|their) retro": "结果",
        r"(?:关掉?|停掉?|取消|不要)(?:每周)?复盘|(?:stop|turn off) the (?:weekly )?retro": "关",
        r"(?P<all>我?(?:这周|本周)?做了什么[:：][\s\S]{1,700})": "{all}",
    },
)
def look_back(ctx: Context, words: Annotated[str, Named("三栏", "fields")] = "") -> None:
    verb, rest = known_verb(words, {*TEMPLATES, *RESULTS, *MINE, *STOPS})
    if verb in TEMPLATES:
        return template.template(ctx, rest)
    if verb in RESULTS and (not rest or GROUP.fullmatch(rest)):
        return _results(ctx, rest)
    if verb in STOPS and not rest:
        raise Refusal(HOW_TO_STOP if ctx.role >= Role.MANAGER else FOR_MANAGERS_TO_STOP)
    found = _current(ctx)
    if verb in MINE and not rest:
        return _finish(ctx, found, NOTHING_YET)
    if words.strip():
        names = named(found.fields)
        pieces = _pieces(words, [name if isinstance(name, str) else name().to(ctx.language) for name in names.values()])
        if len(pieces) != len(names):
            raise Refusal(NOT_SO_MANY(n=len(names), fields="/".join(found.fields)) if found.fields else NOT_THREE)
        for field, piece in zip(names, pieces, strict=True):
            _write(ctx, found.id, field, piece)
        return _finish(ctx, found)
    _ask(ctx, found, 0)


def _pieces(words: str, names: list[str]) -> list[str]:
    """What stands in each field: by their names (卡点：报价), else by the first mark that makes as many as there are."""
    heads = [rf"(?:^|[\s,，;；。/／]){re.escape(name)}\s*[:：是]\s*" for name in names]
    labelled = re.fullmatch("".join(rf"{head}(.*?)" for head in heads) + r"\s*", f" {words.strip()}", re.DOTALL)
    if labelled is not None:
        return [" ".join(piece.split()).strip("，,;；/／") for piece in labelled.groups()]
    cut = ([" ".join(piece.split()) for piece in split.split(words.strip()) if piece.strip()] for split in SPLITS)
    slashed = [" ".join(piece.split()) for piece in re.split(r"[/／]", words)]
    return slashed if len(slashed) == len(names) else next((pieces for pieces in cut if len(pieces) == len(names)), slashed)


def _results(ctx: Context, words: str) -> None:
    """All of them, or a group's, for managers. Raises Refusal."""
    if ctx.role < Role.MANAGER:
        raise Refusal(FOR_MANAGERS)
    of = GROUP.fullmatch(words)
    if of is None:
        return ctx.show_list("written")
    draw, group = groups.in_use(ctx.db, ctx.camp.id), whole(of[1])
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


def _finish(ctx: Context, found: Retro, nothing: Phrase = NOTHING) -> None:
    mine = retro.mine(ctx.db, found.id, ctx.member.id)
    if not mine:
        ctx.reply(nothing, audience=Audience.PERSON)
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
