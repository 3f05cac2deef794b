"""小组: one word for drawing groups, changing and showing them, giving one its own room, and seeing how they stand."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from typing import Annotated

from bot.arguments import Named
from bot.fact_rows import FactRow, FactRows
from bot.feature import Context, Phrase, Press, Refusal, Role, Said
from bot.figures import decimal
from handlers.groups import drawing, showing
from handlers.groups.settings import feature, name
from storage import groups
from storage.groups import GroupDraw, GroupMember

MINE = Phrase(
    zh="你在{group}，{n}人，人均{mean}分：{names}",
    en="You are in {group}, {n:member|members}, mean {mean:point|points}: {names}",
)
NAMED = 20
"""Members of one's own group that are named."""
EVERY = Phrase(zh="👥 {n}个小组，分数是组里的人均积分", en="👥 {n:group|groups}; a group's score is its members' mean")
SCORE = Phrase(zh="人均{mean}分，{n}人", en="mean {mean}, {n:member|members}")
NONE_YET = Phrase(
    zh="还没有分小组。经理来分：小组 抽 5组，或 小组 抽 每组6人 按=等级,骨干",
    en="There are no groups yet. A manager draws them: groups draw 5, or groups draw size 6 by=level,core",
)
NOT_IN_ONE = Phrase(zh="你还不在小组里，跟经理说一声。", en="You are in no group yet; a manager can put you in one.")
FOR_MANAGERS = Phrase(
    zh="分小组要由社群经理来做。看自己的发：小组", en="Groups are for managers to draw. To see yours send: groups"
)
UNKNOWN = Phrase(
    zh="没看懂“{word}”。试试：小组 抽 5组，小组 换 林晓 周航，小组 公布，小组 解散",
    en="I do not read “{word}”. Try: groups draw 5, groups swap Ann Ed, groups show, groups end",
)
SHOW_WAITING = Phrase(zh="看没公布的", en="See the new draw")


@feature.command(
    "小组",
    "groups",
    help=Phrase(
        zh="看我的小组和各组人均分；经理分组：小组 抽 5组 按=等级,骨干，可换人、重抽，公布后才算。",
        en="My group and how groups stand; managers draw them: groups draw 5 by=level,core, swap, redraw, then show.",
    ),
    examples=[
        "小组",
        "小组 抽 5组",
        "小组 抽 每组6人 按=等级,骨干",
        "小组 换 林晓 周航",
        "小组 公布",
        "groups",
        "groups draw 5",
    ],
    asked={
        r"我(?:是|在)(?:哪|几|第几)(?:个|一)?(?:小)?组|我的(?:小)?组(?:是(?:哪|几|第几).*)?|(?:which group am i in|(?:which|what) is my group|my group)": "",
        r"分(?:成)?\s*(?P<n>\d{1,2}|[一二两三四五六七八九十]{1,3})\s*个?(?:小)?组": "抽 {n}组",
    },
)
def command(
    ctx: Context,
    words: Annotated[str, Named("做什么", "what")] = "",
    *,
    by: Annotated[str | None, Named("按", "by")] = None,
    seed: Annotated[int | None, Named("种子", "seed")] = None,
) -> None:
    verb, _, rest = words.strip().partition(" ")
    if re.fullmatch(r"\d{1,2}组?", verb):  # 小组 5
        verb, rest = "抽", words.strip()
    glued = re.match(r"^(抽|换|群)(\S+)$", verb)
    if glued is not None:
        verb, rest = glued[1], f"{glued[2]} {rest}".strip()
    if not verb:
        return _standing(ctx)
    doing = next((run for verbs, run in VERBS if verb.casefold() in verbs), None)
    if ctx.role < Role.MANAGER:
        raise Refusal(FOR_MANAGERS)
    if verb.casefold() in DRAW:
        return drawing.draw(ctx, rest, by, seed)
    if doing is None:
        raise Refusal(UNKNOWN(word=verb[:12]))
    doing(ctx, rest.strip())


DRAW = {"抽", "分", "draw"}
VERBS: tuple[tuple[set[str], Callable[[Context, str], None]], ...] = (
    (DRAW, lambda ctx, rest: drawing.draw(ctx, rest, None, None)),
    ({"重抽", "redraw"}, lambda ctx, rest: drawing.again(ctx)),
    ({"换", "调换", "swap"}, drawing.swap),
    ({"放", "加入", "put"}, drawing.put),
    ({"预览", "preview"}, lambda ctx, rest: drawing.preview(ctx)),
    ({"公布", "show"}, lambda ctx, rest: showing.show(ctx)),
    ({"解散", "end"}, lambda ctx, rest: showing.end(ctx)),
    ({"群", "room"}, showing.own_room),
)


def _standing(ctx: Context) -> None:
    """The groups everybody knows, best mean first, and one's own."""
    known = groups.in_use(ctx.db, ctx.camp.id)
    waiting = groups.unshown(ctx.db, ctx.camp.id) if ctx.role >= Role.MANAGER else None
    press: list[Said] = [[Press(SHOW_WAITING, "小组 预览")]] if waiting is not None and ctx.address.direct else []
    if known is None:
        raise Refusal(NONE_YET, *press)
    members = groups.members(ctx.db, known.id)
    mine = next((one.number for one in members if one.membership == ctx.member.id), None)
    ctx.reply(_own(ctx, members, mine), _board(ctx, known, members), *press) if ctx.role < Role.EXPERT else ctx.reply(
        _board(ctx, known, members), *press
    )


def _own(ctx: Context, members: list[GroupMember], mine: int | None) -> Said:
    if mine is None:
        return NOT_IN_ONE
    own = [one for one in members if one.number == mine]
    names = [one.name for one in own[:NAMED]]
    return MINE(group=name(mine, ctx.camp.language), n=len(own), mean=decimal(mean(own)), names=names)


def _board(ctx: Context, known: GroupDraw, members: list[GroupMember]) -> FactRows:
    by_number = {n: [one for one in members if one.number == n] for n in range(1, known.groups + 1)}
    order = sorted((n for n, some in by_number.items() if some), key=lambda n: (-mean(by_number[n]), n))
    rows = [FactRow(name(n, ctx.camp.language), SCORE(mean=decimal(mean(by_number[n])), n=len(by_number[n]))) for n in order]
    return FactRows.of(*rows, title=EVERY(n=len(order)))


def mean(members: list[GroupMember]) -> Fraction:
    """A group's score."""
    return Fraction(sum(one.points for one in members), len(members)) if members else Fraction(0)
