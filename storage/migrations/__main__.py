"""Writes the next migration, numbered: what the tables have and the newest script has not.

python -m storage.migrations NAME
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from alembic import command
from alembic.config import Config

from storage.database import connect
from storage.migrate import SCRIPTS, alone, newest

USAGE = "A name in small letters, digits and underscores says what changes: make migration NAME=coins"


def write(name: str, scripts: Path = SCRIPTS) -> Path:
    """The new script's file; its changes are taken from an empty database of the newest revision. Raises ValueError for a bad name."""
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,40}", name):
        raise ValueError(USAGE)
    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.set_main_option("file_template", "%%(rev)s")
    number = int(newest()[:4]) + 1
    with TemporaryDirectory() as folder:
        engine = connect(f"sqlite:///{folder}/empty.db")
        with alone(engine) as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            made = command.revision(config, name.replace("_", " "), autogenerate=True, rev_id=f"{number:04}_{name}")
        engine.dispose()
    return Path(made.path)  # type: ignore[union-attr]


if __name__ == "__main__":
    try:
        print(write(" ".join(sys.argv[1:])))
    except ValueError as problem:
        sys.exit(str(problem))
