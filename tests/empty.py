"""An empty database with every table, to be copied: building one takes most of a second."""

from __future__ import annotations

import atexit
import shutil
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from tests.memory import in_memory
from tests.town import make_template


@cache
def empty_file() -> Path:
    """A migrated SQLite file, made once a process and gone with it."""
    folder = mkdtemp(prefix="empty-", dir=in_memory())
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    file = Path(folder) / "qunxue.db"
    make_template(f"sqlite:///{file}")
    return file


def empty_sqlite(file: Path) -> str:
    """The address of a copy of it; of what stands there already, where something does."""
    if not file.exists():
        shutil.copyfile(empty_file(), file)
    return f"sqlite:///{file}"
