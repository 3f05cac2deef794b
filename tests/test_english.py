"""English as it is written: every sentence agrees with its counts, and nothing in it is a Chinese mark."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from string import Formatter
from typing import Any

import pytest

from bot.phrases import Phrase
from tests.source import HOUSE, calls, files

WORDS = re.compile(
    "account|answer|at|author|badge|before|by|camp|code|counter|day|due|example|file|first|gone|help|how|key|kept|kind|last|left|"
    "letter|line|lowest|mark|member|missing|name|names|note|number|old|order|owner|owners|person|place|reason|room|score|seconds|"
    "second|setting|sign|small|source|state|tag|tags|theme|title|until|verb|what|when|which|who|whom|why|words|answers"
)
"""Values that are words, numbers of things or moments: nothing agrees with them."""
NOT_PLURAL = frozenset(["is", "was", "has", "this", "less", "as", "s", "its", "passes", "asks"])
FULL_WIDTH = re.compile("[\u3000-\u303f\uff00-\uffef]")


class Value:
    """What a count of one prints, whatever is asked of it."""

    def __init__(self, words: str) -> None:
        self.words = words

    def __format__(self, spec: str) -> str:
        if "|" not in spec:
            return self.words
        *bare, one, _ = spec.split("|")
        return one if bare else f"{self.words} {one}"

    def __getattr__(self, name: str) -> Value:
        return self

    def __getitem__(self, key: Any) -> Value:
        return self


class Values(dict[str, Value]):
    def __missing__(self, name: str) -> Value:
        return Value("Ann" if WORDS.fullmatch(name) else "1")


def sentences() -> Iterator[tuple[str, str]]:
    """(place, English) of every phrase in the house."""
    for file in files():
        for node in calls(file):
            if isinstance(node.func, ast.Name) and node.func.id == "Phrase":
                en = next((one.value for one in node.keywords if one.arg == "en"), None)
                if isinstance(en, ast.Constant) and isinstance(en.value, str):
                    yield f"{file.relative_to(HOUSE)}:{node.lineno}", en.value


def torn(sentence: str) -> str | None:
    """What does not agree in a sentence whose counts are all one."""
    said = Formatter().vformat(sentence, (), Values())
    for found in re.finditer(r"(?<![\d./–=v])\b1 (?:more |short |right |accepted |anonymous |work )?([a-z]+)\b(?!=)", said):
        word = found[1]
        if word in {"are", "were", "have", "people", "earn", "wait"} or (word.endswith("s") and word not in NOT_PLURAL):
            return found[0]
    backwards = re.search(r"\b(?:there|these|those|they) (?:are|were) 1\b", said)
    return backwards[0] if backwards else None


def test_every_sentence_agrees_with_one():
    assert {place: found for place, sentence in sentences() if (found := torn(sentence))} == {}


def test_no_sentence_writes_two_forms_in_one():
    assert [place for place, sentence in sentences() if re.search(r"\w\((?:s|es)\)", sentence)] == []


def test_no_english_sentence_has_a_chinese_mark():
    allowed = re.compile(r"（实名）|（匿名）")
    assert {place: sentence for place, sentence in sentences() if FULL_WIDTH.search(allowed.sub("", sentence))} == {}


@pytest.mark.parametrize(
    ("n", "said"),
    [
        (0, "There are 0 points, all 0 work hours."),
        (1, "There is 1 point, all 1 work hour."),
        (-1, "There is -1 point, all -1 work hour."),
        (2, "There are 2 points, all 2 work hours."),
        ("1.0", "There are 1.0 points, all 1.0 work hours."),
    ],
)
def test_counts(n, said):
    phrase = Phrase(zh="{n}", en="There {n:|is|are} {n:point|points}, all {n:work hour|work hours}.")
    assert phrase(n=n).to("en") == said


def test_what_is_no_count_prints_as_ever_beside_one():
    at = datetime(2026, 5, 6, 1, 30, tzinfo=UTC)
    phrase = Phrase(zh="{n}{at:%H:%M}{at.day}{name}", en="{n:day|days} {n:+d} {at:%H:%M} {at.day} {name}")
    assert phrase(n=1, at=at, name=Phrase(zh="甲", en="A")).to("en") == "1 day +1 01:30 6 A"
    assert phrase(n=1, at=at, name=Phrase(zh="甲", en="A")).to("zh") == "101:306甲"


def test_no_list_is_joined_in_one_language():
    """A list is a phrase's value, or `listed` in the reader's language."""
    joined = re.compile(r"""["'](?:、|，|；|｜)["']\.join\(""")
    files = (
        file for room in ("bot", "handlers") for file in sorted((HOUSE / room).rglob("*.py")) if "simulation" not in file.parts
    )
    assert [str(file.relative_to(HOUSE)) for file in files if joined.search(file.read_text("utf-8"))] == []


def test_a_list_prints_with_the_languages_commas():
    phrase = Phrase(zh="有{all}。", en="There are {all}.")
    said = phrase(all=[Phrase(zh="甲", en="A"), Phrase(zh="{n}分", en="{n:point|points}")(n=1), "丙", 4])
    assert (said.to("zh"), said.to("en")) == ("有甲、1分、丙、4。", "There are A, 1 point, 丙, 4.")
