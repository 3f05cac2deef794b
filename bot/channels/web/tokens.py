"""Signed tokens: the link somebody is given, the one to the desk, an invitation into a room, the receipt of an upload, the address of one
file, and what lets a page play one.

Each kind has its own salt, so none can pass for another. Ages are counted by the moment passed in.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from itsdangerous import BadData, TimestampSigner, URLSafeTimedSerializer

LINK_LIVES = timedelta(hours=24)
DESK_LINK_LIVES = timedelta(hours=12)
INVITATION_LIVES = timedelta(days=400)
"""Its row says until when it is good; no invitation is good for longer."""
UPLOAD_LIVES = timedelta(hours=24)
FILE_LINK_LIVES = timedelta(days=8)
"""It is dated at the beginning of the day it was made: good for seven whole days."""
PASS_LIVES = timedelta(hours=6)
"""As long as a page may stay open on what it plays before it asks again."""
LONGEST_NAME = 40

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Link:
    """Lets `name` in, and into `room` where it names one; `role` is what the house is asked to give them, `serial` must still be the account's."""

    id: str
    room: str
    name: str
    role: str | None
    serial: int


@dataclass(frozen=True, slots=True)
class DeskLink:
    """Lets `name` come to the desk of a camp, once; `serial` must still be the account's."""

    id: str
    name: str
    camp: int
    serial: int


@dataclass(frozen=True, slots=True)
class Invited:
    """Lets whoever has it in under a name of their own, by the rules of the invitation of that number."""

    number: int


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that `name` put into the store; `width` and `height` are pixels of a picture, 0 for any other file."""

    file: str
    title: str
    size: int
    name: str
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class FileLink:
    """Lets whoever has it read one file of the store, saved under `title`."""

    file: str
    title: str


@dataclass(frozen=True, slots=True)
class Pass:
    """Stands for the nonce in the address of one file that a page plays: a player sends no header. Worth nothing without the session's cookie."""

    session: str
    room: str
    file: str


class Expired(Exception):
    """The token was ours and is too old; `said` is what it said."""

    def __init__(self, said: Any) -> None:
        super().__init__()
        self.said = said


class Forged(Exception):
    """The token is not ours, or not whole."""


def private_room(name: str) -> str:
    """Where somebody is alone with the bot."""
    return f"@{name}"


def make_link(
    key: str, public_url: str, room: str, name: str, *, now: datetime, role: str | None = None, serial: int = 0
) -> str:
    """The address that signs `name` in to `room`, once and within 24 hours; without a room, to where they are already. Raises ValueError for a
    name or room nobody can have."""
    for word in (room, name) if room else (name,):
        if not word.strip() or len(word) > LONGEST_NAME or not word.isprintable():
            raise ValueError(f"a name or room is 1 to {LONGEST_NAME} printable characters, not {word!r}")
    if room.startswith("@"):
        raise ValueError(f"{room!r} is somebody's private room; a link opens a group")
    link = Link(secrets.token_urlsafe(6), room, name, role, serial)
    return f"{public_url.rstrip('/')}/#{_sign(key, link, now)}"


def read_link(key: str, token: str, now: datetime) -> Link:
    """What the link says. Raises Expired or Forged."""
    return _read(key, token, Link, LINK_LIVES, now)


def make_desk_link(key: str, public_url: str, name: str, camp: int, *, now: datetime, serial: int = 0) -> str:
    """The address that lets `name` come to the desk of a camp, once and within 12 hours."""
    return f"{public_url.rstrip('/')}/desk#{_sign(key, DeskLink(secrets.token_urlsafe(6), name, camp, serial), now)}"


def read_desk_link(key: str, token: str, now: datetime) -> DeskLink:
    """What the link to a desk says. Raises Expired or Forged."""
    return _read(key, token, DeskLink, DESK_LINK_LIVES, now)


def make_invitation(key: str, public_url: str, number: int, now: datetime) -> str:
    """The address anybody may come in by, under the rules of the invitation of that number."""
    return f"{public_url.rstrip('/')}/#{_sign(key, Invited(number), now)}"


def read_invitation(key: str, token: str, now: datetime) -> Invited:
    """Which invitation it is. Raises Expired or Forged."""
    return _read(key, token, Invited, INVITATION_LIVES, now)


def make_upload(key: str, upload: Upload, now: datetime) -> str:
    return _sign(key, upload, now)


def read_upload(key: str, token: str, now: datetime) -> Upload:
    """What was uploaded. Raises Expired or Forged."""
    return _read(key, token, Upload, UPLOAD_LIVES, now)


def make_pass(key: str, one: Pass, now: datetime) -> str:
    return _sign(key, one, now)


def read_pass(key: str, token: str, now: datetime) -> Pass:
    """What it lets be played. Raises Expired or Forged."""
    return _read(key, token, Pass, PASS_LIVES, now)


def make_file_link(key: str, file: FileLink, now: datetime) -> str:
    return _sign(key, file, now)


def read_file_link(key: str, token: str, now: datetime) -> FileLink:
    """Which file it is. Raises Expired or Forged."""
    return _read(key, token, FileLink, FILE_LINK_LIVES, now)


def _sign(key: str, value: Any, now: datetime) -> str:
    return str(_serializer(key, type(value), now).dumps(asdict(value)))


def _read(key: str, token: str, kind: Callable[..., T], lives: timedelta, now: datetime) -> T:
    try:
        value, signed_at = _serializer(key, kind, now).loads(token, return_timestamp=True)
        read = kind(**value)
    except (BadData, TypeError) as problem:
        raise Forged from problem
    if now - signed_at > lives:  # a clock set back makes no token too young
        raise Expired(read)
    return read


class _Signer(TimestampSigner):
    """Dates by the moment it is given, not by the machine."""

    def __init__(self, *args: Any, now: datetime, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self._now = now

    def get_timestamp(self) -> int:
        return int(self._now.timestamp())


def _serializer(key: str, kind: Callable[..., Any], now: datetime) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(key, salt=f"web.{kind.__name__}", signer=_Signer, signer_kwargs={"now": now})
