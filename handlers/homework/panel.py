"""Beside the talk and over it: what a learner has still to hand in."""

from __future__ import annotations

from typing import Any

from bot.feature import Asker, Phrase, Role
from bot.parts import Button
from bot.today import TODAY, TodayPlace, TodayRow, titled
from handlers.homework.settings import feature
from storage.connection import Db
from storage.homework import progress
from storage.homework.assignments import Homework

CHIP = Phrase(zh="交作业 {title}", en="Hand in: {title}")
HOMEWORK = Phrase(zh="作业", en="Homework")
BY = Phrase(zh="{title} · {until:%m-%d %H:%M} 前", en="{title} · by {until:%m-%d %H:%M}")
MOST = 3
"""Rows of homework in the card: the nearest deadlines."""


@feature.panel
def owed(reader: Db, asker: Asker) -> tuple[dict[str, Any], list[Button]]:
    """The nearest deadline."""
    if asker.membership.role is not Role.LEARNER:
        return {}, []
    mine = [one.homework for one in progress.mine(reader, asker.membership.id) if one.state in (None, "returned")]
    waits = [one for one in mine if one.is_open][:MOST]
    rows = [TodayRow(TodayPlace.WAITS, HOMEWORK().to(asker.language), _said(one, asker), f"交作业 {one.id}") for one in waits]
    return {TODAY: rows}, [Button(CHIP(title=one.title).to(asker.language), f"交作业 {one.id}") for one in waits[:1]]


def _said(one: Homework, asker: Asker) -> str:
    title = titled(one.title)
    if one.until is None:
        return title
    return BY(title=title, until=one.until).to(asker.language, asker.camp.zone)
