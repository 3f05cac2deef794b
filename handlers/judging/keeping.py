"""What judging keeps of a person, and two people becoming one."""

from __future__ import annotations

from bot.feature import Context, Line, Phrase
from bot.personal_data import AT, FOR_FIGURES, FOR_THE_RECORD, KeptRows
from handlers.judging.settings import feature
from storage import panels, uniting

ROUND = Phrase(zh="评审", en="Panel")

feature.keeps(
    KeptRows("panel_judge", Phrase(zh="请你做评委的", en="What you may be asked to judge"), {"panel_id": ROUND}),
    KeptRows(
        "panel_rating",
        Phrase(zh="你评审过的（不列是谁的）", en="What you judged (not whose)"),
        {"given_at": AT, "comment": Phrase(zh="评语", en="Your words")},
        stays=FOR_FIGURES,
        blanks={"comment": ""},
        wrote=("comment",),
    ),
    KeptRows("panel_vote", Phrase(zh="你投的票", en="Your votes"), {"panel_id": ROUND, "at": AT}, stays=FOR_FIGURES, blanks={}),
    KeptRows("panel", Phrase(zh="你定的评审", en="Panels you set up"), {"made_at": AT}, stays=FOR_THE_RECORD, blanks={}),
)


@feature.merges
def merge(ctx: Context, old: int, kept: int) -> list[Line]:
    for old_member, kept_member, _ in uniting.shared(ctx.db, old, kept):
        panels.move(ctx.db, old_member, kept_member)
    panels.move_person(ctx.db, old, kept)
    return []
