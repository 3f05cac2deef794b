"""Points: what somebody has and why, where they stand, and what a manager gives by hand."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Annotated, Any

from bot.arguments import Named, Whom
from bot.fact_rows import FactRow, FactRows
from bot.feature import Asker, Context, Feature, Line, Page, Phrase, Refusal, Role, Theme
from bot.figures import decimal
from bot.personal_data import AT, FOR_THE_BOOKS, KeptRows, ShownColumn
from bot.titles import LEVELS, level, title
from storage import camps, points, teams
from storage.connection import Db

feature = Feature("points", Theme.DAILY)
feature.keeps(
    KeptRows(
        "ledger",
        Phrase(zh="积分流水", en="Your ledger"),
        {
            "at": AT,
            "amount": Phrase(zh="分数", en="Points"),
            "reason": ShownColumn(Phrase(zh="原因", en="Why"), registered="reason"),
            "note": Phrase(zh="备注", en="Note"),
        },
        stays=FOR_THE_BOOKS,
        blanks={"note": None},
        wrote=("note",),
    )
)

AWARD = feature.reason("award", "contribution", Phrase(zh="经理加分", en="award"))
AWARD_BACK = feature.reason("award_back", "contribution", Phrase(zh="撤销加分", en="award taken back"))

CATEGORIES = {
    "learning": Phrase(zh="学习", en="learning"),
    "contribution": Phrase(zh="贡献", en="contribution"),
    "activity": Phrase(zh="活动", en="activity"),
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
SHOWN = 10

BOARD = Phrase(zh="🏆 {period}", en="🏆 {period}")
PERIODS = {
    "all": Phrase(zh="总榜", en="All time"),
    "week": Phrase(zh="本周榜", en="This week"),
    "month": Phrase(zh="本月榜", en="This month"),
    "season": Phrase(zh="本季榜", en="This season"),
}
"""A season is a quarter of the year."""
SPOKEN = {
    "周": "week",
    "本周": "week",
    "week": "week",
    "月": "month",
    "本月": "month",
    "month": "month",
    "季": "season",
    "本季": "season",
    "season": "season",
    "总": "all",
    "all": "all",
    "": "all",
}
PLACE, ME = Phrase(zh="{rank} {name}", en="{rank} {name}"), Phrase(zh="你", en="you")
UNNAMED = Phrase(zh="一位学员", en="a learner")
NO_BOARD = Phrase(zh="{period}还没有人上榜。打卡就有分。", en="{period}: nobody is on the board yet. A check-in earns points.")
WRONG_PERIOD = Phrase(zh="看哪个榜？试试：排行榜 周", en="Which board? Try: rank week")
HIDDEN = Phrase(
    zh="✅ 榜上不再写你的名字，分数照算。恢复：排行榜 实名",
    en="✅ The board no longer names you; your points count as before. Undo: rank named",
)
NAMED = Phrase(zh="✅ 榜上重新写你的名字。", en="✅ The board names you again.")
TEAMS = {"团队", "小组", "teams"}
TEAM_BOARD = Phrase(zh="🏆 {period}，各标签人均", en="🏆 {period}, mean of each tag")
N_LEARNERS = Phrase(zh="{n}人", en="{n:learner|learners}")
NO_TEAMS = Phrase(
    zh="还没有两人以上的标签。经理先分组：标签 林晓 +红队",
    en="No tag has two learners yet. A manager makes teams: tag Ann +red",
)
LEAST = 2
"""Learners of a tag that is on the board: the mean of one would be their own points, named or not."""
TOP = 5

GIVEN = Phrase(
    zh="✅ {name} +{amount}（{reason}），积分{points}。10分钟内可发“撤销”。",
    en="✅ {name} +{amount} ({reason}), {points:point|points}. “undo” within 10 minutes takes it back.",
)
TAKEN = Phrase(
    zh="✅ {name} {amount}（{reason}），积分{points}。10分钟内可发“撤销”。",
    en="✅ {name} {amount} ({reason}), {points:point|points}. “undo” within 10 minutes takes it back.",
)
TOLD = Phrase(zh="🎁 社群经理给你加了{amount}分：{reason}", en="🎁 The manager gave you {amount:point|points}: {reason}")
TAKEN_BACK = Phrase(
    zh="✅ {name} 的{amount}分已收回，积分{points}。",
    en="✅ {amount:point|points} of {name} {amount:|was|were} taken back; {points} left.",
)
BOUNDS = Phrase(zh="一次加1到{most}分，要扣就写负数。", en="From 1 to {most} at once; a negative number takes points.")
BELOW_ZERO = Phrase(
    zh="{name} 只有{points}分，不能扣成负数。", en="{name} has {points:point|points}; a balance does not go below zero."
)
MOST = 1000


@feature.command(
    "积分",
    "points",
    help=Phrase(zh="我的积分、名次和称号。", en="My points, rank and title."),
    examples=["积分", "points"],
    bare=True,
    asked=r"(?:我|现在|目前|查|看|看看|一下|总共|一共|已经)*(?:有|得了|攒了|是)?(?:多少|几)积?分了?|我的(?:积分|分数|分)(?:是多少)?|查(?:一下)?积分|积分(?:是)?多少"
    r"|how many points (?:do i have|have i(?: got)?)",
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
    )
    ctx.reply(rows, *([NOTHING_YET] if is_new else []))


@feature.command(
    "流水",
    "ledger",
    help=Phrase(zh="每一笔积分从哪来。", en="Where every point came from."),
    examples=["流水", "ledger"],
    asked=r"(?:我的)?(?:积?分)(?:是)?(?:怎么|哪里|哪儿)来的|(?:我的)?积分(?:明细|记录)|where do my points come from",
)
def ledger(ctx: Context) -> None:
    ctx.show_list("ledger")


@feature.paged("ledger")
def _ledger(ctx: Context, after: int) -> Page:
    """The lines before an entry, the newest first."""
    entries = points.entries(ctx.db, ctx.member.id, SHOWN + 1, before=after or 2**62)
    if not entries:
        return Page((EMPTY,))
    is_cut, entries = len(entries) > SHOWN, entries[:SHOWN]
    rows = [
        FactRow(
            WHEN(at=entry.at), ENTRY(reason=ctx.router.reasons.get(entry.reason, OF_OLD), amount=entry.amount), entry.note or ""
        )
        for entry in entries
    ]
    said = FactRows.of(*rows, title=LEDGER(n=len(rows), points=ctx.member.points))
    return Page((said,), next=entries[-1].id if is_cut else None)


def find_board(reader: Db, asker: Asker, period: str = "", within: str = "") -> list[Any]:
    """The top of a board and the asker's neighbours, each with its rank, what does not fit in between left out; or the teams."""
    if period in HIDES:
        return []
    if period.strip().casefold() in TEAMS:
        since = _since(within, asker.today, asker.camp.zone)
        return [team for team in teams.teams(reader, asker.camp.id, since) if team.learners >= LEAST]
    if within:
        raise Refusal(WRONG_PERIOD)
    since = _since(period, asker.today, asker.camp.zone)
    if since is None:
        return _all_time(reader, asker)
    places = points.board_since(reader, asker.camp.id, since)
    ranked = _ranked(places)
    me = next((n for n, (_, place) in enumerate(ranked) if place.membership == asker.membership.id), None)
    near = set() if me is None else set(range(max(0, me - 1), me + 2))
    return [row for n, row in enumerate(ranked) if n < TOP or n in near]


