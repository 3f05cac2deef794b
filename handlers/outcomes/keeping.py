"""What outcomes keep of whoever wrote an expectation down, and two people becoming one."""

from __future__ import annotations

from bot.feature import Context, Line, Phrase
from bot.personal_data import AT, FOR_THE_RECORD, KeptRows
from handlers.outcomes.settings import feature
from storage import outcomes

feature.keeps(
    KeptRows(
        "expectation",
        Phrase(zh="你记下的出资人期望", en="Sponsors' expectations you wrote down"),
        {"starts_on": Phrase(zh="培训开始", en="Programme began"), "made_at": AT},
        stays=FOR_THE_RECORD,
        blanks={},
    )
)


@feature.merges
def merge(ctx: Context, old: int, kept: int) -> list[Line]:
    outcomes.move_person(ctx.db, old, kept)
    return []
