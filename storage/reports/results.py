"""What a stretch brought: tests, tags, contests, mistakes mended, questions and their answers, polls and surveys."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from typing import NamedTuple

from sqlalchemy import and_, bindparam, case, func, literal, select

from storage import ballots
from storage.answers import answer
from storage.asks import ask
from storage.bank import question_tag
from storage.connection import Db
from storage.contests import contest, player
from storage.exams import exam, sitting
from storage.memberships import membership
from storage.polls import poll
from storage.schema import Instant
from storage.surveys import survey
from storage.tickets import ticket, ticket_answer

_since, _until = bindparam("since", type_=Instant), bindparam("until", type_=Instant)
QUESTIONS = (
    select(
        ticket.c.asked_at,
        func.min(ticket_answer.c.at, type_=Instant).label("answered_at"),
        func.max(ticket_answer.c.accepted_at, type_=Instant).label("accepted_at"),
    )
    .select_from(ticket.outerjoin(ticket_answer, ticket_answer.c.ticket_id == ticket.c.id))
    .where(
        ticket.c.camp_id == bindparam("camp"),
        ticket.c.asked_at >= _since,
        ticket.c.asked_at < _until,
        ticket.c.state != "withdrawn",
    )
    .group_by(ticket.c.id, ticket.c.asked_at)
    .order_by(ticket.c.id)
)
_later_try = sitting.alias("later_try")
EXAM_SCORES = (
    select(sitting.c.membership_id, sitting.c.exam_id, sitting.c.earned, sitting.c.out_of)
    .select_from(
        membership.join(sitting, sitting.c.membership_id == membership.c.id).join(exam, exam.c.id == sitting.c.exam_id)
    )
    .where(
        membership.c.camp_id == bindparam("camp"),
        membership.c.role == "learner",
        sitting.c.ended_at >= _since,
        sitting.c.ended_at < _until,
        sitting.c.out_of.is_not(None),
        exam.c.role != "before",
        ~select(literal(1))
        .where(
            _later_try.c.exam_id == sitting.c.exam_id,
            _later_try.c.membership_id == sitting.c.membership_id,
            _later_try.c.attempt > sitting.c.attempt,
            _later_try.c.ended_at < _until,
            _later_try.c.out_of.is_not(None),
        )
        .exists(),
    )
    .order_by(sitting.c.membership_id, sitting.c.exam_id)
)
"""Learners' exams that ended in a stretch, the last try of each; a test before the course is no result of it."""
TAGGED = (
    select(
        answer.c.membership_id,
        question_tag.c.tag,
        func.count().label("asked"),
        func.sum(case((answer.c.earned == answer.c.out_of, 1), else_=0)).label("right"),
    )
    .select_from(
        answer.join(question_tag, question_tag.c.question_id == answer.c.question_id).join(
            membership, membership.c.id == answer.c.membership_id
        )
    )
    .where(
        answer.c.camp_id == bindparam("camp"),
        answer.c.received_at >= _since,
        answer.c.received_at < _until,
        answer.c.earned.is_not(None),
        membership.c.role == "learner",
    )
    .group_by(answer.c.membership_id, question_tag.c.tag)
)
"""How many questions of each tag a learner answered in a stretch, and how many right."""
BEST_PLACES = (
    select(player.c.membership_id, func.min(player.c.rank).label("rank"))
    .select_from(player.join(contest, contest.c.id == player.c.contest_id))
    .where(
        contest.c.camp_id == bindparam("camp"),
        contest.c.state == "over",
        contest.c.ended_at >= _since,
        contest.c.ended_at < _until,
        player.c.rank.is_not(None),
        player.c.answers > 0,
    )
    .group_by(player.c.membership_id)
)
CONTESTS = (
    select(contest.c.name, func.count(player.c.membership_id).label("players"))
    .select_from(contest.outerjoin(player, and_(player.c.contest_id == contest.c.id, player.c.answers > 0)))
    .where(
        contest.c.camp_id == bindparam("camp"),
        contest.c.state == "over",
        contest.c.ended_at >= _since,
        contest.c.ended_at < _until,
    )
    .group_by(contest.c.id, contest.c.name)
    .order_by(contest.c.id)
)
MENDED = (
    select(answer.c.membership_id, func.count(answer.c.question_id.distinct()).label("mended"))
    .select_from(answer.join(ask, ask.c.id == answer.c.ask_id))
    .where(
        answer.c.camp_id == bindparam("camp"),
        answer.c.received_at >= _since,
        answer.c.received_at < _until,
        ask.c.kind == "review",
        answer.c.earned == answer.c.out_of,
    )
    .group_by(answer.c.membership_id)
)
"""Mistakes that were answered right when they came back."""
POLLS = (
    select(poll.c.id, poll.c.title, poll.c.only, poll.c.place)
    .where(poll.c.camp_id == bindparam("camp"), poll.c.closed_at >= _since, poll.c.closed_at < _until)
    .order_by(poll.c.id)
)
SURVEYS = (
    select(survey.c.id, survey.c.title, survey.c.only, survey.c.place)
    .where(survey.c.camp_id == bindparam("camp"), survey.c.closed_at >= _since, survey.c.closed_at < _until)
    .order_by(survey.c.id)
)


