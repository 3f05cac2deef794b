"""Two people become one: whatever table names a person or a membership, no row of it is left with the one that goes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count, product
from typing import Any

import pytest
from sqlalchemy import Boolean, Column, Connection, Table, Text, UniqueConstraint, func, insert, select

from bot.messages import Kind
from handlers.connect.uniting import unite
from storage import camps, memberships, people, standing
from storage.connection import Db
from storage.database import connect
from storage.schema import Day, Instant, Json
from storage.tables import metadata
from tests.engines import on_sqlite
from tests.town import START, Town

PEOPLE = {"person", "membership"}
FILLED_BY_HAND = {"person", "membership", "account"}
"""Those who meet here and how they came in: they are real."""
LAWFUL: dict[str, dict[str, Any]] = {
    "attendance": {"state": "present", "at": START, "reason": "x"},
    "event_signup": {"state": "in"},
    "event": {"signed": 2},
    "event_slot": {"taken_at": START},
    "expectation": {"withdrawn_at": START},
    "feedback": {"stopped_at": START},
    "goal": {"kind": "position", "ended_at": START},
    "event_question": {"answered_at": START},
    "job_level": {"track": "post"},
    "level_held": {"track": "post"},
    "prize": {"period": "week", "top": 1, "ties": "all"},
    "prize_round": {"state": "given", "decided_at": START},
    "event_task": {"done_at": START},
}
"""What rows must say beyond who they are about, where merging weighs what they say: the database's own rules hold again by then."""
STAYS: dict[str, str] = {}
"""table.column → why a row may go on naming who is gone. Nothing does so today."""

NAMES_SOMEBODY = {
    table: [key.parent for key in table.foreign_keys if key.column.table.name in PEOPLE]
    for table in metadata.sorted_tables
    if any(key.column.table.name in PEOPLE for key in table.foreign_keys)
}
COLUMNS = [column for columns in NAMES_SOMEBODY.values() for column in columns]


class Rows:
    """Makes rows that say nothing but who they are about; what they stand on is made once and shared, so that two people's rows collide."""

    def __init__(self, connection: Connection) -> None:
        self.connection, self.numbers, self.shared = connection, count(1), dict[str, int]()

    def make(self, table: Table, who: dict[str, int]) -> Any:
        values = {column.name: self._value(column, who) for column in table.columns if _must_be_given(column)}
        values |= LAWFUL.get(table.name, {})
        made = self.connection.execute(insert(table).values(values)).inserted_primary_key[0]
        self.shared.setdefault(table.name, made)
        return made

    def _value(self, column: Column[Any], who: dict[str, int]) -> Any:
        for key in column.foreign_keys:
            target = key.column.table
            if target.name in PEOPLE:
                return who[target.name]
            if target.name == "camp":
                return 1
            is_made_twice = column.table in NAMES_SOMEBODY or target not in NAMES_SOMEBODY
            if target.name not in self.shared or (is_made_twice and _is_unique_by_itself(column)):
                self.shared[target.name] = self.make(target, who)
            return self.shared[target.name]
        match column.type:
            case Instant():
                return START
            case Day():
                return START.date()
            case Json():
                return []
            case Boolean():
                return False
            case Text():
                return f"x{next(self.numbers)}" if _is_unique_by_itself(column) else "x"
        return next(self.numbers) if _is_unique_by_itself(column) else 1


def _must_be_given(column: Column[Any]) -> bool:
    """What cannot be empty, and who it is about even where it could."""
    names_somebody = any(key.column.table.name in PEOPLE for key in column.foreign_keys)
    given_by_engine = column.primary_key and column.autoincrement is True
    numbered = column.primary_key and column.name == "id"
    return names_somebody or not (column.nullable or column.server_default is not None or given_by_engine or numbered)


def _is_unique_by_itself(column: Column[Any]) -> bool:
    """Whether two people could not both have a row with the same value here."""
    table = column.table
    assert isinstance(table, Table)
    keys = [set(one.columns) for one in table.constraints if isinstance(one, UniqueConstraint)]
    keys += [set(index.columns) for index in table.indexes if index.unique] + [set(table.primary_key.columns)]
    return any(column in key and not key & set(NAMES_SOMEBODY.get(table, [])) for key in keys)


@pytest.fixture
def pair(sqlite_url: str, tmp_path: Any) -> Iterator[tuple[Town, dict[str, int], dict[str, int]]]:
    """Two accounts of one person in one camp, and who they are: the one that goes, the one that stays."""
    town = Town(sqlite_url, tmp_path, channels=("telegram", "wecom"))
    town.opened()
    town.learner("林晓")
    town.run(_joins(town, "林晓二"))
    ids = [{"person": row.person, "membership": row.id} for row in town.look(WHO)]
    yield town, ids[1], ids[0]
    town.close()


WHO = (
    select(memberships.membership.c.id, memberships.membership.c.person_id.label("person"))
    .where(memberships.membership.c.role == "learner")
    .order_by(memberships.membership.c.id)
)


