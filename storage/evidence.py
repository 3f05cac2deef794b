"""What a Kirkpatrick report is counted from: forms that were answered, opinions of lessons and events, paired tests, confirmed behaviours."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, func, or_, select

from storage import ballots, surveys
from storage.answers import answer
from storage.asks import ask
from storage.ballots import Tally
from storage.bank import question_tag
from storage.behaviours import behaviour, behaviour_report
from storage.connection import Db
from storage.events.afterwards import event_opinion
from storage.events.attendance import attendance
from storage.events.events import event
from storage.exams import exam, sitting
from storage.lessons.learning import lesson_done
from storage.memberships import membership
from storage.schema import Day, Instant
from storage.surveys import Survey, survey

_since, _until = bindparam("since", type_=Instant), bindparam("until", type_=Instant)
_as_of = bindparam("as_of", type_=Instant)
FORMS = (
    select(survey.c.id)
    .where(
        survey.c.camp_id == bindparam("camp"),
        or_(survey.c.form == bindparam("form"), survey.c.form == bindparam("other")),
        survey.c.closed_at >= _since,
        survey.c.closed_at <= _until,
    )
    .order_by(survey.c.closed_at, survey.c.id)
)
LEARNED = select(func.count()).where(lesson_done.c.lesson_id == bindparam("lesson"), lesson_done.c.at.is_not(None))
EVENTS = (
    select(event.c.id, event.c.title, event.c.starts_at, func.count().label("there"))
    .select_from(event.join(attendance, attendance.c.event_id == event.c.id))
    .where(
        event.c.camp_id == bindparam("camp"),
        event.c.closed_at <= bindparam("settled", type_=Instant),
        event.c.starts_at >= _since,
        event.c.starts_at <= _until,
        or_(attendance.c.state == "present", attendance.c.state == "late"),
    )
    .group_by(event.c.id, event.c.title, event.c.starts_at)
    .order_by(event.c.starts_at, event.c.id)
)
OPINIONS = select(func.count(), func.coalesce(func.sum(event_opinion.c.score), 0)).where(
    event_opinion.c.event_id == bindparam("event")
)
# Who leaves on the day that is counted was there on it: the same whether they left before the counting or after, so that it can be counted again.
_present_then = and_(
    membership.c.role == "learner",
    or_(membership.c.left_on.is_(None), membership.c.left_on >= bindparam("day", type_=Day)),
)
SITTINGS = (
    select(sitting.c.membership_id, sitting.c.earned, sitting.c.out_of)
    .select_from(sitting.join(membership, membership.c.id == sitting.c.membership_id))
    .where(sitting.c.exam_id == bindparam("exam"), sitting.c.ended_at <= _as_of, sitting.c.out_of > 0, _present_then)
)
OF_TAG = (
    select(
        sitting.c.membership_id,
        question_tag.c.tag,
        answer.c.out_of,
        func.coalesce(func.sum(answer.c.earned), 0).label("earned"),
        func.count().label("n"),
    )
    .select_from(
        sitting.join(membership, membership.c.id == sitting.c.membership_id)
        .join(ask, ask.c.sitting_id == sitting.c.id)
        .join(question_tag, question_tag.c.question_id == ask.c.question_id)
        .outerjoin(answer, answer.c.ask_id == ask.c.id)
    )
    .where(
        sitting.c.exam_id == bindparam("exam"),
        sitting.c.ended_at <= _as_of,
        or_(answer.c.earned.is_not(None), answer.c.out_of.is_(None)),
        or_(bindparam("tag") == "", question_tag.c.tag == bindparam("tag")),
        _present_then,
    )
    .group_by(sitting.c.membership_id, question_tag.c.tag, answer.c.out_of)
)
PAIRED = (
    select(exam.c.id, exam.c.name, exam.c.role)
    .where(exam.c.camp_id == bindparam("camp"), or_(exam.c.role == "before", exam.c.role == "after"))
    .order_by(exam.c.id)
)
BEHAVED = (
    select(behaviour_report.c.membership_id, behaviour_report.c.confirmed_at)
    .select_from(
        behaviour_report.join(behaviour, behaviour.c.id == behaviour_report.c.behaviour_id).join(
            membership, membership.c.id == behaviour_report.c.membership_id
        )
    )
    .where(
        behaviour.c.camp_id == bindparam("camp"),
        behaviour_report.c.about_id.is_not(None),
        behaviour_report.c.day >= bindparam("first", type_=Day),
        behaviour_report.c.day <= bindparam("last", type_=Day),
        behaviour_report.c.at <= _as_of,
        _present_then,
    )
)


class HeldEvent(NamedTuple):
    """An event whose opinions are all in, when it was, and how many were there."""

    id: int
    title: str
    starts_at: datetime
    there: int


class TestPair(NamedTuple):
    """A test before the course and the one after it."""

    name: str
    before: int
    after: int


def closed_forms(db: Db, camp: int, forms: tuple[str, str], since: datetime, until: datetime) -> list[Survey]:
    """The forms of either kind that closed in a stretch."""
    rows = db.all(FORMS, camp=camp, form=forms[0], other=forms[1], since=since, until=until)
    return [one for row in rows if (one := surveys.find(db, row.id)) is not None]


def points(db: Db, one: Survey) -> Tally:
    """What was answered to a closed form, counted. Of an anonymous one that was shown before, what was shown, unless five more have answered:
    nobody's answer is to be found by taking one from the other."""
    if one.anonymous:
        found = ballots.tallies(db, one.subject).get("", Tally())
        for ballot in ballots.fresh_ballots(db, one.subject):
            found.add(ballot)
        shown = Tally.of(one.told["total"]) if one.told else None
        return found if shown is None or found.n - shown.n >= ballots.LEAST else shown
    found = Tally()
    for _, answers in surveys.responses(db, one.id):
        found.add(answers)
    return found


