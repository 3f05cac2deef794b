"""Acts in a group: a message deleted, somebody silenced or removed, and the reason where Telegram will not have it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol

from telegram import Bot
from telegram.error import BadRequest, ChatMigrated, Forbidden

from bot.channel import TryLater
from bot.channels.telegram.request import ask
from bot.messages import OutboundMessage
from bot.parts import Delete, Remove, Restrict

SPEAKING = (
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
)
"""What is taken from somebody who is silenced and given back with the end; what else the group grants stays the group's to say."""
DONE_ALREADY = ("message to delete not found", "message_id_invalid", "user_not_participant", "participant_id_invalid")
WHY = {
    "is_admin": ("user is an administrator", "can't remove chat owner", "can't restrict self", "user_admin_invalid"),
    "small_group": ("method is available only for supergroups", "available for supergroup"),
    "too_late": ("message can't be deleted",),
    "no_right": ("not enough rights", "chat_admin_required", "need administrator rights", "not enough rights to restrict"),
}
"""Our word for a refusal, by what Telegram's sentence holds."""


class ActNews(Protocol):
    """Who is told that the group has another id, and that an act was not done."""

    async def moved(self, old: int, new: int) -> None: ...
    async def not_done(self, message: OutboundMessage, why: str) -> None: ...


async def act(bot: Bot, news: ActNews, message: OutboundMessage, what: Delete | Restrict | Remove) -> None:
    """Does it. A refusal is told in our words, and the message has done its work. Raises TelegramError where it may be tried again."""
    chat = int(message.to.room)
    try:
        await _call(bot, chat, what)
    except ChatMigrated as problem:
        await news.moved(chat, problem.new_chat_id)
        raise TryLater(1.0, counts=False) from None  # what is owed there follows the group
    except (BadRequest, Forbidden) as problem:
        said = problem.message.lower()
        if not any(sentence in said for sentence in DONE_ALREADY):
            await news.not_done(message, why(said))


def why(said: str) -> str:
    """Our word for what Telegram says."""
    return next((word for word, sentences in WHY.items() if any(one in said for one in sentences)), "refused")


async def _call(bot: Bot, chat: int, what: Delete | Restrict | Remove) -> None:
    match what:
        case Delete(reference):
            await ask(bot, "deleteMessage", chat_id=chat, message_id=int(reference.partition(":")[2]))
        case Restrict(account, until):
            may = dict.fromkeys(SPEAKING, until is None)
            who: dict[str, Any] = {"chat_id": chat, "user_id": int(account), "until_date": _seconds(until)}
            await ask(bot, "restrictChatMember", permissions=may, use_independent_chat_permissions=True, **who)
        case Remove(account, None):
            await ask(bot, "unbanChatMember", chat_id=chat, user_id=int(account), only_if_banned=True)
        case Remove(account, until):
            await ask(bot, "banChatMember", chat_id=chat, user_id=int(account), until_date=_seconds(until))


def _seconds(until: datetime | None) -> int | None:
    """Whole ones, as Telegram counts; the moment itself is still within."""
    return None if until is None else int(until.timestamp())