class QuestionTimes(NamedTuple):
    """When a question was asked, when it was first answered, and when an answer was accepted."""

    asked_at: datetime
    answered_at: datetime | None
    accepted_at: datetime | None


def questions(db: Db, camp_id: int, since: datetime, until: datetime) -> list[QuestionTimes]:
    """The questions asked in a stretch and not withdrawn."""
    rows = db.all(QUESTIONS, camp=camp_id, since=since, until=until)
    return [QuestionTimes(row.asked_at, row.answered_at, row.accepted_at) for row in rows]


def exam_scores(db: Db, camp_id: int, since: datetime, until: datetime) -> list[tuple[int, Fraction]]:
    """(membership, score of 100) of the exams that ended in a stretch, the last try of each."""
    rows = db.all(EXAM_SCORES, camp=camp_id, since=since, until=until)
    return [(row.membership_id, Fraction(row.earned, row.out_of) * 100) for row in rows]


def exam_results(db: Db, camp_id: int, since: datetime, until: datetime) -> list[tuple[int, int, Fraction]]:
    """(membership, exam, score of 100) of the same."""
    rows = db.all(EXAM_SCORES, camp=camp_id, since=since, until=until)
    return [(row.membership_id, row.exam_id, Fraction(row.earned, row.out_of) * 100) for row in rows]


class TagResult(NamedTuple):
    """How many questions of a tag a member answered, and how many of them right."""

    membership: int
    tag: str
    answered: int
    right: int


def tagged(db: Db, camp_id: int, since: datetime, until: datetime) -> list[TagResult]:
    """What every member answered in a stretch, by tag."""
    rows = db.all(TAGGED, camp=camp_id, since=since, until=until)
    return [TagResult(row.membership_id, row.tag, row.asked, int(row.right)) for row in rows]


def best_places(db: Db, camp_id: int, since: datetime, until: datetime) -> dict[int, int]:
    """The best rank in a contest that ended in a stretch, by membership."""
    return {row.membership_id: row.rank for row in db.all(BEST_PLACES, camp=camp_id, since=since, until=until)}


def contests(db: Db, camp_id: int, since: datetime, until: datetime) -> list[tuple[str, int]]:
    """(name, how many answered) of the contests that ended in a stretch."""
    return [(row.name, row.players) for row in db.all(CONTESTS, camp=camp_id, since=since, until=until)]


def mended(db: Db, camp_id: int, since: datetime, until: datetime) -> dict[int, int]:
    """Mistakes answered right in a review, by membership."""
    return {row.membership_id: row.mended for row in db.all(MENDED, camp=camp_id, since=since, until=until)}


class Turnout(NamedTuple):
    """How many learners took part in a poll or survey, of how many who were asked."""

    title: str
    done: int
    asked: int


def turnouts(db: Db, camp_id: int, since: datetime, until: datetime) -> list[Turnout]:
    """The turnout of the polls, then the surveys, that closed in a stretch."""
    closed = [
        (f"{kind}:{row.id}", row)
        for kind, statement in (("poll", POLLS), ("survey", SURVEYS))
        for row in db.all(statement, camp=camp_id, since=since, until=until)
    ]
    return [
        Turnout(row.title, *ballots.turnout(db, subject, ballots.Electorate(camp_id, row.only, row.place)))
        for subject, row in closed
    ]
