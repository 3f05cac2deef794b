"""The end of a contest: the final board in every room, points by place, the podium as a picture; or called off as if never held."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.fact_rows import FactRow, FactRows
from bot.feature import Context, Phrase, Refusal, Said
from bot.messages import Address
from bot.parts import Picture
from bot.phrases import listed
from handlers.quiz.contest import board, lobby
from handlers.quiz.contest.podium import STEPS, drawn, steps
from handlers.quiz.contest.scoring import TIES, Mode, Ranking
from handlers.quiz.contest.settings import PLAY_POINTS, PLAYED, PRIZE, PRIZES, feature
from storage import answers, asks, contests, points
from storage.connection import Db
from storage.contests import Contest, Player
from storage.files import Files

SLICE = 100
"""People paid in one transaction."""

FINAL = Phrase(zh="🏆 {name}{more}", en="🏆 {name}{more}")
BY_MEAN = Phrase(zh="（人均）", en=" (mean)")
OF_ALL = Phrase(zh="（共{n}人）", en=" (of {n})")
POINTS = Phrase(zh="积分", en="Points")
FOR_PLAYING = Phrase(zh="参赛+{n}", en="playing +{n}")
FOR_PLACES = Phrase(zh="前{n}{prizes}", en="first {n} {prizes}")
ALONE = Phrase(zh="只有1人参赛，不计", en="none, with one player only")
FOR_FIRST = Phrase(zh="第一名+{n}", en="first place +{n}")
NOBODY = Phrase(zh="🏁 “{name}”结束了，这次没有人作答。", en="🏁 “{name}” is over; nobody answered this time.")
NOBODY_RIGHT = Phrase(zh="🏁 “{name}”结束了，这次没有人得分。", en="🏁 “{name}” is over; nobody scored this time.")
CALLED_OFF = Phrase(zh="竞赛“{name}”已取消，不计分。", en="The contest “{name}” was called off; nothing counts.")
TOO_LATE = Phrase(
    zh="“{name}”已经结束，积分也发了，不能再取消。要收回积分：加分 名字 -5 原因",
    en="“{name}” is over and its points are booked. To take points back: award NAME -5 REASON",
)
PODIUM = Phrase(zh="{name} 领奖台：{who}", en="The podium of {name}: {who}")
COLOURS = "digest.colours"
"""The setting of the digest's pictures; the podium follows it."""
NUMERALS = {2: "二", 3: "三", 4: "四", 5: "五", 6: "六", 7: "七", 8: "八", 9: "九", 10: "十"}


def finish(ctx: Context, contest: Contest) -> None:
    """The board is final: it is said, and the points and the review follow in slices."""
    if not contests.turn(ctx.db, contest.id, "running", "over", at=ctx.now):
        return
    players = contests.players(ctx.db, contest.id)
    if not any(one.answers for one in players):
        return _say(ctx, contest, NOBODY(name=contest.name))
    teams = contests.teams(ctx.db, contest)
    places = board.ranking(contest, players, teams)
    is_alone = plays_alone(players)
    if not is_alone:
        contests.rank(ctx.db, contest.id, ranks(players, places, teams))
    names = {one.membership: one.name for one in players}
    first = board.scored(places)[: board.SHOWN]
    is_tied = len({one.place for one in first}) < len(first)
    _say(ctx, contest, *_final(ctx, contest, places, names, is_alone=is_alone), *([TIES] if is_tied else []))
    if first:
        _draw(ctx, contest, players, places, names)
    if not is_alone:
        ctx.later("contest.pay", f"{contest.id}:0", ctx.now)
    ctx.later("review.learn", f"contest:{contest.id}:0", ctx.now)


def _final(ctx: Context, contest: Contest, places: list[Ranking], names: dict[int, str], *, is_alone: bool) -> tuple[Said, ...]:
    rows, points = board.rows(contest, places, names, of=contest.asked), _points(ctx, is_alone=is_alone)
    if not rows:
        return NOBODY_RIGHT(name=contest.name), *([FactRows.of(points)] if points else [])
    more = OF_ALL(n=len(places)) if len(places) > board.SHOWN else ""
    title = FINAL(name=contest.name, more=BY_MEAN if contest.mode == Mode.TEAM_MEAN else more)
    return (FactRows.of(*rows, points, title=title),)


def _points(ctx: Context, *, is_alone: bool) -> FactRow | None:
    """What playing and the first places earn; nothing is said where the camp gives nothing."""
    paid = ALONE if is_alone else _paid(ctx, ctx.camp.language)
    return FactRow(POINTS, paid) if paid else None


def _paid(ctx: Context, language: str) -> str:
    paid = [FOR_PLAYING(n=ctx.setting(PLAY_POINTS))] if ctx.setting(PLAY_POINTS) else []
    match [prize for prize in ctx.setting(PRIZES) if prize]:
        case []:
            pass
        case [only]:
            paid.append(FOR_FIRST(n=only))
        case prizes:
            count = NUMERALS[len(prizes)] if language == "zh" else len(prizes)
            paid.append(FOR_PLACES(n=count, prizes="/".join(f"+{prize}" for prize in prizes)))
    return ("，" if language == "zh" else ", ").join(line.to(language) for line in paid)


