"""Learning records: what somebody did that other systems of records understand too, told by whoever keeps it.

A feature registers a source with `feature.learning_record`; who gives records out knows no more of it than its rows. Nothing is kept
beside: the tables are read when somebody asks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from fractions import Fraction
from typing import NamedTuple

from bot.membership import Camp
from bot.phrases import Phrase
from storage.connection import Db
from storage.learning_records import RecordSpan


class Did(Enum):
    """What was done: its IRI in the vocabularies of xAPI, and the word for it."""

    ANSWERED = ("http://adlnet.gov/expapi/verbs/answered", Phrase(zh="答题", en="answered"))
    COMPLETED = ("http://adlnet.gov/expapi/verbs/completed", Phrase(zh="完成", en="completed"))
    PASSED = ("http://adlnet.gov/expapi/verbs/passed", Phrase(zh="通过", en="passed"))
    FAILED = ("http://adlnet.gov/expapi/verbs/failed", Phrase(zh="未通过", en="failed"))
    ATTENDED = ("http://adlnet.gov/expapi/verbs/attended", Phrase(zh="出席", en="attended"))
    EARNED = ("http://id.tincanapi.com/verb/earned", Phrase(zh="获得", en="earned"))

    def __init__(self, iri: str, word: Phrase) -> None:
        self.iri, self.word = iri, word


class ActivityType(Enum):
    """What it was done with: its IRI, and the word for it."""

    QUESTION = ("http://adlnet.gov/expapi/activities/cmi.interaction", Phrase(zh="题目", en="question"))
    TEST = ("http://adlnet.gov/expapi/activities/assessment", Phrase(zh="考试", en="exam"))
    LESSON = ("http://adlnet.gov/expapi/activities/lesson", Phrase(zh="微课", en="lesson"))
    COURSE = ("http://adlnet.gov/expapi/activities/course", Phrase(zh="课程", en="course"))
    STAGE = ("http://adlnet.gov/expapi/activities/module", Phrase(zh="关卡", en="stage"))
    MEETING = ("http://adlnet.gov/expapi/activities/meeting", Phrase(zh="活动", en="event"))
    HOMEWORK = ("http://id.tincanapi.com/activitytype/school-assignment", Phrase(zh="作业", en="homework"))
    BADGE = ("http://activitystrea.ms/schema/1.0/badge", Phrase(zh="勋章", en="badge"))
    CERTIFICATE = (
        "https://www.opigno.org/en/tincan_registry/activity_type/certificate",
        Phrase(zh="证书", en="certificate"),
    )

    def __init__(self, iri: str, word: Phrase) -> None:
        self.iri, self.word = iri, word


class Activity(NamedTuple):
    """One thing: a path that is its own for good (`exam/3`), and what it is called, in the camp's language or by language."""

    path: str
    type: ActivityType
    name: str | Mapping[str, str]


class Interaction(NamedTuple):
    """How a question is answered, in the terms of xAPI: `parts` are its lists (choices, source, target) of ids and words, `right` the
    patterns of right answers, empty where there is none that could be written down."""

    kind: str
    parts: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()
    right: tuple[str, ...] = ()


class Learned(NamedTuple):
    """One fact. `fact` names it within its source, with what counts of it: a mark that was changed later makes another fact of it."""

    fact: str
    person: int
    member: int
    at: datetime
    did: Did
    what: Activity
    within: Activity | None = None
    success: bool | None = None
    score: Fraction | None = None
    took_ms: int | None = None
    response: str | None = None
    interaction: Interaction | None = None


@dataclass(frozen=True, slots=True)
class RecordSource:
    """What one operation keeps of people's learning. `of` gives a stretch of it, oldest first, a few rows in memory at a time."""

    code: str
    of: Callable[[Db, Camp, RecordSpan], Iterator[Learned]]


SOURCES: dict[str, RecordSource] = {}
"""Every source there is, by its code: a process has imported the features before anybody asks."""


def learned(reader: Db, camp: Camp, stretch: RecordSpan) -> Iterator[tuple[str, Learned]]:
    """(source, fact) of every source, in the order of their names."""
    for code in sorted(SOURCES):
        for one in SOURCES[code].of(reader, camp, stretch):
            yield code, one
