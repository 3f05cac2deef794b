"""What spot checks keep of a person, and two people becoming one."""

from __future__ import annotations

from bot.feature import Context, Line, Phrase
from bot.personal_data import AT, FOR_FIGURES, FOR_THE_RECORD, KeptRows
from handlers.spot_checks.settings import feature
from storage import spot_checks, uniting

RELEASE, SCORE, WORDS_ON_IT = (
    Phrase(zh="版本", en="Release"),
    Phrase(zh="分数", en="Score"),
    Phrase(zh="评语", en="Words on it"),
)

feature.keeps(
    KeptRows(
        "spot_answer",
        Phrase(zh="抽查你的", en="Spot checks you were drawn for"),
        {
            "spot_check_id": RELEASE,
            "answer": Phrase(zh="你的回答", en="Your answer"),
            "answered_at": AT,
            "score": SCORE,
            "comment": WORDS_ON_IT,
        },
        by="membership_id",
        stays=FOR_FIGURES,
        blanks={"answer": None, "comment": None},
        wrote=("answer",),
    ),
    KeptRows(
        "spot_answer",
        Phrase(zh="你评过的抽查（不列是谁的）", en="Spot checks you scored (not whose)"),
        {"spot_check_id": RELEASE, "scored_at": AT, "score": SCORE, "comment": WORDS_ON_IT},
        by="scored_by",
        stays=FOR_FIGURES,
        blanks={"comment": None},
        wrote=("comment",),
    ),
    KeptRows(
        "spot_check",
        Phrase(zh="你发起的抽查", en="Spot checks you began"),
        {"release": RELEASE, "question": Phrase(zh="问题", en="Question"), "made_at": AT},
        stays=FOR_THE_RECORD,
        blanks={},
    ),
)


@feature.merges
def merge(ctx: Context, old: int, kept: int) -> list[Line]:
    for old_member, kept_member, _ in uniting.shared(ctx.db, old, kept):
        spot_checks.move(ctx.db, old_member, kept_member)
    spot_checks.move_person(ctx.db, old, kept)
    return []
