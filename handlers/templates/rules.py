"""How templates are read from what somebody writes: one with its title on the first line, or several under # titles. Pure."""

from __future__ import annotations

import re
from typing import NamedTuple

from bot import tags
from bot.names import folded

LONGEST_BODY, MOST = 2000, 30
_HEADING = re.compile(r"(?m)^#[ \t　]+(\S.*)$")


class WrittenTemplate(NamedTuple):
    """A title, its tags and the text."""

    title: str
    tags: tuple[str, ...]
    body: str

    @property
    def words(self) -> str:
        """All of it in the one spelling it is found by."""
        return folded("\n".join((self.title, *self.tags, self.body)))


def written(words: str) -> list[WrittenTemplate]:
    """Those in somebody's words: under lines that begin with "# ", else one whose title is the first line."""
    heads = list(_HEADING.finditer(words))
    if not heads:
        first, _, rest = words.strip().partition("\n")
        return [_one(first, rest)] if first.strip() else []
    ends = [one.start() for one in heads[1:]] + [len(words)]
    return [_one(head[1], words[head.end() : end]) for head, end in zip(heads, ends, strict=True)]


def _one(first: str, body: str) -> WrittenTemplate:
    title, named = tags.parted(first)
    return WrittenTemplate(" ".join(title.split()), named, body.strip())
