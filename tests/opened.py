"""A town whose camp is open, to be moved into: opening one takes as long as three check-ins, and a thousand tests begin there."""

from __future__ import annotations

import atexit
import shutil
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from tests.empty import empty_sqlite
from tests.memory import in_memory
from tests.town import Post, Town


@cache
def _opened() -> tuple[Path, list[Post], int]:
    """Its database, what was said there and how many events it had; made once a process and gone with it."""
    folder = Path(mkdtemp(prefix="opened-", dir=in_memory()))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    town = Town(empty_sqlite(folder / "qunxue.db"), folder)
    town.opened()
    town.close()
    return folder / "qunxue.db", town.squares["telegram"].posts, town.events


def opened_town(folder: Path) -> Town:
    """A copy of it in that folder: the camp was opened, then the program started again."""
    file, posts, events = _opened()
    shutil.copyfile(file, folder / "qunxue.db")
    town = Town(f"sqlite:///{folder}/qunxue.db", folder, events=events)
    town.squares["telegram"].posts[:0] = map(replace, posts)
    return town
