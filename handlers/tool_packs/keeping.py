"""What tool packs keep of a person, and two people becoming one."""

from __future__ import annotations

from bot.feature import Context, Line, Phrase
from bot.personal_data import AT, FOR_THE_RECORD, KeptRows
from handlers.tool_packs.settings import feature
from storage import tool_packs, uniting

NAME = Phrase(zh="工具", en="Tool")

feature.keeps(
    KeptRows("tool_pack_sent", Phrase(zh="发给你的工具", en="Tools you were sent"), {"pack_id": NAME, "at": AT}),
    KeptRows(
        "tool_pack",
        Phrase(zh="你加的工具", en="Tools you added"),
        {"name": NAME, "made_at": AT},
        stays=FOR_THE_RECORD,
        blanks={},
    ),
)


@feature.merges
def merge(ctx: Context, old: int, kept: int) -> list[Line]:
    for old_member, kept_member, _ in uniting.shared(ctx.db, old, kept):
        tool_packs.move(ctx.db, old_member, kept_member)
    tool_packs.move_person(ctx.db, old, kept)
    return []
