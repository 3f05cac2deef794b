"""A Kirkpatrick report of 2,000 members with a year of history, counted and drawn as the task does it, off the writer.

    python -m tests.bench.kirkpatrick

The target: less than five seconds with its pictures.
"""

from __future__ import annotations

import sys
import time
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import select

from bot.discovery import find_features
from handlers.evidence.command import make
from storage import ballots, bank, exams, migrate, surveys
from storage.answers import answer
from storage.asks import ask
from storage.ballots import Tally
from storage.behaviours import behaviour, behaviour_report
from storage.connection import Db
from storage.database import Database, reader
from storage.exams import sitting
from storage.files import files_in
from storage.memberships import membership
from storage.surveys import Survey
from tests.bench.awards import populate
from tests.bench.workload import ZONE

START = datetime(2025, 5, 6, 9, tzinfo=ZONE)
END = START + timedelta(days=365)
MEMBERS, MONTHS, PAIRS, QUESTIONS, TAGS, REPORTS = 2000, 12, 4, 20, 6, 24
MOST_SECONDS = 5.0
SLICE = 5000
SCALE = [{"kind": "scale", "words": "有用", "english": "useful", "options": []}] * 9


def many(db: Db, table: Any, rows: list[dict[str, Any]]) -> None:
    """Rows as plain statements, in slices."""
    walk = iter(rows)
    while some := list(islice(walk, SLICE)):
        db.many(table.insert(), some)


def live(db: Db) -> None:
    """A year: a form a month, four pairs of tests with every answer, two dozen behaviours each."""
    populate(db, MEMBERS, START)
    learners = [(row.id, row.person_id) for row in db.all(select(membership).where(membership.c.role == "learner"))]
    _forms(db, learners)
    _tests(db, learners)
    made = {"cadence": "weekly", "n": 1, "on_rest_day": "same", "tag": None, "made_by": 1, "made_at": START}
    db.many(behaviour.insert(), [{"camp_id": 1, "name": "先问", "folded": "先问", **made}])
    at = {"behaviour_id": 1, "words": "", "denied_at": None, "answered_by": 1}
    days = [START + timedelta(days=14 * n) for n in range(REPORTS)]
    many(
        db,
        behaviour_report,
        [
            {**at, "membership_id": one, "about_id": learners[n - 1][0], "day": day.date(), "at": day, "confirmed_at": day}
            for n, (one, _) in enumerate(learners)
            for day in days
        ],
    )


def _forms(db: Db, learners: list[tuple[int, int]]) -> None:
    for month in range(MONTHS):
        at = START + timedelta(days=30 * month)
        one = Survey(0, 1, 1, f"{month}", "level1", SCALE, month % 2 == 0, "", "", at, at, None, None, "camp")
        number = surveys.open_survey(db, one)
        counted = Tally()
        for n, (_, person) in enumerate(learners):
            answers = {str(q): [str(1 + (n + q) % 5)] for q in range(9)}
            if one.anonymous:
                counted.add(answers)
            else:
                surveys.respond(db, number, person, answers, at=at)
        if one.anonymous:
            ballots.keep_tallies(db, f"survey:{number}", {"": counted})
        surveys.close(db, number, at=at)


def _tests(db: Db, learners: list[tuple[int, int]]) -> None:
    plain: Any = {"tag": None, "questions": QUESTIONS, "pass_mark": 80, "minutes": None, "form": None, "until": None}
    asked = {"camp_id": 1, "kind": "single", "changed_at": START, "explanation": "", "words": "", "picture": ""}
    lists: dict[str, Any] = {"options": [], "answer": []}
    words = [
        {"number": n, "stem": f"题{n}", "fingerprint": f"{n}", "tags": [f"标签{n % TAGS}"]} for n in range(1, QUESTIONS + 1)
    ]
    db.many(bank.question.insert(), [{**asked, **lists, **one} for one in words])
    tags = [{"question_id": n, "tag": f"标签{n % TAGS}", "camp_id": 1} for n in range(1, QUESTIONS + 1)]
    db.many(bank.question_tag.insert(), tags)
    sat = put = 0
    for pair in range(PAIRS):
        for role, right in (("before", 2), ("after", 4)):
            at = START + timedelta(days=90 * pair + right)
            number = exams.open_exam(db, 1, f"第{pair}期", role=role, attempts=1, at=at, **plain)
            sittings, asks, answers = [], [], []
            for n, (member, _) in enumerate(learners):
                sat += 1
                taken = {"exam_id": number, "attempt": 1, "questions": [], "started_at": at, "ended_at": at}
                sittings.append({"camp_id": 1, "membership_id": member, "earned": right * 20 - n % 5, "out_of": 100, **taken})
                for question in range(1, QUESTIONS + 1):
                    put += 1
                    where = {"camp_id": 1, "question_id": question, "place": question, "asked_at": at, "kind": "exam"}
                    asks.append({**where, "sitting_id": sat})
                    said = {"said": "A", "chosen": [0], "earned": int((n + question) % 5 < right), "out_of": 1}
                    whose = {"ask_id": put, "membership_id": member, "camp_id": 1, "question_id": question, "received_at": at}
                    answers.append({**said, **whose})
            many(db, sitting, sittings)
            many(db, ask, asks)
            many(db, answer, answers)


def main() -> None:
    find_features()
    with TemporaryDirectory(prefix="qunxue-bench-") as folder:
        database = Database(f"sqlite:///{Path(folder) / 'qunxue.db'}")
        migrate.upgrade(database.engine, now=START)
        import asyncio

        asyncio.run(_fill(database))
        files = files_in(str(Path(folder) / "files"), database.engine, lambda: END)
        db = reader(database.engine)
        days = {"first": START.date().isoformat(), "last": END.date().isoformat(), "now": END.isoformat()}
        began, used = time.perf_counter(), time.process_time()
        (made,) = make(db, 1, **days, language="zh", who="王岚", control="", basis=None, stated="", files=files)
        took, cpu = time.perf_counter() - began, time.process_time() - used
        db.close()
        database.close()
    print(f"{MEMBERS} members, a year: {len(made['rows'])} figures, {made['size']} bytes, {took:.2f} s, {cpu:.2f} s of CPU")
    if cpu > MOST_SECONDS:
        sys.exit(f"more than {MOST_SECONDS} s")


async def _fill(database: Database) -> None:
    await database.transact(live)


if __name__ == "__main__":
    main()
