"""What people call the platforms they talk to us on."""

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


def platform(channel: str, language: str) -> str:
    """What people call a platform."""
    return PLATFORMS[channel]().to(language) if channel in PLATFORMS else channel
