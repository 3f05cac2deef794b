"""What judging anew reads and writes, set by set: the answers to a question, the goes of its exams, the tallies of its contests."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.dialects.postgresql import insert

from storage.answers import answer
from storage.asks import ask
from storage.connection import AnyRow, Db
from storage.contests import player
from storage.exams import sitting
from storage.schema import Json

_judged = (
    select(
        answer.c.id,
        answer.c.membership_id,
        answer.c.said,
        answer.c.chosen,
        answer.c.earned,
        answer.c.out_of,
        ask.c.version,
        ask.c.contest_id,
        ask.c.sitting_id,
        ask.c.shown_as,
        ask.c.closed_at,
    )
    .select_from(answer.join(ask, ask.c.id == answer.c.ask_id))
    .where(answer.c.earned.is_not(None), answer.c.said != "", ask.c.version.is_not(None))
)
"""What an erased person said is gone, and their figures stay as they were."""
JUDGED = _judged.where(ask.c.question_id == bindparam("question"), answer.c.id > bindparam("after")).order_by(answer.c.id)
JUDGED_ONE = _judged.where(answer.c.id == bindparam("answer"))
KINDS = (
    select(ask.c.version, answer.c.said, answer.c.chosen, answer.c.earned, answer.c.out_of, func.count().label("answers"))
    .select_from(answer.join(ask, ask.c.id == answer.c.ask_id))
    .where(
        ask.c.question_id == bindparam("question"),
        answer.c.earned.is_not(None),
        answer.c.said != "",
        ask.c.version.is_not(None),
    )
    .group_by(ask.c.version, answer.c.said, answer.c.chosen, answer.c.earned, answer.c.out_of)
)
EXAMS = (
    select(sitting.c.exam_id)
    .select_from(ask.join(sitting, sitting.c.id == ask.c.sitting_id))
    .where(ask.c.question_id == bindparam("question"), sitting.c.exam_id.is_not(None))
    .distinct()
    .order_by(sitting.c.exam_id)
)
EARNED = (
    select(ask.c.sitting_id, answer.c.id, answer.c.earned, answer.c.out_of)
    .select_from(ask.join(sitting, sitting.c.id == ask.c.sitting_id).join(answer, answer.c.ask_id == ask.c.id))
    .where(sitting.c.exam_id == bindparam("exam"), answer.c.earned.is_not(None))
)
MARKS = (
    select(answer.c.id, answer.c.earned, answer.c.out_of)
    .where(answer.c.camp_id == bindparam("camp"), answer.c.question_id == bindparam("question"), answer.c.earned.is_not(None))
    .order_by(answer.c.id)
    .with_for_update()
)
SCORES = (
    select(sitting.c.id, sitting.c.earned, sitting.c.out_of)
    .where(sitting.c.exam_id == bindparam("exam"))
    .order_by(sitting.c.id)
    .with_for_update()
)
TALLIES = (
    select(
        player.c.membership_id,
        player.c.points,
        player.c.hits,
        player.c.thinking_ms,
        player.c.answers,
        player.c.streak,
        player.c.last_place,
        player.c.rank,
    )
    .where(player.c.contest_id == bindparam("contest"))
    .order_by(player.c.membership_id)
)
TALLIES_HELD = TALLIES.with_for_update()
REMARK = update(answer).where(answer.c.id == bindparam("answer")).values(earned=bindparam("points"), out_of=bindparam("most"))
REREAD = update(answer).where(answer.c.id == bindparam("answer")).values(chosen=bindparam("places", type_=Json))
RESCORE = (
    update(sitting).where(sitting.c.id == bindparam("sitting")).values(earned=bindparam("points"), out_of=bindparam("most"))
)
_tally = insert(player)
RETALLY = _tally.on_conflict_do_update(
    index_elements=[player.c.contest_id, player.c.membership_id],
    set_={name: _tally.excluded[name] for name in ("points", "hits", "thinking_ms", "answers", "streak", "last_place", "rank")},
)


@dataclass(frozen=True, slots=True)
class JudgedAnswer:
    """A judged answer to a question as it read in one version, where it was given, and whether that is over."""

    id: int
    membership: int
    said: str
    chosen: tuple[int, ...]
    credit: Fraction
    version: int
    contest: int | None
    sitting: int | None
    shown_as: tuple[int, ...]
    over: bool


class AnswersAlike(NamedTuple):
    """So many answers to a version that say the same and earned the same."""

    version: int
    said: str
    chosen: tuple[int, ...]
    credit: Fraction
    answers: int


class AnswerMark(NamedTuple):
    """Another mark for an answer: what it earned (`was` of `was_of`), what it earns now, and the places chosen where
    it is read otherwise."""

    answer: int
    was: int
    was_of: int
    earned: int
    out_of: int
    chosen: Sequence[int] | None


class SittingScore(NamedTuple):
    """Another score for a go, of 1; two empty figures where it is not judged yet."""

    sitting: int
    was: int | None
    was_of: int | None
    earned: int | None
    out_of: int | None


class PlayerLine(NamedTuple):
    """Somebody's line in a contest, with their final place."""

    membership: int
    points: int
    hits: int
    thinking: int
    answers: int
    streak: int
    last_place: int
    rank: int | None


