"""What applying keeps of a person: their applications, what they answered, and what they decided; erased, what was said in it goes."""

from __future__ import annotations

from bot.feature import Context, Phrase
from bot.personal_data import AT, FOR_THE_RECORD, KeptRows, ShownColumn
from handlers.recruiting import wording
from handlers.recruiting.settings import feature
from storage import applications

feature.keeps(
    KeptRows(
        "application",
        Phrase(zh="入营申请", en="Your applications"),
        {
            "id": Phrase(zh="号", en="Number"),
            "begun_at": AT,
            "state": ShownColumn(Phrase(zh="结果", en="Result"), wording.STATE),
            "reason": Phrase(zh="原因", en="Reason"),
            "correct": Phrase(zh="入营题答对", en="Right in the entry quiz"),
        },
        by="person_id",
        stays=FOR_THE_RECORD,
        blanks={"reason": ""},
        wrote=("reason",),
    ),
    KeptRows(
        "application",
        Phrase(zh="定过的申请（不列是谁的）", en="Applications you decided on (not whose)"),
        {"id": Phrase(zh="号", en="Number"), "decided_at": AT},
        by="decided_by",
        stays=FOR_THE_RECORD,
        blanks={"reason": ""},
        wrote=("reason",),
    ),
)


@feature.erases
def erase(ctx: Context, person: int) -> None:
    for one in applications.of_person(ctx.db, person):
        applications.empty(ctx.db, one.id)
