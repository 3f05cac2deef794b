"""Study time: minutes of learning a feature keeps, added up for 学时 with those of all others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.membership import Camp
from bot.phrases import Phrase
from storage.connection import Db


@dataclass(frozen=True, slots=True)
class StudyTime:
    """Minutes of one kind. `minutes` gives those of a membership from one moment to before another, by the kind's own rule."""

    name: Phrase
    minutes: Callable[[Db, Camp, int, datetime, datetime], int]


STUDY_TIMES: dict[str, StudyTime] = {}
"""Every kind there is, by its Chinese name: a process has imported the features before anybody asks."""
