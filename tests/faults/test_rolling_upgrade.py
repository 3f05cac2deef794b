"""An upgrade that rolls: a newer program migrates beneath an older one over the same PostgreSQL, and both go on serving."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError

import psycopg
import pytest
from websockets.sync.client import connect
from websockets.typing import Origin

from bot.channels.web import make_link
from bot.clock import SystemClock
from storage import migrate
from tests.standins.sign_in import sign_in_at_once

pytestmark = pytest.mark.postgres

ROOT = Path(__file__).parents[2]
ROOMS = ("bot", "handlers", "scheduler", "storage")
NEXT = '''"""What a later version adds."""

import sqlalchemy as sa
from alembic import op

revision = "9000_next"
down_revision = "{before}"


def upgrade() -> None:
    op.add_column("person", sa.Column("nickname", sa.Text(), nullable=True))
'''
SECRET = "one secret for all of them"
ANSWERS_WITHIN = 30
"""Seconds, on a busy machine."""


def a_newer_version(folder: Path) -> Path:
    """This program with one migration more."""
    for room in ROOMS:
        shutil.copytree(ROOT / room, folder / room, ignore=shutil.ignore_patterns("__pycache__"))
    for file in ("alembic.ini", "CHANGELOG.md"):
        shutil.copy(ROOT / file, folder)
    (folder / "storage/migrations/versions/9000_next.py").write_text(NEXT.format(before=migrate.newest()), encoding="utf-8")
    return folder


class Program:
    """`python -m bot` of one version, in a folder of its own, over a database that is not its own."""

    def __init__(self, code: Path, folder: Path, url: str) -> None:
        folder.mkdir()
        self.code, self.folder = code, folder
        self.environment = {
            **os.environ,
            "PYTHONPATH": str(code),
            "QUNXUE_STORAGE__URL": url,
            "QUNXUE_WEB__SECRET": SECRET,
            "QUNXUE_WEB__PORT": "0",
        }

    def shell(self, *words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "bot", *words]
        return subprocess.run(command, cwd=self.folder, env=self.environment, capture_output=True, text=True, timeout=60)

    @contextmanager
    def running(self) -> Iterator[None]:
        command = [sys.executable, "-m", "bot", "run"]
        quiet = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
        process = subprocess.Popen(command, cwd=self.folder, env=self.environment, text=True, **quiet)  # type: ignore[call-overload]
        try:
            said = ""
            while "doctor" not in said:
                said = process.stdout.readline()
                assert said, "it ended before it greeted"
            yield
        finally:
            process.terminate()
            process.communicate(timeout=20)

    @property
    def place(self) -> str:
        """Host and port it listens on."""
        return (self.folder / "data" / "address").read_text("utf-8").removeprefix("http://")

    def ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://{self.place}/readyz", timeout=5) as answer:
                return bool(json.loads(answer.read())["ready"])
        except HTTPError as refused:
            return bool(json.loads(refused.read())["ready"])

    def answers(self, name: str, words: str, until: str) -> bool:
        """Whether somebody who says that on the page is answered so."""
        link = make_link(SECRET, "http://page", "示范营", name, now=SystemClock().now())
        by = sign_in_at_once(f"http://{self.place}", link.partition("#")[2])
        kept = {"Cookie": by.cookie}
        with connect(f"ws://{self.place}/ws", origin=Origin(f"http://{self.place}"), additional_headers=kept) as tab:
            tab.send(json.dumps({"t": "hello", "language": "zh-CN", **by.hello}))
            tab.send(json.dumps({"t": "say", "id": "n1", "room": f"@{name}", "text": words}))
            while not re.search(until, str(tab.recv(timeout=ANSWERS_WITHIN))):
                continue
        return True


def test_both_versions_serve_while_the_newer_takes_over(tmp_path: Path, pg_url: str) -> None:
    old = Program(ROOT, tmp_path / "old", pg_url)
    new = Program(a_newer_version(tmp_path / "newer"), tmp_path / "new", pg_url)
    with old.running():
        assert old.ready() and old.answers("林晓", "打卡 早", "第1天")
        with new.running():
            with psycopg.connect(pg_url) as db:
                assert db.execute("SELECT version_num FROM alembic_version").fetchone() == ("9000_next",)
            assert old.ready() and new.ready()
            assert old.answers("陈晨", "打卡 旧的接着", "第1天") and new.answers("苏晴", "打卡 新的也在", "第1天")
        assert old.ready() and old.answers("陈晨", "积分", "积分")
    again = old.shell("run")
    assert again.returncode == 1 and again.stderr.count("\n") == 1 and "更新的版本用过的" in again.stderr
    with psycopg.connect(pg_url) as db:
        assert db.execute("SELECT count(*) FROM check_in WHERE note IN ('早', '旧的接着', '新的也在')").fetchone() == (3,)
