"""What care keeps of a person: cases about them, and cases they took."""

from __future__ import annotations

from bot.feature import Context, Phrase
from bot.personal_data import DAY, FOR_FIGURES, KeptRows, ShownColumn
from handlers.digest.settings import feature
from storage import camps, care

OUTCOMES = {
    "recovered": Phrase(zh="回来了", en="recovered"),
    "same": Phrase(zh="还是那样", en="the same"),
    "left": Phrase(zh="离开了", en="left"),
}

feature.keeps(
    KeptRows(
        "care",
        Phrase(zh="对你的关心", en="Care for you"),
        {
            "flagged_on": DAY,
            "due_on": Phrase(zh="处理期限", en="Due"),
            "action": Phrase(zh="做了什么", en="What was done"),
            "outcome": ShownColumn(Phrase(zh="结果", en="Outcome"), OUTCOMES),
            "closed_on": Phrase(zh="结束", en="Closed"),
        },
        by="membership_id",
        stays=FOR_FIGURES,
        blanks={},
    ),
    KeptRows(
        "care",
        Phrase(zh="你关心过的人（不列名字）", en="Care you gave (no names)"),
        {"flagged_on": DAY, "closed_on": Phrase(zh="结束", en="Closed")},
        by="owner_id",
        stays=FOR_FIGURES,
        blanks={},
    ),
)


@feature.erases
def erase(ctx: Context, person: int) -> None:
    for one in camps.memberships(ctx.db, person):
        care.erase(ctx.db, one.membership, on=ctx.today)
