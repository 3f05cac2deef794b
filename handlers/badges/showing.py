"""勋章: mine and what else there is to earn, the holders of one for managers, and the card of the web chat."""

from __future__ import annotations

from typing import Annotated, Any

from bot.arguments import Named
from bot.audience import Audience
from bot.fact_rows import FactRow, FactRows
from bot.feature import Asker, Context, Line, Page, Phrase, Press, Refusal, Role
from bot.phrases import spoken
from handlers.badges import giving, making
from handlers.badges.settings import feature, rule_of
from storage import badges
from storage.connection import Db

MINE = Phrase(zh="🏅 我的勋章（{n}枚）", en="🏅 My badges ({n})")
NONE_YET = Phrase(zh="🏅 还没有勋章", en="🏅 No badges yet")
SINCE = Phrase(zh="{at:%m-%d} 获得", en="since {at:%m-%d}")
TO_EARN = Phrase(zh="还可以拿", en="to be earned")
NONE_MADE = Phrase(zh="营里还没有勋章。", en="The camp has no badges yet.")
NONE_MADE_MANAGER = Phrase(
    zh="营里还没有勋章。建一枚：勋章 新建 七日连签 连续打卡>=7",
    en="The camp has no badges yet. Make one: badges new Steady streak>=7",
)
ALL = Phrase(zh="🏅 勋章（{n}枚）", en="🏅 Badges ({n})")
NUMBERED = Phrase(zh="B{id}《{name}》", en="B{id} “{name}”")
HOLD = Phrase(zh="{n}人有", en="held by {n}")
HOLDERS = Phrase(zh="🏅 《{name}》有{n}人", en="🏅 “{name}” is held by {n}")
NOBODY = Phrase(zh="还没有人有《{name}》。", en="Nobody has “{name}” yet.")
SEE_ALL = Phrase(zh="全部勋章", en="All badges")
ONLY_MANAGERS = Phrase(
    zh="这个要社群经理来做。看自己的勋章只要发“勋章”。", en="That is for managers. To see your own badges send “badges”."
)
HOW = Phrase(
    zh="可以：勋章｜勋章 全部｜勋章 新建 七日连签 连续打卡>=7｜勋章 给 林晓 热心 原因｜勋章 收回 林晓 热心 原因｜勋章 停用 热心",
    en="You may: badges | badges all | badges new Steady streak>=7 | badges give Ann Kind WHY | badges take Ann Kind WHY | badges retire Kind",
)
HOW_LEARNER = Phrase(zh="可以：勋章｜勋章 全部", en="You may: badges | badges all")
VERBS = {
    **dict.fromkeys(("我的", "mine"), "mine"),
    **dict.fromkeys(("全部", "all"), "all"),
    **dict.fromkeys(("新建", "新增", "建", "new", "make"), "new"),
    **dict.fromkeys(("给", "颁", "颁发", "give"), "give"),
    **dict.fromkeys(("收回", "撤回", "take", "revoke"), "take"),
    **dict.fromkeys(("停用", "删除", "retire"), "retire"),
    **dict.fromkeys(("名单", "谁有", "list"), "list"),
}
SHOWN = 8
ON_CARD = 6


@feature.command(
    "勋章",
    "badges",
    help=Phrase(
        zh="我的勋章和还能拿的；经理新建、颁发、收回。", en="My badges and those to earn; managers make, give and take."
    ),
    examples=["勋章", "勋章 全部", "badges"],
    opens="B",
    everyday=True,
)
def handle(
    ctx: Context, verb: Annotated[str, Named("做什么", "what")] = "", words: Annotated[str, Named("内容", "words")] = ""
) -> None:
    meant = VERBS.get(verb.strip().casefold()) if verb else "mine"
    if meant is None:
        raise Refusal(HOW if ctx.role >= Role.MANAGER else HOW_LEARNER)
    if meant in ("mine", "all"):
        ctx.show_list(meant)
        return
    if ctx.role < Role.MANAGER:
        raise Refusal(ONLY_MANAGERS)
    match meant:
        case "new":
            making.new(ctx, words)
        case "give":
            giving.give(ctx, words)
        case "take":
            giving.take(ctx, words)
        case "retire":
            making.retire(ctx, words)
        case _:
            ctx.show_list("holders", badge=making.find(ctx, words).id)


@feature.paged("mine")
def _mine(ctx: Context, after: int) -> Page:
    mine = badges.of_member(ctx.db, ctx.member.id)
    if not mine:
        return Page((NONE_YET, *_to_earn(ctx, set())), audience=Audience.PERSON)
    shown = mine[after : after + SHOWN]
    rows = [FactRow(one.badge.name, SINCE(at=one.at), one.reason or rule_of(one.badge)) for one in shown]
    said = FactRows.of(*rows, title=MINE(n=len(mine)))
    rest = _to_earn(ctx, {one.badge.id for one in mine}) if after + SHOWN >= len(mine) else []
    return Page.cut(said, *rest, after=after, most=SHOWN, of=len(mine), audience=Audience.PERSON)


def _to_earn(ctx: Context, mine: set[int]) -> list[Any]:
    """What there is besides, with its rule."""
    rest = [one for one in badges.in_use(ctx.db, ctx.camp.id) if one.id not in mine and one.counter is not None][:SHOWN]
    if not rest:
        return []
    return [FactRows.of(*(FactRow(one.name, rule_of(one)) for one in rest), title=TO_EARN), [Press(SEE_ALL, "勋章 全部")]]


@feature.paged("all")
def _all(ctx: Context, after: int) -> Page:
    every, counts = badges.in_use(ctx.db, ctx.camp.id), badges.counts(ctx.db, ctx.camp.id)
    if not every:
        return Page((NONE_MADE_MANAGER if ctx.role >= Role.MANAGER else NONE_MADE,))
    rows = [
        FactRow(NUMBERED(id=one.id, name=one.name), rule_of(one), HOLD(n=counts.get(one.id, 0)))
        for one in every[after : after + SHOWN]
    ]
    return Page.cut(FactRows.of(*rows, title=ALL(n=len(every))), after=after, most=SHOWN, of=len(every))


@feature.paged("holders", by=Role.MANAGER)
def _holders(ctx: Context, after: int, badge: int) -> Page:
    one, whose = badges.find(ctx.db, ctx.camp.id, badge), badges.holders(ctx.db, badge)
    assert one is not None
    if not whose:
        return Page((NOBODY(name=one.name),), audience=Audience.MANAGERS)
    rows = [FactRow(holder.name, SINCE(at=holder.at), holder.reason or "") for holder in whose[after : after + SHOWN]]
    said = FactRows.of(*rows, title=HOLDERS(name=one.name, n=len(whose)))
    return Page.cut(said, after=after, most=SHOWN, of=len(whose), audience=Audience.MANAGERS)


@feature.panel
def panel(reader: Db, asker: Asker) -> tuple[dict[str, Any], list[Any]]:
    """The newest of mine; nothing where there is none."""
    mine = badges.of_member(reader, asker.membership.id)
    if not mine:
        return {}, []
    shown = [{"name": one.badge.name, "why": one.reason or _why(one.badge, asker.language)} for one in mine[:ON_CARD]]
    return {"badges": {"n": len(mine), "shown": shown}}, []


def _why(one: badges.Badge, language: str) -> str:
    said: Line | Phrase = rule_of(one)
    return spoken(said, language)
