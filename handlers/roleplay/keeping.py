"""What role plays keep of a person, and two people becoming one."""

from __future__ import annotations

from bot.feature import Context, Line, Phrase
from bot.personal_data import AT, FOR_FIGURES, FOR_THE_RECORD, KeptRows
from handlers.roleplay.settings import feature
from storage import role_plays, uniting

feature.keeps(
    KeptRows(
        "role_player",
        Phrase(zh="你上场的对练", en="Role plays you were in"),
        {"scene": Phrase(zh="第几组", en="Scene"), "side": Phrase(zh="哪一边", en="Side")},
        stays=FOR_FIGURES,
        blanks={},
    ),
    KeptRows(
        "role_play",
        Phrase(zh="你定的对练", en="Role plays you set up"),
        {"made_at": AT},
        stays=FOR_THE_RECORD,
        blanks={},
    ),
)


@feature.merges
def merge(ctx: Context, old: int, kept: int) -> list[Line]:
    for old_member, kept_member, _ in uniting.shared(ctx.db, old, kept):
        role_plays.move(ctx.db, old_member, kept_member)
    role_plays.move_person(ctx.db, old, kept)
    return []
