"""A Telegram update, as it comes in JSON, told as what happened: one function per kind, all of them pure.

Fields are the Bot API's (Update, Message, CallbackQuery, ChatMemberUpdated, ChatJoinRequest; version 10.0). They are read
from the JSON itself: python-telegram-bot's types refuse an update, and with it the whole batch, for one field they miss.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from telegram.constants import ChatID, ChatMemberStatus, ChatType, MessageEntityType, UpdateType

from bot.channels.telegram.doctor import shortcomings
from bot.channels.telegram.links import opened
from bot.messages import Account, Address, Answer, FileRef, InboundEvent, Kind, Provenance, Quote

CHANNEL = "telegram"
ASKED_FOR = tuple(
    kind.value
    for kind in (
        UpdateType.MESSAGE,
        UpdateType.EDITED_MESSAGE,
        UpdateType.CALLBACK_QUERY,
        UpdateType.MY_CHAT_MEMBER,
        UpdateType.CHAT_MEMBER,
        UpdateType.CHAT_JOIN_REQUEST,
    )
)
"""Our allowed_updates. Telegram sends chat_member only to whom names it, and only to admins."""
TOAST_FOR = timedelta(seconds=15)
"""How long a press may be answered; Telegram does not document it, reports say 5 to 20 s."""
SILENT = frozenset(
    {
        "pinned_message",
        "message_auto_delete_timer_changed",
        "write_access_allowed",
        "connected_website",
        "chat_background_set",
        "users_shared",
        "chat_shared",
        "web_app_data",
        "successful_payment",
        "refunded_payment",
        "gift",
        "unique_gift",
        "passport_data",
        "proximity_alert_triggered",
        "forum_topic_created",
        "forum_topic_closed",
        "forum_topic_reopened",
        "forum_topic_edited",
        "new_chat_title",
        "new_chat_photo",
        "delete_chat_photo",
        "group_chat_created",
        "supergroup_chat_created",
        "boost_added",
        "video_chat_started",
        "video_chat_ended",
    }
)
"""What Telegram itself puts into a chat: nobody said it, nobody waits for an answer. Any other kind of message, also one yet to be thought of, is
somebody's."""
RECORDINGS = {
    "voice": "voice.ogg",
    "audio": "audio.mp3",
    "video": "video.mp4",
    "video_note": "video_note.mp4",
    "animation": "animation.mp4",
}
"""Kinds of files that may come without a name, and what they are called then."""
NOBODY = frozenset({ChatID.ANONYMOUS_ADMIN, ChatID.SERVICE_CHAT, ChatID.FAKE_CHANNEL})
"""Users that stand for a hidden admin, an automatic forward, a channel: never people."""
PRESENT = frozenset({ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.MEMBER})
RULING = frozenset({ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR})
COMMAND = re.compile(r"/[^\s@/]+(?:@(\w+))?")

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Me:
    """Our bot as getMe tells it. `sees_all` is False while its privacy mode is on."""

    id: int
    username: str
    sees_all: bool = False


def read(update: Json, me: Me, now: datetime) -> tuple[InboundEvent, ...]:
    """What happened; nothing where it does not concern us. Most updates are one event, several people joining are several.

    Raises KeyError, TypeError or ValueError for an update that is not made as the Bot API says.
    """
    key = f"tg{me.id}:{update['update_id']}"
    for kind, reader in READERS.items():
        if kind in update:
            return tuple(map(_checked, reader(update[kind], key, me, now)))
    return ()


def _checked(event: InboundEvent) -> InboundEvent:
    """The event, where its words and its sender's name are words. Raises TypeError."""
    if not isinstance(event.text, str) or not (event.sender is None or isinstance(event.sender.name, str)):
        raise TypeError("words")
    return event


def changed_admins(update: Json) -> str | None:
    """The room whose admins are not what they were, or None."""
    change = update.get(UpdateType.CHAT_MEMBER) or update.get(UpdateType.MY_CHAT_MEMBER)
    if not change or not RULING & {change["old_chat_member"]["status"], change["new_chat_member"]["status"]}:
        return None
    return str(change["chat"]["id"])


# ── messages ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _message(message: Json, key: str, me: Me, now: datetime) -> tuple[InboundEvent, ...]:
    for field, service in SERVICES.items():
        if field in message:
            return service(message, key)
    return _words(message, key, me, Kind.SAID, at=_moment(message["date"]), about=_replied_to(message))


