"""The board: who has the most points, for a week, a month, a season or all the time, and the tags compared."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Annotated, Any

from bot.arguments import Named
from bot.fact_rows import FactRow, FactRows
from bot.feature import Asker, Context, Phrase, Refusal, Role
from bot.figures import decimal
from handlers.points.settings import feature
from storage import memberships, points, teams
from storage.connection import Db

BOARD = Phrase(zh="🏆 {period}", en="🏆 {period}")
PERIODS = {
    "all": Phrase(zh="总榜", en="All time"),
    "week": Phrase(zh="本周榜", en="This week"),
    "month": Phrase(zh="本月榜", en="This month"),
    "season": Phrase(zh="本季榜", en="This season"),
    "last week": Phrase(zh="上周榜", en="Last week"),
    "last month": Phrase(zh="上月榜", en="Last month"),
}
"""A season is a quarter of the year."""
SPOKEN = {
    "all": ("", "总", "all"),
    "week": ("周", "本周", "这周", "这个星期", "week", "this week"),
    "month": ("月", "本月", "这个月", "month", "this month"),
    "season": ("季", "本季", "这个季度", "season", "this season"),
    "last week": ("上周", "上星期", "上个星期", "last week", "lastweek"),
    "last month": ("上月", "上个月", "last month", "lastmonth"),
}
MEANT = {word: period for period, words in SPOKEN.items() for word in words}
PLACE, ME = Phrase(zh="{rank} {name}", en="{rank} {name}"), Phrase(zh="你", en="you")
UNNAMED = Phrase(zh="一位学员", en="a learner")
NO_BOARD = Phrase(zh="{period}还没有人上榜。打卡就有分。", en="{period}: nobody is on the board yet. A check-in earns points.")
NOBODY_THEN = Phrase(zh="{period}没有人上榜。", en="{period}: nobody was on the board.")
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


def find_board(reader: Db, asker: Asker, period: str = "", within: str = "") -> list[Any]:
    """The top of a board and the asker's neighbours, each with its rank, what does not fit in between left out; or the teams."""
    if period in HIDES:
        return []
    if period.strip().casefold() in TEAMS:
        between = _between(within, asker.today, asker.camp.zone)
        return [team for team in teams.teams(reader, asker.camp.id, between) if team.learners >= LEAST]
    between = _between(f"{period} {within}".strip(), asker.today, asker.camp.zone)
    if between is None:
        return all_time(reader, asker)
    places = points.board_between(reader, asker.camp.id, *between)
    ranked = _ranked(places)
    me = next((n for n, (_, place) in enumerate(ranked) if place.membership == asker.membership.id), None)
    near = set() if me is None else set(range(max(0, me - 1), me + 2))
    return [row for n, row in enumerate(ranked) if n < TOP or n in near]


HIDES = {"匿名": False, "unnamed": False, "实名": True, "named": True}


@feature.command(
    "排行榜",
    "rank",
    help=Phrase(
        zh="前五名和我前后的人：周、上周、月、季、总；比各标签：排行榜 团队 周",
        en="The top five and my neighbours: week, lastweek, month, season or all; tags compared: rank teams week",
    ),
    examples=["排行榜", "排行榜 周", "排行榜 团队 周", "排行榜 匿名", "rank week"],
    look=find_board,
    bare=True,
    asked={
        r"who (?:won|was first|led) (?P<last>last (?:week|month))": "{last}",
        r"(?:rank(?:ing)?|leaderboard)(?: of| for)? (?P<span>(?:last|this) (?:week|month))": "{span}",
        r"(?:我|现在|目前)*(?:排|是)?第几名?了?|我?(?:排名|名次)(?:是)?(?:多少|第几)?|(?:我的|看看?)(?:排名|名次)|谁(?:是)?第一名?": "",
        r"(?P<week>[这本上]?(?:周|个?星期|个?月))(?:的)?(?:积分)?(?:谁(?:是)?)?(?:第一名?|排行榜?|排名|榜首?)(?:是)?谁?": "{week}",
        r"(?:看看?)?(?:积分)?排行榜?|积分(?:榜|排名)|who is first|(?:what is )?my rank(?:ing)?|leaderboard": "",
    },
)
def board(
    ctx: Context,
    period: Annotated[str, Named("榜", "board")] = "",
    within: Annotated[str, Named("时间", "within")] = "",
    *,
    found: list[Any],
) -> None:
    if period in HIDES:
        memberships.show_name(ctx.db, ctx.member.id, named=HIDES[period])
        ctx.reply(NAMED if HIDES[period] else HIDDEN)
        return
    is_teams = period.strip().casefold() in TEAMS
    meant = MEANT[(within if is_teams else f"{period} {within}".strip()).strip().casefold()]
    named = PERIODS[meant]
    if is_teams:
        _say_teams(ctx, named, found)
        return
    if not found:
        ctx.reply((NOBODY_THEN if meant.startswith("last") else NO_BOARD)(period=named))
        return
    is_secret = not (ctx.member.named or ctx.address.direct)
    rows = []
    for rank, place in found[:TOP] if is_secret else found:  # in a group their place among neighbours would say who they are
        is_me = place.membership == ctx.member.id and not is_secret
        name: Any = place.name if place.named or is_me else UNNAMED
        rows.append(FactRow(PLACE(rank=rank, name=name), str(place.points), ME if is_me else ""))
    ctx.reply(FactRows.of(*rows, title=BOARD(period=named)))


def _say_teams(ctx: Context, period: Phrase, found: list[teams.Team]) -> None:
    rows = [
        FactRow(PLACE(rank=n, name=team.name), decimal(team.mean), N_LEARNERS(n=team.learners))
        for n, team in enumerate(found[:TOP], 1)
    ]
    ctx.reply(FactRows.of(*rows, title=TEAM_BOARD(period=period)) if rows else NO_TEAMS)


def all_time(reader: Db, asker: Asker) -> list[tuple[int, points.BoardPlace]]:
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


def line(asker: Asker, rank: int, place: points.BoardPlace) -> dict[str, Any]:
    me = place.membership == asker.membership.id
    name = place.name if place.named or me else UNNAMED().to(asker.language)
    return {"rank": rank, "name": name, "points": place.points, "me": me}


def _between(period: str, today: date, zone: Any) -> tuple[datetime, datetime] | None:
    """The local midnights a period starts at and ends before; None for all time. Raises Refusal for a period there is not."""
    monday, first_of_month = today - timedelta(days=today.weekday()), today.replace(day=1)
    tomorrow, last_month = today + timedelta(days=1), (first_of_month - timedelta(days=1)).replace(day=1)
    spans = {
        "week": (monday, tomorrow),
        "last week": (monday - timedelta(days=7), monday),
        "month": (first_of_month, tomorrow),
        "last month": (last_month, first_of_month),
        "season": (date(today.year, today.month - (today.month - 1) % 3, 1), tomorrow),
        "all": None,
    }
    if (meant := MEANT.get(period.strip().casefold())) is None:
        raise Refusal(WRONG_PERIOD)
    span = spans[meant]
    return None if span is None else (datetime.combine(span[0], time(), zone), datetime.combine(span[1], time(), zone))
