"""A contest judged anew: its tally replayed from the answers under other marks, its places as they come out, and what a place earns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from bot.feature import Context
from handlers.quiz.contest import board
from handlers.quiz.contest.ending import plays_alone, prize_for, ranks
from handlers.quiz.contest.running import earn
from handlers.quiz.contest.scoring import Ranking
from handlers.quiz.contest.settings import PRIZE, REGRADED
from storage import answers, asks, contests, points, regrades
from storage.answers import Given
from storage.connection import Db
from storage.contests import Contest, Player
from storage.regrades import PlayerLine


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a replay changes for somebody: their score, and their place (None without one)."""

    scores: tuple[int, int]
    places: tuple[int | None, int | None]


@dataclass(frozen=True, slots=True)
class Replay:
    """Everybody's line before and after, by membership, and the board of after."""

    before: list[PlayerLine]
    after: list[PlayerLine]
    ranking: list[Ranking]
    names: dict[int, str]

    @property
    def changed(self) -> dict[int, Replayed]:
        """membership → what changed for them."""
        old = {one.membership: (one.points, one.rank) for one in self.before}
        found = {}
        for one in self.after:
            points, place = old.get(one.membership, (0, None))
            if (points, place) != (one.points, one.rank):
                found[one.membership] = Replayed((points, one.points), (place, one.rank))
        return found


def replay(db: Db, contest: Contest, marks: Mapping[int, Fraction]) -> Replay | None:
    """A contest with other marks (answer → credit) for some answers; nothing where it was called off: it stays without a tally."""
    if contest.state == "void":
        return None
    before = regrades.tallies(db, contest.id)
    players = _replayed(db, contest, {one.membership: one for one in contests.players(db, contest.id)}, marks)
    teams = contests.teams(db, contest)
    ranking = board.ranking(contest, players, teams)
    is_placed = contest.state == "over" and not plays_alone(players)
    places = dict(ranks(players, ranking, teams)) if is_placed else {}
    after = [_line(one, places.get(one.membership)) for one in players]
    return Replay(before, after, ranking, {one.membership: one.name for one in players})


def _replayed(db: Db, contest: Contest, players: dict[int, Player], marks: Mapping[int, Fraction]) -> list[Player]:
    """Everybody's tally after the questions that are over, by membership."""
    tally = {
        member: replace(one, points=0, hits=0, thinking=0, answers=0, streak=0, last_place=-1)
        for member, one in players.items()
    }
    for row in answers.of_contest(db, contest.id):
        asked = asks.look(db, row.id, None)
        assert asked is not None
        if asked.closed_at is not None:
            earned = [earn(contest, asked, _marked(given, marks), tally) for given in answers.given(db, row.id)]
            tally |= {one.player.membership: one.player for one in earned}
    return [tally[member] for member in sorted(tally)]


def _marked(given: Given, marks: Mapping[int, Fraction]) -> Given:
    credit = marks.get(given.id)
    return given if credit is None else replace(given, earned=credit.numerator, out_of=credit.denominator)


def _line(one: Player, place: int | None) -> PlayerLine:
    return PlayerLine(one.membership, one.points, one.hits, one.thinking, one.answers, one.streak, one.last_place, place)


def prize_change(db: Db, contest: Contest, member: int, prize: int) -> int:
    """What holding this prize from now on would change of somebody's points."""
    return prize - points.held(db, member, f"{PRIZE.code}:{contest.id}")


def settle(ctx: Context, contest: Contest, member: int) -> int:
    """Brings somebody's prize to what their place of now earns; gives the change."""
    return points.settle(
        ctx.db,
        contest.camp,
        member,
        f"{PRIZE.code}:{contest.id}",
        prize_for(ctx, contests.place_of(ctx.db, contest.id, member)),
        category=PRIZE.category,
        reason=PRIZE.code,
        back=REGRADED.code,
        at=ctx.now,
        note=contest.name,
    )
