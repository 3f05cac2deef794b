"""The Bot API's methods, one function each: what they check, what they change, what they answer."""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any

from tests.standins.telegram.cloud import Cloud
from tests.standins.telegram.markup import parse_html
from tests.standins.telegram.rules import (
    DELETE_LIVES,
    DOWNLOAD_LIMIT,
    LONGEST,
    PHOTO_LIMIT,
    PRESS_LIVES,
    SHORTEST,
    TOAST_LIMIT,
    UPLOAD_LIMIT,
    Refused,
    bad,
    check_caption,
    check_keyboard,
    check_text,
    units,
)
from tests.standins.telegram.updates import Hook
from tests.standins.telegram.values import Upload, Values
from tests.standins.telegram.world import Chat, Member, Stored, User, place

Method = Callable[[Cloud, Values], Any]
METHODS: dict[str, Method] = {}
REACTIONS = frozenset("👍👎❤🔥👏🎉🤩🙏👌💯")
"""Of the fixed list of emoji a bot may react with, the ones we could want."""


def method(run: Method) -> Method:
    """Known by its camel-case name; the API takes any case."""
    first, *rest = run.__name__.split("_")
    METHODS[(first + "".join(rest)).lower()] = run
    return run


# ── the bot itself ──


@method
def get_me(cloud: Cloud, values: Values) -> dict[str, Any]:
    abilities = {"can_join_groups": True, "can_read_all_group_messages": cloud.world.sees_all, "supports_inline_queries": False}
    return cloud.world.bot.json() | abilities


@method
def set_webhook(cloud: Cloud, values: Values) -> bool:
    _allow(cloud, values)
    url = values.text("url")
    cloud.updates.hook = Hook(url, values.text("secret_token"), values.number("max_connections") or 40) if url else None
    if values.flag("drop_pending_updates"):
        cloud.updates.waiting.clear()
    cloud.updates.wake()
    return True


@method
def delete_webhook(cloud: Cloud, values: Values) -> bool:
    cloud.updates.hook = None
    if values.flag("drop_pending_updates"):
        cloud.updates.waiting.clear()
    return True


@method
def get_webhook_info(cloud: Cloud, values: Values) -> dict[str, Any]:
    hook = cloud.updates.hook
    info: dict[str, Any] = {
        "url": hook.url if hook else "",
        "has_custom_certificate": False,
        "pending_update_count": len(cloud.updates.waiting),
    }
    if hook and hook.last_error_at:
        info |= {"last_error_date": int(hook.last_error_at.timestamp()), "last_error_message": hook.last_error}
    return info | ({"allowed_updates": sorted(cloud.updates.allowed)} if cloud.updates.allowed else {})


def _allow(cloud: Cloud, values: Values) -> None:
    """allowed_updates is remembered; an empty list means the default, a missing one leaves it as it was."""
    asked = values.object("allowed_updates")
    if asked is not None:
        cloud.updates.allowed = frozenset(asked) or None


async def get_updates(cloud: Cloud, values: Values) -> list[dict[str, Any]]:
    """Long polling: the one method that waits, so the server calls it without the lock."""
    _allow(cloud, values)
    seconds = min(values.number("timeout") or 0, 50)
    return await cloud.updates.poll(values.number("offset") or 0, values.number("limit") or 100, seconds)


# ── sending ──


@method
def send_message(cloud: Cloud, values: Values) -> dict[str, Any]:
    chat = _open(cloud, values)
    said = _words(cloud, values, "text")
    check_text(said["text"])
    return _post(cloud, chat, values, **said)


@method
def send_photo(cloud: Cloud, values: Values) -> dict[str, Any]:
    chat = _open(cloud, values, "can_send_photos")
    said = _words(cloud, values, "caption")
    check_caption(said.get("caption", ""))
    return _post(cloud, chat, values, photo=[_file(cloud, values.file("photo"), "photo").json()], **said)


@method
def send_document(cloud: Cloud, values: Values) -> dict[str, Any]:
    chat = _open(cloud, values, "can_send_documents")
    said = _words(cloud, values, "caption")
    check_caption(said.get("caption", ""))
    return _post(cloud, chat, values, document=_file(cloud, values.file("document"), "document").json(), **said)


@method
def send_chat_action(cloud: Cloud, values: Values) -> bool:
    _reach(cloud, values)
    return True


