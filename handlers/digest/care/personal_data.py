"""What care keeps of a person: cases about them, and cases they took."""

from __future__ import annotations

from bot.feature import Context, Phrase
from bot.personal_data import AT, DAY, FOR_FIGURES, FOR_THE_RECORD, SINCE, UNTIL, WORDS, KeptRows, ShownColumn
from handlers.digest.care.settings import feature
from storage import care, memberships

KINDS = {
    "remind": Phrase(zh="提醒", en="a word"),
    "coach": Phrase(zh="辅导", en="coaching"),
    "train": Phrase(zh="补训", en="extra training"),
    "talk": Phrase(zh="聊聊", en="a talk"),
}
OUTCOMES = {
    "recovered": Phrase(zh="回来了", en="recovered"),
    "same": Phrase(zh="还是那样", en="the same"),
    "left": Phrase(zh="离开了", en="left"),
    "ignored": Phrase(zh="不用做什么", en="nothing to be done"),
    "joined": Phrase(zh="和另一条合起来了", en="joined with another"),
}

feature.keeps(
    KeptRows(
        "care",
        Phrase(zh="对你的关心", en="Care for you"),
        {
            "flagged_on": DAY,
            "due_on": Phrase(zh="处理期限", en="Due"),
            "kind": ShownColumn(Phrase(zh="方式", en="How"), KINDS),
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
    KeptRows(
        "care_exam", Phrase(zh="对你的关心是因为哪次考试", en="Exams care for you was about"), {}, stays=FOR_FIGURES, blanks={}
    ),
    KeptRows(
        "care_step",
        Phrase(zh="你为关心别人做的事", en="What you did in caring"),
        {"at": AT, "words": WORDS},
        stays=FOR_THE_RECORD,
        blanks={"words": ""},
        wrote=("words",),
    ),
    KeptRows(
        "care_rule",
        Phrase(zh="你加的预警规则", en="Rules of care you made"),
        {"name": Phrase(zh="名字", en="Name"), "since": SINCE, "ended_at": UNTIL},
        stays=FOR_THE_RECORD,
        blanks={},
    ),
)


@feature.erases
def erase(ctx: Context, person: int) -> None:
    for one in memberships.every_of(ctx.db, person):
        care.erase(ctx.db, one.membership, on=ctx.today)
