"""What a camp can set about questions and answers, and why they earn points."""

from __future__ import annotations

from bot.feature import Feature, Phrase, Setting, Theme
from bot.setting_values import between, points

feature = Feature("qa", Theme.QUESTIONS)
feature.prefix("A", Phrase(zh="一个提问", en="a question to the experts"))
feature.prefix("X", Phrase(zh="一对可能重复的问答", en="a pair of answers"))
feature.prefix("K", Phrase(zh="一条问答", en="an archived answer"))
feature.fact("accepted", "ticket", "answer")
feature.fact("unaccepted", "ticket", "answer")
feature.fact("used", "entry")

ACCEPTED = feature.reason("accepted", "contribution", Phrase(zh="回答被采纳", en="answer accepted"))

NOT_ACCEPTED = feature.reason("accepted_back", "contribution", Phrase(zh="撤销采纳", en="acceptance undone"))
OWN_ANSWER = feature.reason("accepted_own", "contribution", Phrase(zh="两个账号自问自答", en="own answer on two accounts"))


HOURS = feature.setting(
    Setting(
        "qa.hours",
        Phrase(zh="答疑时限", en="answer-hours"),
        Phrase(
            zh="提问后几个工作小时内要有人答，1到80；工作小时是工作日 9:00–18:00",
            en="work hours in which a question is answered, 1 to 80; they are 9:00–18:00 of workdays",
        ),
        2,
        between(1, 80),
    )
)
POINTS = feature.setting(
    Setting(
        "qa.points",
        Phrase(zh="采纳分", en="accepted-points"),
        Phrase(zh="0到1000的整数", en="a whole number from 0 to 1000"),
        15,
        points,
    )
)


def paid_for(ticket: int, entry: int | None) -> str:
    """The ledger's source of what an accepted answer earns: the ticket, and the entry it became, for one taken back may be accepted
    anew. Before 0.3.0 it was the ticket alone (None)."""
    return f"{ACCEPTED.code}:{ticket}" if entry is None else f"{ACCEPTED.code}:{ticket}:{entry}"


PAIR = feature.setting(
    Setting(
        "qa.pair",
        Phrase(zh="互采上限", en="pair-accepts"),
        Phrase(
            zh="同样两个人之间，一天里几次采纳计分、几次用上了计热度，1到100",
            en="accepted answers between the same two people that earn points in a day, and uses that count, 1 to 100",
        ),
        3,
        between(1, 100),
    )
)
POINTERS = feature.setting(
    Setting(
        "qa.pointers",
        Phrase(zh="群内指路", en="pointers"),
        Phrase(
            zh="群里有人问了档案里答过的，每天最多指几次路，0到50，0是不指",
            en="times a day a group is pointed to an answer it already has, 0 to 50, 0 for never",
        ),
        3,
        between(0, 50),
    )
)
