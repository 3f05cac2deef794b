"""交: everything that has to be answered is, and the entry quiz begins; where there is none the application is sent at once."""

from __future__ import annotations

from bot.feature import Context
from handlers.recruiting import filling, finishing, quizzing, wording
from storage.applications import Application


def hand_in(ctx: Context, one: Application) -> None:
    """What is not answered yet is asked instead."""
    given = wording.answers_of(ctx, one)
    if any(place not in given for place in range(len(one.fields))):
        return filling.go_on(ctx, one)
    if quizzing.wanted(ctx):
        return quizzing.begin(ctx, one)
    finishing.send(ctx, one)
