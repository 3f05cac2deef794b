"""A contest judged anew: its tally replayed from the answers, its places and prizes brought to what they earn now."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.feature import Context
from handlers.quiz.contest import board
from handlers.quiz.contest.ending import plays_alone, prize_for, ranks
from handlers.quiz.contest.running import earn
from handlers.quiz.contest.settings import PRIZE, REGRADED
from storage import answers, asks, contests, points
from storage.connection import Db
from storage.contests import Contest, Player


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a replay changed for somebody: their score, their place (None without one), and their points."""

    scores: tuple[int, int]
    places: tuple[int | None, int | None]
    points: int


def judge_anew(ctx: Context, contest: Contest) -> dict[int, Replayed]:
    """Replays a contest; gives membership → what changed for them. One that was called off stays without a tally."""
    if contest.state == "void":
        return {}
    before = {one.membership: one for one in contests.players(ctx.db, contest.id)}
    after = _replay(ctx.db, contest, before)
    contests.tally(ctx.db, contest.id, after.values())
    old = contests.placed(ctx.db, contest.id)
    new = _placed(ctx.db, contest, list(after.values())) if contest.state == "over" else {}
    contests.rank(ctx.db, contest.id, [(member, new.get(member)) for member in after if new.get(member) != old.get(member)])
    changed = {
        member: Replayed(
            (before[member].points, one.points),
            (old.get(member), new.get(member)),
            _settle(ctx, contest, member, new.get(member)) if new.get(member) != old.get(member) else 0,
        )
        for member, one in after.items()
    }
    return {member: one for member, one in changed.items() if one.scores[0] != one.scores[1] or one.places[0] != one.places[1]}


def _replay(db: Db, contest: Contest, players: dict[int, Player]) -> dict[int, Player]:
    """Everybody's tally after the questions that are over."""
    tally = {
        member: replace(one, points=0, hits=0, thinking=0, answers=0, streak=0, last_place=-1)
        for member, one in players.items()
    }
    for row in answers.of_contest(db, contest.id):
        asked = asks.look(db, row.id, None)
        assert asked is not None
        if asked.closed_at is not None:
            earned = [earn(contest, asked, given, tally) for given in answers.given(db, row.id)]
            tally |= {one.player.membership: one.player for one in earned}
    return tally


def _placed(db: Db, contest: Contest, players: list[Player]) -> dict[int, int]:
    if plays_alone(players):
        return {}
    teams = contests.teams(db, contest)
    return dict(ranks(players, board.ranking(contest, players, teams), teams))


def _settle(ctx: Context, contest: Contest, member: int, place: int | None) -> int:
    return points.settle(
        ctx.db,
        contest.camp,
        member,
        f"{PRIZE.code}:{contest.id}",
        prize_for(ctx, place),
        category=PRIZE.category,
        reason=PRIZE.code,
        back=REGRADED.code,
        at=ctx.now,
        note=contest.name,
    )
