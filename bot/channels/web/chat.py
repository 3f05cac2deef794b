"""What the sockets and the file endpoints ask of the web chat they belong to."""

from __future__ import annotations

from typing import Any, Protocol

from bot.channel import House, Receipt
from bot.channels.web.hub import Hub


class WebChat(Protocol):
    """`key` signs links, `bot` is what people call the bot, `language` and `timezone` are the page's until somebody says otherwise."""

    key: str
    bot: str
    language: str
    timezone: str
    hub: Hub

    @property
    def house(self) -> House: ...
    def seat(self, db: Any, name: str, room: str) -> Any: ...
    def written(self, room: str) -> None: ...
    async def answer(self, receipt: Receipt) -> None: ...
    def is_ours(self, origin: str | None, host: str) -> bool: ...