def _edited(message: Json, key: str, me: Me, now: datetime) -> tuple[InboundEvent, ...]:
    return _words(message, key, me, Kind.EDITED, at=_moment(message["edit_date"]), about=_ref(message))


def _words(message: Json, key: str, me: Me, kind: Kind, *, at: datetime, about: str | None) -> tuple[InboundEvent, ...]:
    """Somebody's words or file; in private anything else they send, too. Commands for another bot and what a channel's posts bring into
    its group are none of ours."""
    sender, files = _speaker(message), _files(message)
    text = message.get("text") or message.get("caption") or ""
    is_private = message["chat"]["type"] == ChatType.PRIVATE
    if sender is None or not (
        text or files or "contact" in message or (is_private and kind is Kind.SAID and not SILENT & message.keys())
    ):
        return ()
    command = COMMAND.match(text)
    if command and command[1] and command[1].lower() != me.username.lower():
        return ()
    said = (re.sub(rf"\s*@{me.username}\b", "", text, flags=re.IGNORECASE) if "@" in text else text).strip()
    data: dict[str, Any] = {"ref": _ref(message), "to_us": bool(command) or said != text.strip() or _answers_us(message, me)}
    data |= _circumstances(message)
    if command and command[1]:
        data["called"] = True
    if not (text or files):
        data["unreadable"] = True
    if "contact" in message:
        data["card"] = True
    if kind is Kind.SAID and about is not None and (quote := _quote(message)) is not None:
        data["quote"] = quote
    return (InboundEvent(key, at, _address(message), sender, kind, opened(said), about, files, data=data),)


def _circumstances(message: Json) -> dict[str, Any]:
    """What else is to be known of words: whose they are, whom they name and answer, where they stand."""
    found: dict[str, Any] = {
        "link": _link(message),
        "provenance": _provenance(message),
        "mentions": _mentions(message),
        "answered": _author(message["reply_to_message"]) if _replied_to(message) is not None else None,
        "links": _hidden_links(message),
        "elsewhere": "external_reply" in message,
        "album": message.get("media_group_id"),
    }
    if behind := message.get("sender_chat"):
        found["anonymous"] = "admin" if behind["id"] == message["chat"]["id"] else "channel"
    return {name: value for name, value in found.items() if value}


def _provenance(message: Json) -> Provenance | None:
    """Words passed on are whoever's they were; words an inline bot made are that bot's."""
    if "forward_origin" in message:
        return Provenance.FORWARDED
    return Provenance.VIA_BOT if "via_bot" in message else None


def _mentions(message: Json) -> dict[str, str]:
    """People picked from the client's list who have no username: their name as it stands in the words, and their account's id."""
    text = message.get("text") or message.get("caption") or ""
    units = text.encode("utf-16-le")
    return {
        units[2 * entity["offset"] : 2 * (entity["offset"] + entity["length"])].decode("utf-16-le", "ignore"): str(
            entity["user"]["id"]
        )
        for entity in (*message.get("entities", ()), *message.get("caption_entities", ()))
        if entity["type"] == MessageEntityType.TEXT_MENTION
    }


def _hidden_links(message: Json) -> tuple[str, ...]:
    """Addresses that stand behind words and are not written in them."""
    entities = (*message.get("entities", ()), *message.get("caption_entities", ()))
    return tuple(entity["url"] for entity in entities if entity["type"] == MessageEntityType.TEXT_LINK)


def _speaker(message: Json) -> Account | None:
    """Who spoke. A hidden admin speaks as the group: an account of the group's id, admin by that very fact. Somebody may speak as a
    channel of theirs; a channel's own posts, brought in by Telegram, are nobody's words here."""
    behind = message.get("sender_chat")
    if behind is None:
        return _account(message["from"])
    if message.get("is_automatic_forward"):
        return None
    is_admin = behind["id"] == message["chat"]["id"]
    return Account(CHANNEL, str(behind["id"]), message.get("author_signature") or behind["title"], is_room_admin=is_admin)


def _author(message: Json) -> Account | None:
    """Whose words a message holds: none that we know of where it was passed on, or says who speaks in no way."""
    return None if "from" not in message or _provenance(message) else _speaker(message)


