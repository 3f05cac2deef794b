"""Files people and tasks keep: by content in one folder, written whole or not at all."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

LARGEST = 20 * 1024 * 1024
"""Bytes: what the narrowest of our channels hands over."""

DRAFT = "draft-"
"""How the name of a file begins that is not whole yet."""


class TooLarge(Exception):
    """A file over 20 MB."""


class Files:
    """A folder of files named by what is in them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, content: bytes, name: str) -> str:
        """Keeps the content; gives the name it is opened by, with `name`'s ending."""
        with self._draft() as draft:
            draft.write(content)
            return self._keep(draft, hashlib.sha256(content).hexdigest(), name)

    async def take(self, stream: AsyncIterator[bytes], name: str) -> str:
        """The same from a stream of at most 20 MB, which is never in memory as a whole; raises TooLarge."""
        content, size = hashlib.sha256(), 0
        with self._draft() as draft:
            async for piece in stream:
                size += len(piece)
                if size > LARGEST:
                    raise TooLarge
                content.update(piece)
                draft.write(piece)
            return self._keep(draft, content.hexdigest(), name)

    @contextmanager
    def _draft(self) -> Iterator[IO[bytes]]:
        """A file to be written and then kept; gone where it is not."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=self.folder, prefix=DRAFT, delete=False) as draft:
            try:
                yield draft
            finally:
                Path(draft.name).unlink(missing_ok=True)

    def _keep(self, draft: IO[bytes], digest: str, name: str) -> str:
        """A whole draft under the name its content gives it."""
        kept = f"{digest[:40]}{_ending(name)}"
        target = self._at(kept)
        target.parent.mkdir(parents=True, exist_ok=True)
        draft.flush()
        os.replace(draft.name, target)
        return kept

    def path(self, file: str) -> Path:
        """Where a kept file is. Raises ValueError for a name `put` cannot have given."""
        if not re.fullmatch(r"[0-9a-f]{40}(\.[a-z0-9]{1,8})?", file):
            raise ValueError(file)
        return self._at(file)

    def delete(self, file: str) -> None:
        """It is kept no longer; one that is not here is no trouble."""
        self.path(file).unlink(missing_ok=True)

    def kept_before(self, moment: datetime) -> list[str]:
        """The keys of what came for the last time before a moment."""
        kept = (path for path in self.folder.glob("??/*") if not path.name.startswith(DRAFT))
        return sorted(path.name for path in kept if path.stat().st_mtime < moment.timestamp())

    def every(self) -> Iterator[Path]:
        """Every kept file."""
        return (file for file in sorted(self.folder.glob("??/*")) if not file.name.startswith(DRAFT))

    def _at(self, file: str) -> Path:
        return self.folder / file[:2] / file


def _ending(name: str) -> str:
    ending = Path(name).suffix.lower()
    return ending if re.fullmatch(r"\.[a-z0-9]{1,8}", ending) else ""
