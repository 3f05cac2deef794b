"""赛季: contests of one series have a table of their own, by the places people came in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Annotated

from bot.arguments import Named
from bot.fact_rows import FactRow, FactRows
from bot.feature import Context, Phrase, Refusal, Role
from handlers.quiz.contest.settings import feature
from storage import contests
from storage.contests import Placed

BY_PLACE = (10, 8, 6, 5, 4, 3, 2)
"""What the first places give; every other answer given in a contest gives one."""
FEWEST = 2
"""Players from which up a contest counts."""
SHOWN = 10

TABLE = Phrase(zh="🏆 赛季“{season}”（{held}场）", en="🏆 Season “{season}” ({held:contest|contests})")
BY_PLACES = Phrase(
    zh="按名次计：第一10，之后8、6、5、4、3、2，作答1；同名次同分。",
    en="By place: the first 10, then 8, 6, 5, 4, 3, 2, and 1 for answering; a shared place gives the same.",
)
ROW, PLAYED = Phrase(zh="{place}. {name}", en="{place}. {name}"), Phrase(zh="{n}场", en="{n:contest|contests}")
MINE = Phrase(zh="你在第{place}：{points}分（{played}场）", en="You are number {place}: {points} in {played:contest|contests}")
NONE_YET = Phrase(
    zh="还没有赛季。{start}",
    en="There is no season yet.{start}",
)
START = Phrase(zh="开赛时写上就有：开赛 异议抢答 赛季=春季赛", en=" Name one with a contest: contest objections season=spring")
NO_SUCH = Phrase(zh="没有“{name}”这个赛季。有：{seasons}", en="There is no season “{name}”. There are: {seasons}")
NOT_COUNTED = Phrase(
    zh="赛季“{season}”还没有两人以上作答的竞赛。", en="No contest of the season “{season}” had two players yet."
)


@dataclass(frozen=True, slots=True)
class Standing:
    """Somebody's row in a season's table; equal points share a place."""

    place: int
    membership: int
    name: str
    points: int
    played: int


def standings(placed: Iterable[Placed]) -> list[Standing]:
    """The table from the places of all its contests, the best first; a contest somebody played alone does not count."""
    of_contest: dict[int, list[Placed]] = defaultdict(list)
    for one in placed:
        of_contest[one.contest].append(one)
    points: dict[int, list[int]] = defaultdict(list)
    names: dict[int, str] = {}
    for players in of_contest.values():
        for one in players if len(players) >= FEWEST else ():
            points[one.membership].append(worth(one.place))
            names[one.membership] = one.name
    ordered = sorted(points.items(), key=lambda item: (-sum(item[1]), names[item[0]], item[0]))
    totals = [sum(own) for _, own in ordered]
    return [Standing(totals.index(sum(own)) + 1, member, names[member], sum(own), len(own)) for member, own in ordered]


def worth(place: int | None) -> int:
    """The points of a place; None is to have answered without a point."""
    return BY_PLACE[place - 1] if place is not None and place <= len(BY_PLACE) else 1


@feature.command(
    "赛季",
    "season",
    help=Phrase(zh="几场竞赛合在一起的排名。", en="The table of several contests together."),
    examples=["赛季", "赛季 春季赛", "season spring"],
)
def season(ctx: Context, name: Annotated[str, Named("赛季", "season")] = "") -> None:
    held = dict(contests.seasons(ctx.db, ctx.camp.id))
    if not held:
        raise Refusal(NONE_YET(start=START if ctx.is_host or ctx.role >= Role.MANAGER else ""))
    wanted = name.strip() or next(iter(held))
    if wanted not in held:
        near = get_close_matches(wanted, held, n=3, cutoff=0.3) or list(held)[:5]
        raise Refusal(NO_SUCH(name=wanted[:24], seasons=near))
    table = standings(contests.season_places(ctx.db, ctx.camp.id, wanted))
    if not table:
        raise Refusal(NOT_COUNTED(season=wanted))
    rows = [FactRow(ROW(place=one.place, name=one.name), str(one.points), PLAYED(n=one.played)) for one in table[:SHOWN]]
    mine = next((one for one in table[SHOWN:] if one.membership == ctx.member.id), None)
    own = [MINE(place=mine.place, points=mine.points, played=mine.played)] if mine and ctx.address.direct else []
    ctx.reply(FactRows.of(*rows, title=TABLE(season=wanted, held=held[wanted])), BY_PLACES, *own)
