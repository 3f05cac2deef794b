"""Files in the database: in chunks, each a short transaction of its own, so that nobody who writes beside them waits for a whole file."""

from __future__ import annotations

import asyncio
import hashlib
import io
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from typing import Any, BinaryIO
from zlib import crc32

from sqlalchemy import (
    CheckConstraint,
    Column,
    Engine,
    Integer,
    LargeBinary,
    Table,
    Text,
    bindparam,
    delete,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from storage.connection import Db
from storage.database import WRITE, reader
from storage.files import IN_DATABASE, LARGEST, FileMissing, TooLarge, checked, key_of
from storage.schema import Instant, foreign_key, metadata, primary_key

CHUNK = 256 * 1024
"""Bytes to one transaction: a few milliseconds of SQLite's only writer. All but the last of a file's are whole."""
ABANDONED = timedelta(hours=1)
"""How old a file may be that is not whole yet: whoever wrote it is gone."""

stored_file = Table(
    "stored_file",
    metadata,
    primary_key(),
    Column("key", Text, unique=True),
    Column("size", Integer, nullable=False, server_default=text("0")),
    Column("at", Instant, nullable=False, index=True),
    CheckConstraint(f"size BETWEEN 0 AND {LARGEST}", name="size"),
)
"""`key` is empty until the file is whole; `at` is when its content came for the last time."""
file_chunk = Table(
    "file_chunk",
    metadata,
    foreign_key("stored_file", primary_key=True),
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("content", LargeBinary, nullable=False),
)

BEGIN = insert(stored_file)
ADD = insert(file_chunk)
KEEP = update(stored_file).where(stored_file.c.id == bindparam("file")).values(key=bindparam("called"), size=bindparam("bytes"))
RENEW = (
    update(stored_file)
    .where(stored_file.c.key == bindparam("called"))
    .values(at=bindparam("now", type_=Instant))
    .returning(stored_file.c.id)
)
ONE = select(stored_file.c.id, stored_file.c.size).where(stored_file.c.key == bindparam("key"))
PART = select(file_chunk.c.content).where(file_chunk.c.stored_file_id == bindparam("file"), file_chunk.c.n == bindparam("n"))
KEPT_BEFORE = (
    select(stored_file.c.key)
    .where(stored_file.c.key.is_not(None), stored_file.c.at < bindparam("moment", type_=Instant))
    .order_by(stored_file.c.key)
)
LEFT_BEHIND = select(stored_file.c.id).where(stored_file.c.key.is_(None), stored_file.c.at < bindparam("moment", type_=Instant))
DROP_CHUNKS = delete(file_chunk).where(file_chunk.c.stored_file_id == bindparam("file"))
DROP = delete(stored_file).where(stored_file.c.id == bindparam("file"))


class FileTable:
    """Each call has a connection of its own: files are few, and any thread of any process may ask."""

    where = IN_DATABASE

    def __init__(self, engine: Engine, now: Callable[[], datetime]) -> None:
        self._engine, self._now = engine, now

    def put(self, content: bytes, name: str) -> str:
        if len(content) > LARGEST:
            raise TooLarge
        with self._draft() as draft:
            for start in range(0, len(content), CHUNK):
                draft.add(content[start : start + CHUNK])
            return draft.keep(name)

    async def take(self, stream: AsyncIterator[bytes], name: str) -> str:
        with self._draft() as draft:
            waiting = bytearray()
            async for piece in stream:
                waiting += piece
                if draft.size + len(waiting) > LARGEST:
                    raise TooLarge
                while len(waiting) >= CHUNK:
                    await asyncio.to_thread(draft.add, bytes(waiting[:CHUNK]))
                    del waiting[:CHUNK]
            await asyncio.to_thread(draft.add, bytes(waiting))
            return await asyncio.to_thread(draft.keep, name)

    def open(self, file: str) -> BinaryIO:
        key = checked(file)
        db = reader(self._engine)
        found = db.one(ONE, key=key)
        if found is None:
            db.close()
            raise FileMissing(file)
        return io.BufferedReader(_Chunks(db, file, found.id, found.size), CHUNK)

    def read(self, file: str) -> bytes:
        with self.open(file) as opened:
            return opened.read()

    def delete(self, file: str) -> None:
        key = checked(file)
        with closing(Db(self._engine)) as db, db.transaction(WRITE[self._engine.dialect.name]):
            found = db.one(ONE, key=key)
            if found is not None:
                _drop(db, found.id)

    def kept_before(self, moment: datetime) -> list[str]:
        with closing(reader(self._engine)) as db:
            return [row.key for row in db.all(KEPT_BEFORE, moment=moment)]

    @contextmanager
    def _draft(self) -> Iterator[_Draft]:
        """A file to be written and then kept; gone where it is not, as are those whose writers were killed."""
        with closing(Db(self._engine)) as db:
            draft = _Draft(db, self._now())
            try:
                yield draft
            finally:
                draft.forget()


class _Draft:
    """A file being written, chunk by chunk."""

    def __init__(self, db: Db, now: datetime) -> None:
        self._db, self._now = db, now
        self._begin = WRITE[db.engine.dialect.name]
        self._digest, self.size, self._n, self._is_kept = hashlib.sha256(), 0, 0, False
        with db.transaction(self._begin):
            for left in db.all(LEFT_BEHIND, moment=now - ABANDONED):
                _drop(db, left.id)
            self._file = db.insert_id(BEGIN, at=now)

    def add(self, piece: bytes) -> None:
        if piece:
            with self._db.transaction(self._begin):
                self._db.run(ADD, stored_file_id=self._file, n=self._n, content=piece)
            self._digest.update(piece)
            self.size, self._n = self.size + len(piece), self._n + 1

    def keep(self, name: str) -> str:
        """Under the key its content gives it; where that is kept already, that one is young again."""
        key = key_of(self._digest.hexdigest(), name)
        with self._db.transaction(self._begin):
            if not self._db.is_sqlite:  # the same file from two people at once
                self._db.execute("SELECT pg_advisory_xact_lock(%s)", [crc32(key.encode())])
            if self._db.one(RENEW, called=key, now=self._now) is None:
                self._db.run(KEEP, file=self._file, called=key, bytes=self.size)
                self._is_kept = True
        return key

    def forget(self) -> None:
        """Nothing of it stays, unless it was kept."""
        if not self._is_kept and not self._db.closed:
            with self._db.transaction(self._begin):
                _drop(self._db, self._file)


class _Chunks(io.RawIOBase):
    """A kept file as a stream: one chunk in memory at a time. Raises FileMissing where it is deleted meanwhile."""

    def __init__(self, db: Db, key: str, file: int, size: int) -> None:
        self._db, self._key, self._file, self._size = db, key, file, size
        self._place = 0
        self._n, self._chunk = -1, b""

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._size}[whence]
        self._place = max(start + offset, 0)
        return self._place

    def readinto(self, into: Any) -> int:
        if self._place >= self._size:
            return 0
        n, start = divmod(self._place, CHUNK)
        if n != self._n:
            chunk = self._db.value(PART, file=self._file, n=n)
            if chunk is None:
                raise FileMissing(self._key)
            self._n, self._chunk = n, chunk
        taken = self._chunk[start : start + len(into)]
        into[: len(taken)] = taken
        self._place += len(taken)
        return len(taken)

    def close(self) -> None:
        if not self.closed:
            self._db.close()
        super().close()


def _drop(db: Db, file: int) -> None:
    db.run(DROP_CHUNKS, file=file)
    db.run(DROP, file=file)
