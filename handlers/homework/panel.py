"""Beside the talk: what a learner has still to hand in, as chips."""

from __future__ import annotations

from typing import Any

from bot.feature import Asker, Phrase, Role
from bot.parts import Button
from handlers.homework.settings import feature
from storage.connection import Db
from storage.homework import progress

CHIP = Phrase(zh="交作业 {title}", en="Hand in: {title}")


@feature.panel
def owed(reader: Db, asker: Asker) -> tuple[dict[str, Any], list[Button]]:
    """The nearest deadline."""
    if asker.membership.role is not Role.LEARNER:
        return {}, []
    mine = [one.homework for one in progress.mine(reader, asker.membership.id) if one.state in (None, "returned")]
    return {}, [Button(CHIP(title=one.title).to(asker.language), f"交作业 {one.id}") for one in mine if one.is_open][:1]
