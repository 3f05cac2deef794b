"""Learning as records that leave the house: what people answered, finished, attended and earned, a page at a time, oldest first.

Nothing that was filled in anonymously stands in any of the tables read here, and who was erased is in no page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, bindparam, or_, select, tuple_

from storage.answers import answer
from storage.asks import OF_VERSION, ask, words_asked
from storage.badges import badge, badge_held
from storage.bank import question
from storage.certificates import certificate
from storage.connection import AnyRow, Db
from storage.erasures import erasure
from storage.events.attendance import attendance
from storage.events.events import event
from storage.exams import exam, sitting
from storage.homework.assignments import hand_in, homework
from storage.lessons.curriculum import course, lesson
from storage.lessons.learning import lesson_done
from storage.memberships import membership
from storage.path import stage, stage_pass
from storage.question_versions import question_version
from storage.schema import Instant

A_PAGE = 250
"""Rows that are in memory at a time."""
BEGINNING = (-1, -1)
"""Before any row of a moment."""


@dataclass(frozen=True, slots=True)
class RecordSpan:
    """Whose records are asked for and of when: a camp's, or one membership's, from a moment to before another."""

    camp: int
    first: datetime
    until: datetime
    member: int | None = None


class RecordRows(NamedTuple):
    """A kind of record: the statement for a camp and the one for a membership."""

    of_camp: Select[Any]
    of_member: Select[Any]


def _rows(columns: Iterable[Any], tables: Any, camp: Any, at: Any, row: Any, *conditions: ColumnElement[bool]) -> RecordRows:
    """A page of rows (member, row, at, person, …) behind (moment, member, row)."""
    first, until, since = (bindparam(name, type_=Instant) for name in ("first", "until", "since"))
    behind = tuple_(at, membership.c.id, row) > tuple_(since, bindparam("after_member"), bindparam("after_row"))
    whole = (
        select(
            membership.c.id.label("member"), row.label("row"), at.label("at"), membership.c.person_id.label("person"), *columns
        )
        .select_from(tables)
        .where(
            at >= first,
            at < until,
            behind,
            membership.c.person_id.not_in(select(erasure.c.person)),
            *conditions,
        )
        .order_by(at, membership.c.id, row)
        .limit(bindparam("most"))
    )
    return RecordRows(whole.where(camp == bindparam("camp")), whole.where(membership.c.id == bindparam("member")))


ANSWERS = _rows(
    (
        question.c.id.label("question"),
        question.c.number,
        ask.c.version,
        ask.c.kind.label("asked_for"),
        sitting.c.exam_id.label("exam"),
        exam.c.name.label("exam_name"),
        answer.c.said,
        answer.c.chosen,
        answer.c.earned,
        answer.c.out_of,
        answer.c.thinking_ms,
        *words_asked(),
    ),
    answer.join(ask, ask.c.id == answer.c.ask_id)
    .join(membership, membership.c.id == answer.c.membership_id)
    .join(question, question.c.id == answer.c.question_id)
    .outerjoin(question_version, OF_VERSION)
    .outerjoin(sitting, sitting.c.id == ask.c.sitting_id)
    .outerjoin(exam, exam.c.id == sitting.c.exam_id),
    answer.c.camp_id,
    answer.c.received_at,
    answer.c.id,
)
SITTINGS = _rows(
    (
        exam.c.id.label("exam"),
        exam.c.name,
        exam.c.role,
        sitting.c.attempt,
        sitting.c.earned,
        sitting.c.out_of,
        sitting.c.pass_mark,
        sitting.c.started_at,
    ),
    sitting.join(exam, exam.c.id == sitting.c.exam_id).join(membership, membership.c.id == sitting.c.membership_id),
    sitting.c.camp_id,
    sitting.c.ended_at,
    sitting.c.id,
    sitting.c.ended_at.is_not(None),
    sitting.c.earned.is_not(None),
)
LESSONS = _rows(
    (lesson.c.title, course.c.id.label("course"), course.c.name.label("course_name")),
    lesson_done.join(lesson, lesson.c.id == lesson_done.c.lesson_id)
    .join(course, course.c.id == lesson.c.course_id)
    .join(membership, membership.c.id == lesson_done.c.membership_id),
    lesson_done.c.camp_id,
    lesson_done.c.at,
    lesson.c.id,
    lesson_done.c.at.is_not(None),
)
ATTENDANCES = _rows(
    (event.c.title, attendance.c.state),
    attendance.join(event, event.c.id == attendance.c.event_id).join(membership, membership.c.id == attendance.c.membership_id),
    event.c.camp_id,
    attendance.c.at,
    event.c.id,
    or_(attendance.c.state == "present", attendance.c.state == "late"),
    event.c.cancelled_at.is_(None),
)
HAND_INS = _rows(
    (homework.c.id.label("homework"), homework.c.title, hand_in.c.version),
    hand_in.join(homework, homework.c.id == hand_in.c.homework_id).join(membership, membership.c.id == hand_in.c.membership_id),
    homework.c.camp_id,
    hand_in.c.decided_at,
    hand_in.c.id,
    hand_in.c.state == "accepted",
)
STAGES = _rows(
    (stage.c.id.label("stage"), stage.c.name),
    stage_pass.join(stage, stage.c.id == stage_pass.c.stage_id).join(membership, membership.c.id == stage_pass.c.membership_id),
    stage_pass.c.camp_id,
    stage_pass.c.at,
    stage_pass.c.id,
    stage_pass.c.fallen_at.is_(None),
)
BADGES = _rows(
    (badge.c.name,),
    badge_held.join(badge, badge.c.id == badge_held.c.badge_id).join(membership, membership.c.id == badge_held.c.membership_id),
    badge.c.camp_id,
    badge_held.c.at,
    badge.c.id,
    badge_held.c.revoked_at.is_(None),
)
CERTIFICATES = _rows(
    (certificate.c.number, certificate.c.reason),
    certificate.join(membership, membership.c.id == certificate.c.membership_id),
    certificate.c.camp_id,
    certificate.c.issued_at,
    certificate.c.id,
    certificate.c.revoked_at.is_(None),
    certificate.c.erased.is_(False),
)


def rows(reader: Db, kind: RecordRows, of: RecordSpan) -> Iterator[AnyRow]:
    """The rows of a kind in their order, read a page at a time."""
    since, after = of.first, BEGINNING
    whose = {"camp": of.camp} if of.member is None else {"member": of.member}
    statement = kind.of_camp if of.member is None else kind.of_member
    while True:
        page = reader.all(
            statement,
            first=of.first,
            until=of.until,
            since=since,
            after_member=after[0],
            after_row=after[1],
            most=A_PAGE,
            **whose,
        )
        yield from page
        if len(page) < A_PAGE:
            return
        since, after = page[-1].at, (page[-1].member, page[-1].row)