HIDES = {"匿名": False, "unnamed": False, "实名": True, "named": True}


@feature.command(
    "排行榜",
    "rank",
    help=Phrase(
        zh="前五名和我前后的人：周、月、季、总；比各标签：排行榜 团队 周",
        en="The top five and my neighbours: week, month, season or all; tags compared: rank teams week",
    ),
    examples=["排行榜", "排行榜 周", "排行榜 团队 周", "排行榜 匿名", "rank week"],
    look=find_board,
    bare=True,
    asked=r"(?:我|现在|目前)*(?:排|是)?第几名?了?|(?:我的|看看?)?排名|谁(?:是)?第一名?|(?:who is first|what is my rank)",
)
def board(
    ctx: Context,
    period: Annotated[str, Named("榜", "board")] = "",
    within: Annotated[str, Named("时间", "within")] = "",
    *,
    found: list[Any],
) -> None:
    if period in HIDES:
        camps.show_name(ctx.db, ctx.member.id, named=HIDES[period])
        ctx.reply(NAMED if HIDES[period] else HIDDEN)
        return
    is_teams = period.strip().casefold() in TEAMS
    named = PERIODS[SPOKEN[(within if is_teams else period).strip().casefold()]]
    if is_teams:
        _say_teams(ctx, named, found)
        return
    if not found:
        ctx.reply(NO_BOARD(period=named))
        return
    is_secret = not (ctx.member.named or ctx.address.direct)
    rows = []
    for rank, place in found[:TOP] if is_secret else found:  # in a group their place among neighbours would say who they are
        is_me = place.membership == ctx.member.id and not is_secret
        name: Any = place.name if place.named or is_me else UNNAMED
        rows.append(FactRow(PLACE(rank=rank, name=name), str(place.points), ME if is_me else ""))
    ctx.reply(FactRows.of(*rows, title=BOARD(period=named)))


