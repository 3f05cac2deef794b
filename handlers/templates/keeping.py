"""What templates keep of a person, and two people becoming one."""

from __future__ import annotations

from bot.feature import Context, Line, Phrase
from bot.personal_data import AT, FOR_THE_RECORD, KeptRows
from handlers.templates.settings import feature
from storage import templates

feature.keeps(
    KeptRows(
        "template",
        Phrase(zh="你加的模板", en="Templates you added"),
        {"title": Phrase(zh="标题", en="Title"), "made_at": AT},
        stays=FOR_THE_RECORD,
        blanks={},
    )
)


@feature.merges
def merge(ctx: Context, old: int, kept: int) -> list[Line]:
    templates.move_person(ctx.db, old, kept)
    return []
