"""Lessons as study time: a lesson counts for its estimated minutes in the year it was learned."""

from __future__ import annotations

from datetime import datetime

from bot.feature import Camp, Phrase
from bot.study_time import StudyTime
from handlers.lessons.settings import feature
from storage import lessons
from storage.connection import Db


def _minutes(db: Db, camp: Camp, member: int, first: datetime, until: datetime) -> int:
    return lessons.minutes(db, member, first, until)


feature.study_time(StudyTime(Phrase(zh="微课", en="lessons"), _minutes))
