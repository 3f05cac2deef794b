"""What the bank's conversation shares: its feature, how a question's number is written, and what files can be of."""

from __future__ import annotations

import re

from bot.feature import Feature, Phrase, Theme

feature = Feature("bank", Theme.QUIZZES)

NUMBER = re.compile(r"[QqＱｑ]\s*(\d{1,7})")
"""A question's number as people write it: Q012, q12."""

KINDS = {
    "questions": Phrase(zh="题库", en="questions"),
    "lessons": Phrase(zh="课程", en="lessons"),
    "members": Phrase(zh="成员", en="members"),
    "qa": Phrase(zh="问答", en="qa"),
}
"""What a file can hold. Whoever keeps a kind takes it in at `@on("import:<kind>")` and gives it out at `@on("export:<kind>")`."""
SPOKEN_KINDS = {
    "题库": "questions",
    "题目": "questions",
    "questions": "questions",
    "bank": "questions",
    "课程": "lessons",
    "微课": "lessons",
    "lessons": "lessons",
    "成员": "members",
    "名单": "members",
    "members": "members",
    "问答": "qa",
    "知识": "qa",
    "qa": "qa",
}


def called(number: int) -> str:
    """Q012: how people name a question."""
    return f"Q{number:03}"
