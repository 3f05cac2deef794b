"""Who is where: people, chats, members, files and messages, in the shapes the Bot API writes them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.standins.telegram.rules import bad

GROUP_ANONYMOUS_BOT = 1087968824
SERVICE_CHAT = 777000
RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_pin_messages",
    "can_manage_topics",
)
PERMISSIONS = (
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
    "can_edit_tag",
    "can_react_to_messages",
)


@dataclass(slots=True)
class User:
    """Somebody. `started` is whether our bot may write to them; `blocked` whether they shut it out."""

    id: int
    first_name: str
    last_name: str = ""
    username: str = ""
    language: str = "zh-hans"
    is_bot: bool = False
    started: bool = False
    blocked: bool = False

    def json(self) -> dict[str, Any]:
        shape: dict[str, Any] = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        optional = {
            "last_name": self.last_name,
            "username": self.username,
            "language_code": "" if self.is_bot else self.language,
        }
        return shape | {key: value for key, value in optional.items() if value}


@dataclass(slots=True)
class Member:
    """Somebody's standing in a chat: creator, administrator, member, restricted, left or kicked."""

    user: User
    status: str = "member"
    rights: frozenset[str] = frozenset()
    anonymous: bool = False
    until: int = 0
    """Seconds since 1970 a restriction or a ban ends at; 0 for never."""

    @property
    def present(self) -> bool:
        return self.status in {"creator", "administrator", "member", "restricted"}

    @property
    def rules(self) -> bool:
        return self.status in {"creator", "administrator"}

    def is_kept_from(self, permission: str, now: int) -> bool:
        """Whether a restriction or a ban that is not over yet keeps them from it."""
        is_over = 0 < self.until <= now
        return not is_over and (self.status == "kicked" or (self.status == "restricted" and permission not in self.rights))

    def json(self) -> dict[str, Any]:
        shape: dict[str, Any] = {"user": self.user.json(), "status": self.status}
        match self.status:
            case "creator":
                return shape | {"is_anonymous": self.anonymous}
            case "administrator":
                rights = {name: name in self.rights or name == "can_manage_chat" for name in RIGHTS}
                return shape | rights | {"can_be_edited": False, "is_anonymous": self.anonymous}
            case "restricted":
                rights = {name: name in self.rights for name in PERMISSIONS}
                return shape | rights | {"is_member": True, "until_date": self.until}
            case "kicked":
                return shape | {"until_date": self.until}
        return shape


@dataclass(slots=True)
class Chat:
    """A private chat, group or supergroup; `messages` are wire objects by message id.

    `closed_to_members` is the group's own permissions with sending turned off (no update tells a bot of it), `slow_mode` the seconds
    between two messages of one member, `reactions` the allowed ones (None for all), `hears_all` the bot's privacy mode as it was when
    it was added: a change reaches a group only by adding the bot anew.
    """

    id: int
    type: str
    title: str = ""
    user: User | None = None
    is_forum: bool = False
    members: dict[int, Member] = field(default_factory=dict)
    messages: dict[int, dict[str, Any]] = field(default_factory=dict)
    topics: dict[int, str] = field(default_factory=dict)
    closed: set[int] = field(default_factory=set)
    requests: dict[int, User] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)
    closed_to_members: bool = False
    slow_mode: int = 0
    reactions: frozenset[str] | None = None
    hears_all: bool | None = None
    migrated_to: int | None = None
    last_id: int = 0

    @property
    def is_group(self) -> bool:
        return self.type in {"group", "supergroup"}

    def json(self) -> dict[str, Any]:
        shape: dict[str, Any] = {"id": self.id, "type": self.type}
        if self.user:
            names = {"first_name": self.user.first_name, "last_name": self.user.last_name, "username": self.user.username}
            return shape | {key: value for key, value in names.items() if value}
        return shape | {"title": self.title} | ({"is_forum": True} if self.is_forum else {})

    def member(self, user: int) -> Member | None:
        return self.members.get(user)


