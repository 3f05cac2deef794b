"""Two programs, a worker and a PostgreSQL on this machine, to see how they share the work: `make replicas`. Ctrl-C stops all of them.

The database is of its own and is dropped at the end; `TEST_PG_URL` names another server to make it on.
"""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType

from tests.postgres import database_url

PORTS = (8080, 8081)
PATIENCE = 20
"""Seconds a program may take to stop."""


def main() -> None:
    with ExitStack() as open_:
        url = open_.enter_context(database_url())
        folder = Path(open_.enter_context(TemporaryDirectory(prefix="qunxue-replicas-")))
        shared = {
            **os.environ,
            "PYTHONPATH": str(Path(__file__).parents[2]),
            "QUNXUE_STORAGE__URL": url,
            "QUNXUE_STORAGE__FILES": "database",
            "QUNXUE_TASKS__WORKERS": "0",
            "QUNXUE_WEB__SECRET": secrets.token_urlsafe(),
        }
        print(f"→ PostgreSQL: {url}", flush=True)
        for port in PORTS:
            began = _begin(open_, folder / str(port), {**shared, "QUNXUE_WEB__PORT": str(port)}, "run")
            _wait_for_greeting(began)
        _begin(open_, folder / "worker", shared, "worker")
        pages = [(folder / str(port) / "data" / "address").read_text("utf-8") for port in PORTS]
        print(f"→ pages: {', '.join(pages)}", flush=True)
        print("→ kill -9 one of them and talk to the other; Ctrl-C stops all", flush=True)
        signal.signal(signal.SIGTERM, _interrupt)
        try:
            signal.pause()
        except KeyboardInterrupt:
            print("→ stopping", flush=True)


def _begin(open_: ExitStack, folder: Path, environment: Mapping[str, str], *words: str) -> subprocess.Popen[str]:
    """`python -m bot …` in a folder of its own, stopped in the end."""
    folder.mkdir()
    command = [sys.executable, "-m", "bot", *words]
    began = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True, start_new_session=True)
    print(f"→ {' '.join(words)}: process {began.pid}", flush=True)
    open_.callback(_end, began)
    return began


def _wait_for_greeting(began: subprocess.Popen[str]) -> None:
    """Says what it says, until it has said all of its greeting."""
    assert began.stdout is not None
    for line in began.stdout:
        print(line, end="", flush=True)
        if "doctor" in line:
            return
    sys.exit("✗ a program ended before it had begun: see above")


def _end(began: subprocess.Popen[str]) -> None:
    began.terminate()
    try:
        began.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        began.kill()


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    main()
