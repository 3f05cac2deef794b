"""What contests of works keep of a person, and two people becoming one."""

from __future__ import annotations

from bot.feature import Context, Line, Phrase
from bot.personal_data import AT, FOR_FIGURES, FOR_THE_RECORD, KeptRows
from handlers.works.settings import feature
from storage import uniting, works

EVENT = Phrase(zh="大赛", en="Contest")

feature.keeps(
    KeptRows("work_judge", Phrase(zh="请你做评委的大赛", en="Contests you may be asked to judge"), {"contest_id": EVENT}),
    KeptRows(
        "work_rating",
        Phrase(zh="你评审过的作品（不列是谁的）", en="Works you judged (not whose)"),
        {"given_at": AT, "comment": Phrase(zh="评语", en="Your words")},
        stays=FOR_FIGURES,
        blanks={"comment": ""},
        wrote=("comment",),
    ),
    KeptRows(
        "work_vote", Phrase(zh="你投的票", en="Your votes"), {"contest_id": EVENT, "at": AT}, stays=FOR_FIGURES, blanks={}
    ),
    KeptRows(
        "work_contest", Phrase(zh="你定的大赛", en="Contests you set up"), {"made_at": AT}, stays=FOR_THE_RECORD, blanks={}
    ),
)


@feature.merges
def merge(ctx: Context, old: int, kept: int) -> list[Line]:
    for old_member, kept_member, _ in uniting.shared(ctx.db, old, kept):
        works.move(ctx.db, old_member, kept_member)
    works.move_person(ctx.db, old, kept)
    return []
