"""What homework keeps of a person: what they handed in, rated, decided and set; erased, the words and files go and the verdicts stay."""

from __future__ import annotations

from bot.feature import Context, Phrase
from bot.personal_data import AT, FOR_FIGURES, FOR_THE_RECORD, WORDS, KeptRows, ShownColumn
from handlers.homework.settings import feature
from handlers.homework.showing import STATE
from storage import memberships
from storage.homework import hand_ins

HOMEWORK = Phrase(zh="作业", en="Homework")
STATES = STATE | {"gathering": Phrase(zh="还没交", en="not handed in")}

feature.keeps(
    KeptRows(
        "hand_in",
        Phrase(zh="交过的作业", en="Homework you handed in"),
        {
            "homework_id": HOMEWORK,
            "version": Phrase(zh="第几版", en="Version"),
            "at": AT,
            "state": ShownColumn(Phrase(zh="结果", en="Result"), STATES),
            "reason": Phrase(zh="评语", en="Words on it"),
        },
        by="membership_id",
        stays=FOR_FIGURES,
        blanks={"reason": None},
    ),
    KeptRows(
        "hand_in",
        Phrase(zh="评过的作业（不列是谁的）", en="Homework you decided on (not whose)"),
        {"homework_id": HOMEWORK, "decided_at": AT},
        by="decided_by",
        stays=FOR_FIGURES,
        blanks={"reason": None},
        wrote=("reason",),
    ),
    KeptRows(
        "hand_in_piece",
        Phrase(zh="交的内容（文字，或文件名）", en="What you handed in (text, or a file's name)"),
        {"words": WORDS},
        wrote=("words",),
    ),
    KeptRows(
        "hand_in_rating",
        Phrase(zh="打过分的作业（不列是谁的）", en="Homework you rated (not whose)"),
        {"given_at": AT, "comment": Phrase(zh="评语", en="Your words")},
        stays=FOR_FIGURES,
        blanks={"comment": ""},
        wrote=("comment",),
    ),
    KeptRows(
        "homework",
        Phrase(zh="布置的作业", en="Homework you set"),
        {"title": HOMEWORK, "made_at": AT},
        stays=FOR_THE_RECORD,
        blanks={},
    ),
    KeptRows("homework_reviewer", Phrase(zh="请你评阅的作业", en="Homework you were named for"), {"homework_id": HOMEWORK}),
)


@feature.erases
def erase(ctx: Context, person: int) -> None:
    for one in memberships.every_of(ctx.db, person):
        hand_ins.erase(ctx.db, one.membership)