def _reach(cloud: Cloud, values: Values) -> Chat:
    """The chat the bot may act in: 403 where it may not speak first, is blocked or is not inside."""
    chat = cloud.world.chat(values.needed("chat_id"))
    if chat.user:
        if chat.user.blocked:
            raise Refused(403, "Forbidden: bot was blocked by the user")
        if not chat.user.started and not _asked_to_join(cloud, chat.user):
            raise Refused(403, "Forbidden: bot can't initiate conversation with a user")
        return chat
    me = chat.member(cloud.world.bot.id)
    if me is None or not me.present:
        gone = "was kicked from" if me and me.status == "kicked" else "is not a member of"
        raise Refused(403, f"Forbidden: bot {gone} the {chat.type} chat")
    return chat


def _asked_to_join(cloud: Cloud, user: User) -> bool:
    return any(user.id in chat.requests for chat in cloud.world.chats.values())


def _open(cloud: Cloud, values: Values, permission: str = "can_send_messages") -> Chat:
    """A chat to post in, its topic open, and not too soon."""
    chat = _reach(cloud, values)
    _may_write(cloud, chat, permission)
    thread = values.number("message_thread_id")
    if thread is not None and thread not in chat.topics:
        raise bad("message thread not found")
    if thread in chat.closed:
        raise bad("TOPIC_CLOSED")
    cloud.flood.check(chat.id, chat.is_group, cloud.clock.now())
    return chat


def _may_write(cloud: Cloud, chat: Chat, permission: str) -> None:
    """What a member that is no administrator is refused: by its own restrictions, by the group's permissions, by slow mode."""
    me = chat.member(cloud.world.bot.id)
    if me is None or me.rules:
        return
    what = {"can_send_photos": "photos", "can_send_documents": "documents"}.get(permission, "text messages")
    if chat.closed_to_members or (me.status == "restricted" and permission not in me.rights):
        raise bad(f"not enough rights to send {what} to the chat")
    mine = [message["date"] for message in chat.messages.values() if message.get("from", {}).get("id") == me.user.id]
    if chat.slow_mode and mine and (wait := mine[-1] + chat.slow_mode - cloud.now()) > 0:
        raise Refused(429, f"Too Many Requests: retry after {wait}", retry_after=wait)


def _words(cloud: Cloud, values: Values, name: str) -> dict[str, Any]:
    """The text or caption and its entities, under the names a message has for them."""
    words = values.text(name)
    entities: list[dict[str, Any]] = []
    match values.text("parse_mode").lower():
        case "html":
            words, entities = parse_html(words)
        case "":
            words = words.strip()
        case other:
            raise bad(f"unsupported parse_mode {other}")
    if name == "caption" and not words:
        return {}
    return {name: words} | ({_entities(name): [_known(cloud, entity) for entity in entities]} if entities else {})


def _entities(name: str) -> str:
    return "entities" if name == "text" else "caption_entities"


def _known(cloud: Cloud, entity: dict[str, Any]) -> dict[str, Any]:
    """A mention names the whole user."""
    if entity["type"] != "text_mention":
        return entity
    person = cloud.world.people.get(entity["user"]["id"])
    return entity | ({"user": person.json()} if person else {"type": "underline"})


def _file(cloud: Cloud, given: Upload | str, kind: str) -> Stored:
    if isinstance(given, str):
        stored = cloud.world.files.get(given)
        if stored is None:
            raise bad("wrong remote file identifier specified: Wrong string length")
        if stored.kind != kind:
            raise bad(f"can't use file of type {stored.kind.title()} as {kind.title()}")
        return stored
    if not given.content:
        raise bad("file must be non-empty")
    if len(given.content) > UPLOAD_LIMIT:
        raise Refused(413, "Request Entity Too Large")
    width, height = _size(given.content) if kind == "photo" else (0, 0)
    return cloud.add_file(kind, given.name, given.mime, given.content, width, height)


def _size(picture: bytes) -> tuple[int, int]:
    """Width and height of a PNG (a JPEG's are not looked into), within a photo's limits."""
    if len(picture) > PHOTO_LIMIT:
        raise bad("file is too big for a photo")
    if picture.startswith(b"\xff\xd8"):
        return 800, 600
    if not picture.startswith(b"\x89PNG\r\n\x1a\n"):
        raise bad("IMAGE_PROCESS_FAILED")
    width, height = struct.unpack(">II", picture[16:24])
    if width + height > 10_000 or max(width, height) > 20 * min(width, height):
        raise bad("PHOTO_INVALID_DIMENSIONS")
    return int(width), int(height)


def _post(cloud: Cloud, chat: Chat, values: Values, **what: Any) -> dict[str, Any]:
    markup = values.object("reply_markup")
    check_keyboard(markup)
    reply = _reply(chat, values.object("reply_parameters"))
    fields = place(chat, values.number("message_thread_id"), reply) | what
    if values.flag("protect_content"):
        fields["has_protected_content"] = True
    return cloud.world.add(chat, cloud.world.bot, cloud.clock.now(), reply_markup=markup, **fields)


