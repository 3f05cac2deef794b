"""What stands in a stem beside the question: its answer in brackets, its options, its kind or points at the end."""

from __future__ import annotations

import re

from handlers.quiz.bank import normalise
from handlers.quiz.bank.questions import LETTERS, QuestionKind
from handlers.quiz.bank.reading import lettering

BLANK = "（ ）"
"""What stands in a stem where its answer stood."""
_LOOK_LIKE_LETTERS = r"[A-Za-zＡ-Ｚ](?:\s*[,，、;；/和]?\s*[A-Za-zＡ-Ｚ]){0,7}"
_ANSWER = re.compile(
    rf"[(（\[【〔]\s*(?P<said>{_LOOK_LIKE_LETTERS}|√|×|✓|✔|✗|✘|✖|对|错|正确|错误)\s*[)）\]】〕]"
    rf"|[_＿]{{2,}}\s*(?P<on>{_LOOK_LIKE_LETTERS}|√|×)\s*[_＿]{{2,}}"
)


def answer_in(stem: str) -> re.Match[str] | None:
    """The last brackets of a stem with letters or a sign for true or false in them."""
    every = list(_ANSWER.finditer(stem))
    return every[-1] if every else None


def without_answer(stem: str, options: int, kind: QuestionKind | str | None) -> tuple[str, str]:
    """(the stem with a blank where its answer stood, the answer); the stem itself and "" where there is none that fits."""
    found = answer_in(stem)
    if found is None:
        return stem, ""
    said = found["said"] or found["on"]
    if not _fits(said, options, kind):
        return stem, ""
    return f"{stem[: found.start()]}{BLANK}{stem[found.end() :]}", said


def _fits(said: str, options: int, kind: QuestionKind | str | None) -> bool:
    """Whether what stands in a stem's brackets can be its answer: letters of its options, or true or false where it has none."""
    letters = normalise.letters(said)
    if options:
        return letters is not None and all(letter in LETTERS[:options] for letter in letters)
    if kind not in (None, QuestionKind.TRUE_FALSE):
        return False
    return letters is None or (kind == QuestionKind.TRUE_FALSE and normalise.truth(said) is not None)


def without_options(stem: str) -> tuple[str, list[tuple[str, str]]]:
    """(the stem up to its options, the letter and words of each); the stem itself and nothing where it holds none."""
    begin = lettering.begins(stem)
    if not begin:
        return stem, []
    return stem[:begin].rstrip(), lettering.options_in(stem[begin:])
