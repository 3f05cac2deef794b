"""An installation's files are their owner's alone: the database, the log, the key, the settings."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from bot.config import DEFAULT, Settings

OTHERS = stat.S_IRWXG | stat.S_IRWXO


def keep_private() -> None:
    """From now on nobody else reads or writes what this program makes."""
    os.umask(OTHERS)


def exposed(settings: Settings) -> list[Path]:
    """Files of the installation that others on this machine may read or change."""
    return [file for file in _files(settings) if file.stat().st_mode & OTHERS]


def make_private(settings: Settings) -> None:
    """Takes from others what an earlier version left them; a file of somebody else's stays as it is."""
    for file in exposed(settings):
        try:
            file.chmod(file.stat().st_mode & ~OTHERS)
        except PermissionError:
            continue


def _files(settings: Settings) -> Iterator[Path]:
    scheme, _, database = settings.storage.url.partition(":///")
    name = Path(database.partition("?")[0]).name if scheme == "sqlite" else ""
    for file in (DEFAULT, *settings.data.glob("*")):
        if file.is_file() and (file == DEFAULT or file.name == "secret" or file.name.startswith(("qunxue.log", name or "\0"))):
            yield file