def _reply(chat: Chat, asked: dict[str, Any] | None) -> dict[str, Any] | None:
    if not asked:
        return None
    found = chat.messages.get(int(asked["message_id"]))
    if found is None and not asked.get("allow_sending_without_reply"):
        raise bad("message to be replied not found")
    return found


# ── editing ──


@method
def edit_message_text(cloud: Cloud, values: Values) -> dict[str, Any]:
    message = _editable(cloud, values)
    said = _words(cloud, values, "text")
    check_text(said["text"])
    if "text" not in message:
        raise bad("there is no text in the message to edit")
    return _edit(cloud, message, values, said, without=("entities",))


@method
def edit_message_caption(cloud: Cloud, values: Values) -> dict[str, Any]:
    message = _editable(cloud, values)
    said = _words(cloud, values, "caption")
    check_caption(said.get("caption", ""))
    if "photo" not in message and "document" not in message:
        raise bad("there is no caption in the message to edit")
    return _edit(cloud, message, values, said, without=("caption", "caption_entities"))


@method
def edit_message_media(cloud: Cloud, values: Values) -> dict[str, Any]:
    message = _editable(cloud, values)
    media = values.object("media") or {}
    inner = Values(media, values.uploads)
    kind = str(media.get("type"))
    said = _words(cloud, inner, "caption")
    check_caption(said.get("caption", ""))
    stored = _file(cloud, inner.file("media"), kind)
    what = {kind: [stored.json()] if kind == "photo" else stored.json()}
    return _edit(
        cloud, message, values, what | said, without=("text", "entities", "photo", "document", "caption", "caption_entities")
    )


@method
def edit_message_reply_markup(cloud: Cloud, values: Values) -> dict[str, Any]:
    return _edit(cloud, _editable(cloud, values), values, {}, without=())


def _editable(cloud: Cloud, values: Values) -> dict[str, Any]:
    chat = _reach(cloud, values)
    message = chat.messages.get(values.needed("message_id"))
    if message is None:
        raise bad("message to edit not found")
    if message.get("from", {}).get("id") != cloud.world.bot.id:
        raise bad("message can't be edited")
    cloud.flood.check(chat.id, chat.is_group, cloud.clock.now())
    return message


def _edit(
    cloud: Cloud, message: dict[str, Any], values: Values, what: dict[str, Any], without: tuple[str, ...]
) -> dict[str, Any]:
    markup = values.object("reply_markup")
    check_keyboard(markup)
    new = {key: value for key, value in message.items() if key not in {*without, "reply_markup", "edit_date"}} | what
    if markup and markup["inline_keyboard"]:
        new["reply_markup"] = markup
    if new == {key: value for key, value in message.items() if key != "edit_date"}:
        raise bad(
            "message is not modified: specified new message content and reply markup are exactly the same "
            "as a current content and reply markup of the message"
        )
    message.clear()
    message.update(new | {"edit_date": cloud.now()})
    return message


@method
def delete_message(cloud: Cloud, values: Values) -> bool:
    """Somebody else's only with the right, and none that is older than 48 hours."""
    chat, number = _reach(cloud, values), values.needed("message_id")
    message = chat.messages.get(number)
    if message is None:
        raise bad("message to delete not found")
    me = chat.member(cloud.world.bot.id)
    is_ours = message.get("from", {}).get("id") == cloud.world.bot.id
    may = is_ours or chat.user is not None or (me is not None and me.rules and "can_delete_messages" in me.rights)
    if not may or cloud.now() - message["date"] > DELETE_LIVES.total_seconds():
        raise bad("message can't be deleted")
    del chat.messages[number]
    return True


@method
def delete_messages(cloud: Cloud, values: Values) -> bool:
    chat = _reach(cloud, values)
    for message_id in values.object("message_ids") or ():
        chat.messages.pop(int(message_id), None)
    return True


@method
def pin_chat_message(cloud: Cloud, values: Values) -> bool:
    chat = _ruled(cloud, values, "can_pin_messages")
    if values.needed("message_id") not in chat.messages:
        raise bad("message to pin not found")
    chat.pinned.append(values.needed("message_id"))
    return True


@method
def unpin_chat_message(cloud: Cloud, values: Values) -> bool:
    chat = _ruled(cloud, values, "can_pin_messages")
    if not chat.pinned:
        raise bad("message to unpin not found")
    chat.pinned.remove(values.number("message_id") or chat.pinned[-1])
    return True


