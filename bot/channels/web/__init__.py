"""The local web chat: a real channel with its own log, sign-in links and page."""

from bot.channels.web.channel import WebChannel
from bot.channels.web.tokens import make_link

__all__ = ["WebChannel", "make_link"]
