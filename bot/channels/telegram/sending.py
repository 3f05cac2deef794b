"""Sending: pieces through the Bot API, mended where it can be, and its refusals told in the house's words."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
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
    Message,
    ReplyParameters,
)
from telegram.constants import FileSizeLimit, ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter, TelegramError, TimedOut

from bot.channel import TryLater, Uncertain, Undeliverable
from bot.channels.telegram.flood_waits import Halts
from bot.channels.telegram.rendering import Piece, Rows, render, toast
from bot.messages import OutboundMessage
from bot.parts import Admit, File, Picture

log = structlog.get_logger()

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
MENDS = 4
"""How often one piece is sent another way before the refusal stands."""
LONGEST_WAIT = 60.0
"""Seconds between two tries while Telegram is not there, or does not know our token."""

DONE_ALREADY = ("message is not modified", "query is too old", "query id is invalid")
GONE = ("message to edit not found", "message can't be edited", "message_id_invalid")
UNREACHABLE = ("chat not found", "user not found", "peer_id_invalid", "user_is_blocked", "group chat was deactivated")
BAD_MARKS = ("can't parse entities",)
BAD_TOPIC = ("message thread not found", "topic_closed", "topic_deleted", "topic_id_invalid")
BAD_FILE = ("wrong file identifier", "wrong remote file identifier", "wrong file_id", "can't use file of type")
NO_TEXT = ("there is no text in the message to edit",)
ANSWERED_ALREADY = ("hide_requester_missing", "user_already_participant")


class Shelf(Protocol):
    """The store's files, and what Telegram has of them already."""

    async def known(self, file: str, kind: str) -> str | None: ...
    async def know(self, file: str, kind: str, file_id: str) -> None: ...
    async def forget(self, file_id: str) -> None: ...
    def open(self, file: str) -> Any: ...