@dataclass(slots=True)
class Stored:
    """A file Telegram keeps: `kind` is photo, document, voice, audio, video, video_note or animation. `claims` is its size where that is
    larger than the content kept here."""

    file_id: str
    unique_id: str
    kind: str
    name: str
    mime: str
    content: bytes
    width: int = 0
    height: int = 0
    claims: int = 0

    @property
    def size(self) -> int:
        return self.claims or len(self.content)

    @property
    def path(self) -> str:
        return f"{self.kind}s/{self.unique_id}"

    def json(self) -> dict[str, Any]:
        shape: dict[str, Any] = {"file_id": self.file_id, "file_unique_id": self.unique_id, "file_size": self.size}
        match self.kind:
            case "photo":
                return shape | {"width": self.width, "height": self.height}
            case "voice":
                return shape | {"duration": 5, "mime_type": "audio/ogg"}
            case "audio":
                return shape | {"duration": 5, "mime_type": "audio/mpeg"} | ({"file_name": self.name} if self.name else {})
            case "video" | "animation":
                return shape | {"duration": 5, "width": 640, "height": 360, "mime_type": "video/mp4"}
            case "video_note":
                return shape | {"duration": 5, "length": 240}
        return shape | ({"file_name": self.name} if self.name else {}) | {"mime_type": self.mime}


@dataclass(slots=True)
class Press:
    """A button pressed: `toast` is what the person was shown, None until the bot answered."""

    id: str
    user: User
    chat: int
    message_id: int
    data: str
    at: datetime
    toast: str | None = None
    alert: bool = False


@dataclass(slots=True)
class World:
    """All chats and people, and our one bot among them."""

    bot: User
    sees_all: bool = False
    people: dict[int, User] = field(default_factory=dict)
    chats: dict[int, Chat] = field(default_factory=dict)
    files: dict[str, Stored] = field(default_factory=dict)
    presses: dict[str, Press] = field(default_factory=dict)
    reactions: dict[tuple[int, int], str] = field(default_factory=dict)

    def private(self, user: User) -> Chat:
        if user.id not in self.chats:
            self.chats[user.id] = Chat(user.id, "private", user=user)
        return self.chats[user.id]

    def chat(self, chat_id: int) -> Chat:
        """The chat as a bot may name it, or the API's 400."""
        chat = self.chats.get(chat_id)
        if chat is None:
            raise bad("chat not found")
        if chat.migrated_to:
            raise bad("group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat.migrated_to)
        return chat

    def add(self, chat: Chat, sender: User | None, date: datetime, **fields: Any) -> dict[str, Any]:
        """One more message in a chat, as a wire object."""
        chat.last_id += 1
        message: dict[str, Any] = {"message_id": chat.last_id, "chat": chat.json(), "date": int(date.timestamp())}
        if sender:
            message["from"] = sender.json()
        message |= {key: value for key, value in fields.items() if value is not None}
        chat.messages[chat.last_id] = message
        return message


def quoted(message: dict[str, Any]) -> dict[str, Any]:
    """A message as it stands inside another one: without what it replied to."""
    return {key: value for key, value in message.items() if key != "reply_to_message"}


def place(chat: Chat, thread: int | None, reply: dict[str, Any] | None) -> dict[str, Any]:
    """The thread fields of a new message: a topic's, or in a plain supergroup the root of the chain of replies.

    In a topic everything that replies to nothing replies to the topic's first, created message.
    """
    fields: dict[str, Any] = {"reply_to_message": quoted(reply)} if reply else {}
    if chat.is_forum:
        fields |= {"message_thread_id": thread or 1, "is_topic_message": True}
        if thread and not reply:
            fields["reply_to_message"] = quoted(chat.messages[thread])
    elif reply and chat.type == "supergroup":
        fields["message_thread_id"] = reply.get("message_thread_id", reply["message_id"])
    return fields
