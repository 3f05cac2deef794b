"""Writing a case: S, T, A and R are asked one after the other, what is missing is named, and nothing is kept before all four are there."""

from __future__ import annotations

import re
from datetime import timedelta

from bot import tags
from bot.feature import Context, Phrase, Press, Refusal, Role
from bot.names import folded
from handlers.cases import rules
from handlers.cases.settings import LETTERS, NAMES, feature
from storage import cases

LASTS = timedelta(days=1)
"""How long a case that was begun waits for its next part."""
BACK = {"上一步", "返回", "重写", "back", "previous"}
UNNAMED = re.compile(r"匿名|不署名|不写名字|anonymous", re.IGNORECASE)
WITH_NAME = Phrase(
    zh="案例会写上你的名字，不能匿名。愿意的话去掉“匿名”再发：案例 写 谈崩的一单",
    en="A case bears your name; it cannot be anonymous. If that is fine, leave that word out: case write A deal that failed",
)
CALLED = Phrase(zh="这个案例", en="this case")

BEGIN = Phrase(
    zh="📝 写案例，一步一步来，共四步；改上一步发“上一步”，不写了发“取消”。看别人的发：案例 列表",
    en="📝 A case, in four steps; “back” for the last one again, “cancel” to give it up. To read others: case list",
)
ASKS = (
    Phrase(
        zh="{step}/4 S 情境：当时是什么情况？谁、在哪、遇到了什么？",
        en="{step}/4 S, the situation: what was going on? Who, where, facing what?",
    ),
    Phrase(
        zh="{step}/4 T 任务：你要达成什么？难在哪？", en="{step}/4 T, the task: what had to be achieved, and what made it hard?"
    ),
    Phrase(zh="{step}/4 A 行动：你具体做了什么？", en="{step}/4 A, the action: what exactly did you do?"),
    Phrase(
        zh="{step}/4 R 结果：结果怎样？有数字就写数字。",
        en="{step}/4 R, the result: what came of it? Numbers, if you have them.",
    ),
)
STILL = Phrase(zh="还差 {letter} {name}。", en="{letter}, the {name}, is still missing.")
EMPTY = Phrase(
    zh="{letter} {name}还空着，写一句就行；不写了发“取消”。",
    en="{letter}, the {name}, is still empty. One sentence will do; to give it up send “cancel”.",
)
LONG = Phrase(
    zh="{letter} {name}最多{most}字，这段有{n}字，请写短些再发。",
    en="{letter}, the {name}, has at most {most:character|characters}; this has {n}. Please shorten it and send it again.",
)
IN_PRIVATE = Phrase(zh="案例在私聊里写：私聊我发“案例 写”。", en="A case is written in private: send me “case write” there.")
DONE = Phrase(
    zh="✅ 案例{number}《{title}》存好了，大家发“案例 {number}”就能看到。10分钟内可发“撤销”。",
    en="✅ Case {number}, “{title}”, is kept: anybody reads it with “case {number}”. “undo” within 10 minutes takes it back.",
)
TAKEN_BACK = Phrase(zh="✅ 案例{number}已撤下。", en="✅ Case {number} was withdrawn.")
CANNOT = Phrase(
    zh="案例{number}已经归档或撤下，撤不了。请专家用“归档”改。",
    en="Case {number} stands in the archive or is withdrawn already. Please ask an expert to change the archive.",
)

feature.act("case_written", Phrase(zh="{who} 写了案例{number}", en="{who} wrote case {number}"))


def begin(ctx: Context, words: str) -> None:
    """Asks for what is not there: all four, or what is left out of S：… T：…"""
    if not ctx.address.direct:
        raise Refusal(IN_PRIVATE)
    before, parts = rules.labelled(words)
    title, named = tags.parted(before)
    if UNNAMED.search(title):
        raise Refusal(WITH_NAME)
    _check(parts)
    _go_on(ctx, title, list(named), parts, is_new=True)


def _check(parts: dict[int, str]) -> None:
    """Raises Refusal for one that is too long."""
    for place, said in parts.items():
        if len(said) > rules.LONGEST:
            raise Refusal(LONG(letter=LETTERS[place], name=NAMES[place], most=rules.LONGEST, n=len(said)))


def _go_on(ctx: Context, title: str, named: list[str], parts: dict[int, str], *, is_new: bool) -> None:
    place = rules.missing(parts)
    if place is None:
        return _keep(ctx, title, named, parts)
    _wait(ctx, title, named, parts)
    asked = ASKS[place](step=place + 1)
    if is_new and not parts:
        ctx.reply(BEGIN, asked)
    elif is_new:
        ctx.reply(STILL(letter=LETTERS[place], name=NAMES[place]), asked)
    else:
        ctx.reply(asked)


def _wait(ctx: Context, title: str, named: list[str], parts: dict[int, str]) -> None:
    kept = {str(place): said for place, said in parts.items()}
    ctx.ask("part", until=ctx.now + LASTS, title=title, named=named, parts=kept)


def _keep(ctx: Context, title: str, named: list[str], parts: dict[int, str]) -> None:
    four = [parts[place] for place in range(len(LETTERS))]
    name = rules.title(title, four[0])
    found_by = rules.words(name, *four, *named)
    number = cases.write(ctx.db, ctx.camp.id, ctx.member.id, name, four, named, found_by, at=ctx.now)
    ctx.audit("case_written", undo={"number": number}, number=number)
    ctx.reply(DONE(number=number, title=name), [Press(LOOK(number=number), f"案例 {number}")])


LOOK = Phrase(zh="看案例{number}", en="Read case {number}")


@feature.step("part", called=CALLED, stays=True)
def part(ctx: Context, words: str, *, title: str, named: list[str], parts: dict[str, str]) -> None:
    """The part that was asked for, or several with their letters."""
    known = {int(place): said for place, said in parts.items()}
    if folded(words).rstrip("。.!！") in BACK:
        return _back(ctx, title, named, known)
    before, labelled = rules.labelled(words)
    asked = rules.missing(known)
    assert asked is not None
    new = labelled if labelled and not before else {asked: words.strip()}
    try:
        if not rules.says_something(new.get(asked, next(iter(new.values())))):
            raise Refusal(EMPTY(letter=LETTERS[asked], name=NAMES[asked]))
        _check(new)
    except Refusal:
        _wait(ctx, title, named, known)
        raise
    _go_on(ctx, title, named, known | new, is_new=False)


def _back(ctx: Context, title: str, named: list[str], known: dict[int, str]) -> None:
    """The part before is asked again."""
    last = (rules.missing(known) or 0) - 1
    known.pop(last, None)
    _go_on(ctx, title, named, known, is_new=False)


@feature.undoes("case_written", by=Role.LEARNER)
def take_back(ctx: Context, number: int) -> None:
    one = cases.numbered(ctx.db, ctx.camp.id, number)
    if one is None or not cases.withdraw(ctx.db, one.id, at=ctx.now):
        raise Refusal(CANNOT(number=number))
    ctx.reply(TAKEN_BACK(number=number))