class News(Protocol):
    """Who is told what a refused send shows: that a group has another id, that a topic is closed or gone."""

    async def moved(self, old: int, new: int) -> None: ...
    async def topic_closed(self, chat: int, thread: int) -> None: ...


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a piece goes."""

    chat: int
    thread: int | None = None
    reply_to: int | None = None

    @classmethod
    def of(cls, message: OutboundMessage) -> Spot:
        room, quoted = message.to.room, (message.reply_to or "").partition(":")
        return cls(
            int(room),
            int(message.to.thread) if message.to.thread else None,
            int(quoted[2]) if quoted[0] == room else None,
        )


class Sender:
    """Sends, edits and whispers. A message of several pieces that broke off goes on where it stopped."""

    def __init__(self, bot: Bot, shelf: Shelf, news: News, now: Callable[[], datetime]) -> None:
        self._bot, self._shelf, self._news = bot, shelf, news
        self._halts = Halts(now)
        self._arrived: dict[int, list[str]] = {}
        self._failures = 0

    async def send(self, message: OutboundMessage) -> tuple[str, ...]:
        """The references of its pieces. Raises TryLater, Undeliverable or Uncertain."""
        self._halts.check(message.to.room)
        try:
            refs = await self._deliver(message)
        except TelegramError as problem:
            refused = verdict(problem) or self._later()
            if isinstance(problem, RetryAfter) and isinstance(refused, TryLater):
                self._halts.halt(message.to.room, refused.seconds)
            if isinstance(refused, Undeliverable):
                self._arrived.pop(message.id, None)
            raise refused from None  # the cause may quote our token or their words
        self._arrived.pop(message.id, None)
        self._failures = 0
        return refs

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
                await self._admit(int(message.to.room), answer)
                return ()
        pieces, spot = render(message.parts), Spot.of(message)
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

    async def _admit(self, chat: int, answer: Admit) -> None:
        """Answers a request to join; one that somebody else answered, or that was taken back, is done."""
        decide = self._bot.approve_chat_join_request if answer.welcome else self._bot.decline_chat_join_request
        try:
            await decide(chat, int(answer.account))
        except ChatMigrated as problem:
            await self._news.moved(chat, problem.new_chat_id)
            raise TryLater(1.0, counts=False) from None  # what is owed there follows the group
        except BadRequest as problem:
            if not _says(problem, ANSWERED_ALREADY):
                raise

    async def _post(self, spot: Spot, piece: Piece) -> tuple[Spot, str]:
        """Where the piece went and its reference; mended as often as it helps."""
        for _ in range(MENDS):
            try:
                return spot, _ref(await self._put(spot, piece))
            except (BadRequest, ChatMigrated) as problem:
                spot, piece = await self._mended(problem, spot, piece)
        return spot, _ref(await self._put(spot, piece))

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
        raise problem

    async def _put(self, spot: Spot, piece: Piece) -> Message:
        where: dict[str, Any] = {
            "chat_id": spot.chat,
            "message_thread_id": spot.thread,
            "reply_parameters": ReplyParameters(spot.reply_to, allow_sending_without_reply=True) if spot.reply_to else None,
            "reply_markup": _markup(piece.rows),
            "parse_mode": ParseMode.HTML,
        }
        match piece.media:
            case None:
                return await self._bot.send_message(text=piece.html, link_preview_options=NO_PREVIEW, **where)
            case Picture() as picture:
                sent = await self._bot.send_photo(photo=await self._file(picture), caption=piece.html or None, **where)
            case File() as file:
                sent = await self._bot.send_document(document=await self._file(file), caption=piece.html or None, **where)
        await self._keep_id(piece.media, sent)
        return sent

    async def _amend(self, ref: str, piece: Piece) -> str:
        """Edits what stands there, to what it says already too."""
        chat, message_id = map(int, ref.split(":"))
        where: dict[str, Any] = {"chat_id": chat, "message_id": message_id, "reply_markup": _markup(piece.rows)}
        try:
            await self._edit(piece, where)
        except ChatMigrated as problem:
            await self._news.moved(chat, problem.new_chat_id)
            raise Undeliverable("gone") from None
        except BadRequest as problem:
            if _says(problem, NO_TEXT):
                await self._bot.edit_message_caption(caption=piece.html, parse_mode=ParseMode.HTML, **where)
            elif _says(problem, BAD_MARKS) and piece != piece.unmarked():
                return await self._amend(ref, piece.unmarked())
            elif not _says(problem, DONE_ALREADY):
                raise
        return ref

    async def _edit(self, piece: Piece, where: dict[str, Any]) -> None:
        said: dict[str, Any] = {"caption": piece.html or None, "parse_mode": ParseMode.HTML}
        match piece.media:
            case None:
                await self._bot.edit_message_text(
                    text=piece.html, parse_mode=ParseMode.HTML, link_preview_options=NO_PREVIEW, **where
                )
                return
            case Picture() as picture:
                edited = await self._bot.edit_message_media(InputMediaPhoto(await self._file(picture), **said), **where)
            case File() as file:
                edited = await self._bot.edit_message_media(InputMediaDocument(await self._file(file), **said), **where)
        if isinstance(edited, Message):
            await self._keep_id(piece.media, edited)

    async def _remove(self, refs: tuple[str, ...]) -> None:
        """Pieces an edit no longer needs; one that cannot be deleted any more stays."""
        for chat, message_id in (map(int, ref.split(":")) for ref in refs):
            with suppress(BadRequest):
                await self._bot.delete_message(chat, message_id)

    # ── files ──

    async def _file(self, media: Picture | File) -> str | InputFile:
        """The file id Telegram gave, or the content to upload. Raises Undeliverable for a picture over 10 MB, a file over 50."""
        if known := await self._shelf.known(*_shelved(media)):
            return known
        content = await asyncio.to_thread(self._read, media.file)
        most = FileSizeLimit.PHOTOSIZE_UPLOAD if isinstance(media, Picture) else FileSizeLimit.FILESIZE_UPLOAD
        if len(content) > most:
            raise Undeliverable("refused")
        return InputFile(content, filename=media.name if isinstance(media, File) else media.file.rpartition("/")[2])

    def _read(self, file: str) -> bytes:
        with self._shelf.open(file) as content:
            return bytes(content.read())

    async def _keep_id(self, media: Picture | File, sent: Message) -> None:
        held = sent.photo[-1] if isinstance(media, Picture) and sent.photo else sent.document
        if held is None:
            return
        try:
            await self._shelf.know(*_shelved(media), held.file_id)
        except Exception as problem:  # it has arrived, and must not be sent again for that
            log.warning("file id not kept", problem=type(problem).__name__)


def verdict(problem: TelegramError) -> TryLater | Undeliverable | Uncertain | None:
    """What a Bot API error means for the message; None where Telegram is not there (connecting, 5xx) and it says nothing of it.

    BadRequest is a NetworkError to python-telegram-bot, so it comes first.
    """
    match problem:
        case RetryAfter(retry_after=wait):
            seconds = wait.total_seconds() if isinstance(wait, timedelta) else wait
            return TryLater(seconds + 1, counts=False)
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
            return TryLater(LONGEST_WAIT, counts=False)
    return None


def _says(problem: TelegramError, sentences: tuple[str, ...]) -> bool:
    return any(sentence in problem.message.lower() for sentence in sentences)


def _ref(message: Message) -> str:
    return f"{message.chat_id}:{message.message_id}"


def _shelved(media: Picture | File) -> tuple[str, str]:
    return media.file, "photo" if isinstance(media, Picture) else "document"


def _markup(rows: Rows) -> InlineKeyboardMarkup | None:
    if not rows:
        return None
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(button.label, callback_data=button.says) for button in row] for row in rows]
    )
