"""What quizzes keep of a person: what they were asked, answered and scored, and the cards that come back."""

from __future__ import annotations

from bot.feature import Context, Phrase
from bot.personal_data import AT, DAY, FOR_FIGURES, UNTIL, WORDS, KeptRows, ShownColumn
from handlers.quiz.answer_command import feature
from storage import answers, memberships

QUESTION, POINTS = Phrase(zh="题", en="Question"), Phrase(zh="得分", en="Score")
OF, COMMENT = Phrase(zh="满分", en="Out of"), Phrase(zh="评语", en="Comment")
EXAM, CONTEST = Phrase(zh="考试", en="Exam"), Phrase(zh="竞赛", en="Contest")
KINDS = {
    "contest": Phrase(zh="竞赛", en="contest"),
    "drill": Phrase(zh="练习", en="practice"),
    "exam": Phrase(zh="考试", en="exam"),
    "review": Phrase(zh="复习", en="review"),
}

feature.keeps(
    KeptRows(
        "ask",
        Phrase(zh="问过你的题", en="Questions you were asked"),
        {"question_id": QUESTION, "kind": ShownColumn(Phrase(zh="在哪", en="Where"), KINDS), "asked_at": AT},
        stays=FOR_FIGURES,
        blanks={},
    ),
    KeptRows(
        "answer",
        Phrase(zh="你的回答", en="Your answers"),
        {"question_id": QUESTION, "said": WORDS, "earned": POINTS, "out_of": OF, "comment": COMMENT, "received_at": AT},
        by="membership_id",
        stays=FOR_FIGURES,
        blanks={},
        wrote=("said", "comment"),
    ),
    KeptRows(
        "answer",
        Phrase(zh="你批阅的题（不列是谁的）", en="Answers you graded (not whose)"),
        {"question_id": QUESTION, "received_at": AT},
        by="graded_by",
        stays=FOR_FIGURES,
        blanks={},
    ),
    KeptRows("tick", Phrase(zh="勾了还没交的选项", en="Options ticked, not handed in"), {"letters": WORDS}),
    KeptRows(
        "sitting",
        Phrase(zh="考试和练习", en="Exams and practice"),
        {
            "exam_id": EXAM,
            "attempt": Phrase(zh="第几次", en="Attempt"),
            "started_at": Phrase(zh="开始", en="Started"),
            "ended_at": Phrase(zh="结束", en="Ended"),
            "earned": POINTS,
            "out_of": OF,
        },
        stays=FOR_FIGURES,
        blanks={},
    ),
    KeptRows(
        "extra_attempt",
        Phrase(zh="补考机会", en="Extra attempts"),
        {"exam_id": EXAM, "until": UNTIL},
        stays=FOR_FIGURES,
        blanks={},
    ),
    KeptRows(
        "player",
        Phrase(zh="参加的竞赛", en="Contests you played"),
        {"contest_id": CONTEST, "points": POINTS, "hits": Phrase(zh="答对", en="Right"), "rank": Phrase(zh="名次", en="Place")},
        stays=FOR_FIGURES,
        blanks={},
    ),
    KeptRows(
        "contest",
        Phrase(zh="你开的竞赛", en="Contests you opened"),
        {"name": CONTEST, "made_at": AT},
        stays=FOR_FIGURES,
        blanks={},
    ),
    KeptRows(
        "card",
        Phrase(zh="会再问你的题", en="Questions that come back"),
        {"question_id": QUESTION, "last": DAY, "due": Phrase(zh="下次", en="Next")},
    ),
)


@feature.erases
def erase(ctx: Context, person: int) -> None:
    for one in memberships.every_of(ctx.db, person):
        answers.erase(ctx.db, one.membership)
