"""Pages anybody may read without signing in: what a feature answers at an address of its own, and what it is told of who asks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from storage.connection import Db


@dataclass(frozen=True, slots=True)
class PublicRequest:
    """Somebody asks: the parts of the address, its query, the language they read, and our public address."""

    parts: Mapping[str, str]
    query: Mapping[str, str]
    language: str
    public_url: str
    now: datetime
    bearer: str = ""
    """The token its page sends with a request of its own, never in the address."""
    links: Mapping[str, Callable[[str], str]] = field(default_factory=dict)
    """Of the platforms a sentence can be brought to: what makes the address that does so, "" where it is not known yet."""
    file_address: Callable[[str], str] = str
    """What makes the address, on this site, of a file of the store: signed for that file and a few days."""


@dataclass(frozen=True, slots=True)
class PublicAnswer:
    """What they are given."""

    body: str
    status: int = 200
    kind: str = "text/html; charset=utf-8"
    lasts: int = 0
    """Seconds a browser may keep it."""
    scripted: bool = False
    """Whether it runs scripts of ours, which may ask us for more."""
    name: str = ""
    """What it is called where it is kept as a file."""


Answers = Callable[[Db, PublicRequest], PublicAnswer]
"""How a page is answered: on a snapshot, beside the writer."""


@dataclass(frozen=True, slots=True)
class PublicPage:
    """An address (`/verify/{number}`) and who answers it."""

    path: str
    answers: Answers
    a_second: float = 0
    """How many one address may ask for a second, apart from all others; 0: as many as people read."""
