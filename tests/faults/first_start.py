"""The process that is killed while it brings a database to the newest shape.

    python -m tests.faults.first_start URL [STATEMENTS]

It begins when it is given a line; kill -9 ends it before its so many-th statement. What it says at last is the revision the database
was at (None where another had done it) and how many statements it took.
"""

from __future__ import annotations

import os
import signal
import sys
from datetime import UTC, datetime
from itertools import count
from typing import Any

from sqlalchemy import event

from storage import migrate
from storage.database import connect

NOW = datetime(2026, 5, 6, 1, 0, tzinfo=UTC)


def main(url: str, last: int) -> None:
    engine, ran = connect(url), count(1)

    def run(*_: Any) -> None:
        if next(ran) == last:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(engine, "before_cursor_execute", run)
    print("ready", flush=True)
    sys.stdin.readline()
    print(migrate.upgrade(engine, now=NOW), next(ran) - 1, flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 0)
