"""Statements of xAPI 1.0.3: each kind of question and of fact is one, the same each time, and the rules they are held against bite."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.learning_record import Activity, ActivityType, Did, Learned
from bot.record_kind import home_of
from handlers.quiz.bank.questions import (
    ONE,
    Amount,
    FillIn,
    Matching,
    Multiple,
    Numeric,
    Option,
    Pair,
    Question,
    Short,
    Single,
    TrueFalse,
    even,
)
from handlers.quiz.records import interaction, response
from handlers.records.statements import identity, line, scaled, statement
from tests.xapi_rules import wrong

HOME = "https://0123456789abcdef.qunxue.invalid"
CAMP = Activity("camp/1", ActivityType.COURSE, "营销实战营2605")
AT = datetime(2026, 5, 6, 1, 2, 3, 456789, tzinfo=UTC)
PAIRS = Matching((Pair("贵", "先问和谁比"), Pair("再想想", "问顾虑")), ("降价",))

QUESTIONS: dict[str, tuple[Question, str, list[int], str, tuple[str, ...], str | None]] = {
    "single": (Question("怎么答", Single(even("甲乙丙", [1]))), "B", [1], "choice", ("B",), "B"),
    "multiple": (Question("选哪些", Multiple(even("甲乙丙", [0, 2]))), "AC", [0, 2], "choice", ("A[,]C",), "A[,]C"),
    "true": (Question("先报价", TrueFalse(False)), "对", [0], "true-false", ("false",), "true"),
    "fill in": (
        Question("靠____成交", FillIn((Option("转介绍", ONE), Option("介绍*", ONE), Option("熟人", Fraction(1, 2))))),
        "老客户",
        [],
        "fill-in",
        ("{case_matters=false}转介绍",),
        "老客户",
    ),
    "two blanks": (
        Question("先____再____", FillIn((Option("问；答", ONE),))),
        "问 答",
        [0],
        "fill-in",
        ("{case_matters=false}问[,]答",),
        "问 答",
    ),
    "numeric": (
        Question("几成", Numeric((Amount(Decimal("8.50"), Decimal("0.5")),))),
        "9",
        [0],
        "numeric",
        ("8[:]9",),
        "9",
    ),
    "numeric, no number": (Question("几成", Numeric((Amount(Decimal(100)),))), "不知道", [], "numeric", ("100[:]100",), None),
    "matching": (Question("配对", PAIRS), "1A 2C", [0, 2], "matching", ("1[.]A[,]2[.]B",), "1[.]A[,]2[.]C"),
    "matching, half": (Question("配对", PAIRS), "1A", [0, -1], "matching", ("1[.]A[,]2[.]B",), "1[.]A"),
    "short": (Question("怎么回", Short("先问清")), "我会先问他和谁比", [], "long-fill-in", (), "我会先问他和谁比"),
    "short, erased": (Question("怎么回", Short()), "", [], "long-fill-in", (), None),
}


def answered(question: Question, said: str, chosen: list[int], **more: Any) -> Learned:
    what = Activity("question/7/2", ActivityType.QUESTION, question.stem)
    how, words = interaction(question), response(question, said, chosen)
    return Learned("9:1/1", 5, 6, AT, Did.ANSWERED, what, response=words, interaction=how, **more)


@pytest.mark.parametrize("case", QUESTIONS.values(), ids=QUESTIONS)
def test_every_kind_of_question_is_an_interaction(
    case: tuple[Question, str, list[int], str, tuple[str, ...], str | None],
) -> None:
    question, said, chosen, kind, right, words = case
    made = statement(HOME, CAMP, "zh", "answer", answered(question, said, chosen, success=True, score=ONE, took_ms=12_345))
    definition = made["object"]["definition"]
    assert wrong(made) == []
    assert definition["interactionType"] == kind and tuple(definition.get("correctResponsesPattern", ())) == right
    assert made["result"].get("response") == words and made["result"]["duration"] == "PT12.35S"


def test_a_statement_word_for_word() -> None:
    """The whole of one, so that nothing about it changes unseen."""
    question, said, chosen, *_ = QUESTIONS["single"]
    exam = Activity("exam/3", ActivityType.TEST, "结业考试")
    fact = answered(question, said, chosen, within=exam, success=True, score=Fraction(5, 6), took_ms=2000)
    made = json.loads(line(HOME, CAMP, "zh", "answer", fact))
    assert made == {
        "id": str(identity(HOME, "answer", "9:1/1")),
        "actor": {"objectType": "Agent", "account": {"homePage": HOME, "name": "5"}},
        "verb": {"id": "http://adlnet.gov/expapi/verbs/answered", "display": {"zh-CN": "答题", "en-US": "answered"}},
        "object": {
            "objectType": "Activity",
            "id": f"{HOME}/question/7/2",
            "definition": {
                "name": {"zh-CN": "怎么答"},
                "type": "http://adlnet.gov/expapi/activities/cmi.interaction",
                "interactionType": "choice",
                "correctResponsesPattern": ["B"],
                "choices": [
                    {"id": "A", "description": {"zh-CN": "甲"}},
                    {"id": "B", "description": {"zh-CN": "乙"}},
                    {"id": "C", "description": {"zh-CN": "丙"}},
                ],
            },
        },
        "result": {"score": {"scaled": 0.8333}, "success": True, "response": "B", "duration": "PT2.00S"},
        "context": {
            "contextActivities": {
                "parent": [
                    {
                        "objectType": "Activity",
                        "id": f"{HOME}/exam/3",
                        "definition": {
                            "name": {"zh-CN": "结业考试"},
                            "type": "http://adlnet.gov/expapi/activities/assessment",
                        },
                    }
                ],
                "grouping": [
                    {
                        "objectType": "Activity",
                        "id": f"{HOME}/camp/1",
                        "definition": {
                            "name": {"zh-CN": "营销实战营2605"},
                            "type": "http://adlnet.gov/expapi/activities/course",
                        },
                    }
                ],
            },
            "platform": "Qunxue",
            "language": "zh-CN",
        },
        "timestamp": "2026-05-06T01:02:03.456Z",
    }


def test_one_for_oneself_has_no_key() -> None:
    question, said, chosen, *_ = QUESTIONS["multiple"]
    made = json.loads(line(HOME, CAMP, "en", "answer", answered(question, said, chosen), with_key=False))
    assert "correctResponsesPattern" not in made["object"]["definition"] and wrong(made) == []


@given(
    some.sampled_from(Did),
    some.sampled_from(ActivityType),
    some.text(max_size=40),
    some.none() | some.fractions(0, 1),
    some.none() | some.integers(0, 10**9),
    some.sampled_from(("zh", "en")),
)
def test_any_fact_is_a_valid_line(
    did: Did, kind: ActivityType, name: str, score: Fraction | None, took: int | None, language: str
) -> None:
    fact = Learned("1", 1, 1, AT, did, Activity("exam/3", kind, name), score=score, took_ms=took)
    said = line(HOME, CAMP, language, "sitting", fact)
    assert said.count(b"\n") == 1 and wrong(json.loads(said)) == []
    assert said == line(HOME, CAMP, language, "sitting", fact)


@given(some.fractions(0, 1))
def test_a_score_has_four_decimals_and_stays_a_share(score: Fraction) -> None:
    assert 0 <= scaled(score) <= 1 and abs(Fraction(str(scaled(score))) - score) <= Fraction(1, 20_000)


def test_a_fact_is_itself_and_no_other() -> None:
    facts = [(home, source, fact) for home in (HOME, HOME + "x") for source in ("answer", "lesson") for fact in ("1", "2")]
    assert len({identity(*one) for one in facts}) == len(facts)
    assert identity(*facts[0]) == identity(*facts[0])


def test_a_house_has_one_address_that_tells_nothing() -> None:
    assert home_of(b"secret") == home_of(b"secret") != home_of(b"another")
    assert home_of(b"secret").startswith("https://") and home_of(b"secret").endswith(".qunxue.invalid")
    assert home_of(b"k" * 200) != home_of(b"")


BROKEN: dict[str, tuple[tuple[str, ...], Any]] = {
    "no actor": (("actor",), None),
    "two identifiers": (("actor", "mbox"), "mailto:a@b.cn"),
    "a home that is none": (("actor", "account", "homePage"), "qunxue"),
    "a name that is no text": (("actor", "account", "name"), 5),
    "an id that is none": (("id",), "123"),
    "a verb that is no IRI": (("verb", "id"), "answered"),
    "words in no language": (("verb", "display"), {"中文": "答题"}),
    "something unknown": (("colour",), "red"),
    "an interaction there is not": (("object", "definition", "interactionType"), "single"),
    "a pattern of no choice": (("object", "definition", "correctResponsesPattern"), ["D"]),
    "choices twice": (("object", "definition", "choices"), [{"id": "A"}, {"id": "A"}]),
    "a response that is no choice": (("result", "response"), "甲"),
    "a score over 1": (("result", "score", "scaled"), 1.5),
    "success in words": (("result", "success"), "yes"),
    "a duration in seconds": (("result", "duration"), "2s"),
    "another year's clock": (("timestamp",), "2026-05-06 01:02"),
    "another version": (("version",), "2.0.0"),
    "a null": (("result", "success"), None),
    "a language that is none": (("context", "language"), "简体 中文"),
}


@pytest.mark.parametrize("case", BROKEN.values(), ids=BROKEN)
def test_the_rules_bite(case: tuple[tuple[str, ...], Any]) -> None:
    question, said, chosen, *_ = QUESTIONS["single"]
    made = statement(HOME, CAMP, "zh", "answer", answered(question, said, chosen, success=True, score=ONE, took_ms=2000))
    assert wrong(made) == []
    broken = deepcopy(made)
    (*way, name), value = case
    at = broken
    for step in way:
        at = at[step]
    at[name] = value
    if name == "actor":
        del broken["actor"]
    assert wrong(broken)
