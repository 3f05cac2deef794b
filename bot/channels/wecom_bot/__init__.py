"""WeCom's smart bot on the long connection: the groups of a company, and private talk with whoever has spoken to it."""

from bot.channels.wecom_bot.channel import WecomBot
from bot.channels.wecom_bot.doctor import check

__all__ = ["WecomBot", "check"]
