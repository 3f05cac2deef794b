"""Contests: what is played where, who plays, and the running tally that a replay of the answers gives again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Index,
    Integer,
    Table,
    Text,
    bindparam,
    delete,
    false,
    func,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from storage.connection import Db
from storage.memberships import membership, tag
from storage.people import person
from storage.rooms import room
from storage.schema import Instant, Json, Key, foreign_key, metadata, primary_key

contest = Table(
    "contest",
    metadata,
    primary_key(),
    foreign_key("camp"),
    foreign_key("membership"),
    Column("name", Text, nullable=False),
    Column("tag", Text),
    Column("mode", Text, nullable=False),
    Column("limit_ms", Integer, nullable=False),
    Column("gap_ms", Integer, nullable=False),
    Column("questions", Json, nullable=False),
    Column("teams", Json, nullable=False),
    Column("state", Text, nullable=False, server_default=text("'lobby'")),
    Column("paused", Boolean, nullable=False, server_default=false()),
    Column("asked", Integer, nullable=False, server_default=text("0")),
    Column("made_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("season", Text),
    CheckConstraint("state in ('lobby','running','over','void')", name="state"),
)
"""`membership_id` started it; `questions` are their ids in order, `asked` how many were put; `teams` are members' tags; `season` is the
series it belongs to."""
Index("ix_contest_camp", contest.c.camp_id, contest.c.id)

contest_room = Table(
    "contest_room",
    metadata,
    foreign_key("contest", primary_key=True),
    foreign_key("room", primary_key=True),
    Column("lobby", Key, nullable=False),
)
"""Where it is played; `lobby` is our message with the button to join."""

player = Table(
    "player",
    metadata,
    foreign_key("contest", primary_key=True),
    foreign_key("membership", primary_key=True),
    Column("points", Integer, nullable=False, server_default=text("0")),
    Column("hits", Integer, nullable=False, server_default=text("0")),
    Column("thinking_ms", Integer, nullable=False, server_default=text("0")),
    Column("answers", Integer, nullable=False, server_default=text("0")),
    Column("streak", Integer, nullable=False, server_default=text("0")),
    Column("last_place", Integer, nullable=False, server_default=text("-1")),
    Column("rank", Integer),
    sqlite_with_rowid=False,
)
"""The tally: `hits` right answers in time and the ms spent on them, `streak` right ones in a row up to question `last_place`."""

NEW = insert(contest).returning(contest.c.id)
PLAYED_IN = insert(contest_room)
CONTEST = select(contest).where(contest.c.id == bindparam("contest"))
HOLD = select(contest.c.state, contest.c.asked).where(contest.c.id == bindparam("contest")).with_for_update()
LIVE_HERE = (
    select(contest)
    .where(
        contest.c.camp_id == bindparam("camp"),
        contest.c.ended_at.is_(None),
        select(contest_room.c.room_id)
        .where(contest_room.c.contest_id == contest.c.id, contest_room.c.room_id == bindparam("room"))
        .exists(),
    )
    .order_by(contest.c.id.desc())
    .limit(1)
)
LIVE = select(contest).where(contest.c.camp_id == bindparam("camp"), contest.c.ended_at.is_(None)).order_by(contest.c.id.desc())
PLACES = (
    select(room.c.id, room.c.channel, room.c.ident, room.c.thread, contest_room.c.lobby)
    .select_from(contest_room.join(room, room.c.id == contest_room.c.room_id))
    .where(contest_room.c.contest_id == bindparam("contest"), room.c.camp_id.is_not(None))
    .order_by(room.c.id)
)
BUSY = (
    select(contest_room.c.room_id)
    .select_from(contest_room.join(contest, contest.c.id == contest_room.c.contest_id))
    .where(contest.c.camp_id == bindparam("camp"), contest.c.ended_at.is_(None))
)
JOIN = insert(player).on_conflict_do_nothing().returning(player.c.membership_id)
JOINED = select(func.count()).select_from(player).where(player.c.contest_id == bindparam("contest"))
STATE = (
    update(contest)
    .where(contest.c.id == bindparam("contest"), contest.c.state == bindparam("was"))
    .values(state=bindparam("becomes"), ended_at=bindparam("at", type_=Instant))
    .returning(contest.c.id)
)
ASKED = (
    update(contest)
    .where(contest.c.id == bindparam("contest"), contest.c.asked == bindparam("before"), contest.c.state == "running")
    .values(asked=contest.c.asked + 1)
    .returning(contest.c.id)
)
REDRAW = update(contest).where(contest.c.id == bindparam("contest")).values(questions=bindparam("drawn", type_=Json))
SEASONS = (
    select(contest.c.season, func.count().label("held"))
    .where(contest.c.camp_id == bindparam("camp"), contest.c.season.is_not(None), contest.c.state == "over")
    .group_by(contest.c.season)
    .order_by(func.max(contest.c.id).desc())
)
SEASON_PLACES = (
    select(contest.c.id, player.c.membership_id, person.c.name, player.c.rank)
    .select_from(
        player.join(contest, contest.c.id == player.c.contest_id)
        .join(membership, membership.c.id == player.c.membership_id)
        .join(person, person.c.id == membership.c.person_id)
    )
    .where(
        contest.c.camp_id == bindparam("camp"),
        contest.c.season == bindparam("season"),
        contest.c.state == "over",
        player.c.answers > 0,
        membership.c.left_on.is_(None),
    )
    .order_by(contest.c.id, player.c.membership_id)
)
PAUSE = update(contest).where(contest.c.id == bindparam("contest")).values(paused=bindparam("yes"))
PLAYERS = (
    select(
        player.c.membership_id,
        person.c.name,
        player.c.points,
        player.c.hits,
        player.c.thinking_ms,
        player.c.answers,
        player.c.streak,
        player.c.last_place,
    )
    .select_from(
        player.join(membership, membership.c.id == player.c.membership_id).join(person, person.c.id == membership.c.person_id)
    )
    .where(player.c.contest_id == bindparam("contest"))
    .order_by(player.c.membership_id)
)
_tally = insert(player)
TALLY = _tally.on_conflict_do_update(
    index_elements=[player.c.contest_id, player.c.membership_id],
    set_={name: _tally.excluded[name] for name in ("points", "hits", "thinking_ms", "answers", "streak", "last_place")},
)
RANK = (
    update(player)
    .where(player.c.contest_id == bindparam("contest"), player.c.membership_id == bindparam("member"))
    .values(rank=bindparam("placed"))
)
PLACED = select(player.c.membership_id, player.c.rank).where(
    player.c.contest_id == bindparam("contest"), player.c.rank.is_not(None)
)
PLACE_OF = select(player.c.rank).where(
    player.c.contest_id == bindparam("contest"), player.c.membership_id == bindparam("member")
)
RANKED = (
    select(player.c.membership_id, player.c.rank)
    .where(player.c.contest_id == bindparam("contest"), player.c.answers > 0, player.c.membership_id > bindparam("after"))
    .order_by(player.c.membership_id)
    .limit(bindparam("most"))
)
TEAMS = (
    select(player.c.membership_id, tag.c.name)
    .select_from(player.join(tag, tag.c.membership_id == player.c.membership_id))
    .where(player.c.contest_id == bindparam("contest"))
    .order_by(player.c.membership_id, tag.c.name)
)
_other = player.alias("other")
BOTH_PLAYED = (
    select(player.c.contest_id, contest.c.camp_id)
    .select_from(
        player.join(_other, _other.c.contest_id == player.c.contest_id).join(contest, contest.c.id == player.c.contest_id)
    )
    .where(player.c.membership_id == bindparam("old"), _other.c.membership_id == bindparam("kept"))
)
DROP_PLAYER = delete(player).where(player.c.contest_id == bindparam("contest"), player.c.membership_id == bindparam("member"))
MOVE_PLAYERS = update(player).where(player.c.membership_id == bindparam("old")).values(membership_id=bindparam("kept"))
MOVE_STARTED = update(contest).where(contest.c.membership_id == bindparam("old")).values(membership_id=bindparam("kept"))


@dataclass(frozen=True, slots=True)
class Contest:
    """A contest as its rules see it; times in ms."""

    id: int
    camp: int
    starter: int
    name: str
    tag: str | None
    mode: str
    limit: int
    gap: int
    questions: tuple[int, ...]
    teams: tuple[str, ...]
    state: str
    paused: bool
    asked: int
    made_at: datetime
    season: str | None
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A room it is played in, and our message with the button to join."""

    room: int
    channel: str
    ident: str
    thread: str | None
    lobby: int


