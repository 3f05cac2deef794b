"""The webhook's channel: texts, markdown with real mentions, pictures and files, twenty a minute to each group (page 99110)."""

from __future__ import annotations

import asyncio
import hashlib
import io
import json
from base64 import b64encode
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import aiohttp

from bot.channel import Can, House, Pace, TryLater, Uncertain, Undeliverable
from bot.channels.tencent import codes, text_limits
from bot.channels.tencent.calls import Refused
from bot.channels.tencent.cards import Media, tongue
from bot.channels.tencent.codes import Verdicts
from bot.channels.tencent.media import SMALLEST
from bot.channels.tencent.partial_sends import Begun
from bot.channels.tencent.send_windows import A_MINUTE, OF_HOOK, counted
from bot.clock import Clock
from bot.messages import FileRef, OutboundMessage, Sent
from bot.parts import Buttons, Choices, Facts, File, Mention, Part, Picture, Text, plain
from bot.phrases import Line, Phrase

PICTURE_BYTES = 2 << 20
PIECE_GAP = timedelta(seconds=0.5)
"""Between the pieces of one message, so that they arrive in order."""
TIMEOUT = aiohttp.ClientTimeout(total=None, sock_connect=5, sock_read=15)
UNREACHED = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.ClientHttpProxyError)
"""Nothing was sent: no connection, or a proxy that would not make one."""
IN_PRIVATE = Phrase(zh="私聊我发：{says}", en="Send me in private: {says}")


@dataclass(frozen=True, slots=True)
class Hook:
    """One group's webhook. `name` is what we call the group; whoever has the key may write there."""

    name: str
    key: str = field(repr=False)
    api_base_url: str


