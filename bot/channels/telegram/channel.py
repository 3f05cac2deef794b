"""Telegram as a channel: long polling or a webhook, the commands menu, deep links, and what the house asks of any channel."""

from __future__ import annotations

import asyncio
import hmac
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from hashlib import sha256
from typing import Any, TypeVar

import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from telegram import Bot
from telegram.constants import FileSizeLimit
from telegram.error import RetryAfter, TelegramError

from bot.channel import Can, House, Pace, TryLater, Undeliverable
from bot.channels.telegram import doctor, links, menu
from bot.channels.telegram.admins import Admins
from bot.channels.telegram.insiders import Insiders
from bot.channels.telegram.receiving import Receiver
from bot.channels.telegram.rendering import Piece, render
from bot.channels.telegram.request import AiohttpRequest, ask
from bot.channels.telegram.sending import Sender, verdict
from bot.channels.telegram.talk import Talk
from bot.channels.telegram.updates import ASKED_FOR, CHANNEL, Me, moved
from bot.clock import Clock, SystemClock
from bot.messages import Address, FileRef, InboundEvent, Kind, OutboundMessage, Sent
from bot.parts import Admit, Delete
from bot.phrases import Line, Phrase
from storage.channels import telegram as storage

log = structlog.get_logger()
T = TypeVar("T")

MENDED_BY = {
    "closed": Phrase(
        zh="那里只有管理员能说话，或者我被禁言了。把我设为群管理员，或在群权限里允许发消息",
        en="only admins may write there, or I may not: make me an admin of the group, or allow sending messages in its permissions",
    ),
    "outside": Phrase(zh="我不在那个群里了。重新把我拉进去", en="I am not in that group any more: add me again"),
    "token": Phrase(
        zh="Telegram 不认这个 token。到 @BotFather 发 /token 复制一遍，写进 channels.telegram.token",
        en="Telegram does not know the token: send /token to @BotFather and copy it into channels.telegram.token",
    ),
}
"""What to mend, by the reason messages are parked for."""

PATH = "/telegram/webhook"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
BODY_LIMIT = 1024 * 1024
POLL = 50
"""Seconds a getUpdates waits for something to happen: the most Telegram holds it."""
POLL_MARGIN = 10.0
STORE_WITHIN = 10.0
"""Seconds a webhook call may take; after that Telegram is told to come again."""
LOOK_EVERY = timedelta(minutes=5)
"""How often the webhook's own view of things is looked at."""
LONGEST_WAIT = 60.0
FINISH_WITHIN = 8.0
"""Seconds the send under way gets at the end."""


