"""The account's channel: the first answer rides on the callback itself, the rest goes as customer-service messages while there are any."""

from __future__ import annotations

import asyncio
import secrets
from collections import OrderedDict
from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from wechatpy.replies import TextReply

from bot.channel import Can, House, Pace, Receipt, TryLater, Uncertain, Undeliverable
from bot.channels.tencent import callback, codes, text_limits
from bot.channels.tencent.answering import Answering, answer
from bot.channels.tencent.calls import Calls, Refused, Unreached, Unsure
from bot.channels.tencent.cards import Media
from bot.channels.tencent.codes import NOBODY, Verdicts
from bot.channels.tencent.envelope import Envelope, Forged, verify
from bot.channels.tencent.media import LARGEST_PICTURE, SMALLEST, medium
from bot.channels.tencent.partial_sends import Begun
from bot.channels.wechat import inbound, menus
from bot.channels.wechat.inbound import ParsedCallback
from bot.clock import Clock
from bot.messages import FileRef, Lane, OutboundMessage, Sent
from bot.parts import Mention, Picture, Text, plain
from bot.phrases import Line
from storage.channels import wechat

log = structlog.get_logger()

ACCEPTED = "success"
"""What says: received, and nothing to answer."""
REPEATED_WITHIN = timedelta(seconds=30)
"""The platform repeats what it thinks was not answered: it gets the same answer."""
REPLIES = 1000
PIECE_GAP = timedelta(seconds=0.5)


