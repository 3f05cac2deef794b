"""Addresses of the web chat as they are handed out: what else to say where nobody but this computer could open one."""

from __future__ import annotations

from bot.phrases import Phrase

WEB = "web"
"""What the web chat is called as a channel."""
ONLY_HERE = Phrase(
    zh="（这个地址只有运行小助的电脑自己打得开。别的设备要用，请装小助的人先填好对外的网址（docs/operation.md 里有）。）",
    en="(Only the computer the bot runs on can open this address. For others its public address is set first, as docs/operation.md says.)",
)
LOCAL = ("http://127.0.0.1", "http://localhost", "http://[::1]", "http://0.0.0.0")


def notes_on(link: str) -> list[Phrase]:
    """What whoever is given the address should know of it."""
    return [ONLY_HERE] if link.startswith(LOCAL) else []
