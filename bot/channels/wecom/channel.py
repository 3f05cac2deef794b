"""The app's channel: callbacks become events, messages become texts, cards and media, within what one member may be sent."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from typing import Any

import structlog
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.channel import Can, House, Pace, Receipt, TryLater, Uncertain, Undeliverable
from bot.channels.tencent import answering, callback, cards, codes, text_limits
from bot.channels.tencent.calls import Calls, Refused, Unreached, Unsure
from bot.channels.tencent.codes import TASK_TAKEN, Verdicts
from bot.channels.tencent.envelope import Envelope
from bot.channels.tencent.media import LARGEST_PICTURE, SMALLEST, medium
from bot.channels.tencent.partial_sends import Begun
from bot.channels.tencent.send_windows import OF_MEMBER, counted
from bot.channels.wecom import inbound
from bot.channels.wecom.jitter import Spread
from bot.channels.wecom.members import Members
from bot.clock import Clock
from bot.messages import FileRef, InboundEvent, Lane, OutboundMessage, Sent
from bot.parts import plain
from bot.phrases import Line
from storage.channels import wecom

log = structlog.get_logger()

NOT_TWICE_WITHIN = 240
"""Seconds in which the platform drops a push it has had already: longer than we take to repeat an unsure one, shorter than two
reminders of the same words are apart."""
PIECE_GAP = timedelta(seconds=0.5)
"""Between the pieces of a long text, so that they arrive in order."""
ANSWER_AT_MOST = 10.0
LOOKED_UP_WITHIN = 1.5


class Wecom:
    """Self-built app of one company. Credentials as in config.toml; `api_base_url` ends in a slash. `markdown` sets off what is
    marked, for companies where nobody reads in WeChat: its plug-in does not show such messages."""

    name = inbound.NAME
    can = Can(edit=False, group=False, company=True, caseless=True, largest_picture=LARGEST_PICTURE, smallest_file=SMALLEST)
    pace = Pace(rate=50.0)
    windows = OF_MEMBER

    def __init__(
        self,
        *,
        corp_id: str,
        agent_id: int,
        secret: str,
        token: str,
        encoding_aes_key: str,
        api_base_url: str,
        clock: Clock,
        markdown: bool = False,
    ) -> None:
        self._say = _say_marked if markdown else _say
        self._agent, self._base, self._clock = agent_id, api_base_url, clock
        self._envelope = Envelope(token, encoding_aes_key, corp_id)
        self.calls = Calls.of_company(corp_id, secret, api_base_url, clock)
        self._members = Members(self.calls)
        self._replays = callback.Replays()
        self._verdicts = Verdicts(self.name)
        self._begun, self._spread = Begun(), Spread()
        self._house: House | None = None
        self._answering: set[asyncio.Task[None]] = set()

    # ── the channel protocol ─────────────────────────────────────────────────────────────────────────────────────────

    def routes(self) -> Sequence[Route]:
        return callback.routes("/wecom/callback", self.name, get=self._verified, post=self._called)

    async def run(self, house: House) -> None:
        """Ready for callbacks until cancelled."""
        self._house = house
        try:
            await asyncio.Event().wait()
        finally:
            self._house = None
            self._members.stop()
            self.calls.close()

    def render(self, message: OutboundMessage) -> list[dict[str, Any] | cards.Media]:
        """The pieces as the platform reads them, without their addressee; media still to be uploaded."""
        return cards.pieces(message, self._say)

    async def deliver(self, message: OutboundMessage) -> Sent:
        if message.answer is not None and (sent := await self._changed_card(message, message.answer.token)) is not None:
            return sent  # a toast that finds no card is said as a text: in private, silence would be no answer
        self._verdicts.check(self._clock.now())
        self._spread.wait(message, self._clock.now())
        try:
            await self._send_what_is_left(message, self._begun.so_far(message))
        except Undeliverable:
            self._begun.finish(message)
            raise
        return Sent(self._begun.finish(message), self._clock.now())

    def mend(self, reason: str) -> Line:
        return codes.mend(reason)

    async def fetch(self, ref: FileRef) -> AsyncIterator[bytes]:
        async for chunk in medium(self.calls, self._base, ref.token):
            yield chunk

    # ── what the smart bot asks ──────────────────────────────────────────────────────────────────────────────────────

    async def plain_id(self, seen_as: str) -> str | None:
        """The userid behind an encrypted id, where its person may see this app (page 101521)."""
        try:
            async with asyncio.timeout(LOOKED_UP_WITHIN):
                told = await self.calls.post("batch/openuserid_to_userid", {"open_userid_list": [seen_as]})
        except (TimeoutError, Refused, Unreached, Unsure):
            return None
        found = [one.get("userid") for one in told.get("userid_list", []) if one.get("open_userid") == seen_as]
        return str(found[0]) if found else None

    async def called(self, userid: str) -> str:
        """A member's name, empty where it cannot be learnt."""
        return await self._members.name(self._house, userid) if self._house is not None else ""

    # ── in ───────────────────────────────────────────────────────────────────────────────────────────────────────────

    async def _verified(self, request: Request) -> Response:
        """The console's check: the plain echo, nothing around it."""
        stamp = callback.Stamp.of(request.query_params, "msg_signature")
        echo = callback.echo(request.query_params)
        self._envelope.verify(stamp.signature, stamp.timestamp, stamp.nonce, echo)
        return PlainTextResponse(callback.check_echo(self._envelope.open(echo)))

    async def _called(self, request: Request) -> Response:
        """A message or an event: acknowledged with nothing once it is committed."""
        now = self._clock.now()
        stamp = callback.Stamp.of(request.query_params, "msg_signature")
        stamp.check_fresh(now)
        body = await callback.read_body(request)
        encrypted = callback.encrypted_part(body)
        self._envelope.verify(stamp.signature, stamp.timestamp, stamp.nonce, encrypted)
        self._replays.admit(stamp, body, now)
        told = inbound.read(callback.read_xml(self._envelope.open(encrypted)), self._agent, now)
        await callback.committed(self._heard(told))
        return Response(status_code=200)

    async def _heard(self, told: inbound.ParsedCallback) -> None:
        house = self._house
        if house is None:
            raise Unreached("not running")
        if told.event in inbound.OPERATORS:
            log.warning(f"{self.name}: the platform says {told.event}: see the app in the admin console")
        if told.who == inbound.NOBODY or (told.event == "enter_agent" and await self._members.is_known(house, told.who)):
            return
        event = inbound.event(told, await self._members.name(house, told.who), house.now())
        if event is not None:
            await self._received(house, event)

    async def _received(self, house: House, event: InboundEvent) -> None:
        receipt = await house.receive(event)
        if receipt.reserved:
            answering = asyncio.ensure_future(self._answered(house, receipt))
            self._answering.add(answering)
            answering.add_done_callback(self._answering.discard)

    async def _answered(self, house: House, receipt: Receipt) -> None:
        """What was reserved for the pressed card; what cannot be done now, delivery does the ordinary way."""
        for message in await house.claim(receipt):
            await answering.answer(house, message, asyncio.wait_for(self.deliver(message), ANSWER_AT_MOST))

    # ── out ──────────────────────────────────────────────────────────────────────────────────────────────────────────

    async def _send_what_is_left(self, message: OutboundMessage, refs: list[str]) -> None:
        for piece in self.render(message)[len(refs) :]:
            if refs:
                await self._clock.sleep(self._clock.now() + PIECE_GAP)
            async with counted(self._house, self, message.to.room):
                refs.append(await self._sent(message, piece))

    async def _sent(self, message: OutboundMessage, piece: dict[str, Any] | cards.Media) -> str:
        """One piece; gives its reference: a card's task, another's message id."""
        body = piece if isinstance(piece, dict) else await self._uploaded(piece)
        body = {"touser": message.to.room, "agentid": self._agent, **body}
        if message.lane is Lane.PUSH:
            body |= {"enable_duplicate_check": 1, "duplicate_check_interval": NOT_TWICE_WITHIN}
        answer = await self._asked(self.calls.post("message/send", body), card="template_card" in body)
        if answer.get("invaliduser") or answer.get("unlicenseduser"):
            raise Undeliverable("unreachable")
        if card := body.get("template_card"):
            await self._keep_card(card)
            return str(card["task_id"])
        return str(answer.get("msgid", ""))

    async def _changed_card(self, message: OutboundMessage, right: str) -> Sent | None:
        """Changes the card that was pressed, for whoever pressed it. None where that is not what the message does, or may not be."""
        task, _, code = right.partition(" ")
        card = await self._new_card(message, task)
        if card is None:
            return None
        change = {"userids": [message.to.room], "agentid": self._agent, "response_code": code, "template_card": card}
        try:
            await self.calls.post("message/update_template_card", change)
        except (Refused, Unreached, Unsure) as refused:
            log.info("card not changed", channel=self.name, code=getattr(refused, "code", None))
            return None
        if not message.whisper:
            await self._keep_card(card)
        return Sent((), self._clock.now())

    async def _new_card(self, message: OutboundMessage, task: str) -> cards.Card | None:
        """The pressed card as it will be: with a line for whoever pressed it, or with its new words."""
        if not message.whisper:
            return cards.updated(message.parts, task, closed=cards.greyed) if message.lane is Lane.EDIT and task else None
        if self._house is None or not task:
            return None
        before = await self._house.look(lambda db: wecom.card(db, task))
        return cards.noted(before, plain(message.parts)) if before else None

    async def _keep_card(self, card: dict[str, Any]) -> None:
        if self._house is not None:
            task, at = str(card["task_id"]), self._clock.now()
            await self._house.keep(lambda db: wecom.keep_card(db, task, card, at=at))

    async def _uploaded(self, media: cards.Media) -> dict[str, Any]:
        content = await asyncio.to_thread(self._read, media.file)
        try:
            media_id = await self._asked(self.calls.upload(media.kind, media.name, content))
        except Uncertain:
            raise TryLater(5.0, counts=False) from None  # nobody sees an upload: it may be repeated
        except Undeliverable:
            if not media.in_words:
                raise
            return {"msgtype": "text", "text": {"content": media.in_words}}
        return {"msgtype": media.kind, media.kind: {"media_id": media_id}}

    def _read(self, file: str) -> bytes:
        if self._house is None:
            raise TryLater(5.0, counts=False)
        with self._house.open(file) as stream:
            return bytes(stream.read())

    async def _asked(self, call: Any, *, card: bool = False) -> Any:
        """The platform's answer; what it refuses becomes what delivery understands."""
        try:
            answer = await call
        except Refused as refused:
            if card and refused.code in TASK_TAKEN:
                return {}
            raise self._verdicts.of(refused, self._clock.now()) from None
        except Unreached:
            raise self._verdicts.unreached(self._clock.now()) from None
        except Unsure:
            raise Uncertain from None
        self._verdicts.went_well()
        return answer


def _say(parts: Sequence[cards.Words]) -> list[dict[str, Any]]:
    """Text, headings in brackets: everybody sees it, in WeCom and in WeChat's plug-in."""
    return _in_pieces("text", text_limits.as_text(parts))


def _say_marked(parts: Sequence[cards.Words]) -> list[dict[str, Any]]:
    """Markdown where something is set off."""
    if not text_limits.is_marked(parts):
        return _say(parts)
    return _in_pieces("markdown", text_limits.as_markdown(parts, colours=True))


def _in_pieces(kind: str, said: str) -> list[dict[str, Any]]:
    return [{"msgtype": kind, kind: {"content": piece}} for piece in text_limits.split(said.strip("\n"), text_limits.APP_TEXT)]
