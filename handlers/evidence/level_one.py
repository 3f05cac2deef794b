"""Level one, reaction: the programme's forms, and what was said of each lesson, event and lecturer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, NamedTuple

from bot.contributions import KINDS
from bot.feature import Phrase
from bot.figures import decimal
from bot.named_figures import Measured, mean
from handlers.evidence.found import CountedFigure, ReportOf, count
from handlers.evidence.settings import FEWEST, HALF, LEAST_REACTIONS, feature
from storage import ballots, evidence, lessons, memberships, surveys
from storage.connection import Db
from storage.surveys import Survey

FORMS = ("level1", "level1_split")
OPINIONS_AFTER = timedelta(days=1)
"""So long those who were at an event may change what they gave it."""


class LecturerScores(NamedTuple):
    """The sum of so many scores of 10, and how many could have given one."""

    score: int
    n: int
    asked: int


def points(one: Survey, counted: ballots.Tally, topic: str = "") -> tuple[int, int, int]:
    """(sum of the points, how many points, how many answered) over a form's questions of points, of a topic or all of them."""
    asked = [(place, question) for place, question in enumerate(one.questions) if question["kind"] == "scale"]
    places = [str(place) for place, question in asked if not topic or question.get("topic") == topic]
    given = [(int(point), times) for place in places for point, times in counted.counts.get(place, {}).items()]
    return sum(point * times for point, times in given), sum(times for _, times in given), counted.n


def _forms(db: Db, camp: int, inputs: Mapping[str, Any]) -> Measured:
    known = [one for number in inputs["surveys"] if (one := surveys.find(db, number)) is not None and one.camp == camp]
    return _reaction([points(one, evidence.points(db, one)) for one in known], inputs["asked"])


def _reaction(given: Sequence[tuple[int, int, int]], asked: int) -> Measured:
    """The mean of all points given to some forms; n is who answered them."""
    total, answers, n = (sum(one[place] for one in given) for place in range(3))
    return Measured(Fraction(total, answers) if answers else None, n, asked)


def _lesson(db: Db, camp: int, inputs: Mapping[str, Any]) -> Measured:
    """Scores have no time, so that they have no author: those counted then must be among those there are."""
    there = lessons.scores(db, inputs["lesson"])
    then = {int(score): times for score, times in inputs["scores"].items()}
    if any(there.count(score) < times for score, times in then.items()):
        return Measured(None, len(there), inputs["asked"])
    return mean(sum(score * times for score, times in then.items()), sum(then.values()), inputs["asked"])


def _event(db: Db, camp: int, inputs: Mapping[str, Any]) -> Measured:
    n, total = evidence.opinions(db, inputs["event"])
    return mean(total, n, inputs["asked"])


def _lecturer(db: Db, camp: int, inputs: Mapping[str, Any]) -> Measured:
    """What was counted then must be among what there is, as a lesson's scores."""
    rated = _rated(db, camp, date.fromisoformat(inputs["first"]), date.fromisoformat(inputs["last"]))
    there, asked = rated.get(inputs["lecturer"], LecturerScores(0, 0, 0)), inputs.get("asked")
    if there.score < inputs["score"] or there.n < inputs["rated"]:
        return Measured(None, there.n, asked)
    return mean(inputs["score"], inputs["rated"], asked)


PROGRAMME = feature.figure(
    "reaction",
    Phrase(zh="均分", en="mean"),
    Phrase(
        zh="一级问卷所有1–5分题的平均，n是答卷数",
        en="mean of all questions of 1 to 5 of the level-one forms; n is the answers sent in",
    ),
    _forms,
    decimal,
    least_n=LEAST_REACTIONS,
    least_share=HALF,
    floor=FEWEST,
)
LESSON = feature.figure(
    "lesson",
    Phrase(zh="微课评分", en="lesson's rating"),
    Phrase(
        zh="这节微课0–10分的平均，n是评分数，应答的分母是学完的人",
        en="mean of 0 to 10 given to the lesson, of those who learned it",
    ),
    _lesson,
    decimal,
    least_n=LEAST_REACTIONS,
    least_share=HALF,
    floor=FEWEST,
)
EVENT = feature.figure(
    "event",
    Phrase(zh="活动评分", en="event's rating"),
    Phrase(zh="这场活动1–5分的平均，应答的分母是到场的人", en="mean of 1 to 5 given to the event, of those who were there"),
    _event,
    decimal,
    least_n=LEAST_REACTIONS,
    least_share=HALF,
    floor=FEWEST,
)
LECTURER = feature.figure(
    "lecturer",
    Phrase(zh="讲师评分", en="lecturer's rating"),
    Phrase(
        zh="讲师这些天的微课和活动得分（折成10分）的平均，不足人数的不算进来，应答的分母是学完或到场的人",
        en="mean of what the lecturer's lessons and events were given, of 10, by those who learned them or were there",
    ),
    _lecturer,
    decimal,
    least_n=LEAST_REACTIONS,
    least_share=HALF,
    floor=FEWEST,
)