class WecomGroup:
    """All group webhooks; a room of this channel is a hook's name."""

    name = "wecom_group"
    can = Can(edit=False, buttons=False, sees_all_talk=False, hears=False, smallest_file=SMALLEST)
    pace = Pace(rate=50.0, group_per_minute=A_MINUTE)
    windows = OF_HOOK

    def __init__(self, hooks: Iterable[Hook], *, clock: Clock) -> None:
        self._hooks = {hook.name: hook for hook in hooks}
        self._clock = clock
        self._verdicts = {name: Verdicts(f"{self.name} {name}") for name in self._hooks}
        self._begun = Begun()
        self._house: House | None = None

    @property
    def hooks(self) -> tuple[str, ...]:
        """The names of the groups that can be written to."""
        return tuple(self._hooks)

    def routes(self) -> Sequence[Any]:
        return ()

    async def run(self, house: House) -> None:
        """Until cancelled: a webhook has nothing to wait for."""
        self._house = house
        await asyncio.Event().wait()

    def render(self, message: OutboundMessage) -> list[dict[str, Any] | Media]:
        """The bodies as the platform reads them; media still to be read from the store."""
        pieces: list[dict[str, Any] | Media] = []
        said: list[Text | Mention] = []
        before: Part | None = None
        for part in message.parts:
            match part:
                case Picture(file=file, alt=alt):
                    pieces += [*_say(said), Media("image", file, alt)]
                    said = []
                case File(file=file, name=name):
                    pieces += [*_say(said), Media("file", file, name)]
                    said = []
                case _:
                    said += text_limits.placed(_words(part), part, before if said else None)
            before = part
        return [*pieces, *_say(said)]

    async def deliver(self, message: OutboundMessage) -> Sent:
        hook = self._hooks.get(message.to.room)
        if hook is None:
            raise Undeliverable("gone")
        if message.whisper:
            return Sent((), self._clock.now())
        self._verdicts[hook.name].check(self._clock.now())
        try:
            async with aiohttp.ClientSession(timeout=TIMEOUT, trust_env=True) as session:
                await self._send_what_is_left(session, hook, message, self._begun.so_far(message))
        except Undeliverable:
            self._begun.finish(message)
            raise
        return Sent(self._begun.finish(message), self._clock.now())

    def mend(self, reason: str) -> Line:
        return codes.mend(reason)

    def fetch(self, ref: FileRef) -> AsyncIterator[bytes]:
        """Nobody can send anything through a webhook."""
        raise Undeliverable("refused")

    async def _send_what_is_left(
        self, session: aiohttp.ClientSession, hook: Hook, message: OutboundMessage, refs: list[str]
    ) -> None:
        for piece in self.render(message)[len(refs) :]:
            if refs:
                await self._clock.sleep(self._clock.now() + PIECE_GAP)
            body = piece if isinstance(piece, dict) else await self._medium(session, hook, piece)
            async with counted(self._house, self, hook.name):
                await self._asked(session, hook, "send", io.BytesIO(json.dumps(body, ensure_ascii=False).encode()))
            refs.append("")

    async def _medium(self, session: aiohttp.ClientSession, hook: Hook, media: Media) -> dict[str, Any]:
        """A picture goes with the message; a file, or a picture too large for that, is uploaded first."""
        content = await asyncio.to_thread(self._read, media.file)
        if media.kind == "image" and len(content) <= PICTURE_BYTES:
            md5 = hashlib.md5(content, usedforsecurity=False).hexdigest()
            return {"msgtype": "image", "image": {"base64": b64encode(content).decode(), "md5": md5}}
        name = media.name if media.kind == "file" else "picture.png"
        form = aiohttp.FormData(quote_fields=False)  # the platform reads a file's name as it is, not percent-encoded
        form.add_field("media", io.BytesIO(content), filename=name.replace('"', "_"), content_type="application/octet-stream")
        try:
            told = await self._asked(session, hook, "upload_media", form, type="file")
        except Uncertain:
            raise TryLater(5.0, counts=False) from None  # nobody sees an upload: it may be repeated
        return {"msgtype": "file", "file": {"media_id": told.get("media_id", "")}}

    def _read(self, file: str) -> bytes:
        if self._house is None:
            raise TryLater(5.0, counts=False)
        with self._house.open(file) as stream:
            return bytes(stream.read())

    async def _asked(self, session: aiohttp.ClientSession, hook: Hook, what: str, data: Any, **more: str) -> dict[str, Any]:
        """The platform's answer. An error never carries the address: the key stands in it."""
        try:
            url = f"{hook.api_base_url}webhook/{what}"
            async with session.post(url, params={"key": hook.key, **more}, data=data, allow_redirects=False) as response:
                told = json.loads(await response.read()) if response.status == 200 else None
        except UNREACHED:
            raise self._verdicts[hook.name].unreached(self._clock.now()) from None
        except (aiohttp.ClientError, TimeoutError):
            raise Uncertain from None
        except ValueError:
            told = None
        if not isinstance(told, dict):
            raise self._verdicts[hook.name].unreached(self._clock.now())
        verdicts = self._verdicts[hook.name]
        if code := told.get("errcode"):
            raise verdicts.of(Refused(int(code), str(told.get("errmsg", "")).replace(hook.key, "…")), self._clock.now())
        verdicts.went_well()
        return told


def _words(part: Part) -> list[Text | Mention]:
    """What of a part is read. Options are listed without what to type: nobody can answer a webhook; what a button says can be sent
    elsewhere."""
    match part:
        case Text() | Mention():
            return [part]
        case Facts():
            return [part.words()]
        case Choices(options) if not any(option.share or option.right is not None for option in options):
            lines = "\n".join(f"{option.label}. {option.words}" for option in options)
        case Buttons(rows):
            said = [button.says for row in rows for button in row]
            lines = IN_PRIVATE(says=said).to(tongue(" ".join(button.label for row in rows for button in row)))
        case _:
            lines = part.plain()
    return [Text.of(lines)] if lines else []


def _say(parts: Sequence[Text | Mention]) -> list[dict[str, Any]]:
    if not plain(parts).strip():
        return []
    calls = any(isinstance(part, Mention) and part.account for part in parts)
    if not calls and not text_limits.is_marked(parts) and not text_limits.is_linked(parts):
        kind, said, limit = "text", text_limits.as_text(parts), text_limits.GROUP_TEXT
    else:
        kind, said, limit = "markdown", text_limits.as_group_markdown(parts), text_limits.GROUP_MARKDOWN
    return [{"msgtype": kind, kind: {"content": piece}} for piece in text_limits.split(said.strip("\n"), limit)]
