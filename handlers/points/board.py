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
        return all_time(reader, asker)
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
    asked={
        r"(?:我|现在|目前)*(?:排|是)?第几名?了?|我?(?:排名|名次)(?:是)?(?:多少|第几)?|(?:我的|看看?)(?:排名|名次)|谁(?:是)?第一名?": "",
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
