"""Nobody is shamed by the rooms that look after people: no harsh word in any sentence of theirs, and a rule's name or number only where
managers read it."""

from __future__ import annotations

import re

import pytest

from tests.quoted import HOLE, phrases

ROOMS = (
    "handlers.behaviours.",
    "handlers.digest.care.",
    "handlers.groups.",
    "handlers.mentors.",
    "handlers.my_goals.",
    "handlers.onboarding.",
    "handlers.promotion.",
    "handlers.remedial.",
    "handlers.retro.",
    "handlers.tool_packs.",
)
FOR_MANAGERS = ("handlers.digest.care.",)
"""Whose sentences are for managers: what a learner reads of a case is the manager's own words, and how to take leave."""
HARSH = re.compile(
    r"落后|掉队|不及格|不合格|最差|太差|差劲|偷懒|丢人|批评|拖后腿|垫底|\b(?:behind|failed|failing|worst|lazy|blame|shame|poor|loser|bottom)\b",
    re.IGNORECASE,
)
RULES = re.compile(r"缺勤|低分|偏低|低于|\b(?:below|low|missed workdays)\b", re.IGNORECASE)
NAMED_BY_MANAGERS = {"handlers.digest.care.watching", "handlers.digest.care.own_rules"}
"""Where 掉队 is the example of a rule's name, which only managers give and read."""
OURS = [(where, phrase) for where, phrase in phrases() if where.startswith(ROOMS)]


def test_every_room_that_looks_after_people_says_something() -> None:
    assert {room for room in ROOMS if any(where.startswith(room) for where, _ in OURS)} == set(ROOMS) and len(OURS) > 300


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_sentence_has_a_harsh_word(language: str) -> None:
    said = [(where, getattr(phrase, language)) for where, phrase in OURS if where.rpartition(".")[0] not in NAMED_BY_MANAGERS]
    assert [(where, words) for where, words in said if HARSH.search(words)] == []


def test_a_rule_is_named_where_managers_read_it_and_nowhere_else() -> None:
    said = [(where, HOLE.sub("", f"{phrase.zh}\n{phrase.en}")) for where, phrase in OURS if not where.startswith(FOR_MANAGERS)]
    assert {where for where, words in said if RULES.search(words)} == {f"handlers.remedial.{name}" for name in PROPOSALS}


PROPOSALS = {
    "command.HEAD",
    "command.NOBODY_IN",
    "command.NOBODY_LOW",
    "command.PROPOSED",
    "opening.NOBODY",
    "roster.NO_TRAINING",
}
"""What a manager reads of who might come to extra training."""
