"""A map in Markdown: a stage under each heading, its fields as `课程: L1；L2` lines; and the same written so that it reads back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.documents import front_matter
from handlers.path import fields
from handlers.path.fields import RawStage

MARKS = {"地图", "path", "map"}
"""Front matter that says what the file is."""
OF_A_LESSON = {"技能", "技巧", "案例", "正文", "内容", "skill", "case", "body"}
"""Fields that no stage has, and without one of which nothing is a lesson."""
_HEADING = re.compile(r" {0,3}#{1,3}[ \t]+(.*?)[ \t]*#*$")
_PAIR = re.compile(r"\s*(?:[-*+]\s+)?\**([^\s:：*][^:：*]{0,23}?)\**\s*[:：]\**\s*(.*)$")


def is_map(text: str) -> bool:
    """Whether a text says that it is a map, or is headings with nothing under them but `名: 值` lines, some of them of a stage and none of a
    lesson. Raises Refusal for front matter that cannot be read."""
    matter, _, _ = front_matter.split(text)
    if any(fields.folded(str(key)) in MARKS for key in matter):
        return True
    found = list(read(text))
    words = {fields.folded(word) for raw in found for word, _ in raw.pairs}
    has_fields_alone = all(raw.pairs and not raw.about for raw in found)
    return has_fields_alone and any(map(fields.is_known, words)) and words.isdisjoint(OF_A_LESSON)


def read(text: str) -> Iterator[RawStage]:
    """The stages in their order. Raises Refusal for front matter that cannot be read."""
    _, body, first = front_matter.split(text)
    lines = body.split("\n")
    heads = [(place, found[1]) for place, line in enumerate(lines) if (found := _HEADING.match(line))]
    ends = [*(place for place, _ in heads[1:]), len(lines)]
    for (place, name), end in zip(heads, ends, strict=False):  # no heading: nothing
        yield _stage(first + place, name, lines[place + 1 : end])


def _stage(row: int, name: str, lines: Sequence[str]) -> RawStage:
    """Lines that are no field say what it is about."""
    pairs: list[tuple[str, str]] = []
    about: list[str] = []
    for line in lines:
        found = _PAIR.match(line)
        if found and (fields.is_known(found[1]) or not about):
            pairs.append((found[1].strip(), found[2].strip()))
        elif line.strip():
            about.append(line.strip())
    return RawStage(row, name, tuple(pairs), " ".join(about), ("\n".join([f"# {name}", *lines]).rstrip(),))


def written(title: str, stages: Sequence[tuple[str, Sequence[tuple[str, str]]]]) -> str:
    """Stages as (name, fields) to a file."""
    blocks = ["\n".join([f"# {name}", *(f"{word}: {words}" for word, words in pairs if words)]) for name, pairs in stages]
    return f"---\n{title}\n---\n" + "\n\n".join(blocks) + "\n"
