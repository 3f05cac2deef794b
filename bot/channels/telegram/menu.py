"""The commands Telegram shows behind its / button: a list for each kind of chat and each language."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeDefault,
)
from telegram.constants import BotCommandLimit

from bot.channel import House, MenuItem

NAME = re.compile(rf"[a-z0-9_]{{{BotCommandLimit.MIN_COMMAND},{BotCommandLimit.MAX_COMMAND}}}")
SCOPES: tuple[tuple[Any, str, bool], ...] = (
    (BotCommandScopeDefault(), "learner", True),
    (BotCommandScopeAllPrivateChats(), "learner", True),
    (BotCommandScopeAllGroupChats(), "learner", False),
    (BotCommandScopeAllChatAdministrators(), "host", False),
)
"""(scope, the role whose commands it shows, whether they are said in private)."""


async def publish(bot: Bot, house: House, language: str) -> None:
    """Sets every list. A client shows its user's language, else the list without one: that is in `language`."""
    for scope, role, direct in SCOPES:
        for code, shown in (("", language), ("zh", "zh"), ("en", "en")):
            await bot.set_my_commands(commands(house.menu(role, shown, direct=direct)), scope=scope, language_code=code or None)


def commands(menu: Iterable[MenuItem]) -> list[BotCommand]:
    """What Telegram can list: names of a-z 0-9 _ only, so the English word of each; at most 100."""
    named = ((next(filter(NAME.fullmatch, item.words), None), item.help) for item in menu)
    listed = [BotCommand(name, help[: BotCommandLimit.MAX_DESCRIPTION]) for name, help in named if name and help]
    return listed[: BotCommandLimit.MAX_COMMAND_NUMBER]
