"""Facts are registered before they are said or listened to, and one that nobody listens to costs next to nothing."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

import pytest

from bot.discovery import find_features
from bot.feature import Feature, Theme
from bot.router import Router
from tests.source import HOUSE, calls, files

FACTS = Router(find_features(), "小助").facts


class Spoken(NamedTuple):
    """A fact said somewhere: where, its name, and its details."""

    where: str
    name: str
    details: set[str | None]


@cache
def spoken() -> list[Spoken]:
    """Every call of `ctx.happened` by a plain word, and every `Happened` an import gives to be said."""
    return list(_calls())


def _calls() -> Iterator[Spoken]:
    for file in files("bot", "handlers"):
        for node in calls(file):
            if not isinstance(node.func, ast.Name | ast.Attribute) or ast.unparse(node.func) not in (
                "ctx.happened",
                "Happened",
            ):
                continue
            for name in _named(node.args[0]):
                details = _keys(node) if ast.unparse(node.func) == "Happened" else {one.arg for one in node.keywords}
                yield Spoken(f"{file.relative_to(HOUSE)}:{node.lineno}", name, details)


def _keys(node: ast.Call) -> set[str | None]:
    match node.args[2]:
        case ast.Dict(keys=keys):
            return {key.value for key in keys if isinstance(key, ast.Constant) and isinstance(key.value, str)}
    return set()


def _named(argument: ast.expr) -> list[str]:
    match argument:
        case ast.Constant(value=str(name)):
            return [name]
        case ast.IfExp(body=ast.Constant(value=str(one)), orelse=ast.Constant(value=str(other))):
            return [one, other]
    return []


def test_every_fact_that_is_said_is_registered_with_its_details() -> None:
    assert len(spoken()) > 20
    wrong = [one for one in spoken() if one.name not in FACTS or one.details != FACTS[one.name].details]
    assert not wrong, "\n".join(map(str, wrong))


def test_every_registered_fact_is_said_somewhere() -> None:
    assert FACTS.keys() == {one.name for one in spoken()}


def test_a_listener_for_a_fact_nobody_registered_fails_at_start() -> None:
    deaf = Feature("deaf", Theme.CAMP)
    deaf.on("fact:exam.pased")(lambda ctx, fact: None)
    with pytest.raises(ValueError, match=r"deaf listens for exam\.pased"):
        Router([*find_features(), deaf], "小助")


def test_who_listens_for_what_is_counted_must_say_what_it_asks_for() -> None:
    curious = Feature("curious", Theme.CAMP)
    curious.on("counted")(_nothing)
    with pytest.raises(ValueError, match="curious listens for what is counted"):
        Router([*find_features(), curious], "小助")


def test_listeners_stand_in_the_order_of_their_features_names() -> None:
    said = Feature("said", Theme.CAMP)
    said.fact("done")
    late, early = Feature("b", Theme.CAMP), Feature("a", Theme.CAMP)
    for feature in (late, early):
        feature.on("fact:said.done")(_nothing)
    assert [one.feature for one in Router([late, said, early], "小助").facts["said.done"].listeners] == ["a", "b"]


def _nothing(ctx: Any, fact: Any) -> None:
    """Listens only."""
