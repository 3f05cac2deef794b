"""A WeChat official account: private talk with followers, within what WeChat lets an account say."""

from bot.channels.wechat.channel import Wechat
from bot.channels.wechat.doctor import check

__all__ = ["Wechat", "check"]
