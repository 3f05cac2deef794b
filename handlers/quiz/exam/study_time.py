"""Exams as study time: a passed one counts for the minutes the camp has set, in the year it was first passed."""

from __future__ import annotations

from datetime import datetime

from bot.feature import Camp, Phrase
from bot.study_time import StudyTime
from handlers.quiz.exam.settings import EXAM_MINUTES, feature
from storage import exams
from storage.connection import Db


def _minutes(db: Db, camp: Camp, member: int, first: datetime, until: datetime) -> int:
    each = EXAM_MINUTES.of(camp)
    return each * exams.passed_in(db, member, first, until) if each else 0


feature.study_time(StudyTime(Phrase(zh="考试", en="exams"), _minutes))
