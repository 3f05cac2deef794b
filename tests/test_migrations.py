"""Migrations: frozen, one head, whole or not at all, and what they build is what the tables say — on both engines, with people in it."""

from __future__ import annotations

import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, event, inspect, select, text

from storage import migrate, panels, points, text_bounds, works
from storage.connection import Db
from storage.database import connect
from storage.memberships import membership
from storage.migrations.__main__ import write
from storage.people import person
from storage.tables import metadata
from tests import fixtures
from tests.town import START, ZONE, Town

FROZEN = {"0001_spine": "82053bae31ba2ce4215bdf06d550100dc9fbbe4a327599d1e1240b07c4c89a26"}
"""A script is added here with the release it comes in."""
BACKENDS = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]
LIVED = [
    pytest.param(backend, revision, marks=pytest.mark.postgres if backend == "postgresql" else ())
    for backend in ("sqlite", "postgresql")
    for revision in fixtures.revisions(backend)
]
LATER = datetime(2026, 5, 9, 9, 45, tzinfo=ZONE)
"""Some minutes after the camp was written down."""


@pytest.fixture
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An empty database; `backend` names the engine."""
    backend = request.getfixturevalue("backend")
    url = f"sqlite:///{tmp_path}/empty.db" if backend == "sqlite" else request.getfixturevalue("pg_url")
    engine = connect(url, synchronous="OFF")  # nothing here is killed
    yield engine
    engine.dispose()


@pytest.fixture
def migrated(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """One that every migration has been through."""
    backend = request.getfixturevalue("backend")
    engine = connect(request.getfixturevalue("sqlite_url" if backend == "sqlite" else "migrated_pg_url"), synchronous="OFF")
    yield engine
    engine.dispose()


@pytest.fixture
def scripts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the room of migrations, to add to."""
    copied = tmp_path / "migrations"
    shutil.copytree(migrate.SCRIPTS, copied, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(migrate, "SCRIPTS", copied)
    return copied


def shape(engine: Engine) -> dict[str, Any]:
    """Everything the catalogue knows of our tables: columns, keys, checks, indexes, as the engine keeps them."""
    if engine.dialect.name == "postgresql":
        return _catalogue(engine)
    looked = inspect(engine)
    found: dict[str, Any] = {}
    with engine.connect() as connection:
        for table in sorted(set(looked.get_table_names()) - {"alembic_version"}):
            sql = connection.execute(text("SELECT sql FROM sqlite_master WHERE name = :name"), {"name": table}).scalar_one()
            found[table] = {
                "columns": [_column(row) for row in connection.exec_driver_sql(f'PRAGMA table_xinfo("{table}")').fetchall()],
                "keys": looked.get_pk_constraint(table),
                "foreign": _sorted(looked.get_foreign_keys(table)),
                "unique": _sorted(looked.get_unique_constraints(table)),
                "checks": _sorted(looked.get_check_constraints(table)),
                "rowid": "WITHOUT ROWID" not in sql,
            }
        found["bounds"] = connection.execute(
            text("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
        ).fetchall()
        found["indexes"] = connection.execute(
            text("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY name")
        ).fetchall()
    return found


def _column(row: Any) -> tuple[Any, ...]:
    """0001 writes a boolean's default as a word, the tables as a number: to SQLite they are one value."""
    return tuple({"true": "1", "false": "0"}.get(one, one) for one in row)


def _sorted(found: Any) -> list[Any]:
    return sorted(found, key=lambda one: str(one["name"]))


def _catalogue(engine: Engine) -> dict[str, Any]:
    asked = {
        "columns": "SELECT table_name, column_name, data_type, is_nullable, column_default FROM information_schema.columns "
        "WHERE table_schema = 'public' AND table_name <> 'alembic_version' ORDER BY 1, ordinal_position",
        "constraints": "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE connamespace = 'public'::regnamespace AND conrelid::regclass::text <> 'alembic_version' ORDER BY 1, 2",
        "indexes": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> 'alembic_version' "
        "ORDER BY 1",
        "bounds": "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal "
        "AND tgrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace) ORDER BY 1",
    }
    with engine.connect() as connection:
        return {what: connection.execute(text(query)).fetchall() for what, query in asked.items()}


# ── the scripts ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("revision", FROZEN)
def test_what_was_released_is_not_edited(revision: str) -> None:
    assert sha256((migrate.SCRIPTS / "versions" / f"{revision}.py").read_bytes()).hexdigest() == FROZEN[revision]


def test_there_is_one_head_and_every_script_is_on_the_way_to_it() -> None:
    way: list[str] = []
    at: str | None = migrate.newest()
    while at is not None:
        way.append(at)
        at = migrate.revisions()[at]
    assert sorted(way) == sorted(migrate.revisions()) and len(way) == len(list((migrate.SCRIPTS / "versions").glob("*.py")))


def test_a_revision_is_what_its_script_says_whatever_the_file_is_called(scripts: Path) -> None:
    known, newest = migrate.revisions(), migrate.newest()
    (scripts / "versions" / "0002_house.py").rename(scripts / "versions" / "0000_elsewhere.py")
    assert migrate.newest() == newest and migrate.revisions() == known


def test_two_heads_are_no_head(scripts: Path) -> None:
    (scripts / "versions" / "0003_one.py").write_text('revision = "0003_one"\ndown_revision = "0001_spine"\n')
    with pytest.raises(ValueError):
        migrate.newest()


@pytest.mark.long
def test_a_migration_is_written_from_what_the_tables_say(scripts: Path, tmp_path: Path) -> None:
    for later in (scripts / "versions").glob("[0-9]*.py"):
        if later.name != "0001_spine.py":
            later.unlink()
    script = write("again", scripts)
    assert script.name == "0002_again.py" and migrate._said(script) == ("0002_again", "0001_spine")
    engine = connect(f"sqlite:///{tmp_path}/written.db")
    assert migrate.upgrade(engine, now=START) == "empty" and migrate.current(engine) == "0002_again"
    columns = {column["name"] for column in inspect(engine).get_columns("ledger")}
    engine.dispose()
    assert {"purse", "kind", "reverses"} <= columns
    with pytest.raises(ValueError, match="make migration"):
        write("Not a name", scripts)


# ── what they build ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("backend", BACKENDS)
def test_the_tables_are_what_the_migrations_build(empty: Engine, migrated: Engine, backend: str) -> None:
    with migrate.alone(empty) as connection:
        metadata.create_all(connection)
        text_bounds.keep(connection, metadata)
    assert shape(migrated) == shape(empty)


@pytest.mark.long
@pytest.mark.parametrize("backend", BACKENDS)
def test_alembics_own_commands_work_and_find_nothing_left_to_do(empty: Engine, backend: str) -> None:
    told = StringIO()
    config = Config(migrate.SCRIPTS.parents[1] / "alembic.ini", stdout=told)
    config.set_main_option("sqlalchemy.url", empty.url.render_as_string(hide_password=False).replace("%", "%%"))
    command.upgrade(config, "0001_spine")
    command.upgrade(config, "head")
    command.current(config)
    command.check(config)
    assert f"{migrate.newest()} (head)" in told.getvalue() and "No new upgrade operations" in told.getvalue()


# ── with people in it ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("backend", "revision"), LIVED)
def test_a_lived_camp_goes_on(empty: Engine, backend: str, revision: str, tmp_path: Path) -> None:
    fixtures.load(empty, revision)
    balance = text("SELECT membership_id, sum(amount) FROM ledger GROUP BY membership_id ORDER BY membership_id")
    with empty.connect() as connection:
        before = connection.execute(balance).fetchall()
    assert migrate.upgrade(empty, now=START) == revision
    with empty.connect() as connection:
        assert connection.execute(balance).fetchall() == before and len(before) > 1
    db = Db(empty)
    assert points.astray(db) == []
    db.close()
    url = empty.url.render_as_string(hide_password=False)
    town = Town(url, tmp_path, channels=("telegram", "wecom"), start=LATER, events=10_000)
    lin, zhou = town.somebody("林晓"), town.somebody("周航")
    held: dict[int, int] = dict(map(tuple, before))
    lin_id, zhou_id = (town.look(membership_of(name))[0].id for name in ("林晓", "周航"))
    assert lin.tells("积分").startswith(f"积分：{held[lin_id]}（") and zhou.tells("积分").startswith(f"积分：{held[zhou_id]}（")
    assert "✅ 林晓" in lin.says("打卡") and "打卡 +5" in lin.tells("流水")
    assert town.look(points.ASTRAY) == []
    town.close()


def membership_of(name: str) -> Any:
    joined = membership.join(person, person.c.id == membership.c.person_id)
    return select(membership.c.id).select_from(joined).where(person.c.name == name)


@pytest.mark.long
@pytest.mark.parametrize("backend", BACKENDS)
def test_what_was_taken_back_before_purses_names_what_it_answers(empty: Engine, backend: str) -> None:
    """The camp of 0001: two awards and a deduction of which one each stands, and five kinds of things two accounts were paid twice."""
    fixtures.load(empty, "0001_spine")
    migrate.upgrade(empty, now=START)
    with empty.connect() as connection:
        kinds = connection.execute(text("SELECT reason, kind FROM ledger WHERE kind <> 'earn'")).fetchall()
        pairs = connection.execute(
            text("SELECT a.reason, b.reason FROM ledger a JOIN ledger b ON b.id = a.reverses WHERE a.amount = -b.amount")
        ).fetchall()
        lifetimes: dict[int, int] = dict(map(tuple, connection.execute(text("SELECT id, lifetime FROM membership")).fetchall()))
    assert Counter(kinds) == {
        ("award", "spend"): 2,
        ("award_back", "reverse"): 1,
        ("award_back", "refund"): 1,
        ("counted_twice", "reverse"): 2,
        ("lesson_twice", "reverse"): 1,
        ("accepted_own", "reverse"): 1,
        ("contest_twice", "reverse"): 2,
        ("exam_twice", "reverse"): 1,
    }
    assert Counter(pairs) == {
        ("award_back", "award"): 2,
        ("counted_twice", "checkin"): 1,
        ("counted_twice", "makeup"): 1,
        ("lesson_twice", "lesson"): 1,
        ("accepted_own", "accepted"): 1,
        ("contest_twice", "contest"): 1,
        ("contest_twice", "contest_prize"): 1,
        ("exam_twice", "exam"): 1,
    }
    assert lifetimes == {1: 0, 2: 0, 3: 92, 5: 75}, "周航's 200 came and went; 75 were earned, and 10 of them taken by hand"


PARENTS = (
    "INSERT INTO camp (id, name, language, timezone, opened_at) VALUES (9, '乙营', 'zh', 'Asia/Shanghai', 1)",
    "INSERT INTO survey (id, camp_id, person_id, title, questions, anonymous, until, opened_at) "
    "VALUES (90, 9, 1, '满意度', '[]', false, 1, 1)",
    "INSERT INTO survey_plan (id, camp_id, person_id, words, rhythm) VALUES (91, 9, 1, '问卷', '{}')",
    "INSERT INTO poll_plan (id, camp_id, person_id, place, words, rhythm) VALUES (92, 9, 1, 'camp:9', '投票', '{}')",
    "INSERT INTO join_request (id, camp_id, channel, room, account, name, asked_at) VALUES (93, 9, 'telegram', 'g', 'a', '赵雨', 1)",
)
WHOSE = {
    ("reminders.anew", "9:0"): 9,
    ("reminders.some", "1:0:1778547600"): 1,
    ("joining.overdue", "request:93"): 9,
    ("surveys.open", "plan:91"): 9,
    ("surveys.close", "survey:90"): 9,
    ("surveys.nudge", "90:0"): 9,
    ("ballots.mix", "survey:90"): 9,
    ("polls.open", "plan:92"): 9,
    ("polls.refresh", "poll:1"): 1,
    ("polls.nudge", "1:0"): 1,
    ("contest.next", "contest:1"): 1,
    ("contest.pay", "1:0"): 1,
    ("contest.open", "ask:1:1"): 1,
    ("exam.timeout", "ask:1"): 1,
    ("exam.over", "sitting:1"): 1,
    ("exam.call", "1:0"): 1,
    ("review.learn", "sitting:1:0"): 1,
    ("review.call_on", "9:0"): 9,
    ("qa.overdue", "ticket:1"): 1,
    ("qa.overlaps", "camp:9"): 9,
    ("bank.put_back", "9:1:0"): 9,
    ("budget.more", "camp:9:12"): 9,
    ("ballots.forget_again", "files:1"): None,
    ("polls.close", "poll:404"): None,
}
"""What could stand on the agenda of 0001, and whose it is; nobody's what is the house's, or about something that is gone."""


@pytest.mark.long
@pytest.mark.parametrize("backend", BACKENDS)
def test_what_is_on_the_agenda_is_given_its_camp(empty: Engine, backend: str) -> None:
    fixtures.load(empty, "0001_spine")
    with empty.begin() as connection:
        for parent in PARENTS:
            connection.execute(text(parent))
        for job, subject in WHOSE:
            put = text("INSERT INTO agenda (job, subject, due_at) VALUES (:job, :subject, 1)")
            connection.execute(put, {"job": job, "subject": subject})
    migrate.upgrade(empty, now=START)
    with empty.connect() as connection:
        rows = connection.execute(text("SELECT job, subject, camp_id FROM agenda")).fetchall()
    found = {(job, subject): camp for job, subject, camp in rows}
    assert {row: found[row] for row in WHOSE} == WHOSE
    lived = {row: camp for row, camp in found.items() if row not in WHOSE}
    assert {row for row, camp in lived.items() if camp is None} == {("housekeeping.tidy", "house:0")}
    assert lived["reminders.ring", "person:1"] == 1


JUDGED_BEFORE = (
    "INSERT INTO event (id, camp_id, title, kind, starts_at, minutes, host_id, topics, required, made_by, made_at) "
    "VALUES (7, 1, '大赛', 'contest', 9, 60, 1, '[]', false, 1, 1)",
    "INSERT INTO homework (id, camp_id, title, brief, late, peers, rubric, made_by, made_at) "
    "VALUES (3, 1, '作品', '', 'take', 0, '[]', 1, 1)",
    "INSERT INTO hand_in (id, homework_id, membership_id, state, version, begun_at, at, late) "
    "VALUES (21, 3, 1, 'waiting', 1, 1, 1, false), (22, 3, 2, 'waiting', 1, 1, 1, false)",
    "INSERT INTO work_contest (id, camp_id, event_id, homework_id, rubric, teams, judges_weight, public_weight, seed, made_by, made_at) "
    "VALUES (5, 1, 7, 3, '[\"创意\"]', '[]', 70, 30, '5-9', 1, 1)",
    "INSERT INTO work_judge (contest_id, membership_id) VALUES (5, 1), (5, 2)",
    "INSERT INTO work_rating (id, contest_id, hand_in_id, membership_id, asked_at, given_at, points, comment) "
    "VALUES (40, 5, 21, 2, 1, 2, '[4]', '好'), (41, 5, 22, 1, 1, NULL, NULL, '')",
    "INSERT INTO work_vote (contest_id, membership_id, hand_in_id, at) VALUES (5, 1, 22, 3)",
)
"""A contest of works as it was before judging had a home: two judges, one of whom has given their points, and a vote."""


@pytest.mark.long
@pytest.mark.parametrize("backend", BACKENDS)
def test_what_judges_were_asked_is_carried_over_and_keeps_its_number(empty: Engine, backend: str) -> None:
    fixtures.load(empty, "0001_spine")
    config = Config(migrate.SCRIPTS.parents[1] / "alembic.ini", stdout=StringIO())
    config.set_main_option("sqlalchemy.url", empty.url.render_as_string(hide_password=False).replace("%", "%%"))
    command.upgrade(config, "0043_outcomes")
    with empty.begin() as connection:
        for row in JUDGED_BEFORE:
            connection.execute(text(row.replace(":", "\\:")))
    migrate.upgrade(empty, now=START)
    db = Db(empty)
    (round_,) = panels.rounds(db, 1, 7, "work")
    entries = {one.entry: one.hand_in for one in works.entries(db, round_.id)}
    assert (round_.round, round_.rubric, round_.seed) == (1, ["创意"], "5-9") and sorted(entries.values()) == [21, 22]
    asked = [(one.id, entries[one.entry], one.membership, one.points, one.comment) for one in panels.ratings(db, round_.id)]
    assert asked == [(40, 21, 2, [4], "好"), (41, 22, 1, None, "")]
    assert {entries[entry]: n for entry, n in panels.votes(db, round_.id).items()} == {22: 1}
    with db.transaction("BEGIN"):
        assert panels.ask(db, next(entry for entry, work in entries.items() if work == 22), 2, at=LATER) == 42
    db.close()


def test_a_file_is_copied_before_it_is_changed(tmp_path: Path) -> None:
    engine = connect(f"sqlite:///{tmp_path}/qunxue.db")
    fixtures.load(engine, "0001_spine")
    migrate.upgrade(engine, now=START)
    engine.dispose()
    (copy,) = tmp_path.glob("qunxue.db.0001_spine.*")
    with sqlite3.connect(copy) as db:
        assert db.execute("SELECT version_num FROM alembic_version").fetchone() == ("0001_spine",)
        assert db.execute("SELECT count(*) FROM ledger").fetchone() == (29,)
    db.close()


# ── whole or not at all ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.long
@pytest.mark.parametrize("backend", BACKENDS)
def test_a_migration_that_breaks_changes_nothing(empty: Engine, backend: str, scripts: Path) -> None:
    (scripts / "versions" / "9999_broken.py").write_text(
        f'from alembic import op\nrevision = "9999_broken"\ndown_revision = "{migrate.newest()}"\n\n\n'
        'def upgrade():\n    op.drop_table("mistyped")\n'
    )
    fixtures.load(empty, "0001_spine")
    before = shape(empty)
    with pytest.raises(Exception, match="mistyped"):
        migrate.upgrade(empty, now=START)
    assert migrate.current(empty) == "0001_spine" and shape(empty) == before


def test_a_migration_that_leaves_a_row_pointing_nowhere_is_not_kept(tmp_path: Path, scripts: Path) -> None:
    (scripts / "versions" / "9999_broken.py").write_text(
        f'from alembic import op\nrevision = "9999_broken"\ndown_revision = "{migrate.newest()}"\n\n\n'
        'def upgrade():\n    op.execute("DELETE FROM person")\n'
    )
    engine = connect(f"sqlite:///{tmp_path}/qunxue.db")
    fixtures.load(engine, "0001_spine")
    with pytest.raises(ValueError, match="membership"):
        migrate.upgrade(engine, now=START)
    assert migrate.current(engine) == "0001_spine"
    engine.dispose()


class Interrupted(Exception):
    """The old program's first start ends here."""


def begin_as_before(engine: Engine, statements: int) -> None:
    """The first start of 0.1.0: each statement commits by itself; it ends after so many."""
    left = iter(range(statements))

    def count(*_: Any) -> None:
        if next(left, None) is None:
            raise Interrupted

    config = Config()
    config.set_main_option("script_location", str(migrate.SCRIPTS))
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        event.listen(connection, "before_cursor_execute", count)
        with pytest.raises(Interrupted):
            command.upgrade(config, "0001_spine")
        connection.detach()


@pytest.mark.long
@pytest.mark.parametrize("statements", [6, 160])
@pytest.mark.parametrize("backend", BACKENDS)
def test_a_first_start_interrupted_before_0_2_0_is_begun_again(empty: Engine, backend: str, statements: int) -> None:
    begin_as_before(empty, statements)
    assert migrate.current(empty) is None and len(inspect(empty).get_table_names()) > 1
    assert migrate.upgrade(empty, now=START) == "empty" and migrate.is_current(empty)


@pytest.mark.parametrize("backend", BACKENDS)
def test_where_somebody_is_in_it_nothing_is_thrown_away(empty: Engine, backend: str) -> None:
    begin_as_before(empty, 60)
    with empty.begin() as connection:
        connection.exec_driver_sql("INSERT INTO inbox (key, at) VALUES ('telegram:1', 1)")
    with pytest.raises(migrate.HalfMade, match="inbox"):
        migrate.upgrade(empty, now=START)
    with empty.connect() as connection:
        assert connection.execute(text("SELECT key FROM inbox")).scalar() == "telegram:1"


@pytest.mark.parametrize("backend", BACKENDS)
def test_tables_of_another_program_are_not_ours(empty: Engine, backend: str) -> None:
    with empty.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE person (id INTEGER PRIMARY KEY)")
    with pytest.raises(migrate.HalfMade, match="person"):
        migrate.upgrade(empty, now=START)
    assert inspect(empty).get_table_names() == ["person"]


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_newer_database_is_left_alone(migrated: Engine, backend: str) -> None:
    with migrated.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0099_future'")
    with pytest.raises(migrate.NewerDatabase, match="0099_future"):
        migrate.upgrade(migrated, now=START)
    assert migrate.is_newer(migrated) and migrate.current(migrated) == "0099_future"
