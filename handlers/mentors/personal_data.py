"""What pairs keep of a person: with whom and when, how they saw each week, and their lines, which go."""

from __future__ import annotations

from bot.feature import Phrase
from bot.personal_data import AT, FOR_FIGURES, FOR_THE_RECORD, SINCE, UNTIL, WORDS, KeptRows, ShownColumn
from handlers.mentors.settings import feature
from handlers.mentors.wording import MARK

NUMBER, REASON = Phrase(zh="号", en="Number"), Phrase(zh="结束原因", en="Why it ended")
SPAN = {"id": NUMBER, "started_on": SINCE, "ends_on": UNTIL}

feature.keeps(
    KeptRows(
        "mentor_pair",
        Phrase(zh="有导师带你的结对", en="Pairs in which you were mentored"),
        SPAN,
        by="mentee_id",
        stays=FOR_FIGURES,
        blanks={},
    ),
    KeptRows(
        "mentor_pair",
        Phrase(zh="你带人的结对", en="Pairs in which you were the mentor"),
        SPAN,
        by="mentor_id",
        stays=FOR_FIGURES,
        blanks={},
    ),
    KeptRows(
        "mentor_pair",
        Phrase(zh="你提的结对", en="Pairs you offered"),
        {"id": NUMBER},
        by="offered_by",
        stays=FOR_THE_RECORD,
        blanks={},
    ),
    KeptRows(
        "mentor_pair",
        Phrase(zh="你结束的结对", en="Pairs you ended"),
        {"id": NUMBER, "reason": REASON},
        by="ended_by",
        stays=FOR_THE_RECORD,
        blanks={"reason": None},
        wrote=("reason",),
    ),
    KeptRows(
        "mentor_mark",
        Phrase(zh="你填的每周行为", en="Behaviours you marked"),
        {"place": Phrase(zh="第几项", en="Which"), "mark": ShownColumn(Phrase(zh="怎么样", en="How"), MARK), "at": AT},
        stays=FOR_FIGURES,
        blanks={},
    ),
    KeptRows(
        "mentor_note", Phrase(zh="你写的每周一句", en="Your lines on the weeks"), {"words": WORDS, "at": AT}, wrote=("words",)
    ),
)
