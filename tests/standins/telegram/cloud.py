"""Telegram itself: the world, what the bot gets to know of it, and the people and chats a test speaks through."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, TypeVar

from bot.clock import Clock, SystemClock
from tests.patience import PATIENCE
from tests.standins.telegram.faults import Fault, Faults, How
from tests.standins.telegram.markup import entities_of
from tests.standins.telegram.rules import Flood, units
from tests.standins.telegram.updates import Updates
from tests.standins.telegram.world import (
    GROUP_ANONYMOUS_BOT,
    SERVICE_CHAT,
    Chat,
    Member,
    Press,
    Stored,
    User,
    World,
    place,
    quoted,
)

T = TypeVar("T")
SERVICE = (
    "new_chat_members",
    "left_chat_member",
    "migrate_to_chat_id",
    "migrate_from_chat_id",
    "pinned_message",
    "forum_topic_created",
)


@dataclass(frozen=True, slots=True)
class Call:
    """One request the bot made: when, of what, and the code it was answered with."""

    at: datetime
    method: str
    values: dict[str, Any]
    code: int
    description: str = ""


class Cloud:
    """One Telegram with one bot in it. People act by `Person`, groups by `Group`; all of it from any thread."""

    def __init__(self, token: str = "7000001:stand-in", username: str = "qunxue_bot", clock: Clock | None = None) -> None:
        self.token = token
        self.clock: Clock = clock or SystemClock()
        self.world = World(User(int(token.partition(":")[0]), "小助", username=username, is_bot=True))
        self.updates = Updates(self.clock)
        self.flood = Flood()
        self.faults = Faults()
        self.calls: list[Call] = []
        self.commands: dict[tuple[str, str], list[dict[str, str]]] = {}
        self.changed = self.updates.changed
        self.numbers = itertools.count(1)

    # ── who is there ──

    def person(
        self, name: str, id: int | None = None, *, language: str = "zh-hans", username: str = "", started: bool = False
    ) -> Person:
        with self.changed:
            user = User(id or 100_000 + next(self.numbers), name, username=username, language=language, started=started)
            self.world.people[user.id] = user
            self.world.private(user)
            return Person(self, user)

    def group(
        self,
        title: str,
        *people: Person,
        host: Person | None = None,
        type: Literal["group", "supergroup"] = "supergroup",
        forum: bool = False,
        bot: Literal["member", "administrator", ""] = "administrator",
        id: int | None = None,
    ) -> Group:
        """A group of `people` under `host`, the bot already inside as `bot` says ("" for not), without any update sent."""
        with self.changed:
            number = next(self.numbers)
            fresh = -1_001_000_000_000 - number if type == "supergroup" else -1000 - number
            chat = Chat(id or fresh, type, title, is_forum=forum, last_id=1)  # its first message said that it was made
            self.world.chats[chat.id] = chat
            for person in people:
                chat.members[person.user.id] = Member(person.user)
            if host:
                chat.members[host.user.id] = Member(host.user, "creator")
            if bot:
                chat.members[self.world.bot.id] = Member(
                    self.world.bot, bot, frozenset({"can_invite_users", "can_pin_messages"})
                )
            return Group(self, chat)

    def now(self) -> int:
        return int(self.clock.now().timestamp())

    # ── what the bot gets to know ──

    def tell(self, kind: str, message: dict[str, Any]) -> int | None:
        """A message to the bot, unless privacy mode hides it: the update's number."""
        chat = self.world.chats[message["chat"]["id"]]
        if not self._visible(chat, message):
            return None
        return self.updates.put(kind, message, f"chat:{chat.id}")

    def _visible(self, chat: Chat, message: dict[str, Any]) -> bool:
        if chat.type == "private":
            return True
        me = chat.member(self.world.bot.id)
        if me is None or not me.present:
            return False
        sees_all = self.world.sees_all if chat.hears_all is None else chat.hears_all
        if me.rules or sees_all or any(key in message for key in SERVICE):
            return True
        return self._meant_for_us(chat, message)

    def _meant_for_us(self, chat: Chat, message: dict[str, Any]) -> bool:
        """Privacy mode: replies to the bot, commands with its name, bare ones once it was the last bot to speak."""
        bot = self.world.bot
        if message.get("reply_to_message", {}).get("from", {}).get("id") == bot.id:
            return True
        words = message.get("text") or message.get("caption") or ""
        command = words.split(maxsplit=1)[0] if words.startswith("/") else ""
        name = command.partition("@")[2].lower()
        return bool(command) and (name == bot.username.lower() if name else self._spoke_here(chat))

    def _spoke_here(self, chat: Chat) -> bool:
        """Being the only bot, it is the last one that spoke once it has."""
        return any(message.get("from", {}).get("id") == self.world.bot.id for message in chat.messages.values())

    def membership(self, chat: Chat, user: User, member: Member, by: User) -> None:
        """Somebody's standing changes: the bot hears of itself always, of others only as an administrator."""
        old = chat.members.get(user.id, Member(user, "left"))
        chat.members[user.id] = member
        update = {
            "chat": chat.json(),
            "from": by.json(),
            "date": self.now(),
            "old_chat_member": old.json(),
            "new_chat_member": member.json(),
        }
        if user.id == self.world.bot.id:
            if member.present and not old.present:
                chat.hears_all = self.world.sees_all
            self.updates.put("my_chat_member", update, f"chat:{chat.id}")
            return
        me = chat.member(self.world.bot.id)
        if me and me.rules:
            self.updates.put("chat_member", update, f"chat:{chat.id}")

    def service(self, chat: Chat, sender: User, **fields: Any) -> dict[str, Any]:
        message = self.world.add(chat, sender, self.clock.now(), **fields)
        self.tell("message", message)
        return message

    # ── for tests ──

    def fail(
        self, how: How | str = How.REFUSE, method: str = "", *, times: int = 1, chat: int | None = None, **answer: Any
    ) -> Fault:
        """The next `times` calls of `method` go wrong: `code=`, `description=`, `retry_after=` for `refuse`."""
        fault = Fault(How(how), method, times, chat, **answer)
        with self.changed:
            self.faults.ahead.append(fault)
        return fault

    def wait(self, until: Callable[[], T], seconds: float = PATIENCE) -> T:
        """What `until` gives once it gives something; asked again at each change. TimeoutError after `seconds`."""
        found: list[T] = []

        def asked() -> bool:
            answer = until()
            found[:] = [answer] if answer else []
            return bool(answer)

        with self.changed:
            if not self.changed.wait_for(asked, seconds):
                raise TimeoutError(
                    f"not within {seconds:g} s; last calls: {[(c.method, c.code, c.description) for c in self.calls[-8:]]}"
                )
        return found[0]

    def called(self, method: str, code: int | None = 200) -> list[Call]:
        with self.changed:
            return [call for call in self.calls if call.method == method and code in {None, call.code}]

    def add_file(self, kind: str, name: str, mime: str, content: bytes, width: int = 0, height: int = 0) -> Stored:
        number = next(self.numbers)
        stored = Stored(f"{kind[:3].upper()}ACAgI{number:08d}", f"AQAD{number:06d}", kind, name, mime, content, width, height)
        self.world.files[stored.file_id] = stored
        return stored


