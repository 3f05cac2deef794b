"""The platform of a long run: gives every update until somebody took it, takes what is sent, and has its weather.

It remembers what arrived, in order: what the programs did is judged by that, not by what they say.
"""

from __future__ import annotations

import asyncio
import json
import random
from asyncio import StreamReader, StreamWriter
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic
from typing import Any, NamedTuple

GIVEN_AGAIN_AFTER = 4.0
"""Seconds an update may be unacknowledged, as with the platforms' callbacks."""
SLOW = 0.4
WEATHERS = ("errors", "too many", "silent", "slow")
ACCOUNTS = ("telegram", "wecom")
ODDS = 0.5
"""How many calls a weather strikes."""


@dataclass(frozen=True)
class Update:
    """Somebody's words in a room of one of the ACCOUNTS, under the platform's number."""

    number: int
    who: str
    called: str
    room: str
    words: str
    account: str = ACCOUNTS[0]


class Arrival(NamedTuple):
    """A send the platform took; `who` is the program it came from, `at` the moment by a clock that nobody sets."""

    room: str
    lane: int
    message: int
    words: str
    who: str
    at: float


class Platform:
    """`arrived` is every send it took; `unanswered` of those nobody was told of; `weather` of each account one of WEATHERS or "fair"."""

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice
        self.arrived: list[Arrival] = []
        self.unanswered = 0
        self.struck = 0
        self.repeated = 0
        self.weather = dict.fromkeys(ACCOUNTS, "fair")
        self.port = 0
        self._lines: dict[tuple[str, str], StreamWriter] = {}
        self._taken: dict[int, asyncio.Future[bool]] = {}
        self._given_to: dict[int, StreamWriter] = {}
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> Platform:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        for out in self._lines.values():
            out.close()

    @property
    def programs(self) -> set[str]:
        """Those that have a line to every account."""
        return {who for who, _ in self._lines if all((who, account) in self._lines for account in ACCOUNTS)}

    async def give(self, update: Update) -> None:
        """Until some program has acknowledged it; whichever is asked. One whose connection ends is not waited for."""
        tries = 0
        while True:
            lines = [out for (_, account), out in sorted(self._lines.items()) if account == update.account]
            if not lines:
                await asyncio.sleep(0.1)
                continue
            out = self.dice.choice(lines)
            self.repeated += tries > 0
            tries += 1
            taken = self._taken.get(update.number)
            if taken is None or taken.done():
                taken = self._taken[update.number] = asyncio.get_running_loop().create_future()
            self._given_to[update.number] = out
            said = {"update": update.number, "who": update.who, "called": update.called, "room": update.room}
            self._say(out, **said, words=update.words)
            with suppress(TimeoutError):
                if await asyncio.wait_for(asyncio.shield(taken), GIVEN_AGAIN_AFTER):
                    self._given_to.pop(update.number, None)
                    return
            await asyncio.sleep(self.dice.random() * 0.5)

    def set_clock(self, program: str, off: float) -> None:
        """A program's clock is off by so many seconds from now on."""
        if (out := self._lines.get((program, ACCOUNTS[0]))) is not None:
            self._say(out, off=off)

    def cut(self, program: str) -> None:
        """Its connections are gone without a word."""
        for account in ACCOUNTS:
            if (out := self._lines.pop((program, account), None)) is not None:
                out.transport.abort()

    # ── one program's connection ─────────────────────────────────────────────────────────────────────────────────────

    async def _serve(self, reader: StreamReader, out: StreamWriter) -> None:
        who = account = ""
        try:
            while line := await reader.readline():
                said = json.loads(line)
                if "who" in said:
                    who, account = said["who"], said["account"]
                    self._lines[who, account] = out
                elif "send" in said:
                    self._take(said, who, account, out)
                elif (taken := self._taken.get(said.get("took") or said.get("refused"))) is not None and not taken.done():
                    taken.set_result("took" in said)
        except (OSError, asyncio.CancelledError):
            pass
        finally:
            if self._lines.get((who, account)) is out:
                del self._lines[who, account]
            for number in [number for number, given_to in self._given_to.items() if given_to is out]:
                del self._given_to[number]
                if not self._taken[number].done():
                    self._taken[number].set_result(False)
            out.close()

    def _take(self, said: dict[str, Any], who: str, account: str, out: StreamWriter) -> None:
        weather = self.weather[account] if self.dice.random() < ODDS else "fair"
        self.struck += weather != "fair"
        if weather in ("errors", "too many"):
            self._say(out, to=said["send"], answer="500" if weather == "errors" else "429")
            return
        if weather == "silent" and self.dice.random() < 0.5:
            return
        self.arrived.append(Arrival(said["room"], said["lane"], said["message"], said["words"], who, monotonic()))
        if weather == "silent":
            self.unanswered += 1
        elif weather == "slow":
            asyncio.get_running_loop().call_later(SLOW, lambda: self._say(out, to=said["send"], answer="200"))
        else:
            self._say(out, to=said["send"], answer="200")

    def _say(self, out: StreamWriter, **what: Any) -> None:
        if not out.is_closing():
            out.write(json.dumps(what, ensure_ascii=False).encode() + b"\n")
