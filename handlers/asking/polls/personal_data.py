"""What polls keep of a person: votes under a name, nominations, options they added, and that they took part in the anonymous ones."""

from __future__ import annotations

from bot.feature import Phrase
from bot.personal_data import AT, FOR_THE_COMMUNITY, WORDS, KeptRows
from handlers.asking.polls.settings import feature

POLL = Phrase(zh="投票", en="Poll")

feature.keeps(
    KeptRows(
        "poll",
        Phrase(zh="你发起的投票", en="Polls you opened"),
        {"title": POLL, "opened_at": AT},
        stays=FOR_THE_COMMUNITY,
        blanks={},
    ),
    KeptRows(
        "poll_plan", Phrase(zh="你排期的投票", en="Polls you planned"), {"words": WORDS}, stays=FOR_THE_COMMUNITY, blanks={}
    ),
    KeptRows(
        "option",
        Phrase(zh="你加的选项", en="Options you added"),
        {"poll_id": POLL, "words": WORDS},
        stays=FOR_THE_COMMUNITY,
        blanks={},
    ),
    KeptRows(
        "vote",
        Phrase(zh="你记名投的票", en="Your named votes"),
        {"poll_id": POLL, "place": Phrase(zh="选项（从0数起）", en="Option (from 0)")},
        stays=FOR_THE_COMMUNITY,
        blanks={},
    ),
    KeptRows(
        "nomination",
        Phrase(zh="你提名过的评选", en="Awards you nominated for"),
        {"poll_id": POLL},
        by="person_id",
        stays=FOR_THE_COMMUNITY,
        blanks={},
    ),
    KeptRows(
        "nomination",
        Phrase(zh="提名过你的评选", en="Awards you were nominated for"),
        {"poll_id": POLL},
        by="nominee_id",
        stays=FOR_THE_COMMUNITY,
        blanks={},
    ),
    KeptRows(
        "participation",
        Phrase(
            zh="参加过的投票和问卷（匿名的选了什么连不到你，这里没有）",
            en="Polls and forms you took part in (an anonymous choice cannot be linked to you and is not here)",
        ),
        {},
        stays=Phrase(
            zh="匿名投过的票混在一起，谁也找不出哪张是你的，所以留着",
            en="anonymous ballots lie among the others; nobody can tell which is yours, so they stay",
        ),
        blanks={},
    ),
)
