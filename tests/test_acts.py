"""Every act anybody writes in the audit log is registered, and is written with the details its sentence needs."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from bot.discovery import find_features
from bot.router import Router
from storage.audit import PERSON
from tests.source import HOUSE, calls, files

ROUTER = Router(find_features(), "小助")


class Written(NamedTuple):
    """A call of `ctx.audit`: where it stands, the act, whether it can be undone, and the details."""

    where: str
    act: str
    undo: bool
    details: set[str | None]


@cache
def written() -> list[Written]:
    """Every call of `ctx.audit` in the code."""
    return list(_calls())


def _calls() -> Iterator[Written]:
    for file in files("bot", "handlers", "scheduler"):
        for node in calls(file):
            if isinstance(node.func, ast.Attribute) and ast.unparse(node.func) == "ctx.audit":
                given = {one.arg for one in node.keywords}
                for act in _named(node.args[0]):
                    yield Written(f"{file.relative_to(HOUSE)}:{node.lineno}", act, "undo" in given, given - {"undo", "about"})


def _named(argument: ast.expr) -> list[str]:
    """The act, or the two a condition chooses from."""
    match argument:
        case ast.Constant(value=str(act)):
            return [act]
        case ast.IfExp(body=ast.Constant(value=str(one)), orelse=ast.Constant(value=str(other))):
            return [one, other]
    raise AssertionError(f"an act is named by a plain word, so that it can be found: {ast.unparse(argument)}")


def test_every_act_is_registered_with_the_details_it_is_written_with() -> None:
    assert len(written()) > 30
    wrong = [
        one
        for one in written()
        if one.act not in ROUTER.acts
        or one.details != ROUTER.acts[one.act].details
        or (one.undo and one.act not in ROUTER.undoings)
    ]
    assert not wrong, "\n".join(map(str, wrong))


def test_no_act_is_registered_that_nobody_writes() -> None:
    assert ROUTER.acts.keys() == {one.act for one in written()}


def test_people_stand_in_details_by_id() -> None:
    """A detail called like a name would outlive the person it names."""
    by_name = {"member", "learner", "author", "whose", "their_name"}
    assert not [act.code for act in ROUTER.acts.values() if act.details & by_name]
    about_people = {code for code, act in ROUTER.acts.items() if PERSON in act.details}
    assert {"role", "tag", "award", "accept", "care"} <= about_people


def test_the_two_languages_say_the_same_values_and_somebody_acts() -> None:
    without_anybody = {code for code, act in ROUTER.acts.items() if "who" not in act.sentence.fields}
    assert without_anybody == {
        "admit_by_application",
        "admit_by_rule",
        "application_approved_by_criteria",
        "application_rejected_by_criteria",
        "turn_down_by_rule",
        "ask_unnamed",
        "event_question_unnamed",
    }  # a rule acted, or somebody who is not named
    assert all(re.search("[\u4e00-\u9fff]", act.sentence.zh) for act in ROUTER.acts.values())
