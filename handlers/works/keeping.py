"""What contests of works keep of a person, and two people becoming one."""

from __future__ import annotations

from bot.feature import Context, Line, Phrase
from bot.personal_data import AT, FOR_THE_RECORD, KeptRows
from handlers.works.settings import feature
from storage import works

feature.keeps(
    KeptRows(
        "work_contest", Phrase(zh="你定的大赛", en="Contests you set up"), {"made_at": AT}, stays=FOR_THE_RECORD, blanks={}
    ),
)


@feature.merges
def merge(ctx: Context, old: int, kept: int) -> list[Line]:
    works.move_person(ctx.db, old, kept)
    return []