@dataclass(frozen=True, slots=True)
class Player:
    """Somebody's tally."""

    membership: int
    name: str
    points: int
    hits: int
    thinking: int
    answers: int
    streak: int
    last_place: int


@dataclass(frozen=True, slots=True)
class Placed:
    """Somebody's place in a contest of a season; None for who answered and had no points."""

    contest: int
    membership: int
    name: str
    place: int | None


def open_contest(
    db: Db,
    camp: int,
    starter: int,
    name: str,
    *,
    tag: str | None,
    mode: str,
    limit: int,
    gap: int,
    questions: Iterable[int],
    teams: Iterable[str],
    season: str | None,
    at: datetime,
) -> int:
    """A new contest's id; it waits in its lobby."""
    return int(
        db.value(
            NEW,
            camp_id=camp,
            membership_id=starter,
            name=name,
            tag=tag,
            mode=mode,
            limit_ms=limit,
            gap_ms=gap,
            questions=list(questions),
            teams=list(teams),
            season=season,
            made_at=at,
        )
    )


def play_in(db: Db, contest_id: int, room_id: int, lobby: int) -> None:
    """The contest is played in a room too."""
    db.run(PLAYED_IN, contest_id=contest_id, room_id=room_id, lobby=lobby)


def find(db: Db, contest_id: int) -> Contest | None:
    return _contest(db.one(CONTEST, contest=contest_id))


