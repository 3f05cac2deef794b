"""How a level, and what it asks for, is put into words."""

from __future__ import annotations

from bot.counters import COUNTERS
from bot.feature import Context, Line, Phrase, Refusal, Role, Said
from bot.names import clean, folded
from handlers.promotion.measures import MEASURES
from handlers.promotion.rules import NeedMet
from handlers.promotion.settings import EXAMPLE, LADDER
from storage import promotion
from storage.promotion import MANAGER, HeldLevel, JobLevel, LevelNeed

SUBJECT = Phrase(zh="{name} {subject}", en="{name} {subject}")
GONE = Phrase(zh="已没有的计数", en="something no longer counted")
ASKED = Phrase(zh="· {what}：{amount}", en="· {what}: {amount}")
DONE = Phrase(zh="· {what}：{n}/{of} ✅", en="· {what}: {n} of {of} ✅")
LACKS = Phrase(zh="· {what}：{n}/{of}，还差{amount}", en="· {what}: {n} of {of}, {amount} to go")
COURSES = Phrase(zh="{n}门", en="{n:course|courses}")
AMOUNTS = {
    "lessons": COURSES,
    "exam": Phrase(zh="{n}门", en="{n:exam|exams}"),
    "exams_passed": Phrase(zh="{n}门", en="{n:exam|exams}"),
    "hours": Phrase(zh="{n}小时", en="{n:hour|hours}"),
    "points": Phrase(zh="{n}分", en="{n:point|points}"),
    "homework": Phrase(zh="{n}份", en="{n}"),
    "stages": Phrase(zh="{n}关", en="{n:stage|stages}"),
    "lecture": Phrase(zh="{n}场", en="{n:lecture|lectures}"),
    "event": Phrase(zh="{n}场", en="{n:event|events}"),
    "camps_run": Phrase(zh="{n}个", en="{n:camp|camps}"),
    "contests_run": Phrase(zh="{n}场", en="{n:contest|contests}"),
    "events_run": Phrase(zh="{n}场", en="{n:event|events}"),
}
OTHERS = Phrase(zh="{n}次", en="{n}")
PUBLISHED = Phrase(
    zh="🪜 “{level}”的晋升标准（第{version}版）：",
    en="🪜 What “{level}” asks for (version {version}):",
)
HOW_TO_SEE = Phrase(zh="看自己还差什么，私聊我发：晋升", en="To see what you still need send me in private: promotion")
NO_NAME = Phrase(
    zh="写上级别的名字，最多{most}个字。{example}",
    en="It needs a level's name of at most {most:character|characters}. {example}",
)
NO_SUCH = Phrase(
    zh="没有叫“{name}”的级别，现在有：{known}。没有改动。",
    en="There is no level “{name}”; there are: {known}. Nothing was changed.",
)
NONE_YET = Phrase(
    zh="还没有公布晋升标准，请问社群经理。", en="No level has published what it asks for; please ask the manager."
)
NONE_YET_MANAGER = Phrase(
    zh="还没有晋升标准。先发布一级：晋升 标准 高级顾问 要求=课程 3；学时 20",
    en="No level asks for anything yet. Publish one first: promotion criteria Senior consultant needs=lessons 3; hours 20",
)
LONGEST = 20


def called(level: JobLevel | HeldLevel) -> Phrase | str:
    """A level's name; the managers' are said in either language."""
    return LADDER.get(level.rank, level.name) if level.track == MANAGER else level.name


def what(need: LevelNeed) -> Line | Phrase:
    """What is counted: 课程 #管理, 学习小时."""
    known = MEASURES.get(need.counted) or COUNTERS.get(need.counted)
    name = GONE if known is None else known.name
    return SUBJECT(name=name, subject=need.subject) if need.subject else name


def amount(need: LevelNeed, n: int) -> Line:
    """So many of it: 1门."""
    return AMOUNTS.get(need.counted, OTHERS)(n=n)


def asked(level: JobLevel) -> list[Said]:
    """What a version asks for, a line each."""
    return [ASKED(what=what(one), amount=amount(one, one.needs)) for one in level.needs]


def progress(one: NeedMet) -> Line:
    """How far somebody is with one thing: 2/3，还差1门."""
    of = one.need.needs
    if not one.short:
        return DONE(what=what(one.need), n=one.n, of=of)
    return LACKS(what=what(one.need), n=one.n, of=of, amount=amount(one.need, one.short))


def published(level: JobLevel) -> list[Said]:
    """A version as those it is for read it."""
    return [PUBLISHED(level=called(level), version=level.version), *asked(level), HOW_TO_SEE]


def named(words: str) -> tuple[str, int | None]:
    """A level's name as it is kept, and its rank where it is one of the managers' ladder. Raises Refusal."""
    name = " ".join(clean(words).strip(' “”"《》').split())
    if not name or len(name) > LONGEST:
        raise Refusal(NO_NAME(most=LONGEST, example=EXAMPLE))
    rung = next((rank for rank, one in LADDER.items() if folded(name) in (folded(one.zh), folded(one.en))), None)
    return (name if rung is None else LADDER[rung].zh), rung


def is_level(ctx: Context, words: str) -> bool:
    """Whether words are the name of a level in force that whoever asks may read of."""
    said = folded(words)
    seen = [one for one in promotion.in_force(ctx.db, ctx.camp.id) if one.track != MANAGER or ctx.role >= Role.MANAGER]
    rungs = {folded(LADDER[one.rank].en) for one in seen if one.track == MANAGER}
    return said in rungs | {one.folded for one in seen}


def meant(ctx: Context, words: str) -> JobLevel:
    """The level in force that words name. Raises Refusal."""
    name, _ = named(words)
    every = promotion.in_force(ctx.db, ctx.camp.id)
    found = next((one for one in every if one.folded == folded(name)), None)
    if found is None:
        raise Refusal(NO_SUCH(name=name, known=[called(one) for one in every]) if every else NONE_YET_MANAGER)
    return found
