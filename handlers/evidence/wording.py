"""A report in words: one line a level in chat, one row a figure in the document, both made of the same figures and numbered alike."""

from __future__ import annotations

from collections.abc import Sequence

from bot.feature import Line, Phrase
from bot.figures import percent
from bot.named_figures import NOTHING
from handlers.evidence.found import CountedFigure
from handlers.evidence.settings import LEAST_BEHAVING, LEAST_PAIRS, LEAST_REACTIONS

TITLE = Phrase(
    zh="📈 柯氏报告 {camp}（{first:%Y-%m-%d} 至 {last:%Y-%m-%d}）",
    en="📈 Kirkpatrick report, {camp} ({first:%Y-%m-%d} to {last:%Y-%m-%d})",
)
LEVELS = {
    0: Phrase(zh="目标", en="Targets"),
    1: Phrase(zh="一级 反应", en="Level one, reaction"),
    2: Phrase(zh="二级 学习", en="Level two, learning"),
    3: Phrase(zh="三级 行为", en="Level three, behaviour"),
    4: Phrase(zh="四级 成果", en="Level four, results"),
}
MISSING = {
    1: Phrase(
        zh="还没有收齐的一级问卷：问卷 柯氏一级 匿名 截止=周五 18:00",
        en="no level-one form has closed yet: survey level1 anonymous until=Fri 18:00",
    ),
    2: Phrase(
        zh="还没有人课前课后测都考过：课前测 标签，课后测 标签",
        en="nobody took a test before and one after: pretest TAG, posttest TAG",
    ),
    3: Phrase(zh="没有对方确认过的行为打卡", en="no behaviour was confirmed by the other side"),
    4: Phrase(zh="未导入KPI，或训前没有记期望", en="no KPI was imported, or nothing was expected beforehand"),
}
NO_DATA = Phrase(zh="{nothing}（{why}）", en="{nothing} ({why})")
FIGURE = Phrase(zh="{called}{value}{of} #{number}", en="{called} {value}{of} #{number}")
NUMBERED = Phrase(zh="{words} #{number}", en="{words} #{number}")
OF = Phrase(zh="（n={n}）", en=" (n = {n})")
OF_ITS = Phrase(zh="（{n}）", en=" ({n})")
OF_ASKED = Phrase(zh="（n={n}/{asked}，应答{rate}）", en=" (n = {n} of {asked}, {rate} answered)")
CALLED = Phrase(zh="{called}《{about}》", en="{called} of “{about}”")
NAMED = (3, 4)
"""Levels of which one figure is said of several things."""
NO_COUNT = Phrase(zh="{called}：{why} #{number}", en="{called}: {why} #{number}")
BELOW = Phrase(
    zh="下限：一级{reactions}份或半数应答，二级{pairs}对，三级{behaving}人，四级前后各三个月；不到的不写数。",
    en="Least: {reactions:answer|answers} or half of those asked; {pairs:pair|pairs}; {behaving:person|people}; "
    "three months before and after. Below it there is no number.",
)
NOT_ITS = Phrase(
    zh="这些数说的是同时发生，不能说都是培训带来的：没有对照组，也没有写明假设。",
    en="These figures say what came together, not what the training did: there is no control group and no stated assumption.",
)
HELD_AGAINST = Phrase(
    zh="这些数说的是同时发生，不能说都是培训带来的；和对照组{team}差多少见四级，两组是否可比小助没有核实。",
    en="These figures say what came together, not what the training did; how far control group {team} is from it stands under level four, "
    "and whether the groups are alike was not checked.",
)
GROUP = Phrase(zh="{team}，{stated}", en="{team}, {stated}")
CLAIMED = {
    "control": Phrase(
        zh="{who}把变化归因于培训，依据是对照组：{stated}。依据小助没有核实。",
        en="{who} attributes the change to the training, by a control group: {stated}. That was not checked.",
    ),
    "assumption": Phrase(
        zh="{who}把变化归因于培训，依据是假设：{stated}。假设小助没有核实。",
        en="{who} attributes the change to the training, on the assumption: {stated}. That was not checked.",
    ),
}


def least() -> Line:
    return BELOW(reactions=LEAST_REACTIONS, pairs=LEAST_PAIRS, behaving=LEAST_BEHAVING)


def value(found: CountedFigure) -> Line | str:
    """The number, or why there is none."""
    return found.figure.shown(found.measured)


def figure(number: int, found: CountedFigure) -> Line:
    """均分4.3（n=38/45，应答84.4%） #1; 均分：证据不足（n=4，至少需10） #1."""
    called = (
        CALLED(called=found.figure.called, about=found.about) if found.level in NAMED and found.about else found.figure.called
    )
    if found.measured.value is None:
        return NO_COUNT(called=called, why=value(found), number=number)
    return FIGURE(called=called, value=value(found), of=of(found), number=number)


def of(found: CountedFigure) -> Line:
    n, asked = found.measured.n, found.measured.asked
    if found.figure.of is not None:
        return OF_ITS(n=its(found))
    return OF(n=n) if asked is None else OF_ASKED(n=n, asked=asked, rate=percent(n, asked))


def its(found: CountedFigure) -> Line | None:
    """What its n are, where they are not who answered of those who were asked."""
    if found.figure.of is None:
        return None
    said = {"n": found.measured.n} | ({} if found.measured.asked is None else {"asked": found.measured.asked})
    return found.figure.of(**said)


def numbers(places: Sequence[int]) -> str:
    """References: #3, #10 #11."""
    return " ".join(f"#{place}" for place in places)


def level(number: int, numbered: Sequence[tuple[int, CountedFigure]]) -> Line | list[Line | Phrase | str]:
    """What is said of a level in chat: the programme's figures, or that there is none and what is missing."""
    whole = [figure(place, found) for place, found in numbered if found.level == number and found.is_whole]
    return [*whole] or NO_DATA(nothing=NOTHING, why=MISSING[number])
