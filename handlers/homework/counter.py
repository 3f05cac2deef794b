"""Homework as something to be asked for: one by its title, or so many of any, counted once it is accepted."""

from __future__ import annotations

from collections.abc import Mapping

from bot import counters
from bot.counters import Asked, Counter
from bot.feature import Camp, Phrase, Refusal
from handlers.homework import wording
from handlers.homework.settings import feature
from storage.connection import Db
from storage.homework import assignments, progress
from storage.homework.assignments import Homework

HOMEWORK = Phrase(zh="作业", en="homework")
NO_SUCH = Phrase(zh="没有叫《{title}》的作业", en="there is no homework “{title}”")
LONGEST = 20


def _read(db: Db, camp: Camp, words: str) -> Asked:
    """A title, or a number of any."""
    found = _titled(db, camp.id, words)
    if found is not None:
        return Asked(found.title, 1)
    if words.strip().rstrip("次份篇个 ").isdecimal():
        return counters.number(HOMEWORK, words)
    raise Refusal(NO_SUCH(title=words.strip(" 《》“”\"'")[:LONGEST]))


def _titled(db: Db, camp: int, words: str) -> Homework | None:
    """The homework of exactly that title; a number is none."""
    known = assignments.of_camp(db, camp)
    found, rest = wording.titled_in(words.strip(" “”\"'"), known)
    return None if rest else found


def _count(db: Db, camp: int, subject: str, member: int | None) -> Mapping[int, int]:
    if not subject:
        return progress.accepted(db, camp, member)
    found = _titled(db, camp, subject)
    return dict.fromkeys(progress.accepted_of(db, found.id, member), 1) if found is not None else {}


def _goes_to(db: Db, camp: int, subject: str) -> str:
    found = _titled(db, camp, subject) if subject else None
    return "作业" if found is None else f"交作业 {found.id}"


feature.counter(
    Counter(
        "homework",
        HOMEWORK,
        ("打卡任务", "任务", "homeworks", "assignment", "assignments"),
        ("homework.accepted",),
        _count,
        undone=("homework.reopened",),
        tells=("homework.accepted",),
        read=_read,
        lacks=Phrase(zh="未过", en="not accepted"),
        goes_to=_goes_to,
    )
)
