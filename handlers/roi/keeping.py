"""What a return keeps of whoever gave it, and two people becoming one."""

from __future__ import annotations

from bot.feature import Context, Line, Phrase
from bot.personal_data import AT, FOR_THE_RECORD, KeptRows
from handlers.roi.settings import feature
from storage import roi

feature.keeps(
    KeptRows(
        "roi",
        Phrase(zh="你算过的ROI", en="Returns on training you worked out"),
        {"month": Phrase(zh="月份", en="Month"), "version": Phrase(zh="版本", en="Version"), "made_at": AT},
        stays=FOR_THE_RECORD,
        blanks={},
    )
)


@feature.merges
def merge(ctx: Context, old: int, kept: int) -> list[Line]:
    roi.move_person(ctx.db, old, kept)
    return []