@method
def set_message_reaction(cloud: Cloud, values: Values) -> bool:
    """One emoji a message, of those the chat allows. Whether it counts against a group's 20 a minute nobody has told: here it does."""
    chat = _reach(cloud, values)
    message = chat.messages.get(values.needed("message_id"))
    if message is None:
        raise bad("message to react not found")
    emoji = [reaction.get("emoji", "") for reaction in values.object("reaction") or ()]
    if len(emoji) > 1 or any(one not in (REACTIONS if chat.reactions is None else chat.reactions) for one in emoji):
        raise bad("REACTION_INVALID")
    cloud.flood.check(chat.id, chat.is_group, cloud.clock.now())
    cloud.world.reactions[chat.id, message["message_id"]] = emoji[0] if emoji else ""
    return True


# ── presses ──


@method
def answer_callback_query(cloud: Cloud, values: Values) -> bool:
    press = cloud.world.presses.get(values.text("callback_query_id"))
    if press is None or press.toast is not None or cloud.clock.now() - press.at > PRESS_LIVES:
        raise bad("query is too old and response timeout expired or query ID is invalid")
    if units(values.text("text")) > TOAST_LIMIT:
        raise bad("MESSAGE_TOO_LONG")
    press.toast, press.alert = values.text("text"), values.flag("show_alert")
    return True


# ── chats and members ──


