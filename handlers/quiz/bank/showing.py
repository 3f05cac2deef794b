"""A question in words, as trainers read it: with its answer."""

from __future__ import annotations

from bot.phrases import Line, Phrase
from handlers.quiz.bank import marking
from handlers.quiz.bank.questions import KIND_NAMES, LETTERS, Matching, Multiple, Question, Single
from handlers.quiz.bank.settings import called
from storage.bank import Stored

HEAD = Phrase(
    zh="{number} v{version}｜{kind}{difficulty}{tags}{retired}", en="{number} v{version} | {kind}{difficulty}{tags}{retired}"
)
DIFFICULTY = Phrase(zh="｜难度{n}", en=" | difficulty {n}")
TAGS = Phrase(zh="｜{tags}", en=" | {tags}")
RETIRED = Phrase(zh="｜已停用", en=" | retired")
ANSWER = Phrase(zh="答案：{answer}", en="Answer: {answer}")
EXPLANATION = Phrase(zh="解析：{words}", en="Why: {words}")
NO_MODEL = Phrase(zh="（由专家批阅）", en="(an expert marks it)")
BRIEF = Phrase(zh="{number} {stem}（{kind}{tags}）", en="{number} {stem} ({kind}{tags})")
BRIEF_TAGS = Phrase(zh="，{tags}", en=", {tags}")
STEM_SHOWN = 40


def in_full(stored: Stored, question: Question) -> list[Line | str]:
    """Number, version, stem, options, answer, explanation."""
    head = HEAD(
        number=called(stored.number),
        version=stored.version,
        kind=KIND_NAMES[question.kind],
        difficulty=DIFFICULTY(n=question.difficulty) if question.difficulty else "",
        tags=TAGS(tags=question.tags) if question.tags else "",
        retired=RETIRED() if stored.retired_at else "",
    )
    right = marking.key(question)
    said: list[Line | str] = [head, question.stem, *options(question), ANSWER(answer=right or NO_MODEL)]
    return [*said, EXPLANATION(words=question.explanation)] if question.explanation else said


def options(question: Question) -> list[str]:
    """What there is to choose from, a line each."""
    match question.body:
        case Single(given) | Multiple(given):
            return [f"{letter} {option.text}" for letter, option in zip(LETTERS, given, strict=False)]
        case Matching(pairs) as body:
            lefts = [f"{number} {pair.left}" for number, pair in enumerate(pairs, 1)]
            return [*lefts, *(f"{letter} {right}" for letter, right in zip(LETTERS, body.rights, strict=False))]
        case _:
            return []


def brief(stored: Stored, question: Question) -> Line:
    """One line of a list."""
    stem = " ".join(question.stem.split())
    return BRIEF(
        number=called(stored.number),
        stem=stem if len(stem) <= STEM_SHOWN else f"{stem[:STEM_SHOWN]}…",
        kind=KIND_NAMES[question.kind],
        tags=BRIEF_TAGS(tags=question.tags) if question.tags else "",
    )
