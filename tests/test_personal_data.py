"""Whatever table names a person is shown to them and erased with them: by the operation it belongs to, or the house refuses to build."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import func, insert, select, update

from bot.discovery import find_features
from bot.messages import Kind
from bot.personal_data import KeptRows
from handlers.my_data.erasing import erase
from storage import memberships
from storage.channels.web import web_post
from storage.channels.web.reactions import web_reaction
from storage.channels.web.sessions import web_session
from storage.connection import Db
from storage.database import connect
from storage.people import account
from storage.personal_data import BY_ACCOUNT, column_of, naming
from storage.tables import metadata
from tests.test_merging import FILLED_BY_HAND, NAMES_SOMEBODY, Rows
from tests.town import START, Town

READ_AS: tuple[tuple[str, str, Any], ...] = (
    ("outbox", "parts", "[]"),
    ("audit", "detail", {}),
    ("response", "answers", {}),
    ("shop_order", "purse", "coins"),
)
"""What is read before it goes must be what it says it is."""
KEPT = [(feature.name, kept) for feature in find_features() for kept in feature.kept]


def _signs_in(connection: Any, person: int) -> None:
    """An account of the web chat with a session and something put under a line: they name them by what they are called there."""
    connection.execute(insert(account).values(channel="web", ident="林晓", person_id=person, name="林晓"))
    at = {"opened_at": START, "seen_at": START}
    connection.execute(insert(web_session).values(id="s", name="林晓", secret="s", nonce="n", device="other other", **at))
    line = {"rev": 1, "kind": "bot", "name": "", "parts": "[]", "at": START}
    connection.execute(insert(web_post).values(room="群一", seq=1, key="k", **line))
    connection.execute(insert(web_reaction).values(room="群一", seq=1, emoji="👍", name="林晓", at=START))


def named_by(kept: KeptRows) -> str:
    return str(column_of(metadata.tables[kept.table], kept.by))


def test_every_column_that_names_somebody_is_shown_and_erased() -> None:
    """A new table with a person in it fails here until its operation says what becomes of it."""
    there = {str(column) for table in metadata.sorted_tables for column in naming(table)}
    registered = [named_by(kept) for _, kept in KEPT]
    assert set(registered) == there
    assert len(registered) == len(set(registered)), "one owner a column"


def test_what_is_shown_and_blanked_are_columns_there_are() -> None:
    for feature, kept in KEPT:
        columns = metadata.tables[kept.table].c.keys()
        assert {*kept.shows, *(kept.blanks or {})} <= set(columns), f"{feature}: {kept.table}"
        assert (kept.stays is None) is (kept.blanks is None), f"{feature}: {kept.table} stays for a reason, or goes"


def test_nobody_else_is_shown() -> None:
    """A number of a person is nobody's business, and their name would be somebody else's data."""
    shown = [(kept.table, name) for _, kept in KEPT for name in kept.shows]
    people = {(column.table.name, column.name) for table in metadata.sorted_tables for column in naming(table)}
    assert not people & set(shown)


# ── erasing them all at once ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def learner(sqlite_url: str, tmp_path: Any) -> Iterator[tuple[Town, dict[str, int]]]:
    town = Town(sqlite_url, tmp_path)
    town.opened()
    town.learner("林晓")
    (row,) = town.look(
        select(memberships.membership.c.id, memberships.membership.c.person_id.label("person")).where(
            memberships.membership.c.role == "learner"
        )
    )
    yield town, {"person": row.person, "membership": row.id}
    town.close()


def test_rows_that_go_are_gone_and_rows_that_stay_are_blank(learner: tuple[Town, dict[str, int]]) -> None:
    """Every table filled with a row about them, then they are erased: what goes is gone, and what stays has no word in what is blanked."""
    town, who = learner
    engine = connect(town.url)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA ignore_check_constraints=ON")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        rows = Rows(connection)
        for table in NAMES_SOMEBODY:
            if table.name not in FILLED_BY_HAND:
                rows.make(table, who)
        _signs_in(connection, who["person"])
        for name, column, value in READ_AS:
            connection.execute(update(metadata.tables[name]).values({column: value}))
        connection.commit()
    before = {named_by(kept): rows_of(engine, kept, who) for _, kept in KEPT}
    assert min(before.values()) > 0, "each was filled"

    async def go() -> None:
        await town.database.transact(lambda db: _erase(town, db, who["person"]))

    town.run(go())
    after = {named_by(kept): rows_of(engine, kept, who) for _, kept in KEPT}
    assert {name for name, n in after.items() if n == 0} >= {named_by(kept) for _, kept in KEPT if kept.stays is None}
    with engine.connect() as connection:
        for _, kept in KEPT:
            for name, value in (kept.blanks or {}).items():
                table = metadata.tables[kept.table]
                left = connection.scalars(select(table.c[name]).where(column_of(table, kept.by) == _who(kept, who))).all()
                assert all(said == value for said in left), f"{kept.table}.{name}"
    engine.dispose()


def rows_of(engine: Any, kept: KeptRows, who: dict[str, int]) -> int:
    column = column_of(metadata.tables[kept.table], kept.by)
    with engine.connect() as connection:
        return int(connection.scalar(select(func.count()).where(column == _who(kept, who))))


def _who(kept: KeptRows, who: dict[str, int]) -> int | str:
    column = column_of(metadata.tables[kept.table], kept.by)
    if (kept.table, column.name) in BY_ACCOUNT:
        return "林晓"
    (key,) = column.foreign_keys
    return who[key.column.table.name]


def _erase(town: Town, db: Db, person: int) -> None:
    somebody = town.somebody("林晓")
    ctx = town.app.identity.seen(db, somebody.event(Kind.SAID, "删除我的数据", somebody.private))
    assert ctx is not None
    erase(ctx, person, "已注销成员")
