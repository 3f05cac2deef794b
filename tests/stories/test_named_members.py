"""Somebody is found by their name however it is spelled, and finding them reads those few who are called so, not everybody."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from storage import memberships
from storage.connection import Db, compile_once
from storage.people import person
from tests.town import Town

SPELLED = ("Ann Li", "ann  li", "ＡＮＮ ＬＩ", "An\u200bn Li", "@Ann Li")


def kept_as(town: Town, name: str) -> str:
    """What is compared of the name of whoever is called so."""
    (row,) = town.look(select(person.c.folded).where(person.c.name == name))
    return str(row.folded)


@pytest.mark.parametrize("written", SPELLED)
def test_a_name_is_found_however_it_is_spelled(town: Town, written: str) -> None:
    wang = town.somebody("王岚")
    town.learner("Ann Li").tells("积分")
    assert kept_as(town, "Ann Li") == "ann li"
    assert "Ann Li" in wang.tells(f"加分 {written} 5 案例")


def test_a_name_follows_its_person(town: Town) -> None:
    wang, ann = town.somebody("王岚"), town.learner("Ann Li")
    ann.tells("积分")
    ann.name = "安李"
    ann.tells("积分")
    assert kept_as(town, "安李") == "安李"
    assert "安李" in wang.tells("加分 安李 5 案例")
    assert "Ann" not in wang.tells("加分 Ann Li 5 案例")


def test_a_number_nobody_has_is_named_as_it_was_written(town: Town) -> None:
    assert "没有叫“#999999999”的人" in town.somebody("王岚").tells("加分 #999999999 5 案例")


def test_whoever_an_older_program_wrote_is_found_as_well(town: Town) -> None:
    wang = town.somebody("王岚")
    town.learner("Ann Li").tells("积分")
    town.learner("贺安安").tells("积分")

    async def forget() -> None:
        await town.database.transact(lambda db: db.run(update(person).values(folded="")))

    town.run(forget())
    assert "Ann Li" in wang.tells("加分 ann li 5 案例") and "贺安安" in wang.tells("加分 贺安安 5 案例")


def test_finding_one_is_a_matter_of_an_index(town: Town) -> None:
    """Without it every member of a camp would be read for a name in a sentence."""
    given = {"camp": 1, **{f"name_{n}": "ann li" for n in range(memberships.MOST_NAMES)}}

    def plan(db: Db) -> str:
        ready = compile_once(memberships.CALLED, db.dialect, *given)
        return "\n".join(str(row[-1]) for row in db.execute(f"EXPLAIN QUERY PLAN {ready.sql}", ready.values(given)))

    async def explained() -> str:
        return await town.database.read(plan)

    steps = town.run(explained())
    assert "ix_person_folded" in steps and "SCAN" not in steps, steps
