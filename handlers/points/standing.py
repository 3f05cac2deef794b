"""What somebody has: points and coins, where their points stand, every entry of the ledger, and the card of the web chat."""

from __future__ import annotations

from typing import Annotated, Any

from bot import purses
from bot.arguments import Named
from bot.fact_rows import FactRow, FactRows
from bot.feature import Asker, Context, Line, Page, Phrase, Refusal, Role
from bot.phrases import spoken
from bot.titles import LEVELS, level, title
from handlers.points.board import all_time, line
from handlers.points.settings import feature
from storage import points
from storage.connection import Db

CATEGORIES = {
    "learning": Phrase(zh="学习", en="learning"),
    "contribution": Phrase(zh="贡献", en="contribution"),
    "activity": Phrase(zh="活动", en="activity"),
    "shop": Phrase(zh="商店", en="shop"),
}

POINTS = Phrase(zh="积分", en="Points")
RANK, PLACE_OF = Phrase(zh="名次", en="Rank"), Phrase(zh="{rank}/{of}", en="{rank} of {of}")
TITLE = Phrase(zh="称号", en="Title")
NEXT = Phrase(zh="再{left}分到“{title}”", en="{left} to “{title}”")
NOTHING_YET = Phrase(zh="发“打卡”拿第一笔积分。", en="Send “checkin” for your first points.")
CATEGORY = Phrase(zh="{name} {sum}", en="{name} {sum}")
LEDGER = Phrase(zh="最近{n}笔，合计{points}", en="{n:entry|entries}, the newest first; {points} in all")
WHEN = Phrase(zh="{at:%m-%d %H:%M}", en="{at:%m-%d %H:%M}")
ENTRY = Phrase(zh="{reason} {amount:+d}", en="{reason} {amount:+d}")
OF_OLD = Phrase(zh="旧功能", en="a feature since removed")
"""The reason of points a feature booked that there is not any more."""
EMPTY = Phrase(zh="还没有流水。发“打卡”拿第一笔积分。", en="No entries yet. Send “checkin” for your first points.")
NO_COINS = Phrase(zh="还没有{coins}。", en="No {coins} yet.")
WHICH_PURSE = Phrase(zh="看积分还是金币？试试：流水 金币", en="Points or coins? Try: ledger coins")
SHOWN = 10


@feature.command(
    "积分",
    "points",
    help=Phrase(zh="我的积分、名次和称号。", en="My points, rank and title."),
    examples=["积分", "points"],
    bare=True,
    asked={
        r"(?:我|现在|目前|查|看|一下|总共|一共|已经)*(?:有|得了|攒了|是)?(?:多少|几)积?分了?": "",
        r"我的(?:积分|分数|分)(?:是多少)?|查(?:一下)?积分|积分(?:是多少|多少|呢)": "",
        r"(?:我的|查(?:一下)?|有多少)?(?:金币|余额|币)(?:有?多少|余额|呢)?|(?:my )?(?:coins|balance)": "",
        r"how many (?:points|coins) (?:do i have|have i(?: got)?)|(?:what(?:'s| is| are) )?my (?:points|score)": "",
    },
)
def mine(ctx: Context) -> None:
    member = ctx.member
    is_new = not member.points and not member.lifetime
    sums = [CATEGORY(name=CATEGORIES[code], sum=total) for code, total in points.categories(ctx.db, member.id)]
    rank = PLACE_OF(rank=points.rank(ctx.db, ctx.camp.id, member.points), of=ctx.camp.learners)
    rows = FactRows.of(
        FactRow(POINTS, str(member.points), sums),
        FactRow(RANK, rank) if member.role is Role.LEARNER and not is_new else None,
        FactRow(TITLE, title(member.lifetime), "" if is_new else _next(member.lifetime)),
        FactRow(purses.called("coins", ctx.camp), str(member.coins)) if member.coins else None,
    )
    ctx.reply(rows, *([NOTHING_YET] if is_new else []))


@feature.command(
    "流水",
    "ledger",
    help=Phrase(zh="每一笔积分从哪来；金币：流水 金币", en="Where every point came from; of coins: ledger coins"),
    examples=["流水", "流水 金币", "ledger"],
    asked={r"(?:我的)?(?:积?分)(?:是)?(?:怎么|哪里|哪儿)来的|(?:我的)?积分(?:明细|记录)|where do my points come from": ""},
)
def ledger(ctx: Context, of: Annotated[str, Named("积分还是金币", "points or coins")] = "") -> None:
    purse = purses.meant(of, ctx.camp) if of else "points"
    if purse is None:
        raise Refusal(WHICH_PURSE)
    ctx.show_list("ledger", purse=purse)


@feature.paged("ledger")
def _ledger(ctx: Context, after: int, purse: str = "points") -> Page:
    """The lines of a purse before an entry, the newest first."""
    entries = points.entries(ctx.db, ctx.member.id, SHOWN + 1, before=after or 2**62, purse=purse)
    if not entries:
        return Page((EMPTY if purse == "points" else NO_COINS(coins=purses.called(purse, ctx.camp)),))
    is_cut, entries = len(entries) > SHOWN, entries[:SHOWN]
    rows = [
        FactRow(
            WHEN(at=entry.at), ENTRY(reason=ctx.router.reasons.get(entry.reason, OF_OLD), amount=entry.amount), entry.note or ""
        )
        for entry in entries
    ]
    held = ctx.member.points if purse == "points" else purses.amount(ctx.member.coins, purse, ctx.camp)
    return Page((FactRows.of(*rows, title=LEDGER(n=len(rows), points=held)),), next=entries[-1].id if is_cut else None)


@feature.panel
def panel(reader: Db, asker: Asker) -> tuple[dict[str, Any], list[Any]]:
    """Points, level, and the top five with my neighbours; staff, who are on no board, see the board alone."""
    leaders = [line(asker, rank, place) for rank, place in all_time(reader, asker)]
    if asker.membership.role is not Role.LEARNER:
        return {"board": leaders}, []
    at = level(asker.membership.lifetime)
    card: dict[str, Any] = {"balance": asker.membership.points, "level": at + 1, "title": LEVELS[at][1]().to(asker.language)}
    if at + 1 < len(LEVELS):
        least, following = LEVELS[at + 1]
        card["next"] = {"title": following().to(asker.language), "at": least, "earned": asker.membership.lifetime}
    if asker.membership.coins:
        card["coins"] = spoken(purses.amount(asker.membership.coins, "coins", asker.camp), asker.language)
    return {"points": card, "board": leaders}, []


def _next(lifetime: int) -> Line | str:
    """How far the next title is; "" at the top."""
    at = level(lifetime) + 1
    if at == len(LEVELS):
        return ""
    least, following = LEVELS[at]
    return NEXT(left=least - lifetime, title=following)