def hold(db: Db, contest_id: int) -> tuple[str, int]:
    """Its state and how many questions were put; they stay so until this transaction ends."""
    row = db.one(HOLD, contest=contest_id)
    assert row is not None
    return row.state, row.asked


def live(db: Db, camp: int, room_id: int | None) -> Contest | None:
    """The contest that waits or runs in a room, or in a camp where no room is named; the latest."""
    if room_id is None:
        return next(iter(all_live(db, camp)), None)
    return _contest(db.one(LIVE_HERE, camp=camp, room=room_id))


def all_live(db: Db, camp: int) -> list[Contest]:
    """Every contest of a camp that waits or runs, the latest first."""
    return [found for row in db.all(LIVE, camp=camp) if (found := _contest(row)) is not None]


def _contest(row: Any) -> Contest | None:
    if row is None:
        return None
    return Contest(
        row.id,
        row.camp_id,
        row.membership_id,
        row.name,
        row.tag,
        row.mode,
        row.limit_ms,
        row.gap_ms,
        tuple(row.questions),
        tuple(row.teams),
        row.state,
        row.paused,
        row.asked,
        row.made_at,
        row.season,
        row.ended_at,
    )


def places(db: Db, contest_id: int) -> list[BoardRow]:
    """Where it is played."""
    return [BoardRow(*row) for row in db.all(PLACES, contest=contest_id)]


def busy(db: Db, camp: int) -> set[int]:
    """The rooms of a camp in which one waits or runs."""
    return {row.room_id for row in db.all(BUSY, camp=camp)}


def join(db: Db, contest_id: int, member: int) -> bool:
    """False where they have joined already."""
    return db.value(JOIN, contest_id=contest_id, membership_id=member) is not None