class Telegram:
    """One bot on Telegram. `public_url` and `webhook_secret` matter only in webhook mode; `answer` is an answer's timeout in seconds.

    Raises ValueError for webhook mode without a public address.
    """

    name = CHANNEL

    def __init__(
        self,
        token: str,
        *,
        mode: str = "polling",
        base_url: str = "https://api.telegram.org/bot",
        base_file_url: str = "https://api.telegram.org/file/bot",
        public_url: str = "",
        webhook_secret: str = "",
        rate: float = 25.0,
        language: str = "zh",
        clock: Clock | None = None,
        answer: float = 15.0,
    ) -> None:
        self.pace = Pace(rate, room_gap=1.0, group_per_minute=18, edit_gap=5.0, is_group=lambda room: room.startswith("-"))
        self.connected = False
        self.username = ""
        self.id = int(token.partition(":")[0])
        self._by_webhook = mode == "webhook"
        self.can = Can(alone=not self._by_webhook, reacts=True, deletes=True, restricts=True, removes=True)
        if self._by_webhook and not public_url:
            raise ValueError("webhook mode needs web.public_url")
        self._hook = public_url.rstrip("/") + PATH
        self._secret = webhook_secret or sha256(f"webhook {token}".encode()).hexdigest()
        self._language = language
        self._clock = clock or SystemClock()
        self._request = AiohttpRequest(answer=answer)
        self._bot = Bot(token, base_url, base_file_url, request=self._request, get_updates_request=self._request)
        self._talk = Talk()
        self._sender = Sender(self._bot, self, self, self._talk, self._clock.now)
        self._admins = Admins(self._bot, self._clock.now)
        self._insiders = Insiders(self._bot, self._clock.now)
        self._house: House | None = None
        self._receiver: Receiver | None = None
        self._closing = False
        self._sending = 0
        self.idle = asyncio.Event()

    # ── the house asks ──

    def routes(self) -> Sequence[Route]:
        return [Route(PATH, self._called, methods=["POST"])] if self._by_webhook else []

    def render(self, message: OutboundMessage) -> list[Piece]:
        return render(message.parts)

    async def deliver(self, message: OutboundMessage) -> Sent:
        """Sends every piece of a message. Raises TryLater, Undeliverable or Uncertain."""
        if self._house is None or self._closing:
            raise TryLater(1.0, counts=False)
        self._sending += 1
        self.idle.clear()
        try:
            return Sent(await self._sender.send(message), self._clock.now())
        finally:
            self._sending -= 1
            if not self._sending:
                self.idle.set()

    async def fetch(self, ref: FileRef) -> AsyncIterator[bytes]:
        """A file somebody sent, up to 20 MB. Raises Undeliverable where it is larger or gone, TryLater where it should come."""
        if ref.size > FileSizeLimit.FILESIZE_DOWNLOAD:
            raise Undeliverable("too_large")
        try:
            file = await ask(self._bot, "getFile", file_id=ref.token)
            async for chunk in self._request.stream(f"{self._bot.base_file_url}/{file['file_path']}"):
                yield chunk
        except TelegramError as problem:
            if "file is too big" in problem.message.lower():
                raise Undeliverable("too_large") from None
            raise verdict(problem) or TryLater(1.0) from None

    def link(self, says: str = "") -> str:
        """An https address that opens our private chat and says that there; "" until Telegram has told us our name."""
        return links.link(self.username, says) if self.username else ""

    async def examine(self, groups: Sequence[tuple[str, str]]) -> list[doctor.Finding]:
        """For `doctor`: what would not work, with Telegram itself and in each (room, title)."""
        try:
            return await doctor.examine(self._bot, groups, self._hook if self._by_webhook else "")
        finally:
            await self._request.shutdown()

    async def run(self, house: House) -> None:
        """Receives until it is cancelled; then lets what is being sent arrive."""
        self._house, self._closing = house, False
        try:
            me = await self._insist("getMe", self._introduce)
            self._receiver = Receiver(house, me, self._admins, self._insiders, self._sender, self._talk, self._clock)
            async with asyncio.TaskGroup() as group:
                group.create_task(self._insist("commands", lambda: menu.publish(self._bot, house, self._language)))
                group.create_task(self._watch_webhook() if self._by_webhook else self._poll(self._receiver))
        finally:
            await self._close()

    async def _close(self) -> None:
        self._closing, self.connected = True, False
        if self._receiver is not None:
            await self._receiver.finish(1.0)
        if self._sending:
            with suppress(TimeoutError):
                await asyncio.wait_for(self.idle.wait(), FINISH_WITHIN)
        await self._request.shutdown()
        self._house = self._receiver = None

    # ── the store's files, as the sender needs them ──

    async def known(self, file: str, kind: str) -> str | None:
        return await self._at_home.look(lambda db: storage.known(db, self.id, file, kind))

    async def know(self, file: str, kind: str, file_id: str) -> None:
        await self._at_home.keep(lambda db: storage.know(db, self.id, file, kind, file_id))

    async def forget(self, file_id: str) -> None:
        await self._at_home.keep(lambda db: storage.forget(db, self.id, file_id))

    def open(self, file: str) -> Any:
        return self._at_home.open(file)

    @property
    def _at_home(self) -> House:
        if self._house is None:
            raise TryLater(1.0, counts=False)
        return self._house

    # ── what a refused send shows ──

    async def moved(self, old: int, new: int) -> None:
        """Perhaps before either of the group's own messages about it."""
        if self._receiver is not None:
            await self._receiver.hand(moved(f"tg{self.id}:moved:{old}:{new}", self._clock.now(), old, new))

    async def topic_closed(self, chat: int, thread: int) -> None:
        """Whoever chose that topic for the camp's messages can choose another."""
        at, where = self._clock.now(), Address(CHANNEL, str(chat))
        key = f"tg{self.id}:topic:{chat}:{thread}:{at.timestamp():.0f}"
        await self._at_home.receive(InboundEvent(key, at, where, None, Kind.TOPIC_CLOSED, data={"thread": str(thread)}))

    async def not_admitted(self, message: OutboundMessage, answer: Admit) -> None:
        """Telegram would not have it: whoever decided so has to know."""
        data = {"account": answer.account, "welcome": answer.welcome}
        key = f"tg{self.id}:not_admitted:{message.id}"
        await self._at_home.receive(InboundEvent(key, self._clock.now(), message.to, None, Kind.NOT_ADMITTED, data=data))

    async def not_done(self, message: OutboundMessage, why: str) -> None:
        """Telegram would not do an act of ours: whoever decided so has to do it by hand."""
        act = message.parts[0]
        about = {"message": act.message} if isinstance(act, Delete) else {"account": getattr(act, "account", "")}
        key = f"tg{self.id}:not_done:{message.id}"
        data = {"act": act.kind, "why": why, **about}
        await self._at_home.receive(InboundEvent(key, self._clock.now(), message.to, None, Kind.NOT_DONE, data=data))

    def mend(self, reason: str) -> Line:
        """What somebody has to do where messages are parked."""
        return MENDED_BY[reason]()

    # ── receiving ──

    async def _introduce(self) -> Me:
        told = await ask(self._bot, "getMe")
        self.username = told["username"]
        return Me(told["id"], self.username, bool(told.get("can_read_all_group_messages")))

    async def _poll(self, receiver: Receiver) -> None:
        """Asks for updates for ever; Telegram forgets them when the next question goes beyond them, so after our commit."""
        await self._insist("deleteWebhook", lambda: self._bot.delete_webhook(drop_pending_updates=False))
        offset = 0
        while True:
            updates = await self._insist("getUpdates", lambda: self._updates(offset))  # noqa: B023 (awaited before it changes)
            if updates:
                await self._insist("receive", lambda: receiver.take(updates))  # noqa: B023
                offset = updates[-1]["update_id"] + 1

    async def _updates(self, offset: int) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = await ask(
            self._bot, "getUpdates", within=POLL + POLL_MARGIN, offset=offset, timeout=POLL, allowed_updates=list(ASKED_FOR)
        )
        return found if isinstance(found, list) else []

    async def _watch_webhook(self) -> None:
        """Sets the webhook, and again where somebody else changed it; says so when Telegram has trouble reaching us."""
        await self._insist("setWebhook", self._set_webhook)
        while True:
            await self._clock.sleep(self._clock.now() + LOOK_EVERY)
            info = await self._insist("getWebhookInfo", lambda: ask(self._bot, "getWebhookInfo"))
            if info["url"] != self._hook:
                await self._insist("setWebhook", self._set_webhook)
            if self._clock.now().timestamp() - info.get("last_error_date", 0) < LOOK_EVERY.total_seconds():
                log.warning("telegram webhook", waiting=info["pending_update_count"], problem=info.get("last_error_message"))

    async def _set_webhook(self) -> None:
        await self._bot.set_webhook(
            self._hook, allowed_updates=ASKED_FOR, secret_token=self._secret, drop_pending_updates=False
        )

    async def _called(self, request: Request) -> Response:
        """One update by webhook: 200 only once it is committed; anything else makes Telegram bring it again, in order."""
        if not hmac.compare_digest(request.headers.get(SECRET_HEADER, "").encode(), self._secret.encode()):
            return Response(status_code=403)
        if self._receiver is None or self._house is None:
            return Response(status_code=503, headers={"Retry-After": "1"})
        body = await _body(request)
        if body is None:
            return Response(status_code=413)
        try:
            update = json.loads(body)
            number = update["update_id"]
            if not isinstance(number, int):
                raise TypeError(number)
        except (ValueError, TypeError, KeyError, RecursionError):
            return Response(status_code=400)
        try:
            async with asyncio.timeout(STORE_WITHIN):
                await asyncio.shield(asyncio.ensure_future(self._receiver.take([update])))
        except Exception as problem:
            log.warning("telegram update not taken", update=number, problem=type(problem).__name__)
            return Response(status_code=503)
        return Response()

    async def _insist(self, doing: str, call: Callable[[], Awaitable[T]]) -> T:
        """Until it works: 1, 2, 4 … 60 s apart, or as long as Telegram asks; one line when it fails and one when it works again."""
        wait = 1.0
        while True:
            try:
                result = await call()
            except Exception as problem:
                self.connected = False
                if wait == 1.0:
                    log.warning("telegram trying again", doing=doing, problem=type(problem).__name__)
                pause = _asked_pause(problem) or wait
                wait = min(wait * 2, LONGEST_WAIT)
            else:
                self.connected = True
                if wait > 1.0:
                    log.info("telegram works again", doing=doing)
                return result
            await self._clock.sleep(self._clock.now() + timedelta(seconds=pause))


def _asked_pause(problem: Exception) -> float:
    if not isinstance(problem, RetryAfter):
        return 0.0
    asked = problem.retry_after
    return (asked.total_seconds() if isinstance(asked, timedelta) else asked) + 1


async def _body(request: Request) -> bytes | None:
    """The request's body, or None where it is over the limit, whatever its length header said."""
    read = bytearray()
    async for chunk in request.stream():
        read += chunk
        if len(read) > BODY_LIMIT:
            return None
    return bytes(read)
