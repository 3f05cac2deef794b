"""Who is looking at which room, and showing them what is new there."""

from __future__ import annotations

import asyncio
import json
import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from itertools import count
from typing import Any, Protocol

from bot.channel import House
from bot.channels.web import reacting
from bot.channels.web.elsewhere import REPEATED_EVERY, Elsewhere, pieces
from bot.channels.web.person_limits import Limits
from bot.messages import Account, Quote
from bot.parts import decode, plain
from storage.channels import web

log = logging.getLogger(__name__)

AT_ONCE = 200
"""Posts shown in one frame."""
NAMES_SHOWN = 60
"""Names in a presence frame; the count beside them is whole."""
LOOKED_EVERY = 1.0
"""Seconds at most between two looks whether somebody's session has ended, or another program wrote something."""
PRESENCE_SETTLES = 0.4
"""Seconds of coming and going told as one change: a whole camp comes back at once after a restart."""
LONGEST_TOAST = 1000
"""Characters of a toast that are told to another replica."""

Frame = dict[str, Any]


class Viewer(Protocol):
    """A tab as the hub sees it: whose it is, how far it has been shown each room (`rev`), and its way out."""

    name: str
    session: str
    shown: dict[str, int]

    def push(self, said: str) -> None: ...
    def close(self) -> None: ...
    def end(self) -> None: ...


class Hub:
    """Tabs by room. A tab is shown every change after its own mark, in order, whoever made it and however late it asks."""

    def __init__(self) -> None:
        self.house: House | None = None
        self.pings = count()
        self.limits = Limits()
        self._tabs: defaultdict[str, set[Viewer]] = defaultdict(set)
        self._people: defaultdict[str, set[Viewer]] = defaultdict(set)
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._settling: set[str] = set()
        self._to_tell: set[str] = set()
        self._changed: set[str] = set()
        self.on_aside: list[Callable[[str], None]] = []
        self._elsewhere = Elsewhere()
        self._told_at = 0.0
        self._looked_at = 0.0
        self._wake = asyncio.Event()

    def enter(self, tab: Viewer) -> None:
        """From now on the tab is shown the rooms it has marks for."""
        self._people[tab.name].add(tab)
        for room in tab.shown:
            self._tabs[room].add(tab)
            self.changed(room)
            self._presence_soon(room)

    def leave(self, tab: Viewer) -> None:
        self._people[tab.name].discard(tab)
        if not self._people[tab.name]:
            del self._people[tab.name]
        for room in tab.shown:
            self._tabs[room].discard(tab)
            self._presence_soon(room)

    def everybody(self) -> list[Viewer]:
        return [tab for tabs in self._people.values() for tab in tabs]

    def tabs_of(self, name: str) -> list[Viewer]:
        return list(self._people.get(name, ()))

    def online(self, room: str) -> list[str]:
        """Who is here, by this replica or another."""
        return sorted({*self._here(room), *self._elsewhere.names(room)})

    def _here(self, room: str) -> set[str]:
        return {tab.name for tab in self._tabs[room]}

    def presence(self, room: str) -> str:
        """The frame that says who is here."""
        names = self.online(room)
        return frame(t="presence", room=room, online=names[:NAMES_SHOWN], count=len(names))

    def whisper(self, name: str, says: str) -> None:
        """A toast for all tabs somebody has; the other replicas show it where there are none here, or some there too."""
        self._toast(name, says)
        if name not in self._people or self._elsewhere.is_here(name):
            self._say_aside(t="whisper", name=name, says=says[:LONGEST_TOAST])

    def _toast(self, name: str, says: str) -> None:
        for tab in self.tabs_of(name):
            tab.push(frame(t="whisper", says=says))

    def read(self, by: Viewer, room: str, seq: int) -> None:
        """Somebody has read up to there in one tab: their others know it, wherever they are."""
        self._mark_read(by.name, room, seq, but=by)
        if self._elsewhere.is_here(by.name):
            self._say_aside(t="read", name=by.name, room=room, seq=seq)

    def _mark_read(self, name: str, room: str, seq: int, *, but: Viewer | None = None) -> None:
        for tab in self.tabs_of(name):
            if tab is not but and room in tab.shown:
                tab.push(frame(t="read", room=room, seq=seq))

    def told_aside(self, program: str, words: str) -> None:
        """What another replica says: who is in a room by it, how far somebody read, or a toast. A new one is told who is here."""
        said = json.loads(words)
        match said["t"]:
            case "whisper":
                self._toast(said["name"], said["says"])
            case "read":
                self._mark_read(said["name"], said["room"], said["seq"])
            case "here":
                room, now = said["room"], asyncio.get_running_loop().time()
                if self._elsewhere.hear(program, room, said["names"], more=said["more"], now=now):
                    self._told_at = 0.0
                if not said["more"]:
                    self._settle(room)

    def _say_aside(self, **said: Any) -> None:
        for say in self.on_aside:
            say(frame(**said))

    def _say_who_is_here(self, room: str) -> None:
        """Tells the other replicas, in as many words as it takes; where there can be none, nobody."""
        if not self.on_aside:
            return
        said = list(pieces(sorted(self._here(room))))
        for place, names in enumerate(said, 1):
            self._say_aside(t="here", room=room, names=names, more=place < len(said))

    def changed(self, room: str) -> None:
        """Something was committed there: whoever looks is shown it soon."""
        if self._tabs.get(room):
            self._changed.add(room)
            self._wake.set()

    async def run(self, house: House) -> None:
        """Shows changes and ends what is void, until cancelled; what the database cannot tell now is asked again."""
        self.house = house
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOKED_EVERY):
                    await self._wake.wait()
            self._wake.clear()
            try:
                await self._look_around(house)
                while self._changed:
                    await self.spread(next(iter(self._changed)))
            except Exception as problem:
                log.warning("not shown: %s", type(problem).__name__)
                await asyncio.sleep(LOOKED_EVERY)

    async def _look_around(self, house: House) -> None:
        """Once a second: which sessions have ended, and what another program wrote, whether or not its word came."""
        now = asyncio.get_running_loop().time()
        if now - self._looked_at < LOOKED_EVERY:
            return
        self._looked_at = now
        await self._end_void(house)
        for room in self._elsewhere.forget_silent(now):
            self._settle(room)
        if now - self._told_at >= REPEATED_EVERY:
            self._told_at = now
            for room in [room for room, tabs in self._tabs.items() if tabs and not room.startswith("@")]:
                self._say_who_is_here(room)
        marks = {room: min(tab.shown[room] for tab in tabs) for room, tabs in self._tabs.items() if tabs}
        if marks:
            self._changed.update(await house.look(partial(web.changed, marks=marks)))

    async def _end_void(self, house: House) -> None:
        """Ends the tabs whose session stands no more, whoever ended it; who sits in other rooms than before comes back to those."""
        if tabs := self.everybody():
            these = sorted({tab.session for tab in tabs})
            seats = await house.look(partial(web.standing, these=these, at=house.now()))
            for tab in tabs:
                if tab.session not in seats:
                    tab.end()
                elif seats[tab.session] != len(tab.shown):
                    tab.close()

    async def spread(self, room: str) -> None:
        """Shows everybody in the room what they have not been shown."""
        self._changed.discard(room)
        try:
            await self._spread(room)
        except Exception:
            self._changed.add(room)
            raise

    async def _spread(self, room: str) -> None:
        assert self.house is not None
        async with self._locks[room]:
            while tabs := list(self._tabs.get(room, ())):
                after = min(tab.shown[room] for tab in tabs)
                rows = await self.house.look(partial(web.changes, room=room, after=after, most=AT_ONCE))
                _show(room, rows, tabs)
                if len(rows) < AT_ONCE:
                    return

    def _presence_soon(self, room: str) -> None:
        """Somebody came or went here: our tabs and the other replicas hear of it."""
        if not room.startswith("@"):
            self._to_tell.add(room)
            self._settle(room)

    def _settle(self, room: str) -> None:
        """Somebody came or went, here or elsewhere."""
        if room not in self._settling:
            self._settling.add(room)
            asyncio.get_running_loop().call_later(PRESENCE_SETTLES, self._tell_presence, room)

    def _tell_presence(self, room: str) -> None:
        self._settling.discard(room)
        if room in self._to_tell:
            self._to_tell.discard(room)
            self._say_who_is_here(room)
        said = self.presence(room)
        for tab in self._tabs[room]:
            tab.push(said)


