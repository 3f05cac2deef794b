"""What the simulated people type, and when: a list of lines made once from the cast, the calendar and chance. No clock, no database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from random import Random
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.cli import starter_camp
from bot.cli.simulation.people import SimulatedLearner
from bot.cli.simulation.texts import AWARDS, CONTESTS, EXCHANGES, MADE_UP, NOTES, POLLS, WEEKEND_NOTES
from bot.messages import Kind
from scheduler.calendar import Calendar

MANAGER, EXPERT = starter_camp.MANAGER, starter_camp.EXPERT
FORGIVES = 0.6
"""How often a missed check-in is made up the next workday."""
ON_A_REST_DAY = 0.12
EXAM = "阶段一"


BADGE = "勋章 新建 三日连签 连续打卡>=3"
ITEM, REDEEM = "上架 《销售巨人》 价格=40 库存=2 每人=1", "兑换 销售巨人"


class ScriptLine(NamedTuple):
    """At a moment somebody does something in the camp's room, or in private."""

    at: datetime
    who: str
    says: str = ""
    private: bool = False
    kind: Kind = Kind.SAID


def script(
    learners: Sequence[SimulatedLearner], first: date, days: int, zone: ZoneInfo, known: Calendar, chance: Random
) -> list[ScriptLine]:
    """Everything that is typed on so many days from the first, in order of time."""
    lines: list[ScriptLine] = []
    workdays = [day for day in map(lambda n: first + timedelta(days=n), range(days)) if known.is_workday(day)]
    for learner in learners:
        lines += _comings_and_check_ins(learner, first, days, zone, known, chance)
    for number, day in enumerate(workdays):
        lines += _staff(number, day, learners, zone, chance)
        lines += _curious(number, day, learners, zone, chance)
    return sorted(lines, key=lambda line: (line.at, line.who, line.says))


def _comings_and_check_ins(
    one: SimulatedLearner, first: date, days: int, zone: ZoneInfo, known: Calendar, chance: Random
) -> Iterator[ScriptLine]:
    came = first + timedelta(days=one.comes)
    arrival = _at(came, max(8 * 60, one.minute - 40) + chance.randint(0, 25), zone)
    yield ScriptLine(arrival, one.name, private=True, kind=Kind.REACHABLE)
    yield ScriptLine(arrival + timedelta(seconds=2), one.name, kind=Kind.JOINED)
    yield ScriptLine(arrival + timedelta(seconds=chance.randint(40, 200)), one.name, "/同意")
    missed: date | None = None
    for day in (came + timedelta(days=n) for n in range(days - one.comes)):
        at = _at(day, one.minute + chance.randint(0, 35), zone)
        if not known.is_workday(day):
            if chance.random() < ON_A_REST_DAY:
                yield ScriptLine(at, one.name, f"打卡 {chance.choice(WEEKEND_NOTES)}")
            continue
        if missed and chance.random() < FORGIVES:
            yield ScriptLine(at - timedelta(minutes=1), one.name, f"补卡 {missed.month}/{missed.day} {chance.choice(MADE_UP)}")
        missed = day if chance.random() >= one.faithful and day != came else None
        if not missed:
            yield ScriptLine(max(at, arrival + timedelta(minutes=4)), one.name, f"打卡 {chance.choice(NOTES)}")


def _staff(
    number: int, day: date, learners: Sequence[SimulatedLearner], zone: ZoneInfo, chance: Random
) -> Iterator[ScriptLine]:
    """What the manager does on the workdays of a week: 5 × `week` + `turn`."""
    week, turn = divmod(number, 5)
    present = [one for one in learners if one.comes < number]
    match turn:
        case 0 if week:
            yield ScriptLine(_at(day, 9 * 60 + 20, zone), MANAGER, "周完成率", private=True)
            yield ScriptLine(_at(day, 10 * 60, zone), MANAGER, POLLS[week % len(POLLS)])
            yield _sends(day, 10 * 60 + 1, zone)
            if week == 1:
                yield ScriptLine(_at(day, 10 * 60 + 30, zone), MANAGER, BADGE, private=True)
                yield _sends(day, 10 * 60 + 35, zone)
                yield ScriptLine(_at(day, 10 * 60 + 40, zone), MANAGER, ITEM, private=True)
        case 1:
            yield ScriptLine(_at(day, 16 * 60 + 30, zone), MANAGER, "/提醒 明天 10:00 把本周案例发给何琳")
        case 2:
            name = CONTESTS[week % len(CONTESTS)]
            yield ScriptLine(_at(day, 12 * 60 + 20, zone), MANAGER, f"/开赛 {name} 题数=5 限时=20秒")
        case 3 if week == 1:
            yield ScriptLine(_at(day, 10 * 60 + 30, zone), MANAGER, f"/考试 {EXAM} 题数=8 及格=80 次数=2")
            yield _sends(day, 10 * 60 + 31, zone)
            for one in present:
                if chance.random() < one.keen:
                    yield ScriptLine(_at(day, chance.randint(11 * 60, 20 * 60), zone), one.name, f"考试 {EXAM}", private=True)
        case 3 if present:
            lucky = chance.choice(present).name
            yield ScriptLine(_at(day, 15 * 60, zone), MANAGER, f"/加分 {lucky} 10 {chance.choice(AWARDS)}")
        case 4:
            yield ScriptLine(_at(day, 17 * 60, zone), MANAGER, "看板", private=True)
            if week == 1:
                yield ScriptLine(_at(day, 17 * 60 + 10, zone), MANAGER, "证书 E1", private=True)
                yield _sends(day, 17 * 60 + 11, zone)


def _sends(day: date, minute: int, zone: ZoneInfo) -> ScriptLine:
    """What reaches many was shown to the manager first: they send it."""
    return ScriptLine(_at(day, minute, zone), MANAGER, "草稿 发出", private=True)


def _curious(
    number: int, day: date, learners: Sequence[SimulatedLearner], zone: ZoneInfo, chance: Random
) -> Iterator[ScriptLine]:
    """What learners ask for by themselves."""
    present = [one for one in learners if one.comes < number]
    if not present:
        return
    if number % 5 in (1, 3):
        exchange = EXCHANGES[(number // 5 * 2 + number % 5 // 2) % len(EXCHANGES)]
        asker = chance.choice(present).name
        yield ScriptLine(_at(day, chance.randint(10 * 60, 11 * 60), zone), asker, f"/提问 {exchange.question}")
    if number % 5 == 4:
        yield ScriptLine(_at(day, 17 * 60 + 40, zone), chance.choice(present).name, "排行榜 周")
        yield ScriptLine(_at(day, 17 * 60 + 50, zone), chance.choice(present).name, "积分")
    if number % 5 == 0 and number:
        proud = max(present, key=lambda one: one.faithful)
        yield ScriptLine(_at(day, 12 * 60 + 30, zone), proud.name, "学习账单 上周", private=True)
        yield ScriptLine(_at(day, 12 * 60 + 34, zone), proud.name, "晒", private=True)
        if number == 10:
            yield ScriptLine(_at(day, 12 * 60 + 40, zone), proud.name, REDEEM, private=True)
    if number % 5 == 2:
        yield ScriptLine(_at(day, 15 * 60 + 30, zone), chance.choice(present).name, "/搜 打卡")


def _at(day: date, minute: int, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone) + timedelta(minutes=min(minute, 23 * 60 + 50), seconds=minute * 7 % 60)
