"""Files people and tasks keep: whole or not at all, named by what is in them, in a folder or in the database."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Protocol

from sqlalchemy import Engine

LARGEST = 20 * 1024 * 1024
"""Bytes: what the narrowest of our channels hands over."""

IN_DATABASE = "database"
"""What `storage.files` says where there is no folder."""


class TooLarge(Exception):
    """A file over 20 MB."""


class FileMissing(Exception):
    """A file that was kept once (the argument names it) and is not here."""


class Files(Protocol):
    """Where files are kept. What is opened is read to its end, or closed before.

    The same content is kept once, however often it comes; coming again makes it young again.
    """

    where: str
    """What `files_in` finds the same files by in another process."""

    def put(self, content: bytes, name: str) -> str:
        """Keeps the content; gives the key it is opened by, with `name`'s ending. Raises TooLarge where it cannot be kept here."""

    async def take(self, stream: AsyncIterator[bytes], name: str) -> str:
        """The same from a stream of at most 20 MB, which is never in memory as a whole; raises TooLarge."""

    def open(self, file: str) -> BinaryIO:
        """Raises FileMissing, and ValueError for a key `put` cannot have given."""

    def read(self, file: str) -> bytes:
        """The whole of it. Raises what `open` raises."""

    def delete(self, file: str) -> None:
        """It is kept no longer; one that is not here is no trouble."""

    def kept_before(self, moment: datetime) -> list[str]:
        """The keys of what came for the last time before a moment."""


def files_in(where: str, engine: Engine, now: Callable[[], datetime]) -> Files:
    """The files `storage.files` means: a folder, or this database's."""
    if where == IN_DATABASE:
        from storage.file_table import FileTable

        return FileTable(engine, now)
    from storage.file_folder import FileFolder

    return FileFolder(Path(where), now)


def key_of(digest: str, name: str) -> str:
    """The key of a content (its SHA-256 in hex) that came under a name."""
    ending = Path(name).suffix.lower()
    return digest[:40] + (ending if re.fullmatch(r"\.[a-z0-9]{1,8}", ending) else "")


def checked(file: str) -> str:
    """The key itself. Raises ValueError for one `key_of` cannot have made."""
    if not re.fullmatch(r"[0-9a-f]{40}(\.[a-z0-9]{1,8})?", file):
        raise ValueError(file)
    return file