def _show(room: str, rows: Sequence[Any], tabs: Iterable[Viewer]) -> None:
    """Each tab gets the rows after its mark. Written once for all tabs that stand at the same mark, sent nothing themselves and put the same
    under these posts."""
    written: dict[tuple[Any, ...], str] = {}
    hands = reacting.hands(rows)
    authors = {row.key.split(":")[1] for row in rows if row.kind == "person" and row.key.startswith("web:")}
    for tab in tabs:
        mark, mine = tab.shown[room], tab.session if tab.session in authors else ""
        alike = mark, mine, hands.get(tab.name, ())
        fresh = [row for row in rows if row.rev > mark]
        if fresh:
            if alike not in written:
                written[alike] = frame(t="posts", room=room, posts=[post(row, mine, tab.name) for row in fresh])
            tab.shown[room] = fresh[-1].rev
            tab.push(written[alike])


def post(row: Any, session: str, name: str) -> Frame:
    """A post as somebody's page reads it: instants in milliseconds; `id` is the tab's own name for it, where the tab's session sent it."""
    shown: Frame = {
        "seq": row.seq,
        "rev": row.rev,
        "kind": row.kind,
        "by": row.author,
        "name": row.name,
        "parts": json.loads(row.parts),
        "at": milliseconds(row.at),
    }
    if row.edited_at:
        shown["edited"] = milliseconds(row.edited_at)
    if row.reactions:
        shown["reactions"] = reacting.told(row, name)
    if row.quoted_parts is not None:
        words = plain(decode(row.quoted_parts))
        shown["quote"] = {"seq": row.reply_to, "kind": row.quoted_kind, "name": row.quoted_name, "words": words[:120]}
    if session and row.key.startswith(f"web:{session}:"):
        shown["id"] = row.key.removeprefix(f"web:{session}:")
    return shown


def quote(row: Any) -> Quote:
    """A post as it is told to whoever hears a reply to it."""
    by = Account("web", row.author, row.name) if row.kind == "person" else None
    return Quote(plain(decode(row.parts)), by, answers=plain(decode(row.quoted_parts)) if row.quoted_parts else "")


def milliseconds(at: datetime) -> int:
    return round(at.timestamp() * 1000)


def frame(**values: Any) -> str:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))
