"""What a frame from a page may hold, read: anything our page would not send is malformed."""

from __future__ import annotations

import json
from typing import Any

from bot.channels.web.hub import Frame


class Malformed(Exception):
    """Not a frame our page would send."""


def read(text: str) -> Frame:
    """A frame that names its kind. Raises Malformed, as all here do."""
    try:
        said = json.loads(text)
    except (ValueError, RecursionError) as problem:
        raise Malformed from problem
    if not isinstance(said, dict) or not isinstance(said.get("t"), str):
        raise Malformed
    return said


def text_in(said: Frame, name: str, longest: int, otherwise: str) -> str:
    """Words of at most so many characters; `otherwise` where there are none."""
    value = said.get(name) or otherwise
    if not isinstance(value, str) or len(value) > longest:
        raise Malformed
    return value


def number_in(said: Frame, name: str) -> int | None:
    """A whole number below 2**62, or none."""
    value = said.get(name)
    if value is not None and (type(value) is not int or not 0 <= value < 2**62):
        raise Malformed
    return value


def list_in(said: Frame, name: str, most: int) -> list[Any]:
    """At most so many."""
    value = said.get(name) or []
    if not isinstance(value, list) or len(value) > most:
        raise Malformed
    return value


def id_in(said: Frame) -> str:
    """The page's own name for what it asks: letters and digits."""
    name = text_in(said, "id", 40, "")
    if not name.isascii() or not name.isalnum():
        raise Malformed
    return name


def clean(text: str) -> str:
    """Without NUL and half characters: the engines store neither alike."""
    return text.replace("\0", "").encode(errors="ignore").decode()
