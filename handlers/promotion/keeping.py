"""What promotion keeps of a person, and two people becoming one."""

from __future__ import annotations

from bot.feature import Context, Line, Phrase
from bot.personal_data import AT, FOR_THE_RECORD, UNTIL, KeptRows
from handlers.promotion.settings import feature
from storage import promotion, uniting

LEVEL = Phrase(zh="级别", en="Level")


feature.keeps(
    KeptRows(
        "level_held",
        Phrase(zh="你的级别", en="Your levels"),
        {"level_id": LEVEL, "at": AT, "ended_at": UNTIL},
        by="membership_id",
    ),
    KeptRows(
        "level_held",
        Phrase(zh="你确认的级别（不列是谁的）", en="Levels you confirmed (not whose)"),
        {"level_id": LEVEL, "at": AT},
        by="confirmed_by",
        stays=FOR_THE_RECORD,
        blanks={},
    ),
    KeptRows(
        "level_ready",
        Phrase(zh="你达到标准的级别", en="Levels whose criteria you met"),
        {"level_id": LEVEL, "at": AT, "settled_at": Phrase(zh="有结果", en="Settled")},
        by="membership_id",
    ),
    KeptRows(
        "job_level",
        Phrase(zh="你定的晋升标准", en="Levels you wrote"),
        {"name": Phrase(zh="名字", en="Name"), "made_at": AT},
        stays=FOR_THE_RECORD,
        blanks={},
    ),
)


@feature.merges
def merge(ctx: Context, old: int, kept: int) -> list[Line]:
    for old_member, kept_member, _ in uniting.shared(ctx.db, old, kept):
        promotion.move(ctx.db, old_member, kept_member, at=ctx.now)
    promotion.move_person(ctx.db, old, kept)
    return []
