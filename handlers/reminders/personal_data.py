"""What reminders keep of a person: what they set, and what was set for them."""

from __future__ import annotations

from bot.feature import Context, Phrase
from bot.personal_data import AT, WORDS, KeptRows
from handlers.reminders.remind import plan
from handlers.reminders.settings import feature
from storage import reminders

FOR_GROUPS = Phrase(
    zh="你给群里设的提醒照常响，不带你的名字", en="reminders you set for groups go on ringing, without your name"
)

feature.keeps(
    KeptRows(
        "reminder",
        Phrase(zh="你设的提醒", en="Reminders you set"),
        {"words": WORDS, "next_at": Phrase(zh="下次", en="Next"), "made_at": AT},
        stays=FOR_GROUPS,
        blanks={},
        wrote=("words",),
    )
)


@feature.erases
def erase(ctx: Context, person: int) -> None:
    reminders.erase(ctx.db, person)
    plan(ctx, f"person:{person}")
