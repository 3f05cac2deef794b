"""Learning as xAPI 1.0.3: a fact as a statement, the same each time, and a statement as a line of JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from bot.learning_record import Activity, Interaction, Learned
from bot.phrases import Phrase

TAGS = {"zh": "zh-CN", "en": "en-US"}
"""What our languages are called there (RFC 5646)."""
PLATFORM = "Qunxue"
DIGITS = 4
"""Decimals of a scaled score."""


def line(home: str, camp: Activity, language: str, source: str, fact: Learned, *, with_key: bool = True) -> bytes:
    """A statement as a line. Without the key nobody reads in it which answer was right."""
    made = statement(home, camp, language, source, fact, with_key=with_key)
    return json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def statement(home: str, camp: Activity, language: str, source: str, fact: Learned, *, with_key: bool = True) -> dict[str, Any]:
    """Whose it is says a number alone; what a thing is called is said in the camp's language. `version` is left out: who stores a statement
    sets it (2.4.10)."""
    made: dict[str, Any] = {
        "id": str(identity(home, source, fact.fact)),
        "actor": {"objectType": "Agent", "account": {"homePage": home, "name": str(fact.person)}},
        "verb": {"id": fact.did.iri, "display": _both(fact.did.word)},
        "object": _activity(home, fact.what, language, fact.interaction, with_key),
    }
    if result := _result(fact):
        made["result"] = result
    made["context"] = {
        "contextActivities": {
            **({"parent": [_activity(home, fact.within, language)]} if fact.within else {}),
            "grouping": [_activity(home, camp, language)],
        },
        "platform": PLATFORM,
        "language": TAGS[language],
    }
    made["timestamp"] = _instant(fact.at)
    return made


def identity(home: str, source: str, fact: str) -> UUID:
    """A fact's own number among all there are anywhere."""
    return uuid5(NAMESPACE_URL, f"{home}/{source}/{fact}")


def _both(word: Phrase) -> dict[str, str]:
    return {TAGS["zh"]: word.zh, TAGS["en"]: word.en}


def _activity(
    home: str, what: Activity, language: str, interaction: Interaction | None = None, with_key: bool = True
) -> dict[str, Any]:
    definition: dict[str, Any] = {"name": _named(what.name, language), "type": what.type.iri}
    if interaction is not None:
        definition["interactionType"] = interaction.kind
        if with_key and interaction.right:
            definition["correctResponsesPattern"] = list(interaction.right)
        for name, parts in interaction.parts:
            definition[name] = [{"id": ident, "description": {TAGS[language]: words}} for ident, words in parts]
    return {"objectType": "Activity", "id": f"{home}/{what.path}", "definition": definition}


def _named(name: str | Mapping[str, str], language: str) -> dict[str, str]:
    return {TAGS[language]: name} if isinstance(name, str) else {TAGS[tag]: words for tag, words in name.items()}


def _result(fact: Learned) -> dict[str, Any]:
    result: dict[str, Any] = {}
    if fact.score is not None:
        result["score"] = {"scaled": scaled(fact.score)}
    if fact.success is not None:
        result["success"] = fact.success
    if fact.response is not None:
        result["response"] = fact.response
    if fact.took_ms is not None:
        result["duration"] = f"PT{fact.took_ms / 1000:.2f}S"
    return result


def scaled(score: Fraction) -> float:
    """A score of 1 with so many decimals, half up."""
    return float(Decimal(int(score * 10**DIGITS + Fraction(1, 2))).scaleb(-DIGITS))


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