def judged(db: Db, question: int, *, after: int = 0) -> list[JudgedAnswer]:
    """The judged answers to a question behind the answer `after`, the oldest first."""
    return [_answer(row) for row in db.all(JUDGED, question=question, after=after)]


def judged_one(db: Db, answer_id: int) -> JudgedAnswer | None:
    """One of them; None where it was taken out meanwhile."""
    row = db.one(JUDGED_ONE, answer=answer_id)
    return None if row is None else _answer(row)


def _answer(row: AnyRow) -> JudgedAnswer:
    return JudgedAnswer(
        row.id,
        row.membership_id,
        row.said,
        tuple(row.chosen),
        Fraction(row.earned, row.out_of),
        row.version,
        row.contest_id,
        row.sitting_id,
        tuple(row.shown_as or ()),
        row.closed_at is not None,
    )


def alike(db: Db, question: int) -> list[AnswersAlike]:
    """The judged answers to a question, those that are alike counted."""
    return [
        AnswersAlike(row.version, row.said, tuple(row.chosen), Fraction(row.earned, row.out_of), row.answers)
        for row in db.all(KINDS, question=question)
    ]


def exams_asking(db: Db, question: int) -> list[int]:
    """The exams in which a question was put."""
    return [row.exam_id for row in db.all(EXAMS, question=question)]


def earned_in(db: Db, exam: int) -> dict[int, list[tuple[int, Fraction]]]:
    """sitting → (answer, what it earned of 1) for every go at an exam."""
    found: dict[int, list[tuple[int, Fraction]]] = {}
    for row in db.all(EARNED, exam=exam):
        found.setdefault(row.sitting_id, []).append((row.id, Fraction(row.earned, row.out_of)))
    return found


def tallies(db: Db, contest: int) -> list[PlayerLine]:
    """Everybody's line in a contest, by membership."""
    return [PlayerLine(*row) for row in db.all(TALLIES, contest=contest)]


def are_tallied(db: Db, contest: int, lines: list[PlayerLine]) -> bool:
    """Whether these are still all the lines of a contest; they stay so until this transaction ends."""
    return [tuple(row) for row in db.all(TALLIES_HELD, contest=contest)] == lines


def are_marked(db: Db, camp: int, question: int, marks: Iterable[AnswerMark]) -> bool:
    """Whether these answers still earn what they did; they stay so until this transaction ends."""
    standing = {row[0]: (row[1], row[2]) for row in db.all(MARKS, camp=camp, question=question)}
    return all(_is(standing.get(one.answer), one.was, one.was_of) for one in marks)


def are_scored(db: Db, exam: int, scores: Iterable[SittingScore]) -> bool:
    """Whether these goes at an exam still have that score; they keep it until this transaction ends."""
    standing = {row[0]: (row[1], row[2]) for row in db.all(SCORES, exam=exam)}
    return all(_is(standing.get(one.sitting), one.was, one.was_of) for one in scores)


def _is(share: tuple[int | None, int | None] | None, earned: int | None, out_of: int | None) -> bool:
    """Whether a share kept as two figures is so much: 2/4 is 1/2."""
    if share is None or share[0] is None or share[1] is None or earned is None or out_of is None:
        return share is not None and share[0] is earned is None
    return share[0] * out_of == earned * share[1]


def remark(db: Db, marks: Iterable[AnswerMark]) -> None:
    marks = list(marks)
    db.many(REMARK, [{"answer": one.answer, "points": one.earned, "most": one.out_of} for one in marks])
    db.many(REREAD, [{"answer": one.answer, "places": list(one.chosen)} for one in marks if one.chosen is not None])


def rescore(db: Db, scores: Iterable[SittingScore]) -> None:
    db.many(RESCORE, [{"sitting": one.sitting, "points": one.earned, "most": one.out_of} for one in scores])


def retally(db: Db, contest: int, lines: Iterable[PlayerLine]) -> None:
    db.many(
        RETALLY,
        [
            {
                "contest_id": contest,
                "membership_id": one.membership,
                "points": one.points,
                "hits": one.hits,
                "thinking_ms": one.thinking,
                "answers": one.answers,
                "streak": one.streak,
                "last_place": one.last_place,
                "rank": one.rank,
            }
            for one in lines
        ],
    )