@feature.command(
    "加分",
    "award",
    help=Phrase(zh="给一位成员加分，写明原因。", en="Give a member points, with the reason."),
    by=Role.MANAGER,
    examples=["加分 林晓 10 分享了案例", "award Ann 10 shared a case"],
)
def award(
    ctx: Context,
    name: Annotated[Whom, Named("名字", "name")],
    amount: Annotated[int, Named("分数", "amount")],
    reason: Annotated[str, Named("原因", "reason")],
) -> None:
    member = ctx.member_named(name)
    if not 1 <= abs(amount) <= MOST:
        raise Refusal(BOUNDS(most=MOST))
    if member.points + amount < 0:
        raise Refusal(BELOW_ZERO(name=member.name, points=member.points))
    balance = (points.earn if amount > 0 else points.spend)(
        ctx.db,
        ctx.camp.id,
        member.id,
        abs(amount),
        category=AWARD.category,
        reason=AWARD.code,
        source=f"{AWARD.code}:{ctx.event.key}",
        at=ctx.now,
        note=reason,
    )
    ctx.audit("award", undo={"key": ctx.event.key}, person=member.person, amount=amount, reason=reason)
    ctx.reply((GIVEN if amount > 0 else TAKEN)(name=member.name, amount=amount, reason=reason, points=balance))
    if amount > 0 and member.person != ctx.person.id:
        ctx.tell(member.person, TOLD(amount=amount, reason=reason))


feature.act(
    "award",
    Phrase(zh="{who} 给 {person} 加分 {amount:+}：{reason}", en="{who} changed {person}'s points by {amount:+}: {reason}"),
)


@feature.undoes("award", by=Role.MANAGER)
def award_back(ctx: Context, key: str, **_: int) -> None:
    """Acts of before 0.2.0 also name the membership and the amount; the ledger knows both better: accounts may have been united since."""
    booked = points.find(ctx.db, f"{AWARD.code}:{key}")
    member = camps.member(ctx.db, booked.membership)
    if member.points - booked.amount < 0:
        raise Refusal(BELOW_ZERO(name=member.name, points=member.points))
    points.take_back(ctx.db, f"{AWARD.code}:{key}", reason=AWARD_BACK.code, at=ctx.now)
    ctx.reply(TAKEN_BACK(name=member.name, amount=booked.amount, points=member.points - booked.amount))


@feature.panel
def panel(reader: Db, asker: Asker) -> tuple[dict[str, Any], list[Any]]:
    """Points, level, and the top five with my neighbours; staff, who are on no board, see the board alone."""
    leaders = [_line(asker, rank, place) for rank, place in _all_time(reader, asker)]
    if asker.membership.role is not Role.LEARNER:
        return {"board": leaders}, []
    at = level(asker.membership.lifetime)
    card: dict[str, Any] = {"balance": asker.membership.points, "level": at + 1, "title": LEVELS[at][1]().to(asker.language)}
    if at + 1 < len(LEVELS):
        least, following = LEVELS[at + 1]
        card["next"] = {"title": following().to(asker.language), "at": least}
    return {"points": card, "board": leaders}, []


def _next(lifetime: int) -> Line | str:
    """How far the next title is; "" at the top."""
    at = level(lifetime) + 1
    if at == len(LEVELS):
        return ""
    least, following = LEVELS[at]
    return NEXT(left=least - lifetime, title=following)


def _say_teams(ctx: Context, period: Phrase, found: list[teams.Team]) -> None:
    rows = [
        FactRow(PLACE(rank=n, name=team.name), decimal(team.mean), N_LEARNERS(n=team.learners))
        for n, team in enumerate(found[:TOP], 1)
    ]
    ctx.reply(FactRows.of(*rows, title=TEAM_BOARD(period=period)) if rows else NO_TEAMS)


def _all_time(reader: Db, asker: Asker) -> list[tuple[int, points.BoardPlace]]:
    top = points.board(reader, asker.camp.id, TOP)
    ranked = _ranked(top)
    me = asker.membership
    if me.role is not Role.LEARNER or any(place.membership == me.id for place in top):
        return ranked
    above, below = points.neighbours(reader, asker.camp.id, me.id, me.points)
    mine_ = points.BoardPlace(me.id, asker.person.name, True, me.points)
    near = [place for place in (*above, mine_, *below) if all(place.membership != row.membership for row in top)]
    return ranked + [(points.rank(reader, asker.camp.id, place.points), place) for place in near]


def _ranked(places: list[points.BoardPlace]) -> list[tuple[int, points.BoardPlace]]:
    """Equal points, equal rank."""
    ranked: list[tuple[int, points.BoardPlace]] = []
    for n, place in enumerate(places, 1):
        same = bool(ranked) and ranked[-1][1].points == place.points
        ranked.append((ranked[-1][0] if same else n, place))
    return ranked


def _line(asker: Asker, rank: int, place: points.BoardPlace) -> dict[str, Any]:
    me = place.membership == asker.membership.id
    name = place.name if place.named or me else UNNAMED().to(asker.language)
    return {"rank": rank, "name": name, "points": place.points, "me": me}


def _since(period: str, today: date, zone: Any) -> datetime | None:
    """The local midnight a period starts at; None for all time. Raises Refusal for a period there is not."""
    match SPOKEN.get(period.strip().casefold()):
        case "week":
            first = today - timedelta(days=today.weekday())
        case "month":
            first = today.replace(day=1)
        case "season":
            first = date(today.year, today.month - (today.month - 1) % 3, 1)
        case "all":
            return None
        case _:
            raise Refusal(WRONG_PERIOD)
    return datetime.combine(first, time(), zone)
