"""What prizes keep of a person, and two people becoming one: of two places in one period the better stands."""

from __future__ import annotations

from bot.feature import Context, Line, Phrase
from bot.personal_data import AT, FOR_THE_RECORD, KeptRows
from handlers.prizes.settings import feature
from storage import prizes, uniting

NAME, PLACE = Phrase(zh="奖项", en="Prize"), Phrase(zh="名次", en="Place")

feature.keeps(
    KeptRows(
        "prize_winner",
        Phrase(zh="你得的奖项", en="Prizes you have"),
        {"round_id": Phrase(zh="奖项号", en="Prize's number"), "place": PLACE, "value": Phrase(zh="数", en="Figure")},
        stays=FOR_THE_RECORD,
        blanks={},
    ),
    KeptRows(
        "prize_base",
        Phrase(zh="奖项这期开始时你的数", en="Your figures as a prize's period began"),
        {"n": Phrase(zh="数", en="Figure")},
    ),
    KeptRows(
        "prize", Phrase(zh="你设的奖项", en="Prizes you set"), {"title": NAME, "made_at": AT}, stays=FOR_THE_RECORD, blanks={}
    ),
    KeptRows(
        "prize_round",
        Phrase(zh="你确认的奖项", en="Prizes you confirmed"),
        {"prize_id": NAME, "decided_at": AT, "reason": Phrase(zh="原因", en="Why")},
        stays=FOR_THE_RECORD,
        blanks={},
        wrote=("reason",),
    ),
)


@feature.merges
def merge(ctx: Context, old: int, kept: int) -> list[Line]:
    for old_member, kept_member, _ in uniting.shared(ctx.db, old, kept):
        prizes.move(ctx.db, old_member, kept_member)
    prizes.move_person(ctx.db, old, kept)
    return []
