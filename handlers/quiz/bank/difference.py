"""What of a question reads differently, old → new, as a manager would say it."""

from __future__ import annotations

from bot.phrases import Phrase
from handlers.quiz.bank.questions import Question
from handlers.quiz.bank.writing import tables

SHOWN = 30
"""Characters shown of a field."""
FIELD = Phrase(zh="{field} {old} → {new}", en="{field} {old} → {new}")
NOTHING = Phrase(zh="（空）", en="(empty)")
UNSEEN = Phrase(zh="逐项反馈、得分或图片有变化", en="feedback on single answers, partial credit or the picture")


def words(old: Question, new: Question, language: str) -> str:
    """Each field that differs; what a table has no column for is named without its words."""
    cells = zip(tables.heads(language), tables.row(old, language), tables.row(new, language), strict=True)
    told = [
        FIELD(field=head, old=_shown(before, language), new=_shown(after, language)).to(language)
        for head, before, after in cells
        if before != after
    ]
    return ("; " if language == "en" else "；").join(told) if told else UNSEEN().to(language)


def _shown(cell: str, language: str) -> str:
    text = " ".join(cell.split())
    return (text if len(text) <= SHOWN else f"{text[:SHOWN]}…") or NOTHING().to(language)
