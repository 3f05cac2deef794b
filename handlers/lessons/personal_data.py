"""What lessons keep of a person: what they learned, applied, rated and were sent."""

from __future__ import annotations

from bot.feature import Phrase
from bot.personal_data import DAY, FOR_FIGURES, KeptRows
from handlers.lessons.settings import feature

LESSON = Phrase(zh="微课", en="Lesson")

feature.keeps(
    KeptRows(
        "lesson_done",
        Phrase(zh="微课学习", en="Lessons learned"),
        {
            "lesson_id": LESSON,
            "first_answer": Phrase(zh="课后题第一次选的", en="First choice in the question"),
            "at": Phrase(zh="学完", en="Learned"),
            "applied_at": Phrase(zh="用上", en="Applied"),
            "evidence": Phrase(zh="怎么用的", en="How"),
        },
        stays=FOR_FIGURES,
        blanks={"evidence": None, "file": None},
        wrote=("evidence",),
    ),
    KeptRows(
        "lesson_rated",
        Phrase(zh="评过分的微课（几分是匿名的，连不到你）", en="Lessons you rated (the score is anonymous)"),
        {"lesson_id": LESSON},
        stays=FOR_FIGURES,
        blanks={},
    ),
    KeptRows(
        "weak_push",
        Phrase(zh="弱项补的微课", en="Lessons a weak tag brought you"),
        {"tag": Phrase(zh="标签", en="Tag"), "lesson_id": LESSON, "day": DAY},
        stays=FOR_FIGURES,
        blanks={},
    ),
    KeptRows(
        "personal_push",
        Phrase(zh="单独发给你的微课", en="Lessons sent to you alone"),
        {"lesson_id": LESSON, "day": DAY, "due_on": Phrase(zh="截止", en="Due")},
        stays=FOR_FIGURES,
        blanks={},
    ),
)