@method
def get_chat(cloud: Cloud, values: Values) -> dict[str, Any]:
    chat = _reach(cloud, values)
    gifts = dict.fromkeys(
        ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), True
    )
    shape = chat.json() | {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": gifts}
    if chat.reactions is not None:
        shape["available_reactions"] = [{"type": "emoji", "emoji": emoji} for emoji in sorted(chat.reactions)]
    return shape | ({"slow_mode_delay": chat.slow_mode} if chat.slow_mode else {})


@method
def get_chat_member(cloud: Cloud, values: Values) -> dict[str, Any]:
    chat, user = _reach(cloud, values), values.needed("user_id")
    member = chat.member(user)
    if member is None and user not in cloud.world.people:
        raise bad("PARTICIPANT_ID_INVALID")
    return (member or Member(cloud.world.people[user], "left")).json()


@method
def get_chat_administrators(cloud: Cloud, values: Values) -> list[dict[str, Any]]:
    """Without the other bots, as documented."""
    chat = _reach(cloud, values)
    if not chat.is_group:
        raise bad("there are no administrators in the private chat")
    me = cloud.world.bot.id
    return [
        member.json() for member in chat.members.values() if member.rules and (not member.user.is_bot or member.user.id == me)
    ]


@method
def get_chat_member_count(cloud: Cloud, values: Values) -> int:
    return sum(member.present for member in _reach(cloud, values).members.values())


def _ruled(cloud: Cloud, values: Values, right: str) -> Chat:
    chat = _reach(cloud, values)
    me = chat.member(cloud.world.bot.id)
    if chat.is_group and (me is None or not me.rules or right not in me.rights):
        what = "restrict/unrestrict chat member" if right == "can_restrict_members" else "manage the chat"
        raise bad(f"not enough rights to {what}")
    return chat


@method
def restrict_chat_member(cloud: Cloud, values: Values) -> bool:
    """In supergroups alone. Under 30 seconds or over 366 days is for ever; whoever is given all permissions is a member as before."""
    if cloud.world.chat(values.needed("chat_id")).type != "supergroup":
        raise bad("method is available only for supergroups")
    given = values.object("permissions") or {}
    rights = frozenset(name for name, is_given in given.items() if is_given)
    known = _standing(cloud, values)
    if known.status in ("left", "kicked"):
        raise bad("USER_NOT_PARTICIPANT")
    free = bool(given) and all(given.values())
    return _stand(cloud, values, "member" if free else "restricted", frozenset() if free else rights)


@method
def ban_chat_member(cloud: Cloud, values: Values) -> bool:
    _standing(cloud, values)
    return _stand(cloud, values, "kicked")


@method
def unban_chat_member(cloud: Cloud, values: Values) -> bool:
    """Who is in is thrown out by it, unless it is for the banned alone."""
    if values.flag("only_if_banned") and _standing(cloud, values).status != "kicked":
        return True
    return _stand(cloud, values, "left")


def _standing(cloud: Cloud, values: Values) -> Member:
    """Whom it is about: nobody unknown, and no administrator, who is out of a bot's reach."""
    chat = _reach(cloud, values)
    user = cloud.world.people.get(values.needed("user_id"))
    if user is None:
        raise bad("PARTICIPANT_ID_INVALID")
    known = chat.member(user.id) or Member(user, "left")
    if known.status == "creator":
        raise bad("can't remove chat owner")
    if known.rules:
        raise bad("user is an administrator of the chat")
    return known


def _stand(cloud: Cloud, values: Values, status: str, rights: frozenset[str] = frozenset()) -> bool:
    chat = _ruled(cloud, values, "can_restrict_members")
    user = cloud.world.people.get(values.needed("user_id"))
    if user is None:
        raise bad("user not found")
    until = values.number("until_date") or 0
    lasts = until - cloud.now()
    ends = until if status in ("restricted", "kicked") and SHORTEST <= lasts <= LONGEST else 0
    cloud.membership(chat, user, Member(user, status, rights, until=ends), cloud.world.bot)
    return True


@method
def leave_chat(cloud: Cloud, values: Values) -> bool:
    chat, bot = _reach(cloud, values), cloud.world.bot
    cloud.membership(chat, bot, Member(bot, "left"), bot)
    return True


@method
def approve_chat_join_request(cloud: Cloud, values: Values) -> bool:
    chat, user = _request(cloud, values)
    cloud.membership(chat, user, Member(user), cloud.world.bot)
    return True


@method
def decline_chat_join_request(cloud: Cloud, values: Values) -> bool:
    _request(cloud, values)
    return True


def _request(cloud: Cloud, values: Values) -> tuple[Chat, User]:
    chat = _ruled(cloud, values, "can_invite_users")
    user = chat.requests.pop(values.needed("user_id"), None)
    if user is None:
        raise bad("HIDE_REQUESTER_MISSING")
    return chat, user


@method
def create_chat_invite_link(cloud: Cloud, values: Values) -> dict[str, Any]:
    _ruled(cloud, values, "can_invite_users")
    asks = values.flag("creates_join_request")
    if asks and values.number("member_limit"):
        raise bad("member limit can't be specified for links requiring administrator approval")
    link = f"https://t.me/+{next(cloud.numbers):08d}"
    state = {"creates_join_request": asks, "is_primary": False, "is_revoked": False}
    return {"invite_link": link, "creator": cloud.world.bot.json()} | state


@method
def create_forum_topic(cloud: Cloud, values: Values) -> dict[str, Any]:
    chat = _ruled(cloud, values, "can_manage_topics")
    if not chat.is_forum:
        raise bad("the chat is not a forum")
    name = values.text("name")
    created = cloud.world.add(
        chat, cloud.world.bot, cloud.clock.now(), forum_topic_created={"name": name, "icon_color": 7322096}
    )
    chat.topics[created["message_id"]] = name
    return {"message_thread_id": created["message_id"], "name": name, "icon_color": 7322096}


@method
def close_forum_topic(cloud: Cloud, values: Values) -> bool:
    _ruled(cloud, values, "can_manage_topics").closed.add(values.needed("message_thread_id"))
    return True


# ── commands and files ──


@method
def set_my_commands(cloud: Cloud, values: Values) -> bool:
    commands = values.object("commands") or []
    if len(commands) > 100:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        _check_command(command)
    cloud.commands[_scope(values)] = commands
    return True


def _check_command(command: dict[str, str]) -> None:
    name = command["command"]
    if not 1 <= len(name) <= 32 or not name.isascii() or not name.replace("_", "a").isalnum() or name != name.lower():
        raise bad("BOT_COMMAND_INVALID")
    if not 1 <= len(command["description"]) <= 256:
        raise bad("BOT_COMMAND_DESCRIPTION_INVALID")


@method
def get_my_commands(cloud: Cloud, values: Values) -> list[dict[str, str]]:
    return cloud.commands.get(_scope(values), [])


@method
def delete_my_commands(cloud: Cloud, values: Values) -> bool:
    cloud.commands.pop(_scope(values), None)
    return True


def _scope(values: Values) -> tuple[str, str]:
    scope = values.object("scope") or {"type": "default"}
    chat = f":{scope['chat_id']}" if "chat_id" in scope else ""
    return f"{scope['type']}{chat}", values.text("language_code")


@method
def get_file(cloud: Cloud, values: Values) -> dict[str, Any]:
    stored = cloud.world.files.get(values.text("file_id"))
    if stored is None:
        raise bad("wrong file_id or the file is temporarily unavailable")
    if stored.size > DOWNLOAD_LIMIT:
        raise bad("file is too big")
    return {
        "file_id": stored.file_id,
        "file_unique_id": stored.unique_id,
        "file_size": stored.size,
        "file_path": stored.path,
    }
