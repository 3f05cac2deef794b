"""What the parts of 我的 share: the feature, and the accounts of the web chat somebody has."""

from __future__ import annotations

from bot.feature import Context, Feature, Theme
from bot.web_links import WEB
from storage import people

feature = Feature("me", Theme.PERSONAL)


def web_accounts(ctx: Context) -> list[str]:
    """The names they have in the web chat, the oldest first."""
    return [one.ident for one in people.accounts(ctx.db, ctx.person.id) if one.channel == WEB]
