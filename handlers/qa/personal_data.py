"""What questions and answers keep of a person: what they asked, answered, voted for and found."""

from __future__ import annotations

from bot.feature import Context, Phrase
from bot.personal_data import AT, DAY, FOR_THE_COMMUNITY, WORDS, KeptRows, ShownColumn
from handlers.qa.settings import feature
from storage import tickets

QUESTION, ANSWER = Phrase(zh="问题", en="Question"), Phrase(zh="回答", en="Answer")
STATES = {
    "open": Phrase(zh="等回答", en="waiting"),
    "answered": Phrase(zh="有回答", en="answered"),
    "accepted": Phrase(zh="已采纳", en="accepted"),
    "withdrawn": Phrase(zh="已撤回", en="withdrawn"),
}
KINDS = {
    "view": Phrase(zh="搜到", en="found"),
    "open": Phrase(zh="打开", en="opened"),
    "used": Phrase(zh="用上", en="used"),
}

feature.keeps(
    KeptRows(
        "ticket",
        Phrase(zh="你提的问题", en="Your questions"),
        {"words": QUESTION, "state": ShownColumn(Phrase(zh="进展", en="State"), STATES), "asked_at": AT},
        by="person_id",
        stays=FOR_THE_COMMUNITY,
        blanks={},
        wrote=("words",),
    ),
    KeptRows(
        "ticket",
        Phrase(zh="等你回答的问题（不列是谁问的）", en="Questions put to you (not by whom)"),
        {"asked_at": AT, "due_at": Phrase(zh="期限", en="Due")},
        by="expert_id",
        stays=FOR_THE_COMMUNITY,
        blanks={},
    ),
    KeptRows(
        "ticket_answer",
        Phrase(zh="你的回答", en="Your answers"),
        {"words": ANSWER, "at": AT, "accepted_at": Phrase(zh="采纳", en="Accepted")},
        stays=FOR_THE_COMMUNITY,
        blanks={},
        wrote=("words",),
    ),
    KeptRows(
        "ticket_echo",
        Phrase(zh="跟着问的", en="Questions you joined"),
        {"words": WORDS, "at": AT},
        stays=FOR_THE_COMMUNITY,
        blanks={"words": ""},
        wrote=("words",),
    ),
    KeptRows("answer_vote", Phrase(zh="点赞的回答", en="Answers you voted for"), {}, stays=FOR_THE_COMMUNITY, blanks={}),
    KeptRows(
        "heat_event",
        Phrase(zh="看过用过的知识", en="Entries you found or used"),
        {"entry_id": QUESTION, "day": DAY, "kind": ShownColumn(Phrase(zh="怎么", en="How"), KINDS)},
        stays=FOR_THE_COMMUNITY,
        blanks={},
    ),
    KeptRows(
        "suggestion",
        Phrase(zh="我推荐给你的知识", en="Entries I suggested to you"),
        {"entry_id": QUESTION, "at": AT},
        stays=FOR_THE_COMMUNITY,
        blanks={},
    ),
    KeptRows(
        "entry",
        Phrase(zh="你归档的知识", en="Entries you archived"),
        {"question": QUESTION, "answer": ANSWER, "created_at": AT},
        stays=FOR_THE_COMMUNITY,
        blanks={"author": None, "link": None},
    ),
    KeptRows(
        "entry_version",
        Phrase(zh="你改过的知识", en="Entries you changed"),
        {"question": QUESTION, "answer": ANSWER, "at": AT},
        stays=FOR_THE_COMMUNITY,
        blanks={},
    ),
    KeptRows(
        "alias",
        Phrase(zh="你加的别的问法", en="Other wordings you added"),
        {"words": WORDS, "at": AT},
        stays=FOR_THE_COMMUNITY,
        blanks={},
    ),
    KeptRows(
        "duplicate",
        Phrase(zh="你判断过的重复", en="Duplicates you decided on"),
        {"entry_id": QUESTION, "decided_at": AT},
        stays=FOR_THE_COMMUNITY,
        blanks={},
    ),
    KeptRows(
        "dict_word",
        Phrase(zh="你加的词", en="Words you taught me"),
        {"word": WORDS, "at": AT},
        stays=FOR_THE_COMMUNITY,
        blanks={},
    ),
)


@feature.erases
def erase(ctx: Context, person: int) -> None:
    tickets.erase(ctx.db, person, at=ctx.now)
