"""The Telegram channel: the Bot API by python-telegram-bot's Bot, updates read from their JSON."""

import os

os.environ.setdefault("PTB_TIMEDELTA", "1")  # spans are timedeltas, as they will be in its next version; otherwise it warns

from bot.channels.telegram.channel import Telegram

__all__ = ["Telegram"]
