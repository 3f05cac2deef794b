"""What a statement of xAPI 1.0.3 must be, written from the specification's own text (xAPI-Data, Part Two): the rules our lines are held
against. They are not the specification's schema, of which there is none; each rule names its section.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
IRI = re.compile(r"[a-zA-Z][a-zA-Z0-9+.\-]*:\S+")
TAG = re.compile(r"[a-zA-Z]{2,8}(-[a-zA-Z0-9]{1,8})*")
DURATION = re.compile(r"P(?=\d|T)(\d+W|(\d+Y)?(\d+M)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?)")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")

STATEMENT = {"id", "actor", "verb", "object", "result", "context", "timestamp", "stored", "authority", "version", "attachments"}
IDENTIFIERS = {"mbox", "mbox_sha1sum", "openid", "account"}
DEFINITION = {"name", "description", "type", "moreInfo", "extensions", "interactionType", "correctResponsesPattern"}
LISTS = {
    "choice": {"choices"},
    "sequencing": {"choices"},
    "likert": {"scale"},
    "matching": {"source", "target"},
    "performance": {"steps"},
    "true-false": set(),
    "fill-in": set(),
    "long-fill-in": set(),
    "numeric": set(),
    "other": set(),
}
"""2.4.4.1, interaction components: which lists each type may have."""
RESULT = {"score", "success", "completion", "response", "duration", "extensions"}
CONTEXT = {
    "registration",
    "instructor",
    "team",
    "contextActivities",
    "revision",
    "platform",
    "language",
    "statement",
    "extensions",
}


def wrong(statement: Mapping[str, Any]) -> list[str]:
    """Every rule a statement breaks; none where it is valid."""
    return [*_nulls(statement, "statement"), *_statement(statement)]


def _nulls(value: Any, where: str) -> Iterator[str]:
    """2.2: nothing is null outside of extensions."""
    match value:
        case None:
            yield f"{where} is null (2.2)"
        case Mapping():
            for name, inner in value.items():
                if name != "extensions":
                    yield from _nulls(inner, f"{where}.{name}")
        case list():
            for inner in value:
                yield from _nulls(inner, where)


def _statement(statement: Mapping[str, Any]) -> Iterator[str]:
    yield from _only(statement, STATEMENT, "statement", "2.4")
    for name in ("actor", "verb", "object"):
        if name not in statement:
            yield f"no {name} (2.4)"
    if "id" in statement and not UUID.fullmatch(str(statement["id"])):
        yield "id is no UUID in standard form (2.4.1)"
    yield from _actor(statement.get("actor", {}))
    verb = statement.get("verb", {})
    yield from _only(verb, {"id", "display"}, "verb", "2.4.3")
    yield from _iri(verb.get("id"), "verb.id")
    yield from _map(verb.get("display"), "verb.display")
    yield from _activity(statement.get("object", {}), "object")
    if "result" in statement:
        yield from _result(statement["result"], statement.get("object", {}).get("definition", {}))
    if "context" in statement:
        yield from _context(statement["context"])
    if "timestamp" in statement:
        yield from _moment(statement["timestamp"])
    if "version" in statement and not re.fullmatch(r"1\.0\.\d+", str(statement["version"])):
        yield "version is not 1.0.x (2.4.10)"


def _only(value: Mapping[str, Any], allowed: set[str], where: str, section: str) -> Iterator[str]:
    for name in value.keys() - allowed:
        yield f"{where} has {name} ({section})"


def _iri(value: Any, where: str) -> Iterator[str]:
    if not isinstance(value, str) or not IRI.fullmatch(value):
        yield f"{where} is no IRI (4.2)"


def _map(value: Any, where: str) -> Iterator[str]:
    """4.2, language maps: RFC 5646 tags, each with words."""
    if value is None:
        return
    if not isinstance(value, Mapping) or any(not isinstance(words, str) for words in value.values()):
        yield f"{where} is no language map (4.2)"
    elif any(not TAG.fullmatch(tag) for tag in value):
        yield f"{where} has a key that is no language (4.2)"


def _actor(actor: Mapping[str, Any]) -> Iterator[str]:
    if actor.get("objectType", "Agent") != "Agent":
        yield "actor is no Agent (2.4.2.1)"
    if len(IDENTIFIERS & actor.keys()) != 1:
        yield "actor has not exactly one identifier (2.4.2.1)"
    yield from _only(actor, {"objectType", "name"} | IDENTIFIERS, "actor", "2.4.2.1")
    if "account" in actor:
        account = actor["account"]
        yield from _only(account, {"homePage", "name"}, "account", "2.4.2.4")
        yield from _iri(account.get("homePage"), "account.homePage")
        if not isinstance(account.get("name"), str) or not account["name"]:
            yield "account has no name (2.4.2.4)"


def _activity(activity: Mapping[str, Any], where: str) -> Iterator[str]:
    if activity.get("objectType", "Activity") != "Activity":
        yield f"{where} is no Activity (2.4.4.1)"
    yield from _only(activity, {"objectType", "id", "definition"}, where, "2.4.4.1")
    yield from _iri(activity.get("id"), f"{where}.id")
    definition = activity.get("definition", {})
    kind = definition.get("interactionType")
    yield from _only(definition, DEFINITION | LISTS.get(kind, set()), f"{where}.definition", "2.4.4.1")
    for name in ("name", "description"):
        yield from _map(definition.get(name), f"{where}.{name}")
    if "type" in definition:
        yield from _iri(definition["type"], f"{where}.type")
    if kind is None and "correctResponsesPattern" in definition:
        yield f"{where} has a pattern and no interactionType (2.4.4.1)"
    if kind is not None:
        yield from _interaction(kind, definition, where)


def _interaction(kind: str, definition: Mapping[str, Any], where: str) -> Iterator[str]:
    if kind not in LISTS:
        yield f"{where} has the interactionType {kind} (2.4.4.1)"
        return
    for name in LISTS[kind]:
        parts = definition.get(name, [])
        idents = [part.get("id") for part in parts]
        if len(set(idents)) != len(idents) or any(not isinstance(one, str) or not one or " " in one for one in idents):
            yield f"{where}.{name} has ids that are not each its own (2.4.4.1, interaction components)"
        for part in parts:
            yield from _only(part, {"id", "description"}, f"{where}.{name}", "2.4.4.1")
            yield from _map(part.get("description"), f"{where}.{name}")
    patterns = definition.get("correctResponsesPattern", [])
    if not isinstance(patterns, list) or any(not isinstance(one, str) for one in patterns):
        yield f"{where}.correctResponsesPattern is no list of texts (2.4.4.1)"
        return
    for pattern in patterns:
        if not fits(kind, definition, re.sub(r"^(\{(case_matters|order_matters)=(true|false)\})+", "", pattern), is_range=True):
            yield f"{where}: {pattern} is no pattern of {kind} (2.4.4.1)"


def fits(kind: str, definition: Mapping[str, Any], words: str, *, is_range: bool = False) -> bool:
    """Whether words are a response to an interaction of a kind, or the pattern of one."""
    ids = {name: {part["id"] for part in definition.get(name, [])} for name in LISTS.get(kind, ())}
    match kind:
        case "choice" | "sequencing":
            return set(words.split("[,]")) <= ids["choices"]
        case "matching":
            pairs = [pair.split("[.]") for pair in words.split("[,]")]
            return all(len(pair) == 2 and pair[0] in ids["source"] and pair[1] in ids["target"] for pair in pairs)
        case "true-false":
            return words in ("true", "false")
        case "numeric":
            ends = words.split("[:]") if is_range else [words]
            return len(ends) <= 2 and all(re.fullmatch(r"-?\d+(\.\d+)?", end) for end in ends if end)
    return True


def _result(result: Mapping[str, Any], definition: Mapping[str, Any]) -> Iterator[str]:
    yield from _only(result, RESULT, "result", "2.4.5")
    score = result.get("score", {})
    yield from _only(score, {"scaled", "raw", "min", "max"}, "score", "2.4.5.1")
    if "scaled" in score and not (isinstance(score["scaled"], int | float) and -1 <= score["scaled"] <= 1):
        yield "score.scaled is not between -1 and 1 (2.4.5.1)"
    for name in ("success", "completion"):
        if name in result and not isinstance(result[name], bool):
            yield f"result.{name} is no boolean (2.4.5)"
    if "duration" in result and not DURATION.fullmatch(str(result["duration"])):
        yield "result.duration is no ISO 8601 duration (4.6)"
    if "response" in result:
        if not isinstance(result["response"], str):
            yield "result.response is no text (2.4.5)"
        elif (kind := definition.get("interactionType")) and not fits(kind, definition, result["response"]):
            yield f"result.response is none of {kind} (2.4.4.1)"


def _context(context: Mapping[str, Any]) -> Iterator[str]:
    yield from _only(context, CONTEXT, "context", "2.4.6")
    if "language" in context and not TAG.fullmatch(str(context["language"])):
        yield "context.language is no RFC 5646 tag (2.4.6)"
    activities = context.get("contextActivities", {})
    yield from _only(activities, {"parent", "grouping", "category", "other"}, "contextActivities", "2.4.6.2")
    for name, some in activities.items():
        for one in some if isinstance(some, list) else [some]:
            yield from _activity(one, f"context.{name}")


def _moment(value: Any) -> Iterator[str]:
    """4.5: ISO 8601 as RFC 3339 has it, and never -00:00."""
    if not isinstance(value, str) or not MOMENT.fullmatch(value) or value.endswith("-00:00"):
        yield "timestamp is none of RFC 3339 (4.5)"
    else:
        datetime.fromisoformat(value)
