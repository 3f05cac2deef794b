"""导出 人事: a row a member for another system's profile of its people: what they learned and their grade, and nothing of pay."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from bot.feature import ROLE_NAMES, Phrase
from bot.figures import decimal
from bot.file_kind import CSV, XLSX
from bot.learning_record import ActivityType, Did, learned
from bot.record_kind import RecordKind, RecordPiece, RecordsAsked
from bot.study_time import STUDY_TIMES
from handlers.records import tables
from handlers.records.settings import feature
from handlers.records.wording import COUNTED, PASSED
from storage import expected_members, memberships, promotion
from storage.connection import Db

SHEET = Phrase(zh="学习档案", en="learning")
NUMBER, NAME, STAFF = Phrase(zh="编号", en="number"), Phrase(zh="姓名", en="name"), Phrase(zh="工号", en="staff number")
ROLE, TAGS, JOINED = Phrase(zh="角色", en="role"), Phrase(zh="标签", en="tags"), Phrase(zh="入营", en="joined")
POST_LEVEL, MANAGER_LEVEL = Phrase(zh="职级", en="level"), Phrase(zh="管理员级别", en="manager level")
WHO = (NUMBER, NAME, STAFF, ROLE, TAGS, JOINED, POST_LEVEL, MANAGER_LEVEL)
"""`NUMBER` is the account name of the same person in statements."""
GRADE = Phrase(zh="考试成绩", en="exam grade")
MINUTES = Phrase(zh="学习分钟", en="study minutes")


@dataclass(slots=True)
class LearnedSums:
    """What one member did in the stretch: how often of each kind, and the best score of each exam."""

    counts: Counter[tuple[Did, ActivityType]] = field(default_factory=Counter)
    best: dict[str, Fraction] = field(default_factory=dict)
    passed: set[str] = field(default_factory=set)

    @property
    def grade(self) -> float | None:
        """The mean of their best scores, of 100; None where they sat no exam."""
        return float(decimal(sum(self.best.values(), Fraction(0)) * 100 / len(self.best))) if self.best else None


def _pieces(reader: Db, asked: RecordsAsked) -> Iterator[RecordPiece]:
    tallies = _tallies(reader, asked)
    members = memberships.members(reader, asked.camp.id)
    staff = {one.member: one.staff for one in expected_members.every(reader, asked.camp.id) if one.member is not None}
    held = {(one.member, one.track): one.name for one in promotion.held(reader, asked.camp.id)}
    said = [phrase().to(asked.language) for phrase in (*WHO, *COUNTED.values(), PASSED, GRADE, MINUTES)]
    rows = [
        [
            member.person,
            member.name,
            staff.get(member.id) or "",
            ROLE_NAMES[member.role]().to(asked.language),
            ";".join(memberships.tags_of(reader, member.id)),
            member.joined_on,
            *(held.get((member.id, track), "") for track in (promotion.POST, promotion.MANAGER)),
            *_figures(tallies[member.id]),
            sum(_minutes(reader, asked, member.id)),
        ]
        for member in members
    ]
    wide = (TAGS().to(asked.language),)
    content = tables.written(asked.format, SHEET().to(asked.language), said, rows, wide)
    yield RecordPiece(content, len(rows))


def _tallies(reader: Db, asked: RecordsAsked) -> Mapping[int, LearnedSums]:
    tallies: dict[int, LearnedSums] = defaultdict(LearnedSums)
    for _, fact in learned(reader, asked.camp, asked.stretch):
        of = tallies[fact.member]
        of.counts[fact.did, fact.what.type] += 1
        if fact.did in (Did.PASSED, Did.FAILED) and fact.score is not None:
            of.best[fact.what.path] = max(fact.score, of.best.get(fact.what.path, Fraction(0)))
        if fact.did is Did.PASSED:
            of.passed.add(fact.what.path)
    return tallies


def _figures(of: LearnedSums) -> list[Any]:
    return [*(of.counts[kind] for kind in COUNTED), len(of.passed), of.grade]


def _minutes(reader: Db, asked: RecordsAsked, member: int) -> Iterator[int]:
    """Of every kind of study."""
    for kind in STUDY_TIMES.values():
        yield kind.minutes(reader, asked.camp, member, asked.stretch.first, asked.stretch.until)


feature.record_kind(
    RecordKind(
        "hr",
        name=Phrase(zh="人事", en="hr"),
        words=("人事", "hr", "学习档案", "人事档案", "员工档案", "员工画像"),
        formats=(XLSX, CSV),
        file=SHEET,
        pieces=_pieces,
    )
)
