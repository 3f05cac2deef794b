"""What binding and loosening share: the feature, and the platforms somebody is on."""

from __future__ import annotations

from bot.feature import Context, Feature, Theme
from bot.phrases import listed
from bot.platforms import platform
from storage import people

feature = Feature("connect", Theme.PERSONAL)
feature.fact("merged", "gone")


def platforms(ctx: Context, person: int) -> str:
    """The platforms somebody has accounts on, each once, a space behind one in Latin letters."""
    names = dict.fromkeys(platform(one.channel, ctx.language) for one in people.accounts(ctx.db, person))
    joined = listed(names, ctx.language)
    return f"{joined} " if joined[-1:].isascii() else joined
