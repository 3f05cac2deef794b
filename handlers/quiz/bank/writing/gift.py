"""Questions to GIFT, as Moodle's importer and ours read it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fractions import Fraction

from handlers.quiz.bank import normalise, tags
from handlers.quiz.bank.questions import (
    ONE,
    ZERO,
    FillIn,
    Matching,
    Multiple,
    Numeric,
    Option,
    Question,
    Short,
    Single,
    TrueFalse,
)
from handlers.quiz.bank.reading.html import looks_like_html

_RESERVED = re.compile(r"[~=#{}:\\]")
_NEEDS_A_MARKUP = re.compile(r"\[|//|::|\$CATEGORY:")


def write(questions: Iterable[Question]) -> bytes:
    """UTF-8 text. Tags and difficulty stand in a comment, where Moodle looks for them too."""
    return "\n".join(_question(question) for question in questions).encode()


def _question(question: Question) -> str:
    named = [*question.tags, *([tags.difficulty_tag(question.difficulty)] if question.difficulty else [])]
    comment = "// " + " ".join(f"[tag:{tag}]" for tag in named) + "\n" if named else ""
    lines = [*_answers(question), *([f"####{_text(question.explanation)}"] if question.explanation else [])]
    opening = "{#" if isinstance(question.body, Numeric) else "{"
    if len(lines) <= 1 and not isinstance(question.body, Numeric):
        return f"{comment}{_text(question.stem)}{opening}{''.join(lines)}}}\n"
    inside = "".join(f"\t{line}\n" for line in lines)
    return f"{comment}{_text(question.stem)}{opening}\n{inside}}}\n"


def _answers(question: Question) -> Iterator[str]:
    match question.body:
        case Single(options):
            yield from (_right(option) if option.weight == ONE else _weighted("~", option, ZERO) for option in options)
        case Multiple(options):
            yield from (_weighted("~", option, ZERO) for option in options)
        case TrueFalse(truth, if_right, if_wrong):
            feedback = f"#{_text(if_wrong)}#{_text(if_right)}" if if_right or if_wrong else ""
            yield f"{'TRUE' if truth else 'FALSE'}{feedback}"
        case FillIn(accepted):
            yield from (_weighted("=", answer, ONE) for answer in accepted)
        case Numeric(amounts):
            for amount in amounts:
                weight = "" if amount.weight == ONE else f"%{normalise.percent(amount.weight)}%"
                value = f"{normalise.figures(amount.value)}:{normalise.figures(amount.tolerance)}"
                yield f"={weight}{value}{_feedback(amount.feedback)}"
        case Matching(pairs, extra):
            yield from (f"={_text(pair.left)} -> {_text(pair.right)}" for pair in pairs)
            yield from (f"= -> {_text(right)}" for right in extra)
        case Short():
            return


def _right(option: Option) -> str:
    """The right option of a single choice: 100 %, which is never written there."""
    return f"={_text(option.text)}{_feedback(option.feedback)}"


def _weighted(mark: str, option: Option, unsaid: Fraction) -> str:
    """An answer with its weight, unless it is what the mark says unsaid; words that look like a weight need one before them."""
    says_it = option.weight == unsaid and not option.text.startswith("%")
    weight = "" if says_it else f"%{normalise.percent(option.weight)}%"
    return f"{mark}{weight}{_text(option.text)}{_feedback(option.feedback)}"


def _feedback(words: str) -> str:
    return f"#{_text(words)}" if words else ""


def _text(words: str) -> str:
    """Words with what GIFT reserves escaped, and marked as plain where they would be taken for something else."""
    escaped = _RESERVED.sub(r"\\\g<0>", words).replace("\n", "\\n")
    return f"[plain]{escaped}" if _NEEDS_A_MARKUP.match(words) or looks_like_html(words) else escaped
