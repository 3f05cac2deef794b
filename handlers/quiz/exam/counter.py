"""Exams as something to be asked for: one by its name, passed with its own mark."""

from __future__ import annotations

from collections.abc import Mapping

from bot.counters import Asked, Counter
from bot.feature import Camp, Phrase, Refusal
from handlers.quiz.exam.settings import feature
from storage import exams
from storage.connection import Db

NO_SUCH = Phrase(zh="没有叫“{name}”的考试", en="there is no exam “{name}”")


def _read(db: Db, camp: Camp, words: str) -> Asked:
    name = words.strip(" “”\"'")
    if exams.named(db, camp.id, name) is None:
        raise Refusal(NO_SUCH(name=name[:24]))
    return Asked(name, 1)


def _count(db: Db, camp: int, subject: str, member: int | None) -> Mapping[int, int]:
    return dict.fromkeys(exams.passed(db, camp, subject, member), 1)


def _goes_to(db: Db, camp: int, subject: str) -> str:
    found = exams.named(db, camp, subject)
    return "" if found is None else f"考试 E{found.id}"


feature.counter(
    Counter(
        "exam",
        Phrase(zh="考试", en="exam"),
        ("测验", "exams"),
        ("exam.passed",),
        _count,
        undone=("exam.unpassed",),
        tells=("exam.passed", "exam.failed"),
        read=_read,
        lacks=Phrase(zh="未过", en="not passed"),
        goes_to=_goes_to,
    )
)
