"""Many files as archives, none larger than a channel hands over, each file by a path that stays inside."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from zipfile import ZIP_STORED, ZipFile, ZipInfo

PACK = 19 * 1024 * 1024
"""Bytes of files in one archive: below what every channel hands over, with room for its list."""
LONGEST_NAME = 60
NOT_IN_A_NAME = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|\u200b-\u200f\u202a-\u202e\u2066-\u2069]+')


def safe(name: str) -> str:
    """A name no archive program stumbles over, or climbs out of its folder by."""
    return NOT_IN_A_NAME.sub(" ", name).strip(" .")[:LONGEST_NAME].strip(" .") or "_"


def packs(entries: Iterable[tuple[str, bytes]], largest: int = PACK) -> Iterator[bytes]:
    """(path, content) in their order, as archives of at most so many bytes of files; one that is larger has its own."""
    held: list[tuple[str, bytes]] = []
    size = 0
    for path, content in entries:
        if held and size + len(content) > largest:
            yield _archive(held)
            held, size = [], 0
        held.append((path, content))
        size += len(content)
    if held:
        yield _archive(held)


def _archive(entries: list[tuple[str, bytes]]) -> bytes:
    file = io.BytesIO()
    with ZipFile(file, "w", ZIP_STORED) as archive:
        for path, content in entries:
            archive.writestr(ZipInfo(path), content)
    return file.getvalue()