class Person:
    """Somebody with a Telegram client."""

    def __init__(self, cloud: Cloud, user: User) -> None:
        self.cloud, self.user = cloud, user

    def _room(self, group: Group | None) -> Chat:
        return group.chat if group else self.cloud.world.private(self.user)

    def starts(self, payload: str = "") -> dict[str, Any]:
        """Presses Start in the private chat, perhaps through a deep link."""
        if self.user.blocked:
            self.unblocks()
        self.user.started = True
        return self.says(f"/start {payload}".strip())

    def says(
        self,
        words: str,
        group: Group | None = None,
        *,
        reply_to: dict[str, Any] | None = None,
        thread: int | None = None,
        anonymous: bool = False,
        naming: Person | None = None,
        via: str = "",
        answering_elsewhere: Person | None = None,
    ) -> dict[str, Any]:
        """The message as it stands in the chat. `anonymous` speaks as the group itself, as a hidden administrator does; `naming` picks
        somebody without a username from the list a client shows (their first name in the words becomes a text_mention); `via` is the
        inline bot that made the words; `answering_elsewhere` replies to that person's message in another chat."""
        entities = entities_of(words)
        if naming is not None:
            name, at = naming.user.first_name, words.index(naming.user.first_name)
            entities.append(
                {"type": "text_mention", "offset": units(words[:at]), "length": units(name), "user": naming.user.json()}
            )
        more: dict[str, Any] = {}
        if via:
            more["via_bot"] = User(7_900_001, via, username=via, is_bot=True).json()
        if answering_elsewhere is not None:
            more["external_reply"] = {"origin": self._origin(answering_elsewhere), "message_id": 7}
        return self._sends(group, reply_to, thread, anonymous, text=words, entities=entities or None, **more)

    def forwards(self, message: dict[str, Any], group: Group | None = None, *, hidden: bool = False) -> dict[str, Any]:
        """Somebody's message passed on; `hidden` where its author forbids the link. A protected one cannot be."""
        assert "has_protected_content" not in message, "Telegram's clients offer no forwarding of a protected message"
        author = self.cloud.world.people.get(message["from"]["id"], self.cloud.world.bot)
        origin = self._origin(Person(self.cloud, author), message["date"])
        if hidden:
            origin = {"type": "hidden_user", "sender_user_name": author.first_name, "date": message["date"]}
        kinds = ("text", "entities", "caption", "photo", "document", "voice", "video")
        return self._sends(
            group, None, None, False, forward_origin=origin, **{kind: message[kind] for kind in kinds if kind in message}
        )

    def _origin(self, author: Person, date: int | None = None) -> dict[str, Any]:
        return {"type": "user", "sender_user": author.user.json(), "date": date or self.cloud.now()}

    def sends_file(
        self,
        name: str,
        content: bytes,
        group: Group | None = None,
        *,
        caption: str | None = None,
        mime: str = "",
        claims: int = 0,
    ) -> dict[str, Any]:
        """A document; one of more than 20 MB only `claims` its size."""
        stored = self.cloud.add_file("document", name, mime or "application/octet-stream", content)
        stored.claims = claims
        return self._sends(group, None, None, False, document=stored.json(), caption=caption)

    def sends_photo(
        self,
        content: bytes,
        group: Group | None = None,
        *,
        caption: str | None = None,
        album: str = "",
        reply_to: dict[str, Any] | None = None,
    ) -> dict[str, Any]:
        """A photo; several with one `album` are sent as one, each a message of its own, the words under the first."""
        sizes = [self.cloud.add_file("photo", "", "image/jpeg", content, side, side).json() for side in (90, 800)]
        return self._sends(group, reply_to, None, False, photo=sizes, caption=caption, media_group_id=album or None)

    def records(
        self,
        kind: Literal["voice", "audio", "video", "video_note", "animation"],
        group: Group | None = None,
        *,
        caption: str | None = None,
        reply_to: dict[str, Any] | None = None,
    ) -> dict[str, Any]:
        """Something to hear or to see."""
        stored = self.cloud.add_file(kind, "", "", b"OggS")
        more = {"document": stored.json() | {"file_name": "a.mp4"}} if kind == "animation" else {}
        return self._sends(group, reply_to, None, False, caption=caption, **{kind: stored.json()}, **more)

    def shows(
        self, kind: Literal["sticker", "location", "contact", "dice", "story", "hologram"], group: Group | None = None
    ) -> dict[str, Any]:
        """Something without words; `hologram` is a kind of message that is yet to be thought of."""
        shapes: dict[str, dict[str, Any]] = {
            "sticker": {
                "file_id": "s",
                "file_unique_id": "s",
                "type": "regular",
                "width": 1,
                "height": 1,
                "is_animated": False,
            },
            "location": {"latitude": 31.2, "longitude": 121.5},
            "contact": {"phone_number": "+8613800000000", "first_name": "林"},
            "dice": {"emoji": "🎲", "value": 4},
            "story": {"id": 1, "chat": {"id": self.user.id, "type": "private"}},
        }
        return self._sends(group, None, None, False, **{kind: shapes.get(kind, {"depth": 3})})

    def _sends(
        self, group: Group | None, reply_to: dict[str, Any] | None, thread: int | None, anonymous: bool, **what: Any
    ) -> dict[str, Any]:
        with self.cloud.changed:
            chat, sender = self._room(group), self.user
            mine = chat.member(sender.id)
            if mine is not None and not anonymous and mine.is_kept_from("can_send_messages", self.cloud.now()):
                raise PermissionError(f"Telegram's clients let nobody write who is {mine.status}")
            fields = place(chat, thread, reply_to) | what
            if anonymous:
                sender = User(GROUP_ANONYMOUS_BOT, "Group", username="GroupAnonymousBot", is_bot=True)
                fields["sender_chat"] = chat.json()
            message = self.cloud.world.add(chat, sender, self.cloud.clock.now(), **fields)
            self.cloud.tell("message", message)
            return message

    def edits(self, message: dict[str, Any], words: str) -> dict[str, Any]:
        with self.cloud.changed:
            stored = self.cloud.world.chats[message["chat"]["id"]].messages[message["message_id"]]
            stored |= {"text": words, "edit_date": self.cloud.now(), "entities": entities_of(words)}
            self.cloud.tell("edited_message", stored)
            return stored

    def presses(self, message: dict[str, Any], label: str = "", *, data: str = "", gone: bool = False) -> Press:
        """A button by its label (or forged `data`); `gone` gives the bot an inaccessible message, as for very old ones."""
        with self.cloud.changed:
            chat = self.cloud.world.chats[message["chat"]["id"]]
            stored = chat.messages[message["message_id"]]
            press = Press(
                f"{self.user.id}{next(self.cloud.numbers):012d}",
                self.user,
                chat.id,
                stored["message_id"],
                data or _button(stored, label)["callback_data"],
                self.cloud.clock.now(),
            )
            self.cloud.world.presses[press.id] = press
            pressed = {"chat": stored["chat"], "message_id": stored["message_id"], "date": 0} if gone else stored
            query = {
                "id": press.id,
                "from": self.user.json(),
                "message": pressed,
                "chat_instance": str(chat.id),
                "data": press.data,
            }
            self.cloud.updates.put("callback_query", query, f"chat:{chat.id}")
            return press

    def renames(self, first_name: str, last_name: str = "") -> None:
        """Another name in their profile; no update tells of it."""
        self.user.first_name, self.user.last_name = first_name, last_name

    def joins(self, group: Group) -> None:
        with self.cloud.changed:
            mine = group.chat.member(self.user.id)
            if mine is not None and mine.status == "kicked" and mine.is_kept_from("", self.cloud.now()):
                raise PermissionError("nobody who is banned can join")
            self.cloud.membership(group.chat, self.user, Member(self.user), self.user)
            self.cloud.service(group.chat, self.user, new_chat_members=[self.user.json()], new_chat_member=self.user.json())

    def leaves(self, group: Group) -> None:
        with self.cloud.changed:
            self.cloud.service(group.chat, self.user, left_chat_member=self.user.json())
            self.cloud.membership(group.chat, self.user, Member(self.user, "left"), self.user)

    def asks_to_join(self, group: Group, bio: str = "") -> None:
        with self.cloud.changed:
            group.chat.requests[self.user.id] = self.user
            me = group.chat.member(self.cloud.world.bot.id)
            if not me or not me.rules or "can_invite_users" not in me.rights:
                return
            request = {
                "chat": group.chat.json(),
                "from": self.user.json(),
                "user_chat_id": self.user.id,
                "date": self.cloud.now(),
            }
            self.cloud.updates.put("chat_join_request", request | ({"bio": bio} if bio else {}), f"chat:{group.chat.id}")

    def reacts(self, message: dict[str, Any], emoji: str) -> None:
        with self.cloud.changed:
            chat = self.cloud.world.chats[message["chat"]["id"]]
            me = chat.member(self.cloud.world.bot.id)
            if not me or not me.rules:
                return
            reaction = {
                "chat": chat.json(),
                "message_id": message["message_id"],
                "user": self.user.json(),
                "date": self.cloud.now(),
            }
            reaction |= {"old_reaction": [], "new_reaction": [{"type": "emoji", "emoji": emoji}]}
            self.cloud.updates.put("message_reaction", reaction, f"chat:{chat.id}")

    def blocks(self) -> None:
        self._standing("kicked", blocked=True)

    def unblocks(self) -> None:
        self._standing("member", blocked=False)

    def _standing(self, status: str, *, blocked: bool) -> None:
        with self.cloud.changed:
            self.user.blocked = blocked
            private, bot = self.cloud.world.private(self.user), self.cloud.world.bot
            private.members.setdefault(bot.id, Member(bot, "member" if blocked else "kicked"))
            self.cloud.membership(private, bot, Member(bot, status), self.user)

    # ── what they see ──

    def sees(self, group: Group | None = None) -> list[dict[str, Any]]:
        """The bot's messages in their private chat, or in a group, oldest first."""
        with self.cloud.changed:
            bot = self.cloud.world.bot.id
            return [message for message in self._room(group).messages.values() if message.get("from", {}).get("id") == bot]

    def hears(self, words: str, group: Group | None = None, seconds: float = 5.0) -> dict[str, Any]:
        """The newest of the bot's messages that contains `words`, waiting for one."""
        return (
            self.cloud.wait(lambda: next((m for m in reversed(self.sees(group)) if words in text_of(m)), None), seconds) or {}
        )


