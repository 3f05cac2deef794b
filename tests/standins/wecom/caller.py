"""How the platform calls us back: a GET to be verified within 1 s, a POST within 5 s, tried three times with one message id."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import aiohttp

from bot.clock import Clock

VERIFY_WITHIN = timedelta(seconds=1)
ANSWER_WITHIN = timedelta(seconds=5)
ATTEMPTS = 3


@dataclass(frozen=True)
class Answered:
    """What our side said: the last status (0 where it never answered), the body, and how many attempts it took."""

    status: int
    body: bytes
    attempts: int

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass(frozen=True)
class Letter:
    """One POST: its query and its body."""

    query: dict[str, str]
    body: bytes


class Caller:
    """Calls one URL. `url` may be set later: a person can only speak once it is."""

    def __init__(self, clock: Clock, url: str = "") -> None:
        self.clock = clock
        self.url = url
        self.calls: list[Letter] = []

    async def get(self, query: dict[str, str]) -> Answered:
        """The console's check of the URL; follows no redirect."""
        return await self._once("GET", Letter(query, b""), VERIFY_WITHIN, 1)

    async def post(self, write: Callable[[], Letter]) -> Answered:
        """Delivers what `write` writes anew for each attempt."""
        answered = Answered(0, b"", 0)
        for attempt in range(1, ATTEMPTS + 1):
            answered = await self._once("POST", write(), ANSWER_WITHIN, attempt)
            if answered.status == 200:
                break
        return answered

    async def _once(self, method: str, letter: Letter, within: timedelta, attempt: int) -> Answered:
        self.calls.append(letter)
        asked = asyncio.ensure_future(self._ask(method, letter, attempt))
        late = asyncio.ensure_future(self.clock.sleep(self.clock.now() + within))
        await asyncio.wait({asked, late}, return_when=asyncio.FIRST_COMPLETED)
        late.cancel()
        if asked.done():
            return asked.result()
        asked.cancel()
        return Answered(0, b"", attempt)

    async def _ask(self, method: str, letter: Letter, attempt: int) -> Answered:
        try:
            async with (
                aiohttp.ClientSession() as session,
                session.request(method, self.url, params=letter.query, data=letter.body, allow_redirects=False) as response,
            ):
                return Answered(response.status, await response.read(), attempt)
        except aiohttp.ClientError:
            return Answered(0, b"", attempt)
