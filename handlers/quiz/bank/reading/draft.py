"""A question of a text bank in the making: what its lines said, and the question they come to."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from bot.documents.text_line import TextMark
from bot.phrases import Refusal
from handlers.quiz.bank import normalise, questions
from handlers.quiz.bank.normalise import clean
from handlers.quiz.bank.questions import LETTERS, Question, QuestionKind
from handlers.quiz.bank.reading import answers, faults
from handlers.quiz.bank.reading.bank_lines import trailing_kind
from handlers.quiz.bank.reading.difficulty import difficulty_of
from handlers.quiz.bank.reading.stem import answer_in, without_answer, without_options
from handlers.quiz.bank.tags import listed

_RIGHT = re.compile(
    r"\s*(?:[（(【\[]\s*(?:正确答案|正确选项|正确|答案|对|√|✓|✔|☑|✅)\s*[）)】\]]|[√✓✔☑✅]|[—\-–]{2,}\s*(?:正确答案|答案|正确)|←\s*(?:正确答案|答案))\s*$"
)
_RIGHT_BEFORE = re.compile(r"\s*(?:[*＊√✓✔☑✅]|[（(]\s*[√✓✔]\s*[)）])\s*")


@dataclass(slots=True)
class DraftOption:
    """An option as written, whether a sign says that it is right, and how its words stand out."""

    letter: str
    words: str
    right: bool = False
    marks: frozenset[TextMark] = frozenset()


@dataclass(slots=True, eq=False)
class Draft:
    """What the lines of a question said, in their order; `kind` is a word where a head names a kind we have not."""

    line: int
    number: int | None = None
    section: int = 0
    kind: QuestionKind | str | None = None
    stem: list[str] = field(default_factory=list)
    options: list[DraftOption] = field(default_factory=list)
    answer: str | None = None
    explanation: list[str] = field(default_factory=list)
    tags: str = ""
    difficulty: str = ""
    source: list[str] = field(default_factory=list)
    open: str = "stem"

    @property
    def answered(self) -> bool:
        """Whether its own lines say what is right."""
        return bool(self.answer) or any(option.right for option in self.options) or answer_in("\n".join(self.stem)) is not None


def question(draft: Draft, right: frozenset[TextMark] = frozenset()) -> Question:
    """The question its lines come to; `right` are the marks that the file says are answers. Raises Refusal."""
    stem, kind = trailing_kind(clean("\n".join(draft.stem)))
    kind = kind or draft.kind
    if isinstance(kind, str) and not isinstance(kind, QuestionKind):
        raise Refusal(faults.KIND_NOT_SUPPORTED(kind=kind))
    if not draft.options and kind not in (
        QuestionKind.FILL_IN,
        QuestionKind.SHORT,
        QuestionKind.MATCHING,
        QuestionKind.NUMERIC,
    ):
        stem, inside = without_options(stem)
        draft.options = [option_of(letter, words) for letter, words in inside]
    options = _options(draft)
    stem, answer = _answer(draft, stem, len(options), right)
    blanks = normalise.blanks(stem)
    kind = answers.kind_of(kind, options, answer, blanks=blanks)
    if kind == QuestionKind.FILL_IN and blanks > 1:
        answer = ((parted := answers.in_order(answer, blanks)) and answers.written(parted)) or answer
    return Question(
        stem,
        answers.body(kind, options, answer),
        clean("\n".join(draft.explanation)),
        listed(re.sub(r"[,，、]", ";", draft.tags)),
        difficulty_of(clean(draft.difficulty)),
    )


def _options(draft: Draft) -> list[str]:
    """The options' words. Raises Refusal where a letter is missing or there are too many."""
    for place, option in enumerate(draft.options):
        if option.letter != chr(ord("A") + place):
            raise Refusal(faults.LETTER_SKIPPED(letter=chr(ord("A") + place)))
    if len(draft.options) > len(LETTERS):
        raise Refusal(questions.MANY_OPTIONS(count=len(draft.options)))
    return [clean(option.words) for option in draft.options]


def option_of(letter: str, words: str, marks: frozenset[TextMark] = frozenset(), *, right: bool = False) -> DraftOption:
    """An option without the sign behind it that says it is right."""
    sign = _RIGHT.search(words)
    if sign and sign.start():
        return DraftOption(letter, words[: sign.start()], True, marks)
    return DraftOption(letter, words, right, marks)


def unsigned(text: str) -> tuple[str, bool]:
    """A line without the sign before its letter that says the option is right."""
    sign = _RIGHT_BEFORE.match(text)
    return (text[sign.end() :], True) if sign else (text, False)


def _answer(draft: Draft, stem: str, options: int, right: frozenset[TextMark]) -> tuple[str, str]:
    """(stem without the answer, the answer): as its own line says it, behind an option, marked, or in the stem. Raises Refusal."""
    said = clean(draft.answer or "")
    signed = "".join(option.letter for option in draft.options if option.right or option.marks & right)
    stem, in_stem = without_answer(stem, options, draft.kind)
    given = [one for one in (said, signed, in_stem) if one]
    if len({_comparable(one) for one in given}) > 1 and options:
        raise Refusal(faults.TWO_ANSWERS(first=given[0][:20], second=given[1][:20]))
    return stem, given[0] if given else ""


def _comparable(said: str) -> object:
    """An answer as it can be compared: its letters in any order, or its words."""
    letters = normalise.letters(said)
    return normalise.fold(said) if letters is None else frozenset(letters)
