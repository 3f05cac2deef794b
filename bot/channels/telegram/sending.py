"""Sending: pieces through the Bot API, mended where it can be, and its refusals told in the house's words."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from html import escape
from typing import Any, Protocol

import structlog
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    InputMediaDocument,
    InputMediaPhoto,
    LinkPreviewOptions,
    ReplyParameters,
)
from telegram.constants import FileSizeLimit, ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter, TelegramError, TimedOut

from bot.channel import Parked, TryLater, Uncertain, Undeliverable
from bot.channels.telegram.acting import act
from bot.channels.telegram.flood_waits import FloodWaits
from bot.channels.telegram.rendering import Piece, Rows, render, toast
from bot.channels.telegram.request import ask
from bot.channels.telegram.talk import Talk
from bot.messages import OutboundMessage
from bot.parts import Admit, Delete, File, Picture, React, Remove, Restrict

log = structlog.get_logger()

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
MENDS = 5
"""How often one piece is sent another way before the refusal stands."""
LONGEST_WAIT = 60.0
"""Seconds between two tries while Telegram is not there, or does not know our token."""

DONE_ALREADY = ("message is not modified", "query is too old", "query id is invalid")
GONE = ("message to edit not found", "message can't be edited", "message_id_invalid")
UNREACHABLE = ("chat not found", "user not found", "peer_id_invalid", "user_is_blocked", "group chat was deactivated")
BAD_MARKS = ("can't parse entities",)
BAD_TOPIC = ("message thread not found", "topic_closed", "topic_deleted", "topic_id_invalid")
BAD_FILE = ("wrong file identifier", "wrong remote file identifier", "wrong file_id", "can't use file of type")
CLOSED = (
    "not enough rights to send",
    "have no rights to send",
    "need administrator rights in the channel chat",
    "chat_write_forbidden",
    "chat_restricted",
    "chat_send_plain_forbidden",
    "user_restricted",
)
"""Nobody but admins may write there, or we may not."""
GONE_FOR_EVER = ("group chat was deactivated", "the group chat was deleted", "channel chat was deleted")
NOT_ITS_FAULT = (
    *UNREACHABLE,
    *BAD_TOPIC,
    *DONE_ALREADY,
    "not enough rights to send text",
    "chat_write_forbidden",
    "chat_restricted",
)
"""Refusals that no other way of sending the same would mend."""
NO_TEXT = ("there is no text in the message to edit",)
ANSWERED_ALREADY = ("hide_requester_missing", "user_already_participant")


class Shelf(Protocol):
    """The store's files, and what Telegram has of them already."""

    async def known(self, file: str, kind: str) -> str | None: ...
    async def know(self, file: str, kind: str, file_id: str) -> None: ...
    async def forget(self, file_id: str) -> None: ...
    def open(self, file: str) -> Any: ...


class NotThisWay(Exception):
    """No upload of this file would be taken: it has to be sent in a plainer way."""


