"""Telegram's HTML: tags to plain text and entities, with the errors it really answers.

The tags and the wording are those of the Bot API server (td/telegram/MessageEntity.cpp, parse_html).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from typing import Any

from tests.standins.telegram.rules import bad, units

KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "a": "text_link",
}
TAG = re.compile(r"""<(/?)([a-zA-Z-]+)((?:\s+[a-zA-Z-]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>"']+))?)*)\s*>""")
ATTRIBUTE = re.compile(r"""([a-zA-Z-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+))""")
KNOWN_ENTITY = re.compile(r"&(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);")


@dataclass(slots=True)
class Open:
    tag: str
    at: int
    link: str


def parse_html(source: str) -> tuple[str, list[dict[str, Any]]]:
    """The words people see and their entities (offsets in UTF-16 units), or 400 "can't parse entities"."""
    said = ""
    entities: list[dict[str, Any]] = []
    stack: list[Open] = []
    at = 0
    while at < len(source):
        if source[at] != "<":
            end = source.find("<", at)
            end = len(source) if end < 0 else end
            said += KNOWN_ENTITY.sub(lambda found: unescape(found.group()), source[at:end])
            at = end
            continue
        tag = TAG.match(source, at)
        if not tag:
            raise bad(f"can't parse entities: Unclosed start tag at byte offset {_bytes(source, at)}")
        if tag.group(1):
            _close(stack, tag.group(2).lower(), entities, units(said), _bytes(source, at))
        else:
            stack.append(_open(tag, units(said), _bytes(source, at)))
        at = tag.end()
    if stack:
        raise bad(f"can't parse entities: Can't find end tag corresponding to start tag \"{stack[-1].tag}\"")
    return _trimmed(said, entities)


def _open(tag: re.Match[str], at: int, offset: int) -> Open:
    name = tag.group(2).lower()
    if name not in KINDS:
        raise bad(f'can\'t parse entities: Unsupported start tag "{name}" at byte offset {offset}')
    values = {key.lower(): a or b or c for key, a, b, c in ATTRIBUTE.findall(tag.group(3))}
    return Open(name, at, unescape(values.get("href", "")))


def _close(stack: list[Open], name: str, entities: list[dict[str, Any]], at: int, offset: int) -> None:
    if not stack:
        raise bad(f"can't parse entities: Unexpected end tag at byte offset {offset}")
    opened = stack.pop()
    if opened.tag != name:
        raise bad(
            f'can\'t parse entities: Unmatched end tag at byte offset {offset}, expected "</{opened.tag}>", found "</{name}>"'
        )
    if at > opened.at:
        entities.append(_entity(opened, at))


def _entity(opened: Open, end: int) -> dict[str, Any]:
    entity: dict[str, Any] = {"type": KINDS[opened.tag], "offset": opened.at, "length": end - opened.at}
    if opened.link.startswith("tg://user?id="):
        return entity | {"type": "text_mention", "user": {"id": int(opened.link.rpartition("=")[2])}}
    return entity | {"url": opened.link} if opened.tag == "a" else entity


def _trimmed(said: str, entities: list[dict[str, Any]]) -> tuple[str, list[dict[str, Any]]]:
    lead = units(said) - units(said.lstrip())
    said = said.strip()
    length = units(said)
    kept = []
    for entity in sorted(entities, key=lambda entity: (entity["offset"], -entity["length"])):
        start = max(0, entity["offset"] - lead)
        end = min(length, entity["offset"] + entity["length"] - lead)
        if end > start:
            kept.append(entity | {"offset": start, "length": end - start})
    return said, kept[:100]


def _bytes(source: str, at: int) -> int:
    return len(source[:at].encode())


COMMAND = re.compile(r"(?<![\w/])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?")
MENTION = re.compile(r"(?<!\w)@[A-Za-z0-9_]{3,32}\b")


def entities_of(words: str) -> list[dict[str, Any]]:
    """What Telegram itself marks in words somebody typed: commands and @names."""
    found = [("bot_command", match) for match in COMMAND.finditer(words)]
    taken = {at for _, match in found for at in range(match.start(), match.end())}
    found += [("mention", match) for match in MENTION.finditer(words) if match.start() not in taken]
    return [
        {"type": kind, "offset": units(words[: match.start()]), "length": units(match.group())}
        for kind, match in sorted(found, key=lambda item: item[1].start())
    ]