async def _joins(town: Town, name: str) -> None:
    def join(db: Db) -> None:
        who, _ = people.meet(db, "wecom", name, name, "zh", at=START)
        memberships.join(db, 1, who, "learner", day=START.date(), at=START)

    await town.database.transact(join)


def test_no_row_is_left_with_who_is_gone(pair: tuple[Town, dict[str, int], dict[str, int]]) -> None:
    town, old, kept = pair
    engine = connect(town.url)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA ignore_check_constraints=ON")  # a row of “x” says nothing a rule could like
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        rows = Rows(connection)
        for table in NAMES_SOMEBODY:
            if table.name not in FILLED_BY_HAND:
                for who in (old, kept):
                    rows.make(table, who)
        connection.commit()
        filled = {table.name for table in NAMES_SOMEBODY if connection.scalar(select(func.count()).select_from(table))}
    assert filled == {table.name for table in NAMES_SOMEBODY}

    async def become_one() -> None:
        await town.database.transact(lambda db: _unite(town, db, old["person"], kept["person"]))

    town.run(become_one())
    with engine.connect() as connection:
        left = [
            f"{column.table.name}.{column.name}"
            for column in COLUMNS
            if connection.scalar(select(func.count()).where(column == _of(old, column)))
        ]
        gone = connection.scalar(select(func.count()).where(people.person.c.id == old["person"]))
    engine.dispose()
    assert left == sorted(STAYS) and gone == 0


def _unite(town: Town, db: Db, old: int, kept: int) -> None:
    somebody = town.somebody("林晓")
    ctx = town.app.identity.seen(db, somebody.event(Kind.SAID, "绑定", somebody.private))
    assert ctx is not None
    unite(ctx, old, kept)


def _of(who: dict[str, int], column: Column[Any]) -> int:
    return next(who[key.column.table.name] for key in column.foreign_keys)


ROLES = ("anyone", "learner", "expert", "manager", "owner")
PLACES = ("same camp", "different camps", "the one that goes had left", "the one that stays had left")


@pytest.mark.parametrize("place", PLACES)
@on_sqlite
def test_the_higher_role_of_a_camp_stays(either_town: Town, place: str) -> None:
    """Every role on either side: in each camp the highest of both, present where either was, and the learners counted as they are."""
    either_town.opened("一营")
    either_town.group = "群二"
    either_town.opened("二营")
    camps_of = (2, 1) if place == "different camps" else (1, 1)
    for nth, (old, kept) in enumerate(product(ROLES, repeat=2)):

        async def become_one(nth: int = nth, old: str = old, kept: str = kept) -> list[tuple[int, str, bool, list[str]]]:
            return await either_town.database.transact(
                lambda db: _pair_unites(either_town, db, nth, (old, kept), camps_of, place)
            )

        wanted: dict[int, tuple[str, bool, list[str]]] = {}
        for role, camp, label, left in ((old, camps_of[0], "甲", PLACES[2]), (kept, camps_of[1], "乙", PLACES[3])):
            if role != "anyone":
                before = wanted.get(camp, ("learner", False, []))
                higher = max(before[0], role, key=memberships.ROLES.index)
                wanted[camp] = (higher, before[1] or place != left, sorted([*before[2], label]))
        assert either_town.run(become_one()) == [(camp, *wanted[camp]) for camp in sorted(wanted)], (old, kept)
        counted = {row.camp_id: row.learners for row in either_town.look(camps.CAMPS)}
        present = {
            camp: [one for one in either_town.look(memberships.MEMBERS, camp=camp) if one.role == "learner"] for camp in (1, 2)
        }
        assert counted == {camp: len(found) for camp, found in present.items()}, (old, kept)


def _pair_unites(
    town: Town, db: Db, nth: int, roles: tuple[str, str], camps_of: tuple[int, int], place: str
) -> list[tuple[int, str, bool, list[str]]]:
    """Two people as a camp may have them become one; (camp, role, whether present, tags) of who is left."""
    somebody = town.somebody(f"人{nth}")
    kept, _ = people.meet(db, "telegram", somebody.id, somebody.name, "zh", at=START)
    old, _ = people.meet(db, "wecom", somebody.id, somebody.name, "zh", at=START)
    for who, role, camp, label, left in zip((old, kept), roles, camps_of, ("甲", "乙"), PLACES[2:], strict=True):
        if role != "anyone":
            memberships.join(db, camp, who, role, day=START.date(), at=START)
            number = standing.in_camp(db, camp, who).membership_id
            memberships.tag_as(db, number, label)
            if place == left:
                memberships.leave(db, number, day=START.date())
    ctx = town.app.identity.seen(db, somebody.event(Kind.SAID, "绑定", somebody.private))
    assert ctx is not None
    unite(ctx, old, kept)
    found = [(camp, standing.in_camp(db, camp, kept)) for camp in (1, 2)]
    return [
        (camp, row.role, row.left_on is None, sorted(memberships.tags_of(db, row.membership_id)))
        for camp, row in found
        if row.membership_id is not None
    ]
