"""Every text has a bound and the database keeps it, on both engines; who writes beyond it reads one sentence and nothing is changed."""

from __future__ import annotations

import re

import pytest
import structlog
from sqlalchemy import Text, bindparam, func, select, text, update

from bot.dispatcher import TOO_LONG_TO_KEEP
from bot.messages import Account, Address, InboundEvent, Kind
from storage import text_bounds
from storage.checkins import check_in
from storage.connection import is_too_long
from storage.people import account, person
from storage.schema import Json
from storage.tables import metadata
from storage.text_bounds import LINE, LONGER, NAME, bounds
from tests.town import Town

TABLES = {table.name: bounds(table) for table in metadata.sorted_tables}


def kept(town: Town) -> dict[str, dict[str, int]]:
    """Table → column → the bound the database itself keeps, as its catalogue has it."""
    with town.database.engine.connect() as connection:
        if town.database.backend == "sqlite":
            query = f"SELECT tbl_name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%\\_insert\\_{NAME}' ESCAPE '\\'"
        else:
            query = f"SELECT tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger WHERE tgname LIKE '%\\_insert\\_{NAME}'"
        rows = connection.execute(text(query)).fetchall()
    pattern = r'length\(new\."?(\w+)"?\) > (\d+)'
    return {table.strip('"'): {column: int(most) for column, most in re.findall(pattern, sql)} for table, sql in rows}


def test_every_text_column_has_a_bound_and_the_database_keeps_it(either_town: Town) -> None:
    assert kept(either_town) == {table: bound for table, bound in TABLES.items() if bound}
    every = [column for table in metadata.sorted_tables for column in table.columns if isinstance(column.type, Text | Json)]
    assert sum(map(len, TABLES.values())) == len(every) > 200


def test_what_is_listed_as_longer_is_there() -> None:
    listed = [(table, column) for tables in LONGER.values() for table, names in tables.items() for column in names.split()]
    assert [one for one in listed if one[1] not in TABLES[one[0]]] == [] and len(listed) == len(set(listed))


@pytest.mark.parametrize("longer", [0, 1])
def test_a_row_may_be_as_long_as_its_bound_and_no_longer(either_town: Town, longer: int) -> None:
    """A note written over, as a bug somewhere might do it."""
    town = either_town
    town.opened()
    lin = town.learner("林晓")
    lin.says("打卡")
    grow = update(check_in).where(check_in.c.note == "").values(note=bindparam("said"))
    write = town.app.keep(lambda db: db.run(grow, said="长" * (4000 + longer)))
    if longer:
        with pytest.raises(Exception) as refused:
            town.run(write)
        assert is_too_long(refused.value)
    else:
        town.run(write)
    (row,) = town.look(select(func.length(check_in.c.note).label("n")))
    assert row.n == (0 if longer else 4000)


def test_the_thousandth_note_of_a_day_gets_a_sentence_and_is_not_kept(either_town: Town) -> None:
    """The case checkin_append: 2.28 million characters in one row."""
    town = either_town
    town.opened()
    lin = town.learner("林晓")
    said = [lin.says("打卡 " + "学" * 1900) for _ in range(4)]
    assert "已经写满4000字" in said[-1]
    (row,) = town.look(select(func.length(check_in.c.note).label("n")))
    assert row.n <= 4000


@pytest.mark.journey
def test_a_word_as_long_as_a_message_gets_a_sentence_after_every_command(either_town: Town) -> None:
    """Of the command's own: the database's is for what a handler forgot to look at."""
    town = either_town
    manager = town.opened()
    broken = []
    with structlog.testing.capture_logs() as logs:
        for word in sorted({command.word for command in town.app.router.commands.values()} - {"取消"}):
            said = manager.tells(f"{word} {'名' * 3900}")
            broken += [] if said and TOO_LONG_TO_KEEP.zh not in said else [word]
    assert [log for log in logs if log["log_level"] == "error"] == [] and broken == []


def test_what_a_handler_forgot_to_look_at_the_database_refuses_and_that_is_said(
    either_town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = either_town
    town.opened()
    lin = town.learner("林晓")
    monkeypatch.setattr(text_bounds, "LONGER", {10: {"check_in": "note"}})
    with town.database.engine.connect() as connection:
        text_bounds.keep(connection, metadata)
    with structlog.testing.capture_logs() as logs:
        assert lin.says("打卡 今天一口气读完了整整三章") == TOO_LONG_TO_KEEP.zh
    assert [log for log in logs if log["log_level"] == "error"] == []
    assert "第1天" in lin.says("打卡 读完三章")


@pytest.mark.parametrize("sender", ["名" * 5_000, "x" * 5_000], ids=["a name", "an account"])
def test_a_name_or_an_account_no_platform_gives_breaks_nothing(either_town: Town, sender: str) -> None:
    town = either_town
    town.opened()
    by = Account("telegram", sender if sender[0] == "x" else "7", sender)
    event = InboundEvent("telegram:long", town.clock.now(), Address("telegram", "@7", direct=True), by, Kind.SAID, "你好")
    with structlog.testing.capture_logs() as logs:
        town.receive(event)
    assert [log for log in logs if log["log_level"] == "error"] == []
    longest = max([len(row.name) for row in town.look(select(person.c.name))])
    assert longest <= 128 and max(len(row.ident) for row in town.look(select(account.c.ident))) <= LINE
