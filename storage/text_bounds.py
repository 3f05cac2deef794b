"""How long each text may grow, kept by the database itself: every text column has a bound, a line's where no longer one stands here.

A bound is a trigger and not a check: it refuses what is written from now on and looks at no row that is there, so that SQLite rebuilds no
table for it. Migrations do not write them: after each the database is given those that stand here (storage/migrations/env.py), and a table
that was rebuilt has its own back.
"""

from __future__ import annotations

from sqlalchemy import Column, Connection, MetaData, Table, Text, inspect

from storage.schema import Json

LINE = 500
"""Characters of a name, a title, a key, a reference of a platform's: what stands on a line."""
WORDS = 4_000
"""Of what one message says."""
PAGE = 100_000
"""Of a lesson, a question of the bank, and of what is made of somebody's words to find them by."""
RECORD = 1_000_000
"""Of what we write ourselves out of many of those: messages as parts, JSON."""

LONGER = {
    WORDS: {
        "alias": "words",
        "answer": "said comment",
        "answer_version": "words",
        "care": "action outcome",
        "case_story": "words situation task action result",
        "care_step": "words",
        "check_in": "note",
        "dead_letter": "words",
        "dict_word": "means",
        "entry": "question answer link",
        "entry_version": "question answer",
        "event_question": "words answer",
        "hand_in": "reason",
        "hand_in_piece": "words",
        "hand_in_rating": "comment",
        "held": "still",
        "homework": "brief",
        "ledger": "note",
        "lesson_comment": "words",
        "lesson_done": "first_answer evidence",
        "moderation_case": "words appeal",
        "option": "words",
        "outbox": "answer",
        "outgoing_draft": "words",
        "panel_rating": "comment",
        "person": "folded",
        "poll": "title only",
        "poll_plan": "words",
        "reminder": "words only",
        "role_play": "first_card second_card",
        "spot_answer": "answer comment",
        "survey": "title only",
        "survey_plan": "words",
        "template": "body words",
        "ticket": "words",
        "ticket_answer": "words link",
        "ticket_echo": "words",
        "wecom_bot_hook": "hook",
    },
    PAGE: {
        "answer_text": "norm",
        "certificate_version": "badge",
        "lesson": "skill case body shown",
        "question": "stem explanation words",
        "question_version": "stem explanation",
        "signing_key": "sealed",
        "ticket": "folded",
        "wording": "words norm version",
    },
    RECORD: {"camp": "settings", "held": "parts", "moderation_list": "words", "outbox": "parts", "web_post": "parts"},
}
"""Bound → table → its columns that may be as long."""

NAME = "texts"
"""How the names of a table's two triggers end."""
REFUSES = """CREATE OR REPLACE FUNCTION refuse_text() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION USING ERRCODE = 'string_data_right_truncation', MESSAGE = TG_NAME; END $$"""
"""What PostgreSQL's triggers call, which have no body of their own; SQLite's RAISE by themselves."""


def bounds(table: Table) -> dict[str, int]:
    """The bound of every text column of a table."""
    return {column.name: _bound(table.name, column) for column in table.columns if isinstance(column.type, Text | Json)}


def _bound(table: str, column: Column[str]) -> int:
    if isinstance(column.type, Json):
        return RECORD
    return next((most for most, tables in LONGER.items() if column.name in tables.get(table, "").split()), LINE)


def keep(connection: Connection, metadata: MetaData) -> None:
    """Gives every table that is there the bounds that stand here, whatever it had; what an older shape does not have is left out."""
    looked = inspect(connection)
    there = set(looked.get_table_names())
    is_sqlite = connection.dialect.name == "sqlite"
    if not is_sqlite:
        connection.exec_driver_sql(REFUSES)
    for table in metadata.sorted_tables:
        if table.name in there:
            columns = {column["name"] for column in looked.get_columns(table.name)}
            kept = {name: most for name, most in bounds(table).items() if name in columns}
            for statement in _triggers(table.name, kept, is_sqlite=is_sqlite):
                connection.exec_driver_sql(statement)


def _triggers(table: str, kept: dict[str, int], *, is_sqlite: bool) -> list[str]:
    """A trigger for what is inserted and one for what is changed: SQLite's are for one of them."""
    too_long = " OR ".join(f'length(new."{column}") > {most}' for column, most in kept.items())
    columns = ", ".join(f'"{column}"' for column in kept)
    statements = []
    for when, event in (("insert", "INSERT"), ("update", f"UPDATE OF {columns}")):
        name = f"{table}_{when}_{NAME}"
        statements.append(f"DROP TRIGGER IF EXISTS {name}" + ("" if is_sqlite else f' ON "{table}"'))
        if kept and is_sqlite:
            statements.append(
                f"""CREATE TRIGGER {name} BEFORE {event} ON "{table}" WHEN {too_long} BEGIN SELECT RAISE(ABORT, '{name}'); END"""
            )
        elif kept:
            each = f"FOR EACH ROW WHEN ({too_long}) EXECUTE FUNCTION refuse_text()"
            statements.append(f'CREATE TRIGGER {name} BEFORE {event} ON "{table}" {each}')
    return statements