class News(Protocol):
    """Who is told what a refused send shows: that a group has another id, that a topic is closed or gone, that somebody who asked to join
    was not let in after all, that an act was refused."""

    async def moved(self, old: int, new: int) -> None: ...
    async def topic_closed(self, chat: int, thread: int) -> None: ...
    async def not_admitted(self, message: OutboundMessage, answer: Admit) -> None: ...
    async def not_done(self, message: OutboundMessage, why: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a piece goes."""

    chat: int
    thread: int | None = None
    reply_to: int | None = None

    @classmethod
    def of(cls, message: OutboundMessage, talk: Talk) -> Spot:
        """What a message answers is shown where it says so, and where somebody else has spoken there since."""
        room = message.to.room
        shown = message.reply_to or (message.asked if message.asked and talk.went_on(message.asked) else "") or ""
        quoted = shown.partition(":")
        return cls(
            int(room),
            int(message.to.thread) if message.to.thread else None,
            int(quoted[2]) if quoted[0] == room else None,
        )


class Sender:
    """Sends, edits and whispers. A message of several pieces that broke off goes on where it stopped."""

    def __init__(self, bot: Bot, shelf: Shelf, news: News, talk: Talk, now: Callable[[], datetime]) -> None:
        self._bot, self._shelf, self._news, self._talk = bot, shelf, news, talk
        self._waits = FloodWaits(now)
        self._arrived: dict[int, list[str]] = {}
        self._without_reactions: set[str] = set()
        self._failures = 0

    async def send(self, message: OutboundMessage) -> tuple[str, ...]:
        """The references of its pieces. Raises TryLater, Parked, Undeliverable or Uncertain."""
        if not message.whisper:  # a toast goes to nobody's chat
            self._waits.check(message.to.room)
        try:
            refs = await self._deliver(message)
        except TelegramError as problem:
            refused = verdict(problem, message.to.room) or self._later()
            if isinstance(problem, RetryAfter) and isinstance(refused, TryLater) and not message.whisper:
                self._waits.told(message.to.room, refused.seconds)
            if isinstance(refused, Undeliverable):
                self._arrived.pop(message.id, None)
            raise refused from None  # the cause may quote our token or their words
        self._arrived.pop(message.id, None)
        self._failures = 0
        if not message.whisper:
            self._waits.went()
        return tuple(ref for ref in refs if ref)

    def _later(self) -> TryLater:
        """Telegram is not there or not well: 1, 2, 4 … 60 s. Held against the message only where others got through meanwhile."""
        self._failures += 1
        return TryLater(min(2.0 ** (self._failures - 1), LONGEST_WAIT), counts=self._failures == 1)

    async def answer(self, query: str, text: str = "") -> None:
        """Ends a press, with a toast or without. One that is answered or too old already is done."""
        try:
            await self._bot.answer_callback_query(query, text or None)
        except BadRequest as problem:
            if not _says(problem, DONE_ALREADY):
                raise

    async def _deliver(self, message: OutboundMessage) -> tuple[str, ...]:
        if message.whisper:
            if message.answer is None:
                raise Undeliverable("gone")
            await self.answer(message.answer.token, toast(message.parts))
            return ()
        match message.parts:
            case (Admit() as answer,):
                await self._admit(message, answer)
                return ()
            case (React() as sign,):
                await self._react(message.to.room, sign)
                return ()
            case (Delete() | Restrict() | Remove() as what,):
                await act(self._bot, self._news, message, what)
                return ()
        pieces = [replace(piece, protected=message.protected) for piece in render(message.parts)]
        spot = Spot.of(message, self._talk)
        refs = self._arrived.get(message.id, [])
        for place in range(len(refs), len(pieces)):
            if place < len(message.replaces):
                refs.append(await self._amend(message.replaces[place], pieces[place]))
                continue
            spot, ref = await self._post(spot if place == 0 else replace(spot, reply_to=None), pieces[place])
            refs.append(ref)
            self._arrived[message.id] = refs
        await self._remove(message.replaces[len(pieces) :])
        return tuple(refs)

    async def _admit(self, message: OutboundMessage, answer: Admit) -> None:
        """Answers a request to join; one that somebody else answered, or that was taken back, is done."""
        chat = int(message.to.room)
        decide = self._bot.approve_chat_join_request if answer.welcome else self._bot.decline_chat_join_request
        try:
            await decide(chat, int(answer.account))
        except ChatMigrated as problem:
            await self._news.moved(chat, problem.new_chat_id)
            raise TryLater(1.0, counts=False) from None  # what is owed there follows the group
        except (BadRequest, Forbidden) as problem:
            if not _says(problem, ANSWERED_ALREADY):
                await self._news.not_admitted(message, answer)
                raise

    async def _react(self, room: str, sign: React) -> None:
        """A chat that allows no reactions, or not this one, is not asked again while we run."""
        if room in self._without_reactions:
            return
        chat, number = map(int, sign.message.split(":"))
        reaction = [{"type": "emoji", "emoji": sign.emoji}]
        try:
            await ask(self._bot, "setMessageReaction", chat_id=chat, message_id=number, reaction=reaction)
        except (BadRequest, Forbidden) as problem:
            if not _says(problem, ("message to react not found",)):
                self._without_reactions.add(room)

    async def _post(self, spot: Spot, piece: Piece) -> tuple[Spot, str]:
        """Where the piece went and its reference; mended as often as it helps."""
        for _ in range(MENDS):
            try:
                return spot, await self._put(spot, piece)
            except NotThisWay:
                piece = plainer(piece)
            except (BadRequest, ChatMigrated) as problem:
                spot, piece = await self._mended(problem, spot, piece)
        return spot, await self._put(spot, piece)

    async def _mended(self, problem: BadRequest | ChatMigrated, spot: Spot, piece: Piece) -> tuple[Spot, Piece]:
        """Another way to send the same. Raises `problem` where there is none."""
        if isinstance(problem, ChatMigrated):
            await self._news.moved(spot.chat, problem.new_chat_id)
            return Spot(problem.new_chat_id), piece
        if _says(problem, BAD_MARKS) and piece != piece.unmarked():
            return spot, piece.unmarked()
        if _says(problem, BAD_TOPIC) and spot.thread is not None:
            await self._news.topic_closed(spot.chat, spot.thread)
            return replace(spot, thread=None, reply_to=None), piece
        if _says(problem, BAD_FILE) and piece.media and (known := await self._shelf.known(*_shelved(piece.media))):
            await self._shelf.forget(known)
            return spot, piece
        if piece.media is not None and not _says(problem, NOT_ITS_FAULT):
            return spot, plainer(piece)
        raise problem

    async def _put(self, spot: Spot, piece: Piece) -> str:
        """Sends a piece; gives its reference, "" where Telegram took it and names none. Raises NotThisWay for a file no upload can hold."""
        where: dict[str, Any] = {
            "chat_id": spot.chat,
            "message_thread_id": spot.thread,
            "reply_parameters": ReplyParameters(spot.reply_to, allow_sending_without_reply=True) if spot.reply_to else None,
            "reply_markup": _markup(piece.rows),
            "parse_mode": ParseMode.HTML,
            "protect_content": piece.protected or None,
        }
        if piece.media is None:
            sent = await ask(self._bot, "sendMessage", text=piece.html, link_preview_options=NO_PREVIEW, **where)
            return _ref(sent, spot.chat)
        kind = _kind(piece.media)
        held: dict[str, Any] = {kind: await self._file(piece.media), "caption": piece.html or None}
        sent = await ask(self._bot, "sendPhoto" if kind == "photo" else "sendDocument", **held, **where)
        await self._keep_id(piece.media, sent)
        return _ref(sent, spot.chat)

    async def _amend(self, ref: str, piece: Piece) -> str:
        """Edits what stands there, to what it says already too."""
        chat, message_id = map(int, ref.split(":"))
        where: dict[str, Any] = {"chat_id": chat, "message_id": message_id, "reply_markup": _markup(piece.rows)}
        try:
            await self._edit(piece, where)
        except ChatMigrated as problem:
            await self._news.moved(chat, problem.new_chat_id)
            raise Undeliverable("gone") from None
        except NotThisWay:
            await self._caption(piece, where)
        except BadRequest as problem:
            if _says(problem, NO_TEXT):
                await self._caption(piece, where)
            elif _says(problem, BAD_MARKS) and piece != piece.unmarked():
                return await self._amend(ref, piece.unmarked())
            elif _says(problem, DONE_ALREADY):
                return ref
            elif piece.media is not None and not _says(problem, (*NOT_ITS_FAULT, *GONE)):
                await self._caption(piece, where)
            else:
                raise
        return ref

    async def _edit(self, piece: Piece, where: dict[str, Any]) -> None:
        if piece.media is None:
            said: dict[str, Any] = {"text": piece.html, "parse_mode": ParseMode.HTML, "link_preview_options": NO_PREVIEW}
            await ask(self._bot, "editMessageText", **said, **where)
            return
        shown = InputMediaPhoto if isinstance(piece.media, Picture) else InputMediaDocument
        media = shown(await self._file(piece.media), caption=piece.html or None, parse_mode=ParseMode.HTML)
        await self._keep_id(piece.media, await ask(self._bot, "editMessageMedia", media=media, **where))

    async def _caption(self, piece: Piece, where: dict[str, Any]) -> None:
        """The words alone, under whatever picture or file stands there."""
        await ask(self._bot, "editMessageCaption", caption=piece.html, parse_mode=ParseMode.HTML, **where)

    async def _remove(self, refs: tuple[str, ...]) -> None:
        """Pieces an edit no longer needs; one that cannot be deleted any more stays."""
        for chat, message_id in (map(int, ref.split(":")) for ref in refs):
            with suppress(BadRequest):
                await ask(self._bot, "deleteMessage", chat_id=chat, message_id=message_id)

    # ── files ──

    async def _file(self, media: Picture | File) -> str | InputFile:
        """The file id Telegram gave, or the content to upload. Raises NotThisWay for a picture over 10 MB and a file over 50."""
        if known := await self._shelf.known(*_shelved(media)):
            return known
        try:
            content = await asyncio.to_thread(self._read, media.file)
        except ValueError:  # never a file of ours
            raise NotThisWay from None
        most = FileSizeLimit.PHOTOSIZE_UPLOAD if isinstance(media, Picture) else FileSizeLimit.FILESIZE_UPLOAD
        if not 0 < len(content) <= most:
            raise NotThisWay
        return InputFile(content, filename=media.name if isinstance(media, File) else media.file.rpartition("/")[2])

    def _read(self, file: str) -> bytes:
        with self._shelf.open(file) as content:
            return bytes(content.read())

    async def _keep_id(self, media: Picture | File, sent: Any) -> None:
        file_id = _file_id(sent, _kind(media))
        if not file_id:
            return
        try:
            await self._shelf.know(*_shelved(media), file_id)
        except Exception as problem:  # it has arrived, and must not be sent again for that
            log.warning("file id not kept", problem=type(problem).__name__)


def plainer(piece: Piece) -> Piece:
    """The same in a way less is asked of: a picture as a file, a file as its words."""
    match piece.media:
        case Picture(file=file):
            return replace(piece, media=File(file, file.rpartition("/")[2]), alt=piece.media.alt)
        case File() as held:
            words = "\n".join(filter(None, (piece.words, piece.alt if not piece.words else ""))) or held.plain()
            return replace(piece, media=None, words=words, html=piece.html if piece.words else escape(words, quote=False))
    return piece


def verdict(problem: TelegramError, room: str = "") -> TryLater | Parked | Undeliverable | Uncertain | None:
    """What a Bot API error means for a message to a room; None where Telegram is not there (connecting, 5xx) and it says nothing of it.

    What somebody has to mend parks the room: a group we were sent out of, or may not write in. BadRequest is a NetworkError to
    python-telegram-bot, so it comes first.
    """
    is_group = room.startswith("-")
    match problem:
        case RetryAfter(retry_after=wait):
            seconds = wait.total_seconds() if isinstance(wait, timedelta) else wait
            return TryLater(seconds + 1, counts=False)
        case BadRequest() if is_group and _says(problem, CLOSED):
            return Parked("closed", "room")
        case Forbidden() | BadRequest() if is_group and not _says(problem, GONE_FOR_EVER) and _is_outside(problem):
            return Parked("outside", "room")
        case Forbidden():
            return Undeliverable("unreachable")
        case BadRequest() if _says(problem, UNREACHABLE):
            return Undeliverable("unreachable")
        case BadRequest() if _says(problem, GONE):
            return Undeliverable("gone")
        case BadRequest():
            return Undeliverable("refused")
        case TimedOut():
            return Uncertain()
        case InvalidToken():
            return Parked("token", "channel")
    return None


def _is_outside(problem: TelegramError) -> bool:
    return isinstance(problem, Forbidden) or _says(problem, ("chat not found",))


def _says(problem: TelegramError, sentences: tuple[str, ...]) -> bool:
    return any(sentence in problem.message.lower() for sentence in sentences)


def _ref(sent: Any, chat: int) -> str:
    """The reference of what was sent, read from the answer whatever else stands in it; "" where it has no number."""
    number = sent.get("message_id") if isinstance(sent, dict) else None
    if not isinstance(number, int):
        return ""
    there = sent.get("chat")
    place = there.get("id") if isinstance(there, dict) else None
    return f"{place if isinstance(place, int) else chat}:{number}"


def _file_id(sent: Any, kind: str) -> str:
    """The id Telegram gave a photo (its largest size) or a document; "" where the answer tells none."""
    held = sent.get(kind) if isinstance(sent, dict) else None
    if isinstance(held, list):
        held = held[-1] if held else None
    found = held.get("file_id") if isinstance(held, dict) else None
    return found if isinstance(found, str) else ""


def _kind(media: Picture | File) -> str:
    return "photo" if isinstance(media, Picture) else "document"


def _shelved(media: Picture | File) -> tuple[str, str]:
    return media.file, _kind(media)


def _markup(rows: Rows) -> InlineKeyboardMarkup | None:
    if not rows:
        return None
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(button.label, callback_data=button.says) for button in row] for row in rows]
    )