def gather(reader: Db, of: ReportOf) -> list[CountedFigure]:
    closed = evidence.closed_forms(reader, of.camp.id, FORMS, *of.moments)
    given = [points(one, evidence.points(reader, one)) for one in closed]
    asked = [were_asked(reader, of, one, n) for one, (*_, n) in zip(closed, given, strict=True)]
    forms = [
        _form(of, [one.id], [some], n, one.title) for one, some, n in zip(closed, given, asked, strict=True) if len(closed) > 1
    ]
    whole = [_form(of, [one.id for one in closed], given, sum(asked))] if closed else []
    return [*whole, *forms, *_lessons(reader, of), *_events(reader, of), *_lecturers(reader, of)]


def were_asked(reader: Db, of: ReportOf, one: Survey, n: int) -> int:
    """Whoever was to answer when it closed, and no fewer than answered: people leave, and more than learners may answer."""
    assert one.closed_at is not None
    return max(ballots.expected_then(reader, one.asked, one.closed_at, one.closed_at.astimezone(of.camp.zone).date()), n)


def _form(
    of: ReportOf, numbers: list[int], given: Sequence[tuple[int, int, int]], asked: int, about: str = ""
) -> CountedFigure:
    """Some forms together, or one, whose points were read once."""
    found = PROGRAMME.published(_reaction(given, asked))
    return CountedFigure(1, PROGRAMME.name, about, not about, {"surveys": numbers, "asked": asked}, of.first, of.last, found)


def _lessons(reader: Db, of: ReportOf) -> list[CountedFigure]:
    rows = []
    for one in lessons.rated_between(reader, of.camp.id, of.first, of.last):
        there = lessons.scores(reader, one.id)
        scores = {str(score): there.count(score) for score in sorted(set(there))}
        inputs = {"lesson": one.id, "scores": scores, "asked": max(evidence.learned(reader, one.id), len(there))}
        rows.append(count(reader, of, 1, LESSON, inputs, f"L{one.number} {one.title}"))
    return rows


def _events(reader: Db, of: ReportOf) -> list[CountedFigure]:
    settled = of.moments[1] - OPINIONS_AFTER
    held = evidence.held(reader, of.camp.id, *of.moments, settled=settled)
    return [
        count(reader, of, 1, EVENT, {"event": one.id, "asked": one.there}, f"V{one.id} {one.title}")
        for one in held
        if evidence.opinions(reader, one.id)[0]
    ]


def _lecturers(reader: Db, of: ReportOf) -> list[CountedFigure]:
    names = {one.id: one.name for one in memberships.members(reader, of.camp.id)}
    days = {"first": of.first.isoformat(), "last": of.last.isoformat()}
    return [
        count(
            reader,
            of,
            1,
            LECTURER,
            {"lecturer": member, "score": it.score, "rated": it.n, "asked": it.asked, **days},
            names[member],
        )
        for member, it in sorted(_rated(reader, of.camp.id, of.first, of.last).items())
        if it.n and member in names
    ]


def _rated(reader: Db, camp: int, first: date, last: date) -> dict[int, LecturerScores]:
    """By lecturer."""
    sums: dict[int, LecturerScores] = {}
    for kind in KINDS.values():
        for one in kind.of(reader, camp, first, last):
            score, n, asked = sums.get(one.member, LecturerScores(0, 0, 0))
            sums[one.member] = LecturerScores(score + one.score, n + one.rated, asked + one.asked)
    return sums