def learned(db: Db, lesson: int) -> int:
    """How many learned a lesson: those are asked what they think of it."""
    return int(db.value(LEARNED, lesson=lesson))


def held(db: Db, camp: int, since: datetime, until: datetime, *, settled: datetime) -> list[HeldEvent]:
    """The events of a stretch that had ended by then."""
    return [HeldEvent(*row) for row in db.all(EVENTS, camp=camp, since=since, until=until, settled=settled)]


def opinions(db: Db, number: int) -> tuple[int, int]:
    """(how many said what an event was worth, the sum of what they gave)."""
    row = db.one(OPINIONS, event=number)
    assert row is not None
    return int(row[0]), int(row[1])


def pairs(db: Db, camp: int) -> list[TestPair]:
    """The newest test before and after of each name that has both."""
    by_name: dict[str, dict[str, int]] = {}
    for row in db.all(PAIRED, camp=camp):
        by_name.setdefault(row.name, {})[row.role] = row.id
    return [TestPair(name, both["before"], both["after"]) for name, both in by_name.items() if len(both) > 1]


def best_scores(db: Db, number: int, as_of: datetime, day: date) -> dict[int, Fraction]:
    """membership → best score of 100 of who was a learner then."""
    best: dict[int, Fraction] = {}
    for member, earned, out_of in db.all(SITTINGS, exam=number, as_of=as_of, day=day):
        score = Fraction(100 * earned, out_of)
        best[member] = max(score, best.get(member, score))
    return best


def tag_scores(db: Db, number: int, as_of: datetime, day: date, *, tag: str = "") -> dict[str, dict[int, Fraction]]:
    """tag → membership → the same over its questions in all their goes, of one tag or of every; a question that was not answered earns
    nothing, one an expert still has is left out."""
    marks: dict[tuple[str, int], list[Any]] = {}
    for row in db.all(OF_TAG, exam=number, tag=tag, as_of=as_of, day=day):
        marks.setdefault((row.tag, row.membership_id), []).append(row)
    found: dict[str, dict[int, Fraction]] = {}
    for (asked, member), rows in marks.items():
        n = sum(row.n for row in rows)
        earned = [Fraction(100 * int(row.earned), row.out_of * n) for row in rows if row.out_of]
        found.setdefault(asked, {})[member] = sum(earned[1:], earned[0]) if earned else Fraction(0)
    return found


def behaved(db: Db, camp: int, first: date, last: date, as_of: datetime, day: date) -> Sequence[tuple[int, bool]]:
    """(membership, whether the other side had confirmed it) of each report that names somebody."""
    rows = db.all(BEHAVED, camp=camp, first=first, last=last, as_of=as_of, day=day)
    return [(row.membership_id, row.confirmed_at is not None and row.confirmed_at <= as_of) for row in rows]
