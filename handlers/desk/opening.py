"""工作台: a link of one's own to the desk of the camp, from wherever one chats with the bot."""

from __future__ import annotations

from bot.feature import Context, Phrase, Refusal, Role
from bot.web_account import web_account
from bot.web_links import notes_on
from handlers.desk.settings import feature

LINK = Phrase(
    zh="🔗 “{camp}”的工作台（12小时内打开有效，只能用一次，别转给别人）：\n{link}",
    en="🔗 The desk of “{camp}” (open it within 12 hours, once; pass it on to nobody):\n{link}",
)
LASTS = Phrase(
    zh="打开后用12小时。那里做的每一步，都是以你的名义发给我的一句话，记录和撤销照旧。",
    en="It stays open for 12 hours. Whatever you do there is a sentence sent to me in your name, audited and undone as ever.",
)
NO_WEB = Phrase(zh="这里没有开网页，打不开工作台。", en="The web page is not switched on here, so there is no desk.")


@feature.command(
    "工作台",
    "desk",
    help=Phrase(
        zh="拿工作台的链接：成员、题库、设置、报表在一页里看和做。",
        en="A link to the desk: people, questions, settings and reports on a page.",
    ),
    by=Role.EXPERT,
    examples=["工作台", "desk"],
    private=True,
    asked={r"(?:打开|进|去|要)?(?:一下)?(?:管理)?(?:后台|工作台)(?:链接|在哪|怎么进)?|open (?:the |my )?desk": ""},
)
def open_desk(ctx: Context) -> None:
    link = ctx.desk_link(web_account(ctx))
    if not link:
        raise Refusal(NO_WEB)
    ctx.reply(LINK(camp=ctx.camp.name, link=link), LASTS, *notes_on(link))
