"""The figures of one learner's bill: what they did in a stretch of days, and where their points stand."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from typing import Any, NamedTuple

from bot.feature import Camp
from scheduler import calendar
from scheduler.calendar import DAY, week_of
from storage import badges, checkins, reports
from storage.connection import Db
from storage.events import attendance

MONDAY = 0


class Stretch(NamedTuple):
    """The days a bill is about: a week, or the whole camp so far."""

    period: str
    first: date
    last: date


class BilledLearner(NamedTuple):
    """Whose bill it is."""

    membership: int
    name: str
    joined_on: date
    streak: int
    streak_to: date | None


@dataclass(frozen=True, slots=True)
class Bill:
    """One bill. `expected` are the workdays they were expected on, `stamps` those they stamped, `makeups` among them;
    `rank_before` is the place before the stretch, 0 where they were not there yet; `lifetime` the points they ever earned;
    `contest` the best rank in one, 0 for none; `mended` are mistakes answered right when they came back; `badges` are those got in it."""

    period: str
    first: str
    last: str
    name: str
    stamps: int
    makeups: int
    expected: int
    streak: int
    learned: int
    applied: int
    points: int
    gained: int
    rank: int
    of: int
    rank_before: int
    lifetime: int
    contest: int = 0
    mended: int = 0
    rule: str = ""
    badges: tuple[str, ...] = ()
    events: int = 0
    """Events attended, of those they were expected at."""
    events_expected: int = 0

    @property
    def climbed(self) -> int:
        """Places gained; 0 where none were, or where there is nothing to compare with."""
        return max(self.rank_before - self.rank, 0) if self.rank_before else 0

    def plain(self) -> dict[str, Any]:
        """As JSON values."""
        return asdict(self)


def stretch(word: str, today: date, opened: date) -> Stretch | None:
    """本周, 上周 or 全程; without a word this week, on a Monday the last one. None for another word."""
    monday, _ = week_of(today)
    this, before = Stretch("week", monday, today), Stretch("week", monday - 7 * DAY, monday - DAY)
    match word.strip().casefold():
        case "":
            return before if today.weekday() == MONDAY else this
        case "本周" | "week" | "this week":
            return this
        case "上周" | "last" | "last week":
            return before
        case "全程" | "camp":
            return Stretch("camp", min(opened, today), today)
    return None


def gather(reader: Db, camp: Camp, learners: list[BilledLearner], of: Stretch, now: datetime) -> dict[int, Bill]:
    """The bills of some learners of a camp, by membership: a few sums over the stretch for all of them."""
    since, until = (datetime.combine(day, time(), camp.zone) for day in (of.first, of.last + DAY))
    standings = reports.standings(reader, camp.id, since)
    gained = reports.gained(reader, camp.id, since, until)
    stamps = reports.stamps(reader, camp.id, of.first, of.last, as_of=now)
    lessons = reports.lessons_done(reader, camp.id, since, until)
    contests = reports.best_places(reader, camp.id, since, until)
    mended = reports.mended(reader, camp.id, since, until)
    won = badges.gained(reader, camp.id, since, until)
    attended = attendance.by_member(reader, camp.id, since, until)
    places = _Places(standings)
    return {
        learner.membership: Bill(
            period=of.period,
            first=of.first.isoformat(),
            last=of.last.isoformat(),
            name=learner.name,
            stamps=stamps.get(learner.membership, (0, 0))[0],
            makeups=stamps.get(learner.membership, (0, 0))[1],
            expected=_expected(reader, camp, learner, of),
            streak=_streak(camp, learner, of.last),
            learned=lessons.get(learner.membership, (0, 0))[0],
            applied=lessons.get(learner.membership, (0, 0))[1],
            points=standings[learner.membership].points,
            gained=gained.get(learner.membership, 0),
            rank=places.now(standings[learner.membership].points),
            of=len(standings),
            rank_before=places.before(standings[learner.membership].before) if learner.joined_on < of.first else 0,
            lifetime=standings[learner.membership].lifetime,
            contest=contests.get(learner.membership, 0),
            mended=mended.get(learner.membership, 0),
            badges=tuple(won.get(learner.membership, ())),
            events=attended[learner.membership].came if learner.membership in attended else 0,
            events_expected=attended[learner.membership].expected if learner.membership in attended else 0,
        )
        for learner in learners
        if learner.membership in standings
    }


class _Places:
    """Ranks among all learners, now and before: equal points, equal rank."""

    def __init__(self, standings: Mapping[int, reports.PointsStanding]) -> None:
        self._now = sorted(-standing.points for standing in standings.values())
        self._before = sorted(-standing.before for standing in standings.values())

    def now(self, points: int) -> int:
        return bisect_left(self._now, -points) + 1

    def before(self, points: int) -> int:
        return bisect_left(self._before, -points) + 1


def _expected(reader: Db, camp: Camp, learner: BilledLearner, of: Stretch) -> int:
    """Workdays from the day after joining (the joining day too, if stamped), less leave."""
    first = max(of.first, learner.joined_on)
    days = calendar.of_settings(camp.settings).workdays(first, of.last) if first <= of.last else []
    stamped = checkins.stamps_between(reader, learner.membership, first, of.last)
    leave = checkins.leave_between(reader, learner.membership, first, of.last)
    return sum(day not in leave and (day > learner.joined_on or day in stamped) for day in days)


def _streak(camp: Camp, learner: BilledLearner, last: date) -> int:
    """The run they are in, where no workday of it was missed up to the stretch's end."""
    known = calendar.of_settings(camp.settings)
    return learner.streak if learner.streak_to and learner.streak_to >= known.previous_workday(last) else 0