class Group:
    """A group and those who rule it."""

    def __init__(self, cloud: Cloud, chat: Chat) -> None:
        self.cloud, self.chat = cloud, chat

    @property
    def id(self) -> int:
        return self.chat.id

    def takes_in_bot(self, by: Person, *, rights: Iterable[str] | None = None) -> None:
        """The bot is added: as an administrator with `rights`, or without them as a plain member."""
        bot = self.cloud.world.bot
        member = Member(bot) if rights is None else Member(bot, "administrator", frozenset(rights))
        with self.cloud.changed:
            self.cloud.membership(self.chat, bot, member, by.user)
            self.cloud.service(self.chat, by.user, new_chat_members=[bot.json()], new_chat_member=bot.json())

    def throws_out_bot(self, by: Person) -> None:
        bot = self.cloud.world.bot
        with self.cloud.changed:
            self.cloud.membership(self.chat, bot, Member(bot, "kicked"), by.user)

    def promotes(self, person: Person, by: Person, rights: Iterable[str] = (), *, anonymous: bool = False) -> None:
        with self.cloud.changed:
            self.cloud.membership(
                self.chat, person.user, Member(person.user, "administrator", frozenset(rights), anonymous), by.user
            )

    def demotes(self, person: Person, by: Person) -> None:
        with self.cloud.changed:
            self.cloud.membership(self.chat, person.user, Member(person.user), by.user)

    def bans(self, person: Person, by: Person) -> None:
        """Thrown out for good. A bot that is no administrator hears only that they left."""
        with self.cloud.changed:
            self.cloud.service(self.chat, by.user, left_chat_member=person.user.json())
            self.cloud.membership(self.chat, person.user, Member(person.user, "kicked"), by.user)

    def closes(self) -> None:
        """Nobody but administrators may write from now on: a change of the group's permissions, of which no update tells."""
        self.chat.closed_to_members = True

    def opens(self) -> None:
        self.chat.closed_to_members = False

    def restricts_bot(self, by: Person, *may: str) -> None:
        """The bot itself may do nothing but what is named; given all it may write again."""
        bot = self.cloud.world.bot
        with self.cloud.changed:
            self.cloud.membership(self.chat, bot, Member(bot, "restricted", frozenset(may)), by.user)

    def promotes_bot(self, by: Person, rights: Iterable[str] = ()) -> None:
        """The bot is made an administrator where it is."""
        bot = self.cloud.world.bot
        with self.cloud.changed:
            self.cloud.membership(self.chat, bot, Member(bot, "administrator", frozenset(rights)), by.user)

    def topic(self, name: str, by: Person) -> int:
        with self.cloud.changed:
            created = self.cloud.world.add(
                self.chat, by.user, self.cloud.clock.now(), forum_topic_created={"name": name, "icon_color": 7322096}
            )
            thread = int(created["message_id"])
            created |= {"message_thread_id": thread, "is_topic_message": True}
            self.chat.topics[thread] = name
            self.cloud.tell("message", created)
            return thread

    def posts(self, words: str, *, as_channel: bool = False) -> dict[str, Any]:
        """Words of a channel: forwarded into its discussion group, or (`as_channel`) somebody posting in its name."""
        with self.cloud.changed:
            channel = {"id": -1_002_000_000_001, "type": "channel", "title": "频道"}
            fields: dict[str, Any] = {"sender_chat": channel, "text": words}
            if as_channel:
                sender = User(136817688, "Channel", username="Channel_Bot", is_bot=True)
            else:
                sender = User(SERVICE_CHAT, "Telegram")
                fields["is_automatic_forward"] = True
            message = self.cloud.world.add(self.chat, sender, self.cloud.clock.now(), **fields)
            self.cloud.tell("message", message)
            return message

    def migrates(self, by: Person, *, new_first: bool = False, silently: bool = False) -> Group:
        """The group becomes a supergroup with a new id. `silently` leaves both service messages out."""
        with self.cloud.changed:
            old = self.chat
            new = Chat(-1_001_000_000_000 - next(self.cloud.numbers), "supergroup", old.title, members=old.members)
            self.cloud.world.chats[new.id] = new
            steps = [
                lambda: self.cloud.service(old, by.user, migrate_to_chat_id=new.id),
                lambda: self.cloud.service(new, by.user, migrate_from_chat_id=old.id),
            ]
            for step in () if silently else reversed(steps) if new_first else steps:
                step()
            old.migrated_to = new.id
            return Group(self.cloud, new)

    def shows(self) -> list[dict[str, Any]]:
        """The bot's messages here, oldest first."""
        with self.cloud.changed:
            bot = self.cloud.world.bot.id
            return [quoted(message) for message in self.chat.messages.values() if message.get("from", {}).get("id") == bot]

    def hears(self, words: str, seconds: float = 5.0) -> dict[str, Any]:
        """The newest of the bot's messages here that contains `words`, waiting for one."""
        return self.cloud.wait(lambda: next((m for m in reversed(self.shows()) if words in text_of(m)), None), seconds) or {}


def text_of(message: dict[str, Any]) -> str:
    return str(message.get("text") or message.get("caption") or "")


def _button(message: dict[str, Any], label: str) -> dict[str, Any]:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    for button in (button for row in rows for button in row):
        if not label or button["text"] == label:
            return dict(button)
    raise AssertionError(f"no button {label!r} under {text_of(message)!r}")