def _answers_us(message: Json, me: Me) -> bool:
    return bool(message.get("reply_to_message", {}).get("from", {}).get("id") == me.id)


def _replied_to(message: Json) -> str | None:
    """In a topic whatever replies to nothing stands as a reply to the topic's own first message: that is none."""
    replied = message.get("reply_to_message")
    return None if replied is None or "forum_topic_created" in replied else _ref(replied)


def _quote(message: Json) -> Quote | None:
    """What the message replies to. What that was a reply to itself is not told."""
    replied = message.get("reply_to_message", {})
    words = replied.get("text") or replied.get("caption") or ""
    return Quote(words, _author(replied), _link(replied)) if words else None


def _link(message: Json) -> str:
    """The message's address, which only supergroups give their messages; one without a name opens it for its members alone."""
    chat, number = message["chat"], message["message_id"]
    if chat["type"] != ChatType.SUPERGROUP:
        return ""
    place = chat.get("username") or f"c/{str(chat['id']).removeprefix('-100')}"
    return f"https://t.me/{place}/{number}"


def _files(message: Json) -> tuple[FileRef, ...]:
    if document := message.get("document"):
        return (FileRef(document.get("file_name") or "file", document.get("file_size") or 0, document["file_id"]),)
    if photo := message.get("photo"):
        largest = max(photo, key=lambda size: size["width"] * size["height"])
        return (FileRef("photo.jpg", largest.get("file_size") or 0, largest["file_id"]),)
    for kind, name in RECORDINGS.items():
        if held := message.get(kind):
            return (FileRef(held.get("file_name") or name, held.get("file_size") or 0, held["file_id"]),)
    return ()


def _came(message: Json, key: str) -> tuple[InboundEvent, ...]:
    """The service message tells it too, where chat_member does not reach us; joining twice is joining once."""
    people = [_account(user) for user in message["new_chat_members"]]
    at, address = _moment(message["date"]), _address(message)
    return tuple(
        InboundEvent(key if place == 0 else f"{key}:{place}", at, address, person, Kind.JOINED)
        for place, person in enumerate(filter(None, people))
    )


def _went(message: Json, key: str) -> tuple[InboundEvent, ...]:
    person = _account(message["left_chat_member"])
    return (InboundEvent(key, _moment(message["date"]), _address(message), person, Kind.LEFT),) if person else ()


def _moved_away(message: Json, key: str) -> tuple[InboundEvent, ...]:
    return (moved(key, _moment(message["date"]), message["chat"]["id"], message["migrate_to_chat_id"]),)


def _moved_here(message: Json, key: str) -> tuple[InboundEvent, ...]:
    return (moved(key, _moment(message["date"]), message["migrate_from_chat_id"], message["chat"]["id"]),)


def moved(key: str, at: datetime, old: int, new: int) -> InboundEvent:
    """A group has become a supergroup with another id. Any of the three signals of it may come first, and all may come."""
    return InboundEvent(key, at, Address(CHANNEL, str(old)), None, Kind.MOVED, data={"room": str(new)})


# ── presses ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _pressed(query: Json, key: str, me: Me, now: datetime) -> tuple[InboundEvent, ...]:
    """A press bears no time of its own; it is ours of receiving it. A very old message comes without its thread. Whoever sees a message
    can press its buttons, also who left the group, was banned, or never was in it."""
    message, sender = query.get("message"), _account(query["from"])
    if message is None or sender is None or not query.get("data"):
        return ()
    answer = Answer(query["id"], now + TOAST_FOR)
    at, data = _address(message), {} if message["chat"]["type"] == ChatType.PRIVATE else {"maybe_outside": True}
    return (InboundEvent(key, now, at, sender, Kind.PRESSED, query["data"], _ref(message), answer=answer, data=data),)


# ── comings and goings ───────────────────────────────────────────────────────────────────────────────────────────────


