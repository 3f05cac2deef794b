"""What moderation keeps of a person: cases, penalties and what they decided; erased, the words go and what is in force stays."""

from __future__ import annotations

from bot.feature import Phrase
from bot.personal_data import AT, FOR_THE_RECORD, UNTIL, WORDS, KeptRows, ShownColumn
from handlers.moderation.settings import STEPS, feature

STAYS = Phrase(
    zh="注销不影响还有效的处罚：留种类、群规、期限，不带名字和话",
    en="a penalty in force outlives your data; kind, rule and dates stay, without name or words",
)
VERDICTS = {**STEPS, "dismissed": Phrase(zh="忽略", en="dismissed")}
JUDGED = {"upheld": Phrase(zh="维持", en="upheld"), "overturned": Phrase(zh="误判", en="a mistake")}
RULE = Phrase(zh="群规第几条", en="Rule")
REASON = Phrase(zh="原因", en="Why")

feature.keeps(
    KeptRows(
        "moderation_case",
        Phrase(zh="被指可能违规的话", en="What you said that may have broken a rule"),
        {
            "found_at": AT,
            "rule": RULE,
            "words": WORDS,
            "verdict": ShownColumn(Phrase(zh="决定", en="Decided"), VERDICTS),
            "appeal": Phrase(zh="你的申诉", en="Your appeal"),
            "judgement": ShownColumn(Phrase(zh="申诉结果", en="Appeal decided"), JUDGED),
            "judged_why": REASON,
        },
        by="person_id",
        stays=STAYS,
        blanks={"words": None, "appeal": None, "judged_why": None, "hit": ""},
        wrote=("words", "appeal"),
    ),
    KeptRows(
        "moderation_case",
        Phrase(zh="你处理过的违规（不列是谁的）", en="Cases you decided (not whose)"),
        {"decided_at": AT, "verdict": ShownColumn(Phrase(zh="决定", en="Decided"), VERDICTS)},
        by="decided_by",
        stays=FOR_THE_RECORD,
        blanks={},
    ),
    KeptRows(
        "moderation_case",
        Phrase(zh="你裁决过的申诉（不列是谁的）", en="Appeals you judged (not whose)"),
        {"judged_at": AT, "judged_why": REASON},
        by="judged_by",
        stays=FOR_THE_RECORD,
        blanks={"judged_why": None},
        wrote=("judged_why",),
    ),
    KeptRows(
        "penalty",
        Phrase(zh="处罚", en="Penalties"),
        {"at": AT, "step": ShownColumn(Phrase(zh="种类", en="Kind"), STEPS), "rule": RULE, "reason": REASON, "until": UNTIL},
        by="person_id",
        stays=STAYS,
        blanks={"reason": ""},
    ),
    KeptRows(
        "penalty",
        Phrase(zh="你给出的处罚（不列给谁）", en="Penalties you gave (not to whom)"),
        {"at": AT, "step": ShownColumn(Phrase(zh="种类", en="Kind"), STEPS), "reason": REASON},
        by="given_by",
        stays=FOR_THE_RECORD,
        blanks={"reason": ""},
        wrote=("reason",),
    ),
)
