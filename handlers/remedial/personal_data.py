"""What extra training keeps of a person: that they were on a roster and when they came; what they opened."""

from __future__ import annotations

from bot.feature import Phrase
from bot.personal_data import AT, FOR_FIGURES, FOR_THE_RECORD, SINCE, UNTIL, KeptRows, ShownColumn
from handlers.remedial.settings import feature

WHY = {
    "passed": Phrase(zh="通过", en="passed"),
    "taken_off": Phrase(zh="移出", en="taken off"),
    "closed": Phrase(zh="班结束", en="closed"),
}

feature.keeps(
    KeptRows(
        "remedial_member",
        Phrase(zh="你参加的补训", en="Extra training you were in"),
        {
            "score": Phrase(zh="来时得分", en="Score on coming"),
            "joined_at": SINCE,
            "left_at": UNTIL,
            "why": ShownColumn(Phrase(zh="结果", en="Outcome"), WHY),
        },
        stays=FOR_FIGURES,
        blanks={},
    ),
    KeptRows("remedial_attendance", Phrase(zh="补训签到", en="Sessions you came to"), {"at": AT}, stays=FOR_FIGURES, blanks={}),
    KeptRows(
        "remedial",
        Phrase(zh="你开的补训", en="Extra training you opened"),
        {"module": Phrase(zh="模块", en="Module"), "opened_at": AT},
        stays=FOR_THE_RECORD,
        blanks={},
    ),
)