def joined(db: Db, contest_id: int) -> int:
    """How many have joined."""
    return int(db.value(JOINED, contest=contest_id))


def turn(db: Db, contest_id: int, was: str, becomes: str, *, at: datetime | None = None) -> bool:
    """From one state to the next, with the moment it ended; False where it was not in the first."""
    return db.value(STATE, contest=contest_id, was=was, becomes=becomes, at=at) is not None


def ask_next(db: Db, contest_id: int, before: int) -> bool:
    """Counts one question more than `before`; False where that was done already, or the contest does not run."""
    return db.value(ASKED, contest=contest_id, before=before) is not None


def redraw(db: Db, contest_id: int, questions: Iterable[int]) -> None:
    """Other questions than were drawn at first."""
    db.run(REDRAW, contest=contest_id, drawn=list(questions))


def pause(db: Db, contest_id: int, yes: bool) -> None:
    """No further question until it goes on."""
    db.run(PAUSE, contest=contest_id, yes=yes)


def players(db: Db, contest_id: int) -> list[Player]:
    """Everybody who joined or answered, with the tally so far."""
    return [Player(*row) for row in db.all(PLAYERS, contest=contest_id)]


def tally(db: Db, contest_id: int, those: Iterable[Player]) -> None:
    """Keeps the tally of players after a question."""
    rows = [
        {
            "contest_id": contest_id,
            "membership_id": one.membership,
            "points": one.points,
            "hits": one.hits,
            "thinking_ms": one.thinking,
            "answers": one.answers,
            "streak": one.streak,
            "last_place": one.last_place,
        }
        for one in those
    ]
    db.many(TALLY, rows)


def placed(db: Db, contest_id: int) -> dict[int, int]:
    """membership → final place."""
    return {row.membership_id: row.rank for row in db.all(PLACED, contest=contest_id)}


def place_of(db: Db, contest_id: int, member: int) -> int | None:
    """Somebody's final place, None without one."""
    return db.value(PLACE_OF, contest=contest_id, member=member)


def rank(db: Db, contest_id: int, ranks: Iterable[tuple[int, int | None]]) -> None:
    """Keeps the final places: (membership, place, None without one)."""
    db.many(RANK, [{"contest": contest_id, "member": member, "placed": placed} for member, placed in ranks])


def ranked(db: Db, contest_id: int, *, after: int, most: int) -> list[tuple[int, int | None]]:
    """(membership, place) of those who answered anything, past a membership."""
    return [(row[0], row[1]) for row in db.all(RANKED, contest=contest_id, after=after, most=most)]


def teams(db: Db, of: Contest) -> dict[int, str]:
    """membership → team: the first of the contest's team tags each player has."""
    found: dict[int, str] = {}
    for row in db.all(TEAMS, contest=of.id):
        if row.name in of.teams:
            found.setdefault(row.membership_id, row.name)
    return found


def seasons(db: Db, camp: int) -> list[tuple[str, int]]:
    """(season, contests held), the latest first."""
    return [(row.season, row.held) for row in db.all(SEASONS, camp=camp)]


def season_places(db: Db, camp: int, season: str) -> list[Placed]:
    """Where everybody who answered came in each contest of a season."""
    return [Placed(*row) for row in db.all(SEASON_PLACES, camp=camp, season=season)]


def both_played(db: Db, old: int, kept: int) -> list[tuple[int, int]]:
    """(contest, camp) in which two memberships both played."""
    return [(row.contest_id, row.camp_id) for row in db.all(BOTH_PLAYED, old=old, kept=kept)]


def merge(db: Db, old: int, kept: int) -> None:
    """One membership's contests become another's; where both played, `kept`'s tally stands."""
    for contest_id, _ in both_played(db, old, kept):
        db.run(DROP_PLAYER, contest=contest_id, member=old)
    db.run(MOVE_PLAYERS, old=old, kept=kept)
    db.run(MOVE_STARTED, old=old, kept=kept)
