"""Updates waiting for the bot: kept a day, fetched by long polling or pushed to a webhook, never both."""

from __future__ import annotations

import asyncio
import copy
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import aiohttp

from bot.clock import Clock
from tests.standins.telegram.rules import UPDATE_LIVES, Refused

ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
PUSH_TIMEOUT = 60.0
LONGEST_BACKOFF = 60.0


@dataclass(slots=True)
class Waiting:
    """An update not confirmed yet; `queue` is the chat or person whose order it keeps."""

    update: dict[str, Any]
    queue: str
    until: datetime


@dataclass(slots=True)
class Hook:
    """Where updates are pushed to, and how the last push that failed went."""

    url: str
    secret: str = ""
    connections: int = 40
    last_error: str = ""
    last_error_at: datetime | None = None


@dataclass(slots=True)
class Updates:
    """The bot's queue. `put` and `put_raw` may be called from any thread; `changed` is held and told."""

    clock: Clock
    next_id: int = 500_001
    allowed: frozenset[str] | None = None
    waiting: list[Waiting] = field(default_factory=list)
    hook: Hook | None = None
    reachable: bool = True
    wake: Callable[[], None] = lambda: None
    changed: threading.Condition = field(default_factory=lambda: threading.Condition(threading.RLock()))
    _fresh: asyncio.Event = field(default_factory=asyncio.Event)
    _poller: object | None = None
    _pushing: dict[str, asyncio.Task[None]] = field(default_factory=dict)

    def put(self, kind: str, payload: dict[str, Any], queue: str) -> int | None:
        """Its number, or None where the bot did not ask for this kind."""
        if not (kind in self.allowed if self.allowed else kind not in ON_REQUEST):
            return None
        return self.put_raw({kind: copy.deepcopy(payload)}, queue)

    def put_raw(self, update: dict[str, Any], queue: str = "raw") -> int:
        with self.changed:
            number = self.next_id
            self.next_id += 1
            self.waiting.append(Waiting({"update_id": number} | update, queue, self.clock.now() + UPDATE_LIVES))
        self.wake()
        return number

    def confirm(self, offset: int) -> None:
        """Forget what the bot has; a negative offset keeps that many of the newest."""
        now = self.clock.now()
        with self.changed:
            kept = self.waiting[offset:] if offset < 0 else self.waiting
            self.waiting = [item for item in kept if item.update["update_id"] >= offset and item.until > now]
            self.changed.notify_all()

    def fresh(self) -> None:
        """In the server's loop: something came."""
        self._fresh.set()
        self.push_all()

    # ── long polling ──

    async def poll(self, offset: int, limit: int, seconds: float) -> list[dict[str, Any]]:
        if self.hook:
            raise Refused(
                409,
                "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
            )
        me = self._poller = object()
        self._fresh.set()
        self.confirm(offset)
        deadline = asyncio.get_running_loop().time() + seconds
        while not self.waiting and (left := deadline - asyncio.get_running_loop().time()) > 0:
            self._fresh.clear()
            await _first(self._fresh.wait(), left)
            if self._poller is not me:
                raise Refused(
                    409, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
                )
        return [item.update for item in self.waiting[: max(1, min(limit, 100))]]

    # ── webhook ──

    def push_all(self) -> None:
        """One push under way per chat, its updates strictly in order."""
        if not self.hook or not self.reachable:
            return
        for item in list(self.waiting):
            if item.queue not in self._pushing and len(self._pushing) < self.hook.connections:
                self._pushing[item.queue] = asyncio.create_task(self._push(item.queue))

    async def _push(self, queue: str) -> None:
        try:
            async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=PUSH_TIMEOUT)) as session:
                while self.hook and (item := next((item for item in self.waiting if item.queue == queue), None)):
                    await self._push_until_taken(session, item)
        finally:
            del self._pushing[queue]
        self.push_all()

    async def _push_until_taken(self, session: aiohttp.ClientSession, item: Waiting) -> None:
        """Repeats at once, then after 2, 4, 8 … 60 s, or as long as the bot's Retry-After asks."""
        pause = 0.0
        while self.hook and item in self.waiting and item.until > self.clock.now():
            problem, asked = await _post(session, self.hook, item.update)
            if not problem:
                break
            with self.changed:
                self.hook.last_error, self.hook.last_error_at = problem, self.clock.now()
                self.changed.notify_all()
            if wait := asked or pause:
                await self.clock.sleep(self.clock.now() + timedelta(seconds=wait))
            pause = min(max(2.0, pause * 2), LONGEST_BACKOFF)
        with self.changed:
            if self.hook and item in self.waiting:
                self.waiting.remove(item)
            self.changed.notify_all()

    def stop(self) -> None:
        for task in self._pushing.values():
            task.cancel()


async def _first(waiting: Any, seconds: float) -> None:
    try:
        await asyncio.wait_for(waiting, seconds)
    except TimeoutError:
        return


async def _post(session: aiohttp.ClientSession, hook: Hook, update: dict[str, Any]) -> tuple[str, float]:
    """What went wrong ("" for nothing) and the seconds the bot asked us to wait."""
    headers = {"X-Telegram-Bot-Api-Secret-Token": hook.secret} if hook.secret else {}
    try:
        async with session.post(hook.url, json=update, headers=headers) as answer:
            if 200 <= answer.status < 300:
                return "", 0
            return f"Wrong response from the webhook: {answer.status} {answer.reason}", float(
                answer.headers.get("Retry-After", 0)
            )
    except (aiohttp.ClientError, TimeoutError) as problem:
        return f"Connection failed: {type(problem).__name__}", 0
