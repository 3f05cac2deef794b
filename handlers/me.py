"""Me: what I am in this camp, on which accounts, and in which language I am spoken to."""

from __future__ import annotations

from typing import Annotated, Any

from bot.arguments import Named
from bot.feature import ROLE_NAMES, Asker, Context, Feature, Phrase, Refusal, Role, Theme
from storage import people
from storage.connection import Db

feature = Feature("me", Theme.PERSONAL)

ME = Phrase(
    zh="{name}｜{role}｜{joined}入营｜积分{points}\n账号：{accounts}\n语言：{language}（改：语言 英文）",
    en="{name} | {role} | joined {joined} | {points:point|points}\nAccounts: {accounts}\nLanguage: {language} (change: language zh)",
)
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
    accounts = "、".join(f"{one.channel}:{one.name}" for one in people.accounts(ctx.db, ctx.person.id))
    joined: Any = ctx.member.joined_on
    ctx.reply(
        ME(
            name=ctx.person.name,
            role=ROLE_NAMES[ctx.member.role.name.lower()],
            joined=f"{joined.month}/{joined.day}",
            points=ctx.member.points,
            accounts=accounts,
            language=LANGUAGES[ctx.person.language or ctx.camp.language],
        )
    )


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
