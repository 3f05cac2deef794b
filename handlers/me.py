"""Me: what I am in this camp, on which accounts, and in which language I am spoken to."""

from __future__ import annotations

from typing import Annotated, Any

from bot.arguments import Named
from bot.fact_rows import FactRow, FactRows
from bot.feature import ROLE_NAMES, Asker, Context, Feature, Phrase, Refusal, Role, Theme
from storage import people
from storage.connection import Db

feature = Feature("me", Theme.PERSONAL)

ROLE, JOINED, POINTS = Phrase(zh="角色", en="Role"), Phrase(zh="入营", en="Joined"), Phrase(zh="积分", en="Points")
ACCOUNTS, LANGUAGE = Phrase(zh="账号", en="Accounts"), Phrase(zh="语言", en="Language")
CHANGE = Phrase(zh="改：语言 英文", en="change: language zh")
LANGUAGES = {"zh": Phrase(zh="中文", en="Chinese"), "en": Phrase(zh="英文", en="English")}
SPOKEN = {"中文": "zh", "chinese": "zh", "zh": "zh", "英文": "en", "英语": "en", "english": "en", "en": "en"}
WHICH_LANGUAGE = Phrase(zh="会说中文和英文。试试：语言 英文", en="I speak Chinese and English. Try: language zh")
SPEAKS = Phrase(zh="✅ 以后私聊说中文。", en="✅ English in private from now on.")


@feature.command(
    "我的",
    "me",
    help=Phrase(zh="我在这个营的角色、账号和语言。", en="My role, accounts and language here."),
    examples=["我的", "me"],
    everyday=True,
)
def me(ctx: Context) -> None:
    joined: Any = ctx.member.joined_on
    rows = FactRows.of(
        FactRow(ROLE, ROLE_NAMES[ctx.member.role.name.lower()]),
        FactRow(JOINED, f"{joined.month}/{joined.day}"),
        FactRow(POINTS, str(ctx.member.points)),
        FactRow(ACCOUNTS, [f"{one.channel}:{one.name}" for one in people.accounts(ctx.db, ctx.person.id)]),
        FactRow(LANGUAGE, LANGUAGES[ctx.person.language or ctx.camp.language], CHANGE),
        title=ctx.person.name,
    )
    ctx.reply(rows)


@feature.command(
    "语言",
    "language",
    help=Phrase(zh="选中文或英文。", en="Choose Chinese or English."),
    by=Role.ANYONE,
    examples=["语言 英文", "language zh"],
    private=True,
    everyday=True,
)
def language(ctx: Context, spoken: Annotated[str, Named("语言", "language")]) -> None:
    chosen = SPOKEN.get(spoken.strip().casefold())
    if chosen is None:
        raise Refusal(WHICH_LANGUAGE)
    people.set_language(ctx.db, ctx.person.id, chosen)
    ctx.reply(SPEAKS().to(chosen))


@feature.panel
def mine(reader: Db, asker: Asker) -> tuple[dict[str, Any], list[Any]]:
    """Who I am here."""
    return {"me": {"language": asker.language, "role": asker.role.name.lower(), "name": asker.person.name}}, []
