"""WeCom's group webhooks: a group that is only spoken to. Nothing comes back, so nothing is asked there."""

from bot.channels.wecom_group.channel import Hook, WecomGroup
from bot.channels.wecom_group.doctor import check

__all__ = ["Hook", "WecomGroup", "check"]