def _our_standing(change: Json, key: str, me: Me, now: datetime) -> tuple[InboundEvent, ...]:
    """We were added, removed, silenced, blocked or let back in."""
    was, is_in = _is_present(change["old_chat_member"]), _is_present(change["new_chat_member"])
    chat = change["chat"]
    if chat["type"] == ChatType.CHANNEL or not (was or is_in):
        return ()
    if was and is_in:
        return _rights(change, key)
    if chat["type"] == ChatType.PRIVATE:
        return _change(change, key, change["from"], Kind.REACHABLE if is_in else Kind.UNREACHABLE)
    if not is_in:
        return _change(change, key, change["from"], Kind.WE_LEFT, title=chat["title"])
    cannot = shortcomings(chat, change["new_chat_member"], sees_all=me.sees_all)
    return _change(change, key, change["from"], Kind.WE_JOINED, title=chat["title"], cannot=cannot)


def _standing(change: Json, key: str, me: Me, now: datetime) -> tuple[InboundEvent, ...]:
    """Somebody else came or went; being made an admin is neither."""
    was, is_in = _is_present(change["old_chat_member"]), _is_present(change["new_chat_member"])
    if was == is_in or change["chat"]["type"] == ChatType.CHANNEL:
        return ()
    return _change(change, key, change["new_chat_member"]["user"], Kind.JOINED if is_in else Kind.LEFT)


def _asked_to_join(request: Json, key: str, me: Me, now: datetime) -> tuple[InboundEvent, ...]:
    """For five minutes we may write to `data["private"]` without a Start."""
    return _change(
        request, key, request["from"], Kind.ASKED_TO_JOIN, private=str(request["user_chat_id"]), bio=request.get("bio", "")
    )


def _change(change: Json, key: str, user: Json, kind: Kind, **data: Any) -> tuple[InboundEvent, ...]:
    person = _account(user)
    if person is None and kind in (Kind.JOINED, Kind.LEFT):
        return ()
    return (InboundEvent(key, _moment(change["date"]), _address(change), person, kind, data=data),)


def _rights(change: Json, key: str) -> tuple[InboundEvent, ...]:
    """Whether we may write where we stay: taken from us by a restriction, given back by its end, or by being made an admin, who may also
    where the group's permissions let nobody else."""
    could, can = (bool(change[which].get("can_send_messages", True)) for which in ("old_chat_member", "new_chat_member"))
    rose = change["new_chat_member"]["status"] in RULING and change["old_chat_member"]["status"] not in RULING
    if can and (rose or not could):
        return _change(change, key, change["from"], Kind.UNMUTED, title=change["chat"]["title"])
    return _change(change, key, change["from"], Kind.MUTED, title=change["chat"]["title"]) if could and not can else ()


def _is_present(member: Json) -> bool:
    return member["status"] in PRESENT or (member["status"] == ChatMemberStatus.RESTRICTED and member["is_member"])


# ── the pieces ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _address(message: Json) -> Address:
    """The thread is a topic's only where `is_topic_message` says so; General, number 1, must not be named when sending."""
    chat = message["chat"]
    thread = message.get("message_thread_id") if message.get("is_topic_message") else None
    return Address(CHANNEL, str(chat["id"]), str(thread) if thread not in (None, 1) else None, chat["type"] == ChatType.PRIVATE)


def _account(user: Json) -> Account | None:
    """A person's account; None for bots and for the users that stand for nobody."""
    if user["is_bot"] or user["id"] in NOBODY:
        return None
    name = f"{user['first_name']} {user.get('last_name', '')}".strip()
    return Account(CHANNEL, str(user["id"]), name, _language(user.get("language_code", "")), username=user.get("username", ""))


@lru_cache(maxsize=256)
def _language(code: str) -> str | None:
    return next((language for language in ("zh", "en") if code.lower().startswith(language)), None)


def _ref(message: Json) -> str:
    return f"{message['chat']['id']}:{message['message_id']}"


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


READERS: Mapping[str, Callable[[Json, str, Me, datetime], tuple[InboundEvent, ...]]] = {
    UpdateType.MESSAGE: _message,
    UpdateType.EDITED_MESSAGE: _edited,
    UpdateType.CALLBACK_QUERY: _pressed,
    UpdateType.MY_CHAT_MEMBER: _our_standing,
    UpdateType.CHAT_MEMBER: _standing,
    UpdateType.CHAT_JOIN_REQUEST: _asked_to_join,
}
SERVICES: Mapping[str, Callable[[Json, str], tuple[InboundEvent, ...]]] = {
    "new_chat_members": _came,
    "left_chat_member": _went,
    "migrate_to_chat_id": _moved_away,
    "migrate_from_chat_id": _moved_here,
}
