"""Somebody's account in the web chat: their own, or one that is made for who came another way."""

from __future__ import annotations

from bot import names
from bot.context import Context
from bot.phrases import Phrase
from bot.web_links import WEB
from storage import people
from storage.channels import web

LONGEST_NAME = 36
SIGNS = str.maketrans(dict.fromkeys('@#＠＃/／:：\\<>*“”"'))
SOMEBODY = Phrase(zh="学员", en="learner")


def web_accounts(ctx: Context) -> list[str]:
    """The names they have in the web chat, the oldest first."""
    return [one.ident for one in people.accounts(ctx.db, ctx.person.id) if one.channel == WEB]


def web_account(ctx: Context) -> str:
    """Their name in the web chat; who has none is given one like what they are called, that nobody has."""
    if ctx.address.channel == WEB and ctx.event.sender is not None:
        return ctx.event.sender.id
    if mine := web_accounts(ctx):
        return mine[0]
    called = " ".join(ctx.person.name.translate(SIGNS).split())[:LONGEST_NAME] or SOMEBODY().to(ctx.language)
    name = called if called.isprintable() else SOMEBODY().to(ctx.language)
    name = next(one for n in range(1, 10_000) if _is_free(ctx, one := name if n == 1 else f"{name}{n}"))
    people.add_account(ctx.db, ctx.person.id, WEB, name, name)
    web.reserve(ctx.db, name)
    return name


def _is_free(ctx: Context, name: str) -> bool:
    """Whether it is nobody's, nor an owner's of the configuration."""
    owners = {names.folded(owner.partition(":")[2]) for owner in ctx.router.owners}
    is_theirs = people.find_account(ctx.db, WEB, name) is not None or web.is_known(ctx.db, name)
    return not is_theirs and names.folded(name) not in {*owners, names.folded(ctx.router.name)}
