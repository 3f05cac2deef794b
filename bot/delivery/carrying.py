"""What a channel cannot carry: a picture or file goes as what it can, else as a summary with a link, or with where it is to be had."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath

from bot.channel import Can, Channel
from bot.messages import OutboundMessage
from bot.parts import File, Part, Picture, Run, Text
from bot.phrases import Phrase
from bot.platforms import platform
from storage import standing
from storage.database import Database
from storage.files import FileMissing, Files

LINKED = Phrase(
    zh="📎 {kind}“{name}”（{size}）在这里发不出来，点开下面的地址就能取，{days}天内有效：",
    en="📎 The {kind} “{name}” ({size}) cannot be sent here. Open this address to get it, within {days:day|days}:",
)
OPEN = Phrase(zh="打开“{name}”", en="Open “{name}”")
ELSEWHERE = Phrase(
    zh="📎 {kind}“{name}”（{size}）在这里发不出来。到{where}里跟我再说一次刚才的话，就能收到。",
    en="📎 The {kind} “{name}” ({size}) cannot be sent here. Ask me for it the same way on {where} and you will get it.",
)
NOWHERE = Phrase(
    zh="📎 {kind}“{name}”（{size}）在这里发不出来，请找管理员另外发给你。",
    en="📎 The {kind} “{name}” ({size}) cannot be sent here; please ask a manager to send it to you another way.",
)
OR = Phrase(zh="或", en=" or ")
DAYS = 7
"""How long an address is good for at least."""

VIDEO, SOUND = Phrase(zh="视频", en="video"), Phrase(zh="音频", en="recording")
PICTURE, ANY = Phrase(zh="图片", en="picture"), Phrase(zh="文件", en="file")
KINDS = {
    **dict.fromkeys((".mp4", ".mov", ".m4v", ".webm"), VIDEO),
    **dict.fromkeys((".amr", ".mp3", ".m4a", ".ogg", ".oga", ".wav", ".aac", ".silk"), SOUND),
    **dict.fromkeys((".png", ".jpg", ".jpeg", ".gif", ".webp"), PICTURE),
}
"""What people call a file, by its ending."""

EXPORTS = frozenset((".xlsx", ".xls", ".csv", ".zip", ".json", ".jsonl"))
"""What results, rosters and everybody's own data are made as: they name people, so they have no address that could be passed on."""

Media = Picture | File
Links = Callable[[str, str], str | None]
"""The address (file in the store, name) can be had at by whoever has it; None where there is none others could open."""


Fits = Callable[[OutboundMessage], Awaitable[OutboundMessage]]
"""`Carrying.fitted`."""


async def as_it_is(message: OutboundMessage) -> OutboundMessage:
    """For channels tried without a house around them."""
    return message


class Carrying:
    """The one place that decides in what form a picture or file goes to a channel."""

    def __init__(self, database: Database, files: Files, channels: Mapping[str, Channel], links: Links) -> None:
        self._database, self._files, self._channels, self._links = database, files, channels, links

    async def fitted(self, message: OutboundMessage) -> OutboundMessage:
        """The message as its channel can carry it, and the same message where it carries all of it. Raises Unavailable."""
        can = self._channels[message.to.channel].can
        parts = [await self._as_carried(part, can) if isinstance(part, Media) else part for part in message.parts]
        if all(part is was for part, was in zip(parts, message.parts, strict=True)):
            return message
        language = await self._database.read(lambda db: standing.language_in(db, message.to.channel, message.to.room))
        return replace(message, parts=self._said(parts, language, has_links=not message.protected))

    async def _as_carried(self, part: Media, can: Can) -> Part | tuple[Media, int]:
        """The part, a file in a picture's place, or (what cannot go, its bytes)."""
        if can.pictures and can.files and can.largest_picture is None and not can.smallest_file:
            return part  # it takes anything
        size = await asyncio.to_thread(self._size, part.file)
        if size is None:
            return part  # not in the store any more: said when it is sent
        return _carried(part, size, can) or (part, size)

    def _size(self, file: str) -> int | None:
        """Bytes; None where it is not there."""
        try:
            with self._files.open(file) as content:
                return sum(map(len, iter(lambda: content.read(1 << 16), b"")))
        except (FileMissing, ValueError):
            return None

    def _said(self, parts: Sequence[Part | tuple[Media, int]], language: str, *, has_links: bool) -> tuple[Part, ...]:
        said: list[Part] = []
        for part in parts:
            if not isinstance(part, tuple):
                said.append(part)
                continue
            summary = self._summary(*part, language, has_links=has_links)
            said.append(Text((Run("\n"), *summary.runs)) if said and isinstance(said[-1], Text) else summary)
        return tuple(said)

    def _summary(self, part: Media, size: int, language: str, *, has_links: bool) -> Text:
        """What it is, how large, and how to have it: what should not be passed on has no address."""
        name = _name(part)
        about = {"kind": _kind(part)().to(language), "name": name, "size": size_in_words(size)}
        has_links = has_links and PurePath(name).suffix.lower() not in EXPORTS
        if has_links and (link := self._links(part.file, name)) is not None:
            opens = OPEN(name=name).to(language)
            return Text((Run(LINKED(**about, days=DAYS).to(language) + "\n"), Run(opens, link=link)))
        places = dict.fromkeys(
            platform(each.name, language)
            for each in self._channels.values()
            if each.can.hears and _carried(part, size, each.can)
        )
        if not places:
            return Text.of(NOWHERE(**about).to(language))
        return Text.of(ELSEWHERE(**about, where=OR().to(language).join(places)).to(language))


def size_in_words(size: int) -> str:
    """12 bytes as 12 B, 4300 as 4 KB, 12 900 000 as 12.3 MB."""
    if size < 1 << 10:
        return f"{size} B"
    return f"{size / (1 << 10):.0f} KB" if size < 1 << 20 else f"{size / (1 << 20):.1f} MB"


def _carried(part: Media, size: int, can: Can) -> Media | None:
    """The part as a channel takes it: as it is, a picture as a file, or not at all."""
    if size < can.smallest_file:
        return None
    if isinstance(part, Picture) and can.pictures and size <= (can.largest_picture or size):
        return part
    if not can.files:
        return None
    return part if isinstance(part, File) else File(part.file, _name(part), size)


def _kind(part: Media) -> Phrase:
    return PICTURE if isinstance(part, Picture) else KINDS.get(PurePath(part.name).suffix.lower(), ANY)


def _name(part: Media) -> str:
    """What people call it; a picture is called by what it shows, with the ending of its file."""
    if isinstance(part, File):
        return part.name
    ending = PurePath(part.file).suffix or ".png"
    words = " ".join(part.alt.split())[:40] or "picture"
    return words if words.lower().endswith((ending, *KINDS)) else words + ending