class Wechat:
    """One official account. Without `encoding_aes_key` the platform sends plain text; with it, plain text is refused."""

    name = inbound.NAME
    can = Can(
        edit=False, files=False, group=False, reach=inbound.TALK.span, largest_picture=LARGEST_PICTURE, smallest_file=SMALLEST
    )
    pace = Pace(rate=20.0)

    def __init__(
        self, *, app_id: str, secret: str, token: str, encoding_aes_key: str = "", api_base_url: str, clock: Clock
    ) -> None:
        self._app_id, self._token, self._base, self._clock = app_id, token, api_base_url, clock
        self._envelope = Envelope(token, encoding_aes_key, app_id) if encoding_aes_key else None
        self._calls = Calls.of_account(app_id, secret, api_base_url, clock)
        self._replays = callback.Replays()
        self._verdicts = Verdicts(self.name)
        self._begun, self._answering = Begun(), Answering()
        self._replies: OrderedDict[str, tuple[datetime, str]] = OrderedDict()
        self._house: House | None = None

    # ── the channel protocol ─────────────────────────────────────────────────────────────────────────────────────────

    def routes(self) -> Sequence[Route]:
        return callback.routes("/wechat/callback", self.name, get=self._verified, post=self._called)

    async def run(self, house: House) -> None:
        """Ready for callbacks until cancelled."""
        self._house = house
        try:
            await asyncio.Event().wait()
        finally:
            self._house = None
            self._calls.close()

    def render(self, message: OutboundMessage) -> list[dict[str, Any] | Media]:
        """Texts with numbered menus, and pictures still to be uploaded; a file is named, it cannot be sent."""
        pieces: list[dict[str, Any] | Media] = []
        said: list[Text | Mention] = []
        for at, part in enumerate(message.parts):
            if isinstance(part, Picture):
                pieces += [*_say(said), Media("image", part.file, "picture.png", part.alt)]
                said = []
            else:
                before = message.parts[at - 1] if said else None
                said += text_limits.placed(menus.words(part, message.parts), part, before)
        return [*pieces, *_say(said)]

    async def deliver(self, message: OutboundMessage) -> Sent:
        self._answering.wait(message.to.room, self._clock.now())
        return await self._delivered(message)

    async def _delivered(self, message: OutboundMessage) -> Sent:
        refs = self._begun.so_far(message)
        if len(refs) < len(self.render(message)):  # what went out as the response to a callback is no call of ours
            self._verdicts.check(self._clock.now())
        try:
            await self._send_what_is_left(message, refs)
        except Undeliverable:
            self._begun.finish(message)
            raise
        return Sent(self._begun.finish(message), self._clock.now())

    def mend(self, reason: str) -> Line:
        return codes.mend(reason)

    async def fetch(self, ref: FileRef) -> AsyncIterator[bytes]:
        async for chunk in medium(self._calls, self._base, ref.token):
            yield chunk

    # ── in ───────────────────────────────────────────────────────────────────────────────────────────────────────────

    async def _verified(self, request: Request) -> Response:
        """The console's check: the echo as it came."""
        stamp = callback.Stamp.of(request.query_params, "signature")
        verify(stamp.signature, self._token, stamp.timestamp, stamp.nonce)
        return PlainTextResponse(callback.check_echo(callback.echo(request.query_params)))

    async def _called(self, request: Request) -> Response:
        """A message or an event; the answer to it, where there is one in time, is the response."""
        now = self._clock.now()
        told = inbound.read(callback.read_xml(await self._opened(request, now)), self._app_id, now)
        receipt = await callback.committed(self._heard(told))
        if receipt is not None and not receipt.fresh:
            return PlainTextResponse(self._said_before(told.key))
        if receipt is not None and receipt.reserved and self._clock.now() < now + inbound.ANSWER_WITHIN:
            return await self._answered(told, receipt)
        self._answering.end(told.who, told.key)
        return PlainTextResponse(ACCEPTED)

    async def _opened(self, request: Request, now: datetime) -> str:
        """The words of a callback in the mode the account is in."""
        is_sealed = request.query_params.get("encrypt_type") == "aes"
        stamp = callback.Stamp.of(request.query_params, "msg_signature" if is_sealed else "signature")
        stamp.check_fresh(now)
        if is_sealed is not (self._envelope is not None):
            raise Forged("another mode than ours: plain text is not signed, so it is not taken where a key is set")
        if self._envelope is None:
            verify(stamp.signature, self._token, stamp.timestamp, stamp.nonce)
        body = await callback.read_body(request)
        if self._envelope is None:
            self._replays.admit(stamp, body, now)
            return body.decode("utf-8", "replace")
        encrypted = callback.encrypted_part(body)
        self._envelope.verify(stamp.signature, stamp.timestamp, stamp.nonce, encrypted)
        self._replays.admit(stamp, body, now)
        return self._envelope.open(encrypted)

    async def _heard(self, told: ParsedCallback) -> Receipt | None:
        """What may be said afterwards is written down first: an answer may be on its way as soon as the event is committed."""
        house = self._house
        if house is None:
            raise Unreached("not running")
        now = house.now()
        if (right := inbound.right(told)) is not None:
            until = now + right.span
            await house.keep(lambda db: wechat.grant(db, told.who, right.many, until, now=now))
        event = inbound.event(told, now, await self._chosen(house, told))
        if event is None:
            return None
        self._answering.begin(event, now)
        return await house.receive(event)

    async def _chosen(self, house: House, told: ParsedCallback) -> str | None:
        """What a typed number or letter says in the menu they saw last."""
        word = menus.typed(callback.field(told.fields, "Content")) if told.kind == "text" else ""
        if not word:
            return None
        return (await house.look(lambda db: wechat.menu(db, told.who))).get(word)

    async def _answered(self, told: ParsedCallback, receipt: Receipt) -> Response:
        """The first words owed, as the response to the callback. They count as sent once the response has gone out."""
        house = self._house
        assert house is not None
        messages = await house.claim(receipt)
        rest = BackgroundTask(self._finish, house, told, messages)
        first, pieces = (messages[0], self.render(messages[0])) if messages else (None, [])
        if first is None or not pieces or not isinstance(pieces[0], dict):
            return PlainTextResponse(ACCEPTED, background=rest)
        await self._show_menu(first)
        self._begun.so_far(first).append("")
        body = self._sealed(_reply(told, pieces[0]["text"]["content"], self._clock.now()))
        self._remember(told.key, body)
        return Response(body, media_type="application/xml", background=rest)

    async def _finish(self, house: House, told: ParsedCallback, messages: Sequence[OutboundMessage]) -> None:
        """Sends what is left of the claimed messages; what cannot be sent now, delivery sends the ordinary way."""
        for message in messages:
            await answer(house, message, self._delivered(message))
        self._answering.end(told.who, told.key)

    def _sealed(self, reply: str) -> str:
        if self._envelope is None:
            return reply
        timestamp, nonce = str(int(self._clock.now().timestamp())), secrets.token_hex(8)
        encrypted, signature = self._envelope.seal(reply, timestamp, nonce)
        return (
            f"<xml><Encrypt><![CDATA[{encrypted}]]></Encrypt><MsgSignature><![CDATA[{signature}]]></MsgSignature>"
            f"<TimeStamp>{timestamp}</TimeStamp><Nonce><![CDATA[{nonce}]]></Nonce></xml>"
        )

    def _remember(self, key: str, body: str) -> None:
        self._replies[key] = (self._clock.now(), body)
        if len(self._replies) > REPLIES:
            self._replies.popitem(last=False)

    def _said_before(self, key: str) -> str:
        """The answer a callback got already; the platform did not hear it, or it would not ask again."""
        at, body = self._replies.get(key, (self._clock.now(), ACCEPTED))
        return body if self._clock.now() - at < REPEATED_WITHIN else ACCEPTED

    # ── out ──────────────────────────────────────────────────────────────────────────────────────────────────────────

    async def _send_what_is_left(self, message: OutboundMessage, refs: list[str]) -> None:
        if not refs:
            await self._show_menu(message)
        for piece in self.render(message)[len(refs) :]:
            if refs:
                await self._clock.sleep(self._clock.now() + PIECE_GAP)
            await self._sent(message.to.room, piece)
            refs.append("")

    async def _show_menu(self, message: OutboundMessage) -> None:
        """Keeps what the numbers stand for. An answer without a menu ends the last one: a number typed now is meant for what it asks."""
        found = menus.choices(message.parts)
        if self._house is not None and (found or message.lane is Lane.REPLY):
            await self._house.keep(lambda db: wechat.show_menu(db, message.to.room, found, at=self._clock.now()))

    async def _sent(self, openid: str, piece: dict[str, Any] | Media) -> None:
        """One customer-service message, out of those that may still be sent. Raises Undeliverable("unreachable") when none may."""
        house = self._house
        if house is None:
            raise TryLater(5.0, counts=False)
        body = piece if isinstance(piece, dict) else await self._uploaded(house, piece)
        if not await house.keep(lambda db: wechat.spend(db, openid, now=self._clock.now())):
            raise Undeliverable("unreachable")
        try:
            await self._calls.post("message/custom/send", {"touser": openid, **body})
        except Refused as refused:
            settle = wechat.close if refused.code in NOBODY else wechat.give_back
            await house.keep(lambda db: settle(db, openid))
            raise self._verdicts.of(refused, self._clock.now()) from None
        except Unreached:
            await house.keep(lambda db: wechat.give_back(db, openid))
            raise self._verdicts.unreached(self._clock.now()) from None
        except Unsure:
            raise Uncertain from None
        self._verdicts.went_well()

    async def _uploaded(self, house: House, media: Media) -> dict[str, Any]:
        content = await asyncio.to_thread(_content, house, media.file)
        try:
            media_id = await self._calls.upload(media.kind, media.name, content)
        except Refused as refused:
            verdict = self._verdicts.of(refused, self._clock.now())
            if not isinstance(verdict, Undeliverable) or not media.in_words:
                raise verdict from None
            return {"msgtype": "text", "text": {"content": media.in_words}}
        except (Unreached, Unsure):
            raise self._verdicts.unreached(self._clock.now()) from None
        return {"msgtype": media.kind, media.kind: {"media_id": media_id}}


def _content(house: House, file: str) -> bytes:
    with house.open(file) as stream:
        return bytes(stream.read())


def _reply(told: ParsedCallback, content: str, now: datetime) -> str:
    """wechatpy's reply; its CDATA would end at the first "]]>" of the words, so that is parted."""
    safe = content.replace("]]>", "]]]]><![CDATA[>")
    return str(TextReply(source=told.us, target=told.who, content=safe, time=int(now.timestamp())).render())


def _say(parts: Sequence[Text | Mention]) -> list[dict[str, Any]]:
    if not plain(parts).strip():
        return []
    pieces = text_limits.split(text_limits.as_text(parts).strip("\n"), text_limits.ACCOUNT_TEXT)
    return [{"msgtype": "text", "text": {"content": piece}} for piece in pieces]
