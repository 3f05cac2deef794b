"""From updates to the house: each chat in its order, each update by itself, so that a bad one never holds up the rest."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import structlog
from telegram.error import TelegramError

from bot.channel import House, Parked, Receipt, TryLater, Uncertain, Undeliverable
from bot.channels.telegram.admins import Admins
from bot.channels.telegram.insiders import Insiders
from bot.channels.telegram.sending import Sender
from bot.channels.telegram.talk import Talk
from bot.channels.telegram.updates import Json, Me, changed_admins, read
from bot.clock import Clock
from bot.messages import Account, InboundEvent, Kind, OutboundMessage, Sent
from storage.channels import telegram as storage

log = structlog.get_logger()

PRESS_WAITS = 2.5
"""Seconds a press may wait for its handler before it is answered without a word: the client shows a spinner till then."""
WORDS = frozenset(
    {"text", "caption", "data", "first_name", "last_name", "username", "title", "bio", "author_signature", "file_name", "name"}
)
"""Fields that hold what people said or are called: no dead letter keeps them."""


class Receiver:
    """Hands updates to the house. `take` returns once all of them are committed."""

    def __init__(
        self, house: House, me: Me, admins: Admins, insiders: Insiders, sender: Sender, talk: Talk, clock: Clock
    ) -> None:
        self._house, self._me, self._admins, self._insiders = house, me, admins, insiders
        self._sender, self._talk, self._clock = sender, talk, clock
        self._answering: set[asyncio.Task[None]] = set()

    async def take(self, updates: Sequence[Json]) -> None:
        """Chats beside each other, each in its order. Raises what the house raised when it could not take one of them."""
        chats: dict[object, list[Json]] = {}
        for update in updates:
            chats.setdefault(_chat(update), []).append(update)
        outcomes = await asyncio.gather(*map(self._in_order, chats.values()), return_exceptions=True)
        for problem in filter(None, outcomes):
            raise problem

    async def finish(self, seconds: float) -> None:
        """Lets the answers under way end."""
        if self._answering:
            await asyncio.wait(self._answering, timeout=seconds)

    async def hand(self, event: InboundEvent) -> None:
        """One event: what the channel itself notes of it, then the house."""
        await self._note(event)
        if event.kind is Kind.PRESSED:
            await self._press(await self._ranked(await self._placed(event)))
        else:
            await self._house.receive(await self._ranked(event))

    async def _in_order(self, updates: Sequence[Json]) -> None:
        for update in updates:
            await self._one(update)

    async def _one(self, update: Json) -> None:
        try:
            events, stale = read(update, self._me, self._house.now()), changed_admins(update)
        except Exception as problem:
            await self._bury(update, problem)
            return
        if stale:
            self._admins.forget(stale)
        for event in events:
            await self.hand(event)

    async def _bury(self, update: Json, problem: Exception) -> None:
        log.warning("telegram update unread", update=update["update_id"], problem=type(problem).__name__)
        bot, number, now = self._me.id, update["update_id"], self._house.now()
        await self._house.keep(lambda db: storage.bury(db, bot, number, type(problem).__name__, _wordless(update), at=now))

    async def _note(self, event: InboundEvent) -> None:
        """The groups we are in, and who spoke there last."""
        bot, room, data = self._me.id, event.address.room, event.data
        match event.kind:
            case Kind.SAID if event.sender is not None and not event.address.direct:
                self._talk.heard(data["ref"], event.sender.id)
                self._insiders.note(room, event.sender.id, inside=True)
            case Kind.JOINED | Kind.LEFT if event.sender is not None:
                self._insiders.note(room, event.sender.id, inside=event.kind is Kind.JOINED)
            case Kind.WE_JOINED:
                await self._house.keep(lambda db: storage.enter(db, bot, room, data["title"]))
            case Kind.WE_LEFT:
                await self._house.keep(lambda db: storage.leave(db, bot, room))
            case Kind.MOVED:
                self._admins.forget(room)
                await self._house.keep(lambda db: storage.move(db, bot, room, data["room"]))

    async def _placed(self, event: InboundEvent) -> InboundEvent:
        """A press of somebody who is in the group, as one: it may be their first word there."""
        if event.sender is None or not event.data.get("maybe_outside"):
            return event
        if not await self._insiders.include(event.address.room, event.sender.id):
            return event
        return replace(event, data={name: value for name, value in event.data.items() if name != "maybe_outside"})

    async def _ranked(self, event: InboundEvent) -> InboundEvent:
        """The event with its sender's standing in the group."""
        sender, room = event.sender, event.address
        if sender is None or room.direct or event.kind not in (Kind.SAID, Kind.PRESSED, Kind.EDITED):
            return event
        return replace(event, sender=await self._standing(sender, room.room))

    async def _standing(self, sender: Account, room: str) -> Account:
        if sender.is_room_admin or not await self._admins.include(room, sender.id):
            return sender
        return replace(sender, is_room_admin=True)

    # ── presses ──

    async def _press(self, event: InboundEvent) -> None:
        """After the commit the press is answered beside everything else; without waiting where the commit takes long."""
        receiving = asyncio.ensure_future(self._house.receive(event))
        done, _ = await asyncio.wait({receiving}, timeout=PRESS_WAITS)
        if not done:
            self._beside(self._end(event))
        receipt = await receiving
        self._beside(self._reply(event, receipt) if done else self._send_reserved(receipt))

    async def _reply(self, event: InboundEvent, receipt: Receipt) -> None:
        if not await self._send_reserved(receipt):
            await self._end(event)

    async def _send_reserved(self, receipt: Receipt) -> bool:
        """Sends what was reserved for the press; whether that ended it."""
        ended = False
        for message in await self._house.claim(receipt) if receipt.reserved else ():
            try:
                refs = await self._within_its_life(message)
            except (TryLater, Parked, Undeliverable, Uncertain):
                continue  # not settled: it expires, or delivery sends it the ordinary way
            await self._house.settle(message, Sent(refs, self._house.now()))
            ended = ended or message.whisper
        return ended

    async def _within_its_life(self, message: OutboundMessage) -> tuple[str, ...]:
        """A toast Telegram asks us to wait with is said after the wait, where the press can still be answered then."""
        try:
            return await self._sender.send(message)
        except TryLater as wait:
            again = self._clock.now() + timedelta(seconds=wait.seconds)
            if not message.whisper or message.answer is None or again > message.answer.until:
                raise
        await self._clock.sleep(again)
        return await self._sender.send(message)

    async def _end(self, event: InboundEvent) -> None:
        if event.answer is None:
            return
        try:
            await self._sender.answer(event.answer.token)
        except TelegramError as problem:
            log.info("press not answered", key=event.key, problem=type(problem).__name__)

    def _beside(self, work: Coroutine[Any, Any, object]) -> None:
        async def done() -> None:
            try:
                await work
            except Exception as problem:  # the event is committed; its toast is the least of it
                log.warning("press not answered", problem=type(problem).__name__)

        task = asyncio.create_task(done())
        self._answering.add(task)
        task.add_done_callback(self._answering.discard)


def _chat(update: Json) -> object:
    """What an update's order is kept by: its chat, found wherever it stands; by itself where it has none."""
    for value in update.values():
        if isinstance(value, dict):
            inner = value.get("message") or value
            if isinstance(inner, dict) and isinstance(chat := inner.get("chat"), dict):
                return str(chat.get("id"))
    return update.get("update_id")


def _wordless(value: Any) -> Any:
    """JSON with every word people said replaced by its length."""
    match value:
        case dict():
            return {key: f"<{len(str(inner))}>" if key in WORDS else _wordless(inner) for key, inner in value.items()}
        case list():
            return [_wordless(inner) for inner in value]
    return value
