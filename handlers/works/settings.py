"""The feature of contests of works, and what a work is to those who judge it."""

from __future__ import annotations

from bot.feature import Feature, Phrase, Press, Theme
from bot.judging.kinds import JudgedEntry, JudgedKind
from storage import works
from storage.connection import Db

feature = Feature("works", Theme.EVENTS)
CONTEST = "contest"
"""The kind an event has that may be a contest of works."""
EXAMPLE_ZH = "大赛 V3 作业=微课作品 维度=创意、实用 评委=何琳、王岚 权重=70/30"
EXAMPLE_EN = "competition V3 homework=Lesson rubric=idea,use judges=Helen,Ann weights=70/30"
EXAMPLE = Phrase(zh=EXAMPLE_ZH, en=EXAMPLE_EN)
WORK = Phrase(zh="作品 H{work}", en="work H{work}")
LOOK = Phrase(zh="看作品 H{work}", en="See work H{work}")


def judged(hand_in: int, author: int, *, entry: int = 0) -> JudgedEntry:
    """A work as its judges know it: by its number, not whose it is. It has no entry before judging begins."""
    return JudgedEntry(entry, hand_in, author, WORK(work=hand_in))


def _entries(db: Db, panel: int) -> list[JudgedEntry]:
    return [judged(one.hand_in, one.membership, entry=one.entry) for one in works.entries(db, panel)]


def _look(one: JudgedEntry) -> Press:
    return Press(LOOK(work=one.scene), f"作业 看 H{one.scene}")


BEGINS = Phrase(zh="大赛 V{n} 评审", en="competition V{n} judge")
KIND = feature.judged(JudgedKind("work", _entries, Phrase(zh="大赛 V{n}", en="competition V{n}"), BEGINS, _look))
