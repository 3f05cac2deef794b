"""What cases keep of a person, two people becoming one, and one erased: their cases go, with every word."""

from __future__ import annotations

from bot.feature import Context, Line, Phrase
from bot.personal_data import AT, FOR_FIGURES, KeptRows
from handlers.cases.settings import NAMES, feature
from storage import cases, memberships, uniting

feature.keeps(
    KeptRows(
        "case_story",
        Phrase(zh="你写的案例", en="Cases you wrote"),
        {
            "number": Phrase(zh="编号", en="Number"),
            "title": Phrase(zh="标题", en="Title"),
            "situation": NAMES[0],
            "task": NAMES[1],
            "action": NAMES[2],
            "result": NAMES[3],
            "at": AT,
        },
        stays=FOR_FIGURES,
        blanks={**dict.fromkeys(("title", "words", *cases.PARTS), ""), "tags": []},
        wrote=("title", *cases.PARTS),
    )
)


@feature.merges
def merge(ctx: Context, old: int, kept: int) -> list[Line]:
    for old_member, kept_member, _ in uniting.shared(ctx.db, old, kept):
        cases.move(ctx.db, old_member, kept_member)
    return []


@feature.erases
def erase(ctx: Context, person: int) -> None:
    """Nobody reads what has no words any more; what an expert archived is the archive's."""
    for one in memberships.every_of(ctx.db, person):
        cases.withdraw_all(ctx.db, one.membership, at=ctx.now)
