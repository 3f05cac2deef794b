"""The smart bot's channel: callbacks become events, messages become answers and pushes, cards change within five seconds."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, Protocol

import structlog

from bot.channel import Can, House, Pace, Receipt, TryLater, Uncertain, Undeliverable
from bot.channels.tencent import cards, codes, text_limits
from bot.channels.tencent.answering import Answering, answer
from bot.channels.tencent.calls import Refused, Unreached, Unsure
from bot.channels.tencent.codes import BUSY, TASK_TAKEN, Verdicts
from bot.channels.tencent.media import LARGEST_PICTURE, SMALLEST
from bot.channels.tencent.partial_sends import Begun
from bot.channels.tencent.send_windows import OF_MEMBER, counted
from bot.channels.wecom_bot import inbound, media
from bot.channels.wecom_bot.connection import Connection, Frame
from bot.channels.wecom_bot.inbound import Right
from bot.channels.wecom_bot.people import Company, People
from bot.clock import Clock
from bot.messages import Address, FileRef, InboundEvent, Lane, OutboundMessage, Sent
from bot.parts import plain
from bot.phrases import Line, Phrase
from storage.channels import wecom_bot

log = structlog.get_logger()

AT_ONCE = 500
"""Callbacks being taken in at a time; the line is not read meanwhile."""
FIRST_WAIT, LONGEST_WAIT = 1.0, 30.0
"""Seconds between two tries to have an event committed. Nothing on this line is sent twice, so we do not let go of it."""
ANSWERED_AGAIN, ANSWER_TRIES = timedelta(seconds=1), 3
"""An answer the platform is too busy for is given again at once; after so many tries, or refused otherwise, it is pushed."""
LINE_DOWN = 5.0
"""Seconds until it is worth looking whether the line is up."""
ANSWERED = 846606
"""Only we answer a callback: we have, and its ack was lost."""
NOT_NOW = 846607
"""Too fast, or nobody has spoken to us there."""


TAKEN = Phrase(
    zh="另一个程序用同一个 bot_id 连着（每个机器人只能有一个连接）：停掉它，或换一个机器人",
    en="another program is connected with the same bot_id (a bot has one connection only): stop it, or use another bot",
)


class Webhooks(Protocol):
    """What may speak in a group where the bot may not (`bot.channels.wecom_group.WecomGroup`)."""

    name: str

    async def deliver(self, message: OutboundMessage) -> Sent: ...


class WecomBot:
    """The smart bot of one company. `called` is the name people call it by in groups; `company` the self-built app and `webhooks`
    the group webhooks, where there are any."""

    name = inbound.NAME
    can = Can(
        edit=False, sees_all_talk=False, alone=True, caseless=True, largest_picture=LARGEST_PICTURE, smallest_file=SMALLEST
    )
    pace = Pace(rate=50.0)
    windows = OF_MEMBER

    def __init__(
        self,
        *,
        bot_id: str,
        secret: str,
        ws_url: str,
        clock: Clock,
        called: str = "",
        company: Company | None = None,
        webhooks: Webhooks | None = None,
    ) -> None:
        self._bot_id, self._clock, self._called = bot_id, clock, called
        self._line = Connection(ws_url, bot_id, secret, clock, self._take_in, self._told)
        self._away = False
        self._people, self._webhooks = People(company), webhooks
        self._verdicts = Verdicts(self.name)
        self._begun, self._answering = Begun(), Answering()
        self._open: set[str] = set()
        self._commands: frozenset[str] = frozenset()
        self._house: House | None = None
        self._at_work: set[asyncio.Task[None]] = set()
        self._turns: dict[str, asyncio.Task[None]] = {}

    # ── the channel protocol ─────────────────────────────────────────────────────────────────────────────────────────

    @property
    def connected(self) -> bool:
        return self._line.is_up

    def routes(self) -> Sequence[Any]:
        return ()

    async def run(self, house: House) -> None:
        """Keeps the connection until cancelled, or its credentials are refused for good."""
        self._house = house
        self._open = await house.look(wecom_bot.open_chats)
        self._commands = frozenset(word.casefold() for item in house.menu("owner", "zh", direct=True) for word in item.words)
        try:
            await self._line.run()
        finally:
            if self._at_work:
                await asyncio.wait(self._at_work, timeout=5)

    def render(self, message: OutboundMessage) -> list[dict[str, Any] | cards.Media]:
        """The pieces as the platform reads them, without their addressee; media still to be uploaded."""
        return cards.pieces(message, _say)

    async def deliver(self, message: OutboundMessage) -> Sent:
        self._answering.wait(message.to.room, self._clock.now())
        return await self._delivered(message)

    async def _delivered(self, message: OutboundMessage) -> Sent:
        right = Right.of(message.answer.token) if message.answer else None
        if right is not None and right.cmd == inbound.CARD and (sent := await self._changed_card(message, right)) is not None:
            return sent
        if message.whisper and not message.to.direct:
            return Sent((), self._clock.now())  # a toast nobody can be shown alone is not said before everybody
        self._verdicts.check(self._clock.now())
        refs = self._begun.so_far(message)
        try:
            await self._send_what_is_left(message, refs, right)
        except _Unheard as unheard:
            if refs or (sent := await self._by_webhook(message)) is None:
                raise unheard.otherwise from None
            self._begun.finish(message)
            return sent
        except Undeliverable:
            self._begun.finish(message)
            raise
        return Sent(self._begun.finish(message), self._clock.now())

    async def fetch(self, ref: FileRef) -> AsyncIterator[bytes]:
        async for chunk in media.fetch(ref):
            yield chunk

    def mend(self, reason: str) -> Line:
        return TAKEN() if reason == "taken" else codes.mend(reason)

    # ── the line ─────────────────────────────────────────────────────────────────────────────────────────────────────

    async def _told(self, reason: str | None) -> None:
        """Whether the line stays away, and why: what is owed is parked meanwhile."""
        if self._house is None or (reason is None and not self._away):
            return
        try:
            await self._house.park(self.name, reason)
            self._away = reason is not None
        except Exception as trouble:
            log.warning("wecom_bot: could not tell why the line is away", problem=type(trouble).__name__)

    # ── in ───────────────────────────────────────────────────────────────────────────────────────────────────────────

    async def _take_in(self, frame: Frame) -> None:
        """Starts on a callback. Those of one person are taken one after another, those of different people side by side."""
        told = inbound.read(frame, self._bot_id, self._clock.now())
        if told is None:
            log.warning("wecom_bot: a callback that cannot be read")
            return
        while len(self._at_work) >= AT_ONCE:
            await asyncio.wait(self._at_work, return_when=asyncio.FIRST_COMPLETED)
        task = asyncio.ensure_future(self._heard(told, self._turns.get(told.who)))
        self._at_work.add(task)
        self._turns[told.who] = task
        task.add_done_callback(lambda done: self._taken_in(told.who, done))

    def _taken_in(self, who: str, done: asyncio.Task[None]) -> None:
        self._at_work.discard(done)
        if self._turns.get(who) is done:
            del self._turns[who]

    async def _heard(self, told: inbound.ParsedFrame, before: asyncio.Task[None] | None) -> None:
        if before is not None:
            await asyncio.wait({before})
        house = self._house
        assert house is not None
        if told.is_event and told.chat in self._open and inbound.is_entering(told):
            return
        try:
            userid, name = await self._people.who(house, told.who)
            event = inbound.event(told, userid, name, self._called, self._commands)
            if event is not None:
                await self._received(house, told, await _with_names(event))
        except Exception as trouble:
            log.error("wecom_bot: callback lost", key=told.key, problem=type(trouble).__name__)

    async def _received(self, house: House, told: inbound.ParsedFrame, event: InboundEvent) -> None:
        if not told.is_event and told.chat not in self._open:
            await house.keep(lambda db: wecom_bot.open_chat(db, told.chat, at=self._clock.now()))
            self._open.add(told.chat)
        with self._answering.to(event, self._clock.now()):
            receipt = await self._committed(house, event)
            for message in await house.claim(receipt) if receipt.reserved else ():
                await self._answered(house, message)

    async def _committed(self, house: House, event: InboundEvent) -> Receipt:
        wait = FIRST_WAIT
        while True:
            try:
                return await house.receive(event)
            except Exception as trouble:
                log.warning("wecom_bot: not committed, trying again", key=event.key, why=type(trouble).__name__, seconds=wait)
                await asyncio.sleep(wait)
                wait = min(wait * 2, LONGEST_WAIT)

    async def _answered(self, house: House, message: OutboundMessage) -> None:
        """What was reserved for the callback."""
        await answer(house, message, self._delivered(message))

    # ── out ──────────────────────────────────────────────────────────────────────────────────────────────────────────

    async def _send_what_is_left(self, message: OutboundMessage, refs: list[str], right: Right | None) -> None:
        """Its first piece as the answer to a callback, where there is a right to that."""
        for piece in self.render(message)[len(refs) :]:
            answers = right if not refs and right is not None and right.cmd != inbound.CARD else None
            async with counted(self._house, self, message.to.room):
                refs.append(await self._sent(message, piece, answers))

    async def _sent(self, message: OutboundMessage, piece: dict[str, Any] | cards.Media, right: Right | None) -> str:
        """One piece, as the answer to a callback where there is a right to that; gives a card's task as its reference."""
        body = piece if isinstance(piece, dict) else await self._uploaded(piece)
        if right is None or not await self._answers(message, right, body):
            await self._pushed(message, body)
        if card := body.get("template_card"):
            await self._keep_card(card)
            return str(card["task_id"])
        return ""

    async def _answers(self, message: OutboundMessage, right: Right, body: dict[str, Any]) -> bool:
        """Says it as the answer to the callback; False where it is not taken as that."""
        if body["msgtype"] == "markdown":
            content = body["markdown"]["content"]
            if right.cmd == inbound.WELCOME:
                body = {"msgtype": "text", "text": {"content": content}}
            else:
                body = {"msgtype": "stream", "stream": {"id": message.key, "finish": True, "content": content}}
        for tries in range(1, ANSWER_TRIES + 1):
            try:
                await self._settled(self._line.ask(right.cmd, body, req_id=right.req_id))
                return True
            except Refused as refused:
                if refused.code == ANSWERED:
                    return True
                if refused.code not in BUSY or tries == ANSWER_TRIES:
                    log.info("answer pushed instead", channel=self.name, outbox=message.id, code=refused.code)
                    return False
            await self._clock.sleep(self._clock.now() + ANSWERED_AGAIN)
        return False

    async def _pushed(self, message: OutboundMessage, body: dict[str, Any]) -> None:
        """Says it unasked, where somebody has spoken to us before."""
        if message.to.room not in self._open:
            raise _Unheard(Undeliverable("unreachable"))
        told = {"chatid": message.to.room, "chat_type": 1 if message.to.direct else 2, **body}
        await self._asked(self._line.ask("aibot_send_msg", told), card="template_card" in body)

    async def _by_webhook(self, message: OutboundMessage) -> Sent | None:
        """Says it through the group's webhook; None where the group has none."""
        house, webhooks = self._house, self._webhooks
        if house is None or webhooks is None or message.to.direct:
            return None
        hook = await house.look(lambda db: wecom_bot.hook(db, message.to.room))
        return await webhooks.deliver(replace(message, to=Address(webhooks.name, hook))) if hook else None

    async def _changed_card(self, message: OutboundMessage, right: Right) -> Sent | None:
        """Changes the pressed card: for everybody by an edit, for whoever pressed it by a toast. None where it cannot be."""
        card = await self._new_card(message, right.task)
        if card is None:
            return None
        change: dict[str, Any] = {"response_type": "update_template_card", "template_card": card}
        if message.whisper and right.presser:
            change["userids"] = [right.presser]
        try:
            await self._line.ask(inbound.CARD, change, req_id=right.req_id)
        except (Refused, Unreached, Unsure) as refused:
            log.info("card not changed", channel=self.name, code=getattr(refused, "code", None))
            return None
        if not message.whisper:
            await self._keep_card(card)
        return Sent((), self._clock.now())

    async def _new_card(self, message: OutboundMessage, task: str) -> cards.Card | None:
        """The pressed card as it will be: with a line for whoever pressed it, or with its new words."""
        if not message.whisper:
            return cards.updated(message.parts, task, closed=cards.bare) if message.lane is Lane.EDIT and task else None
        if self._house is None or not task:
            return None
        before = await self._house.look(lambda db: wecom_bot.card(db, task))
        return cards.noted(before, plain(message.parts)) if before else None

    async def _keep_card(self, card: dict[str, Any]) -> None:
        if self._house is not None:
            task, at = str(card["task_id"]), self._clock.now()
            await self._house.keep(lambda db: wecom_bot.keep_card(db, task, card, at=at))

    async def _uploaded(self, piece: cards.Media) -> dict[str, Any]:
        content = await asyncio.to_thread(self._read, piece.file)
        try:
            media_id = await self._asked(media.upload(self._line, piece.kind, piece.name, content))
        except Uncertain:
            raise TryLater(5.0, counts=False) from None  # nobody sees an upload: it may be repeated
        except Undeliverable:
            if not piece.in_words:
                raise
            return {"msgtype": "markdown", "markdown": {"content": piece.in_words}}
        return {"msgtype": piece.kind, piece.kind: {"media_id": media_id}}

    def _read(self, file: str) -> bytes:
        if self._house is None:
            raise TryLater(5.0, counts=False)
        with self._house.open(file) as stream:
            return bytes(stream.read())

    async def _asked(self, request: Any, *, card: bool = False) -> Any:
        """The ack's body; what the platform refuses becomes what delivery understands."""
        try:
            return await self._settled(request)
        except Refused as refused:
            if card and refused.code in TASK_TAKEN:
                return {}
            if refused.code == NOT_NOW:
                raise _Unheard(TryLater(60.0, counts=False)) from None
            raise self._verdicts.of(refused, self._clock.now()) from None

    async def _settled(self, request: Any) -> Any:
        """The ack's body; Refused where the platform refuses, and where nobody knows or nothing went out what delivery understands."""
        try:
            answer = await request
        except Unreached:
            raise TryLater(LINE_DOWN, counts=False) from None
        except Unsure:
            raise Uncertain from None
        self._verdicts.went_well()
        return answer


class _Unheard(Exception):
    """The bot may not speak there now; without a webhook that may, it is `otherwise`."""

    def __init__(self, otherwise: TryLater | Undeliverable) -> None:
        super().__init__(str(otherwise))
        self.otherwise = otherwise


async def _with_names(event: InboundEvent) -> InboundEvent:
    """The event with its files called what people called them."""
    return replace(event, files=tuple([await media.named(ref) for ref in event.files])) if event.files else event


def _say(parts: Sequence[cards.Words]) -> list[dict[str, Any]]:
    said = text_limits.as_markdown(parts, colours=False).strip("\n")
    return [
        {"msgtype": "markdown", "markdown": {"content": piece}} for piece in text_limits.split(said, text_limits.BOT_MARKDOWN)
    ]
