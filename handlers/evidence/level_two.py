"""Level two, learning: tests before and after of the people who took both, whole and by tag, and the commitment to apply it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from fractions import Fraction
from typing import Any, NamedTuple

from bot.feature import Phrase
from bot.figures import decimal, percent
from bot.named_figures import Measured, NamedFigure, Unit, exact_sum, mean
from handlers.evidence.found import CountedFigure, ReportOf, count
from handlers.evidence.level_one import points, were_asked
from handlers.evidence.settings import FEWEST, HALF, LEAST_PAIRS, LEAST_REACTIONS, feature
from storage import evidence, surveys
from storage.connection import Db
from storage.evidence import TestPair
from storage.surveys import Survey

FORMS = ("level2", "level2")
HUNDRED = Fraction(100)


class Pairs(NamedTuple):
    """How many took both tests, and the sums of their scores before and after."""

    n: int
    before: Fraction
    after: Fraction


OF: list[tuple[NamedFigure, Callable[[Pairs], Measured]]] = []
"""Every figure of learning, and how it is made of the pairs."""


def _pairs(db: Db, inputs: Mapping[str, Any]) -> Pairs:
    """The best scores of 100 of each who took both, or of a tag's questions where there is one."""
    as_of, day, tag = datetime.fromisoformat(inputs["as_of"]), date.fromisoformat(inputs["day"]), inputs.get("tag")
    ends = (inputs["before"], inputs["after"])
    if tag:
        return _both(*(evidence.tag_scores(db, end, as_of, day, tag=tag).get(tag, {}) for end in ends))
    return _both(*(evidence.best_scores(db, end, as_of, day) for end in ends))


def _both(before: Mapping[int, Fraction], after: Mapping[int, Fraction]) -> Pairs:
    both = before.keys() & after.keys()
    return Pairs(len(both), exact_sum(before[member] for member in both), exact_sum(after[member] for member in both))


def _before(both: Pairs) -> Measured:
    return mean(both.before, both.n)


def _after(both: Pairs) -> Measured:
    return mean(both.after, both.n)


def _gain(both: Pairs) -> Measured:
    return mean(both.after - both.before, both.n)


def _normalised(both: Pairs) -> Measured:
    """(after − before) ÷ (100 − before), of the means; none where nothing could be gained."""
    room = HUNDRED * both.n - both.before
    return Measured((both.after - both.before) / room if room else None, both.n)


def _learning(name: str, called: Phrase, sentence: Phrase, of: Callable[[Pairs], Measured], unit: Unit) -> NamedFigure:
    figure = feature.figure(name, called, sentence, lambda db, camp, inputs: of(_pairs(db, inputs)), unit, least_n=LEAST_PAIRS)
    OF.append((figure, of))
    return figure


def _commitment(db: Db, camp: int, inputs: Mapping[str, Any]) -> Measured:
    one = surveys.find(db, inputs["survey"])
    if one is None or one.camp != camp:
        return Measured(None, 0, inputs["asked"])
    total, answers, n = points(one, evidence.points(db, one), inputs.get("tag", ""))
    return Measured(Fraction(total, answers) if answers else None, n, inputs["asked"])


BEFORE = _learning(
    "before",
    Phrase(zh="训前", en="before"),
    Phrase(zh="两次都考的人课前测最好成绩（百分制）的平均", en="mean of the best scores before, of those who took both tests"),
    _before,
    decimal,
)
AFTER = _learning(
    "after",
    Phrase(zh="训后", en="after"),
    Phrase(zh="两次都考的人课后测最好成绩（百分制）的平均", en="mean of the best scores after, of those who took both tests"),
    _after,
    decimal,
)
_learning(
    "gain",
    Phrase(zh="增益", en="gain"),
    Phrase(zh="两次都考的人每人训后减训前的平均", en="mean of after less before, of those who took both tests"),
    _gain,
    decimal,
)
_learning(
    "normalised",
    Phrase(zh="归一化增益", en="normalised gain"),
    Phrase(zh="（训后均分−训前均分）÷（100−训前均分）", en="(mean after − mean before) ÷ (100 − mean before)"),
    _normalised,
    percent,
)
COMMITMENT = feature.figure(
    "commitment",
    Phrase(zh="承诺", en="commitment"),
    Phrase(
        zh="二级问卷“我愿意尽力将所学应用到工作中去”1–5分的平均，有主题的按主题",
        en="mean of 1 to 5 given to the level-two form's commitment, by topic where it has any",
    ),
    _commitment,
    decimal,
    least_n=LEAST_REACTIONS,
    least_share=HALF,
    floor=FEWEST,
)


def gather(reader: Db, of: ReportOf) -> list[CountedFigure]:
    """The newest pair and form are the programme's; every other pair, and what each tag gained and is committed to, stands in the document."""
    rows: list[CountedFigure] = []
    found = evidence.pairs(reader, of.camp.id)
    for place, pair in enumerate(found):
        rows += _pair(reader, of, pair, is_newest=place == len(found) - 1)
    forms = evidence.closed_forms(reader, of.camp.id, FORMS, *of.moments)
    of_topic = {topic: one for one in forms for question in one.questions if (topic := question.get("topic"))}
    return [
        *rows,
        *(_committed(reader, of, one) for one in forms[-1:]),
        *(_committed(reader, of, of_topic[topic], topic) for topic in sorted(of_topic)),
    ]


def _committed(reader: Db, of: ReportOf, one: Survey, topic: str = "") -> CountedFigure:
    """What a form was answered, whole or of a topic."""
    *_, n = points(one, evidence.points(reader, one))
    inputs = {"survey": one.id, "asked": were_asked(reader, of, one, n)} | ({"tag": topic} if topic else {})
    return count(reader, of, 2, COMMITMENT, inputs, topic, whole=not topic)


def _pair(reader: Db, of: ReportOf, pair: TestPair, *, is_newest: bool) -> list[CountedFigure]:
    inputs: dict[str, Any] = {"before": pair.before, "after": pair.after, **of.as_of}
    both = _pairs(reader, inputs)
    if not both.n:
        return []
    as_of, day = of.moments[1], date.fromisoformat(inputs["day"])
    before, after = (evidence.tag_scores(reader, end, as_of, day) for end in (pair.before, pair.after))
    tagged = [(tag, _both(before[tag], after[tag])) for tag in sorted(before.keys() & after.keys())]
    return [
        *_made(of, both, inputs, pair.name, is_whole=is_newest),
        *(found for tag, some in tagged for found in _made(of, some, {**inputs, "tag": tag}, f"{pair.name} · {tag}")),
    ]


def _made(of: ReportOf, both: Pairs, inputs: dict[str, Any], about: str, *, is_whole: bool = False) -> list[CountedFigure]:
    """Every figure of the same pairs, which were read once."""
    return [
        CountedFigure(2, figure.name, about, is_whole, inputs, of.first, of.last, figure.published(made(both)))
        for figure, made in OF
    ]