def plays_alone(players: list[Player]) -> bool:
    """Whether one person answered and nobody else: there is no place to win."""
    return sum(one.answers > 0 for one in players) == 1


def ranks(players: list[Player], places: list[Ranking], teams: dict[int, str]) -> list[tuple[int, int]]:
    """(membership, place) of everybody with points; members share their team's."""
    placed = {one.who: one.place for one in places if one.points > 0}
    own = [(one.membership, placed.get(one.membership) or placed.get(teams.get(one.membership, ""))) for one in players]
    return [(member, place) for member, place in own if place]


def _say(ctx: Context, contest: Contest, *said: Any) -> None:
    """To every room it is played in."""
    for room in contests.places(ctx.db, contest.id):
        ctx.post(Address(room.channel, room.ident, room.thread), *said)


# ── points ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@feature.due("pay")
def pay(ctx: Context, subject: str, _: datetime) -> None:
    """Books points for a slice of the players; the rest follow in transactions of their own."""
    number, after = map(int, subject.split(":"))
    contest = contests.find(ctx.db, number)
    assert contest is not None
    slice_ = contests.ranked(ctx.db, number, after=after, most=SLICE)
    for member, place in slice_:
        _pay(ctx, contest, member, place)
    if len(slice_) == SLICE:
        ctx.later("contest.pay", f"{number}:{slice_[-1][0]}", ctx.now)


def prize_for(ctx: Context, place: int | None) -> int:
    """What a place earns."""
    return prize_of(ctx.setting(PRIZES), place)


def prize_of(prizes: list[int], place: int | None) -> int:
    """What a place earns of these, the first place's first."""
    return prizes[place - 1] if place and place <= len(prizes) else 0


def _pay(ctx: Context, contest: Contest, member: int, place: int | None) -> None:
    for reason, amount in ((PLAYED, ctx.setting(PLAY_POINTS)), (PRIZE, prize_for(ctx, place))):
        if amount:
            points.earn(
                ctx.db,
                contest.camp,
                member,
                amount,
                category=reason.category,
                reason=reason.code,
                source=f"{reason.code}:{contest.id}:{member}",
                at=ctx.now,
                note=contest.name,
            )
    ctx.happened("contest.placed", member, contest=contest.id, place=place)


# ── the podium ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _draw(ctx: Context, contest: Contest, players: list[Player], places: list[Ranking], names: dict[int, str]) -> None:
    """Has the first places drawn, in the camp's colours; not at all where it wants no pictures."""
    colours = ctx.setting(next(setting for setting in ctx.router.settings if setting.key == COLOURS))
    if colours == "none":
        return
    rows = [
        [one.place, names[one.who] if isinstance(one.who, int) else one.who, board.figure(one.points)]
        for one in board.scored(places)
        if one.place <= STEPS
    ]
    of, last = sum(one.answers > 0 for one in players), places[-1].place
    asked: dict[str, Any] = {"contest": contest.id, "title": contest.name, "of": of, "rows": rows, "last": last}
    ctx.task("contest.podium", **asked, language=ctx.camp.language, colours=colours)


@feature.task("podium")
def podium(
    reader: Db,
    files: Files,
    contest: int,
    title: str,
    of: int,
    rows: list[list[Any]],
    language: str,
    last: int = 0,
    colours: str = "light",
) -> list[Any]:
    """[contest, file, width, height, who stands there], or nothing where a name has characters our fonts lack: the board was said in words."""
    standing = steps([(place, name, score) for place, name, score in rows], language, last=last)
    picture = drawn(title, of, standing, language, colours)
    if picture is None:
        return []
    content, (width, height) = picture
    who = listed((f"{step.place} {listed(step.names, language)} {step.score}" for step in standing), language)
    return [[contest, files.put(content, "podium.png"), width, height, who]]


@feature.on("done:contest.podium")
def hang_up(ctx: Context) -> None:
    for number, file, width, height, who in ctx.event.data["rows"]:
        contest = contests.find(ctx.db, number)
        assert contest is not None
        alt = PODIUM(name=contest.name, who=who).to(ctx.camp.language)
        _say(ctx, contest, Picture(file, alt, width, height))


# ── called off ───────────────────────────────────────────────────────────────────────────────────────────────────────


def call_off(ctx: Context, number: int) -> None:
    """As if it had not been held. Raises Refusal once it is over."""
    contest = contests.find(ctx.db, number)
    assert contest is not None
    if contest.state in ("over", "void"):
        raise Refusal(TOO_LATE(name=contest.name))
    contests.turn(ctx.db, contest.id, contest.state, "void", at=ctx.now)
    for row in answers.of_contest(ctx.db, contest.id):
        asks.close(ctx.db, row.id, at=ctx.now)
    if contest.state == "lobby":
        lobby.disband(ctx, contest)
    _say(ctx, contest, CALLED_OFF(name=contest.name))
    if ctx.address.direct:
        ctx.reply(CALLED_OFF(name=contest.name))
