"""The web chat as a channel: a log of posts in our own database, read by browsers over a socket."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket

from bot.channel import Can, House, Pace, Receipt, Undeliverable
from bot.channels.web.desk_tables import DeskTables
from bot.channels.web.files import Files
from bot.channels.web.hub import Hub
from bot.channels.web.page import Page
from bot.channels.web.post_reference import reference, seq_of
from bot.channels.web.sign_in import SignIn
from bot.channels.web.socket import Connection
from bot.channels.web.tokens import make_desk_link, make_invitation, make_link, private_room
from bot.messages import FileRef, InboundEvent, Kind, OutboundMessage, Sent
from bot.parts import Delete, File, Part, Picture, React, Text, encode, plain
from bot.phrases import Phrase
from storage.channels import web
from storage.channels.web import sessions

DELETED = Phrase(zh="（已删除）", en="(deleted)")
CAME = Phrase(zh="{name} 来了", en="{name} joined")


class WebChannel:
    """The local web chat. `key` signs links; `bot` is what people call the bot; `timezone` is an IANA name for days on the page."""

    name = "web"
    can = Can(stores=True, reacts=True, deletes=True)
    pace = Pace()

    def __init__(
        self, key: str, *, bot: str, language: str = "zh", timezone: str = "Asia/Shanghai", public_url: str = ""
    ) -> None:
        self.key, self.bot, self.language, self.timezone = key, bot, language, timezone
        self.public_url, self._public = public_url, _origin(public_url)
        self.hub = Hub()
        self.on_written: list[Callable[[str], None]] = []
        self.on_aside = self.hub.on_aside
        self._open = False
        self._page, self._files, self._sign_in, self._tables = Page(), Files(self), SignIn(self), DeskTables(self)

    # ── the channel protocol ─────────────────────────────────────────────────────────────────────────────────────────

    def routes(self) -> Sequence[BaseRoute]:
        return (
            Route("/", self._page.index),
            Route("/desk", self._page.desk),
            Route("/web/desk/table", self._tables.download, methods=["POST"]),
            Route("/web/session", self._sign_in.open, methods=["POST"]),
            Route("/web/session/end", self._sign_in.end, methods=["POST"]),
            Route("/web/files", self._files.upload, methods=["POST"]),
            Route("/web/files/{file:path}", self._files.download),
            Route("/web/plays/{file:path}", self._files.play),
            Route("/web/{path:path}", self._page.asset),
            WebSocketRoute("/ws", self._connect),
        )

    async def run(self, house: House) -> None:
        """Shows what is new until cancelled; then every socket is closed, and the pages come back to whoever answers next."""
        self._open = True
        try:
            await self.hub.run(house)
        finally:
            self._open = False  # what delivery still has under way may be written; nobody comes in any more
            for tab in self.hub.everybody():
                tab.close()

    def render(self, message: OutboundMessage) -> list[str]:
        """One piece: the parts as the page reads them, or the words of a toast."""
        return [plain(message.parts) if message.whisper else encode(message.parts)]

    async def deliver(self, message: OutboundMessage) -> Sent:
        """A whisper to the tabs of whoever pressed; anything else as a post of its own transaction."""
        if message.whisper:
            return self._whisper(message)
        sent: Sent = await self.house.keep(lambda db: self.place(db, message))
        self.placed(message, sent)
        return sent

    def fetch(self, ref: FileRef) -> AsyncIterator[bytes]:
        """Uploads are in the store already."""
        raise Undeliverable("refused")

    # ── writing the log inside somebody else's transaction ───────────────────────────────────────────────────────────

    def place(self, db: Any, message: OutboundMessage) -> Sent:
        """Writes the bot's line, or the new words of one: once, however often it is called. Raises Undeliverable."""
        room, now = message.to.room, self.house.now()
        match message.parts[:1]:
            case (React() as sign,):
                web.react(db, room, seq_of(sign.message), web.reactions.BOT, sign.emoji, on=True, at=now)
                return Sent((), now)
            case (Delete(),):
                return self._delete(db, message, now)
        parts = encode(message.parts)
        files = _shared(message.parts)
        if not message.replaces:
            about = None if message.reply_to is None else seq_of(message.reply_to)
            seq = web.write(
                db,
                room=room,
                key=message.key,
                kind="bot",
                author=None,
                name="",
                parts=parts,
                at=now,
                reply_to=about,
                files=files,
            )
            return Sent((reference(room, seq),), now)
        if not web.rewrite(db, room=room, seq=seq_of(message.replaces[0]), parts=parts, at=now, files=files):
            raise Undeliverable("gone")
        return Sent(message.replaces, now)

    def _delete(self, db: Any, message: OutboundMessage, now: datetime) -> Sent:
        """Somebody's line says from now on that it was deleted; its words are kept no more."""
        (what,) = message.parts
        assert isinstance(what, Delete)
        seq = web.seq_of_key(db, message.to.room, what.message)
        if seq is not None:
            web.rewrite(db, room=message.to.room, seq=seq, parts=encode([Text.of(DELETED().to(self.language))]), at=now)
        return Sent((), now)

    def placed(self, message: OutboundMessage, sent: Sent) -> None:
        """After the commit: whoever looks at the room sees it."""
        self.written(message.to.room)

    def written(self, room: str) -> None:
        """Somebody wrote to the room: whoever looks at it sees it, here and at other replicas."""
        self.hub.changed(room)
        for tell in self.on_written:
            tell(room)

    @property
    def tabs(self) -> int:
        return len(self.hub.everybody())

    def written_elsewhere(self, room: str) -> None:
        """Another replica wrote to the room."""
        self.hub.changed(room)

    def told_aside(self, program: str, words: str) -> None:
        """Another replica says who is in a room by it, or has a toast for whoever may be here."""
        self.hub.told_aside(program, words)

    def record(self, db: Any, event: InboundEvent) -> str | None:
        """Writes what a person said. A press, an edit or an arrival is no line."""
        if event.kind is not Kind.SAID or event.sender is None:
            return None
        parts = _said(event)
        seq = web.write(
            db,
            room=event.address.room,
            key=event.key,
            kind="person",
            author=event.sender.id,
            name=event.sender.name,
            parts=encode(parts),
            at=event.at,
            reply_to=None if event.about is None else seq_of(event.about),
            files=_shared(parts),
        )
        return reference(event.address.room, seq)

    def is_current(self, db: Any, event: InboundEvent) -> bool:
        """Whether the session stands by which somebody speaks, and they sit where they do; what the house does of itself comes by none."""
        sender, session = event.sender, event.data.get("session")
        if sender is None or session is None:
            return True
        sits = web.seat(db, sender.id, event.address.room) is not None
        return sits and sessions.stands(db, session, sender.id, at=event.at)

    def sign_in_link(self, db: Any, account: str, at: datetime) -> str:
        """An address that signs an account in once, to where it is already."""
        return make_link(self.key, self.public_url, "", account, now=at, serial=web.serial(db, account, self.key))

    def desk_link(self, db: Any, account: str, camp: int, at: datetime) -> str:
        """An address that lets an account come to the desk of a camp, once."""
        return make_desk_link(self.key, self.public_url, account, camp, now=at, serial=web.serial(db, account, self.key))

    def invitation_link(self, number: int, at: datetime) -> str:
        """The address of an invitation."""
        return make_invitation(self.key, self.public_url, number, at)

    def erase(self, db: Any, account: str) -> None:
        """Their lines, seats and sessions; open tabs hear that their session has ended."""
        web.erase(db, account, private_room(account), self.key)

    def seat(self, db: Any, name: str, room: str) -> Any:
        """Their seat in the room, with a small line in a group that they came; the seat's row."""
        now = self.house.now()
        if web.sit(db, name, room, now) and not room.startswith("@"):
            came = encode([Text.of(CAME(name=name).to(self.language))])
            web.write(db, room=room, key=f"web:seat:{room}\n{name}", kind="note", author=name, name=name, parts=came, at=now)
        return web.seat(db, name, room)

    # ── what its sockets ask ─────────────────────────────────────────────────────────────────────────────────────────

    @property
    def house(self) -> House:
        assert self.hub.house is not None, "the channel runs before it is asked anything"
        return self.hub.house

    async def answer(self, receipt: Receipt) -> None:
        """Delivers at once what was reserved for whoever pressed: the toast, or the card they pressed on."""
        if receipt.reserved:
            for message in await self.house.claim(receipt):
                await self.house.settle(message, await self.deliver(message))

    def is_ours(self, origin: str | None, host: str) -> bool:
        """Whether a request comes from our own page: from the host it was sent to, or from the public address."""
        return origin is not None and origin in {f"http://{host}", f"https://{host}", self._public}

    async def _connect(self, socket: WebSocket) -> None:
        if not self._open or not self.is_ours(socket.headers.get("origin"), socket.headers.get("host", "")):
            await socket.close()
            return
        with suppress(RuntimeError):  # the other side went while we were closing
            await Connection(self, socket).run()

    def _whisper(self, message: OutboundMessage) -> Sent:
        name = message.answer.token if message.answer else message.to.room.removeprefix("@")
        self.hub.whisper(name, plain(message.parts))
        return Sent((), self.house.now())


def _said(event: InboundEvent) -> list[Part]:
    sizes = event.data.get("pictures", {})
    parts: list[Part] = [Text.of(event.text)] if event.text else []
    for ref in event.files:
        if size := sizes.get(ref.token):
            parts.append(Picture(ref.token, ref.name, *size))
        else:
            parts.append(File(ref.token, ref.name, ref.size))
    return parts


def _shared(parts: Sequence[Part]) -> list[web.Shared]:
    """The files in a message, with the name each is saved under."""
    return [
        web.Shared(part.file, part.name if isinstance(part, File) else part.alt or "picture.png")
        for part in parts
        if isinstance(part, File | Picture)
    ]


def _origin(url: str) -> str:
    split = urlsplit(url)
    return f"{split.scheme}://{split.netloc}" if url else ""
