"""What people call the platforms they talk to us on, and how they write an account there."""

from __future__ import annotations

from bot.phrases import Phrase

PLATFORMS = {
    "telegram": Phrase(zh="TG", en="TG"),
    "wecom": Phrase(zh="企微", en="WeCom"),
    "wecom_bot": Phrase(zh="企微", en="WeCom"),
    "wecom_group": Phrase(zh="企微群", en="WeCom group"),
    "wechat": Phrase(zh="公众号", en="WeChat"),
    "web": Phrase(zh="网页", en="web"),
}

CHANNELS = {
    **{code: code for code in ("web", "telegram", "wecom", "wecom_bot", "wechat")},
    "网页": "web",
    "电报": "telegram",
    "tg": "telegram",
    "企业微信": "wecom",
    "企微": "wecom",
    "智能机器人": "wecom_bot",
    "公众号": "wechat",
    "微信": "wechat",
}
"""What people write for a channel."""
CASELESS = ("wecom", "wecom_bot")
"""Channels whose own accounts are the same in capitals (Tencent's userids)."""


def account(said: str) -> tuple[str, str] | None:
    """Channel and id as people type them: telegram：1001, Telegram: 1001, 企业微信:zhangsan; None for what is none."""
    written, _, ident = said.replace("：", ":").partition(":")
    channel, ident = CHANNELS.get(written.strip().casefold(), ""), ident.strip()
    return (channel, ident) if channel and ident else None


def platform(channel: str, language: str) -> str:
    """What people call a platform."""
    return PLATFORMS[channel]().to(language) if channel in PLATFORMS else channel
