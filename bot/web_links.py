"""Addresses of the web chat as they are handed out: what else to say where nobody but this computer could open one."""

from __future__ import annotations

from bot.phrases import Phrase

WEB = "web"
"""What the web chat is called as a channel."""
ONLY_HERE = Phrase(
    zh="（这个地址只有运行小助的电脑自己打得开。要让别的设备打开，先在 config.toml 的 [web] 里填 public_url。）",
    en="(Only the computer the bot runs on can open this address. For other devices set public_url under [web] in config.toml first.)",
)
LOCAL = ("http://127.0.0.1", "http://localhost", "http://[::1]", "http://0.0.0.0")


def notes_on(link: str) -> list[Phrase]:
    """What whoever is given the address should know of it."""
    return [ONLY_HERE] if link.startswith(LOCAL) else []
