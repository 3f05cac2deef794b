"""Who lives in the simulated camp, and how each of them is: data, and a crowd of any size made from it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from random import Random

from bot.cli import starter_camp


@dataclass(frozen=True, slots=True)
class SimulatedLearner:
    """Somebody's ways: chances from 0 to 1, the usual minute of the day of their check-in, the day (from 0) they come."""

    name: str
    faithful: float
    """Whether they check in on a workday."""
    keen: float
    """Whether they take up what is offered: a lesson, a contest, a vote."""
    knows: float
    """Whether they answer right."""
    minute: int
    comes: int = 0


FIRST, SECOND = starter_camp.LEARNERS
CAST = (
    SimulatedLearner(FIRST, 0.98, 0.95, 0.85, 8 * 60 + 5),
    SimulatedLearner(SECOND, 0.95, 0.90, 0.75, 9 * 60 + 10),
    SimulatedLearner("陈默", 0.80, 0.60, 0.55, 12 * 60 + 40),
    SimulatedLearner("赵雨", 0.55, 0.45, 0.60, 21 * 60 + 5),
    SimulatedLearner("钱多", 0.85, 0.70, 0.50, 8 * 60 + 50),
    SimulatedLearner("孙宁", 0.97, 0.85, 0.80, 7 * 60 + 45),
    SimulatedLearner("李想", 0.90, 0.80, 0.70, 18 * 60 + 20),
    SimulatedLearner("吴桐", 0.92, 0.75, 0.90, 8 * 60 + 30, comes=1),
    SimulatedLearner("郑可", 0.88, 0.65, 0.65, 13 * 60 + 15, comes=1),
    SimulatedLearner("冯立", 0.70, 0.50, 0.45, 22 * 60 + 10, comes=2),
    SimulatedLearner("韩雪", 0.96, 0.90, 0.85, 8 * 60 + 15, comes=4),
    SimulatedLearner("沈一凡", 0.93, 0.80, 0.75, 9 * 60 + 40, comes=8),
)
"""The demo's learners: most turn up, some late, two hardly, one comes in the second week."""

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
GIVEN = (
    "子涵",
    "雨桐",
    "浩然",
    "思远",
    "欣怡",
    "嘉懿",
    "明轩",
    "若曦",
    "俊杰",
    "诗琪",
    "博文",
    "静雯",
    "天佑",
    "晓彤",
    "志强",
    "佳宁",
)
BEFORE_NOON, MORNING = 7 * 60 + 30, 9 * 60 + 30


def crowd(members: int, chance: Random) -> tuple[SimulatedLearner, ...]:
    """So many learners: the cast first, then invented names with invented ways. At most 800 or so: then the names are used up."""
    named = {learner.name for learner in CAST}
    more = (name for name in map(_name, range(len(SURNAMES) * len(GIVEN))) if name not in named)
    return (*CAST[:members], *(_somebody(name, chance) for name in islice(more, max(members - len(CAST), 0))))


def _name(number: int) -> str:
    """Each pair once, and neighbours share neither part: three steps through the given names a round of the surnames."""
    turn, surname = divmod(number, len(SURNAMES))
    return SURNAMES[surname] + GIVEN[(surname + 3 * turn) % len(GIVEN)]


def _somebody(name: str, chance: Random) -> SimulatedLearner:
    return SimulatedLearner(
        name,
        faithful=chance.betavariate(8, 2),
        keen=chance.betavariate(5, 3),
        knows=chance.betavariate(6, 3),
        minute=chance.choice((chance.randint(BEFORE_NOON, MORNING), chance.randint(12 * 60, 22 * 60))),
        comes=chance.choice((0, 0, 0, 1, 1, 2)),
    )
