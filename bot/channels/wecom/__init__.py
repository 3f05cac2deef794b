"""WeCom's self-built app: private talk with everybody in the company who may see it."""

from bot.channels.wecom.channel import Wecom
from bot.channels.wecom.doctor import check

__all__ = ["Wecom", "check"]
