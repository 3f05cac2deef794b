"""Records that leave the house: a million statements written by the shell, in memory that does not grow with them.

    python -m tests.bench.records [STATEMENTS]

The database is made anew; the export runs as a program of its own, whose memory and CPU are measured.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from handlers.quiz.bank.questions import fingerprint, to_plain
from storage import bank, camps, memberships, migrate, people
from storage.connection import Db
from storage.database import connect
from tests.many_answers import many_answers
from tests.memory import in_memory
from tests.quiz import single

CAMP, START = "营销实战营2605", datetime(2026, 5, 6, tzinfo=UTC)
MOST = 120
"""Megabytes."""


def prepare(url: str, statements: int) -> None:
    engine = connect(url)
    migrate.upgrade(engine, now=START)
    db = Db(engine)
    db.execute("BEGIN IMMEDIATE")
    camp = camps.open_camp(db, CAMP, language="zh", timezone="Asia/Shanghai", at=START)
    assert camp is not None
    who, _ = people.meet(db, "telegram", "1", "林晓", None, at=START)
    memberships.join(db, camp, who, "learner", day=START.date(), at=START)
    (member,) = (one.id for one in memberships.members(db, camp))
    question = single("客户说太贵了，先做什么？")
    bank.save(db, camp, [(fingerprint(question), to_plain(question))], at=START)
    many_answers(db, camp, member, statements, "", int(START.timestamp() * 1_000_000))
    db.execute("COMMIT")
    db.close()
    engine.dispose()


def watched(process: subprocess.Popen[bytes]) -> tuple[float, resource.struct_rusage]:
    """The most megabytes it held, and what it used. `ru_maxrss` would begin with what this process holds, which made the database."""
    most = 0.0
    while process.poll() is None:
        with suppress(OSError, StopIteration):
            status = Path(f"/proc/{process.pid}/status").read_text().splitlines()
            most = max(most, int(next(line for line in status if line.startswith("VmHWM")).split()[1]) / 1024)
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.1)
    return most, resource.getrusage(resource.RUSAGE_CHILDREN)


def main() -> None:
    statements = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with TemporaryDirectory(dir=in_memory()) as folder:
        url, out = f"sqlite:///{folder}/qunxue.db", Path(folder) / "statements.jsonl"
        prepare(url, statements)
        environment = {**os.environ, "QUNXUE_STORAGE__URL": url, "PYTHONPATH": str(Path(__file__).parents[2])}
        began = time.monotonic()
        command = [sys.executable, "-m", "bot", "export", "xapi", str(out), "--camp", CAMP]
        memory, used = watched(subprocess.Popen(command, cwd=folder, env=environment))
        took = time.monotonic() - began
        with out.open("rb") as written:
            count = sum(1 for _ in written)
        print(
            f"{count:,} statements, {out.stat().st_size / 2**20:.0f} MB: {took:.0f} s, {used.ru_utime + used.ru_stime:.0f} s of CPU"
        )
        print(f"{'✓' if memory < MOST and count == statements else '✗'} memory {memory:.0f} MB (at most {MOST})")
        sys.exit(memory >= MOST or count != statements)


if __name__ == "__main__":
    main()
