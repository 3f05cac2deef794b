"""Attendance as something to be asked for: so many lectures, or so many events of any kind, attended or made up for."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.counters import Counter
from bot.feature import Phrase
from handlers.events.settings import feature
from storage.connection import Db
from storage.events import attendance

FACTS, UNDONE = ("events.attended", "events.made_up"), ("events.unmade_up",)


def _of(kind: str) -> Callable[[Db, int, str, int | None], Mapping[int, int]]:
    def count(db: Db, camp: int, subject: str, member: int | None) -> Mapping[int, int]:
        return attendance.how_often(db, camp, kind, member)

    return count


feature.counter(
    Counter("lecture", Phrase(zh="直播", en="lectures"), ("live", "lecture", "直播课"), FACTS, _of("lecture"), undone=UNDONE)
)
feature.counter(Counter("event", Phrase(zh="活动", en="events"), ("event", "出勤", "签到"), FACTS, _of(""), undone=UNDONE))
