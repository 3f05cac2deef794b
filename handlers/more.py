"""更多: the next page of the list somebody has before them, whichever it is."""

from __future__ import annotations

from bot.feature import Context, Feature, Phrase, Refusal, Theme
from storage import shown_lists

feature = Feature("more", Theme.PERSONAL)

NO_LIST = Phrase(
    zh="没有翻到一半的列表。先看一个，比如发“流水”。",
    en="There is no list to go on with. Look at one first, for example send “ledger”.",
)


@feature.command(
    "更多",
    "more",
    "下一页",
    "next",
    help=Phrase(zh="接着看上一个列表的下一页。", en="See the next page of the list before you."),
    examples=["更多", "more"],
    everyday=True,
)
def more(ctx: Context) -> None:
    shown = shown_lists.find(ctx.db, ctx.person.id, now=ctx.now)
    known = ctx.router.lists.get(shown.name) if shown is not None else None
    if shown is None or known is None or not (ctx.address.direct or shown.room == ctx.address.key) or ctx.role < known.by:
        raise Refusal(NO_LIST)
    ctx.feature = known.feature
    ctx.show_list(shown.name.partition(".")[2], after=shown.after, **shown.kept)
