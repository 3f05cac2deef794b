"""Files in a folder, which every replica reaches where there are several."""

from __future__ import annotations

import hashlib
import os
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, BinaryIO

from storage.files import LARGEST, FileMissing, TooLarge, checked, key_of

DRAFT = "draft-"
"""How the name of a file begins that is not whole yet."""


class FileFolder:
    """One file a content, in as many folders as two hex digits name."""

    def __init__(self, folder: Path, now: Callable[[], datetime]) -> None:
        self.folder, self.where, self._now = folder, str(folder), now

    def put(self, content: bytes, name: str) -> str:
        with self._draft() as draft:
            draft.write(content)
            return self._keep(draft, hashlib.sha256(content).hexdigest(), name)

    async def take(self, stream: AsyncIterator[bytes], name: str) -> str:
        content, size = hashlib.sha256(), 0
        with self._draft() as draft:
            async for piece in stream:
                size += len(piece)
                if size > LARGEST:
                    raise TooLarge
                content.update(piece)
                draft.write(piece)
            return self._keep(draft, content.hexdigest(), name)

    def open(self, file: str) -> BinaryIO:
        try:
            return self._at(checked(file)).open("rb")
        except FileNotFoundError:
            raise FileMissing(file) from None

    def read(self, file: str) -> bytes:
        with self.open(file) as opened:
            return opened.read()

    def delete(self, file: str) -> None:
        self._at(checked(file)).unlink(missing_ok=True)

    def kept_before(self, moment: datetime) -> list[str]:
        kept = (file for file in self.folder.glob("[0-9a-f][0-9a-f]/*") if not file.name.startswith(DRAFT))
        return sorted(file.name for file in kept if file.stat().st_mtime < moment.timestamp())

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
        kept = key_of(digest, name)
        target = self._at(kept)
        target.parent.mkdir(parents=True, exist_ok=True)
        draft.flush()
        came = self._now().timestamp()
        os.utime(draft.name, (came, came))
        os.replace(draft.name, target)
        return kept

    def _at(self, file: str) -> Path:
        return self.folder / file[:2] / file
