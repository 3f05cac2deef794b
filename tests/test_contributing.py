"""CONTRIBUTING.md is enough: the operation it writes is built from the page alone, migrated, run, and taken away again."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select

from storage import points
from storage.memberships import membership
from tests.postgres import database_url
from tests.town import Somebody, Town

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
BLOCKS = dict(re.findall(r"^\*\*`([\w/]+\.py)`\*\*\n\n```python\n(.*?)^```$", PAGE, flags=re.MULTILINE | re.DOTALL))
STANDING = ("bot", "handlers", "scheduler", "storage", "tests", "pyproject.toml")
QUIETLY = ("-q", "-p", "no:cacheprovider")


class Checkout:
    """A copy of the tree that shares nothing that can be written with it, and a database of its own."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder, self.url = folder, url
        for name in STANDING:
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, folder / name, copy_function=_link)
            else:
                shutil.copyfile(ROOT / name, folder / name)

    def write_blocks(self) -> None:
        for path, code in BLOCKS.items():
            assert not (self.folder / path).exists(), f"{path} is a file of the house already"
            (self.folder / path).write_text(code, encoding="utf-8")

    def remove_blocks(self) -> None:
        for path in BLOCKS:
            (self.folder / path).unlink()

    def migrate(self, name: str) -> str:
        """Writes the migration that is missing and runs it on the database; gives the script."""
        self.python("-m", "storage.migrations", name)
        self.python("-m", "bot", "migrate")
        return next((self.folder / "storage/migrations/versions").glob(f"[0-9]*_{name}.py")).read_text(encoding="utf-8")

    def python(self, *words: str, **more: str) -> str:
        environment = {**os.environ, "QUNXUE_STORAGE__URL": self.url, **more}
        ran = subprocess.run(
            [sys.executable, *words], cwd=self.folder, env=environment, capture_output=True, text=True, timeout=600
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr
        return ran.stdout

    def tables(self) -> set[str]:
        with closing(sqlite3.connect(self.url.removeprefix("sqlite:///"))) as database:
            return {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def _link(source: str, target: str) -> None:
    """The same file under another name: nothing in the copy is written over, only added and removed."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def _escaped(word: str) -> str:
    """As pytest writes it in a test's id."""
    return word.encode("unicode_escape").decode()


@pytest.fixture
def lived_in(town: Town) -> Iterator[str]:
    """The address of a database people have lived in, nobody connected."""
    town.learner("林晓").says("打卡 读完第三章")
    town._close()
    yield town.url
    town._open()


@pytest.mark.journey
def test_the_page_alone_makes_an_operation(lived_in: str, tmp_path: Path) -> None:
    assert {Path(path).name for path in BLOCKS} == {"book_club.py", "test_book_club.py"}
    (tmp_path / "house").mkdir()
    copy = Checkout(tmp_path / "house", lived_in)
    before = copy.tables()

    copy.write_blocks()
    script = copy.migrate("book_club")
    assert script.count("op.create_table(") == 2 and "uq_book_open" in script and "op.drop" not in script
    assert copy.tables() - before == {"book", "book_reader"}
    for words in (("format", "--check"), ("check", "--no-cache")):
        copy.python("-m", "ruff", *words, *BLOCKS)
    examples = [f"tests/test_examples.py::test_examples_run[{_escaped(word)}]" for word in ("共读", "读完")]
    ran = copy.python("-m", "pytest", *QUIETLY, "-m", "not postgres", "tests/stories/test_book_club.py", *examples)
    assert "7 passed" in ran, ran

    copy.remove_blocks()
    assert copy.migrate("book_club_goes").count("op.drop_table(") == 2
    assert copy.tables() == before


def test_what_a_feature_booked_is_still_told_when_it_is_gone(town: Town) -> None:
    ann = town.learner("林晓")
    [row] = town.look(select(membership.c.id, membership.c.camp_id).where(membership.c.role == "learner"))

    async def book() -> bool:
        return await town.database.transact(
            lambda db: points.book(
                db, row.camp_id, row.id, 10, category="learning", reason="book_read", source="book_read:1", at=town.now
            )
        )

    assert town.run(book())
    assert "旧功能 +10" in ann.says("流水") and "a feature since removed +10" in speaking_english(ann)


def speaking_english(somebody: Somebody) -> str:
    """What they read in private when they have chosen English."""
    somebody.tells("语言 en")
    return somebody.tells("ledger")


@pytest.mark.journey
@pytest.mark.postgres
def test_it_stands_in_its_room_and_holds_on_postgresql_too(lived_in: str, tmp_path: Path) -> None:
    (tmp_path / "house").mkdir()
    copy = Checkout(tmp_path / "house", lived_in)
    copy.write_blocks()
    copy.migrate("book_club")
    with database_url() as url:
        ran = copy.python("-m", "pytest", *QUIETLY, "-m", "postgres", "tests/stories/test_book_club.py", TEST_PG_URL=url)
        assert "2 passed" in ran, ran
    assert "passed" in copy.python(
        "-m", "pytest", *QUIETLY, "-k", "book_club or act", "tests/test_rooms.py", "tests/test_acts.py"
    )
