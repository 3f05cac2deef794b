"""What binding and loosening share: the feature, and what people call the platforms."""

from __future__ import annotations

from bot.feature import Context, Feature, Phrase, Theme
from bot.phrases import listed
from storage import people

feature = Feature("connect", Theme.PERSONAL)

PLATFORMS = {
    "telegram": Phrase(zh="TG", en="TG"),
    "wecom": Phrase(zh="企微", en="WeCom"),
    "wecom_bot": Phrase(zh="企微", en="WeCom"),
    "wechat": Phrase(zh="公众号", en="WeChat"),
    "web": Phrase(zh="网页", en="web"),
}


def platform(channel: str, language: str) -> str:
    """What people call a platform."""
    return PLATFORMS[channel]().to(language) if channel in PLATFORMS else channel


def platforms(ctx: Context, person: int) -> str:
    """The platforms somebody has accounts on, each once, a space behind one in Latin letters."""
    names = dict.fromkeys(platform(one.channel, ctx.language) for one in people.accounts(ctx.db, person))
    joined = listed(names, ctx.language)
    return f"{joined} " if joined[-1:].isascii() else joined
