"""Files people and tasks keep: by content in one folder, written whole or not at all."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import AsyncIterator
from pathlib import Path
from tempfile import NamedTemporaryFile

LARGEST = 20 * 1024 * 1024
"""Bytes: what the narrowest of our channels hands over."""


class TooLarge(Exception):
    """A file over 20 MB."""


class Files:
    """A folder of files named by what is in them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, content: bytes, name: str) -> str:
        """Keeps the content; gives the name it is opened by, with `name`'s ending."""
        kept = f"{hashlib.sha256(content).hexdigest()[:40]}{_ending(name)}"
        target = self._at(kept)
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            with NamedTemporaryFile(dir=target.parent, delete=False) as draft:
                draft.write(content)
            os.replace(draft.name, target)
        return kept

    async def take(self, stream: AsyncIterator[bytes], name: str) -> str:
        """The same from a stream of at most 20 MB; raises TooLarge."""
        content = bytearray()
        async for piece in stream:
            content += piece
            if len(content) > LARGEST:
                raise TooLarge
        return self.put(bytes(content), name)

    def path(self, file: str) -> Path:
        """Where a kept file is. Raises ValueError for a name `put` cannot have given."""
        if not re.fullmatch(r"[0-9a-f]{40}(\.[a-z0-9]{1,8})?", file):
            raise ValueError(file)
        return self._at(file)

    def _at(self, file: str) -> Path:
        return self.folder / file[:2] / file


def _ending(name: str) -> str:
    ending = Path(name).suffix.lower()
    return ending if re.fullmatch(r"\.[a-z0-9]{1,8}", ending) else ""
