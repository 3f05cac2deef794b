"""GIFT, Moodle's text format, to questions; faults carry the line they stand in.

Source: Moodle's GIFT documentation and the behaviour of its importer. Where Moodle would guess, we say what is unclear: an
unclosed brace, two questions without a blank line between them, two right answers in a single choice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import islice

from bot.documents.text import lines
from bot.phrases import Line, Refusal
from handlers.quiz.bank import normalise, tags
from handlers.quiz.bank.normalise import clean
from handlers.quiz.bank.questions import (
    NO_ANSWER,
    ONE,
    WHOLE,
    WHOLE_LIMIT,
    ZERO,
    Amount,
    Body,
    FillIn,
    Multiple,
    Numeric,
    Option,
    Question,
    Short,
    Single,
    TrueFalse,
    fits,
    paired,
)
from handlers.quiz.bank.reading import faults
from handlers.quiz.bank.reading.html import looks_like_html, words
from handlers.quiz.bank.reading.outcome import QuestionSink

BLANK = "_____"
"""What stands in a stem where the answer was in the middle of it."""

_HIDDEN = {"\\" + sign: chr(0xFDD0 + place) for place, sign in enumerate("~=#{}:n\\")}
_SHOWN = {ord(mark): {"n": "\n"}.get(sign[1], sign[1]) for sign, mark in _HIDDEN.items()}
_ESCAPE = re.compile(r"\\[~=#{}:n\\]")
_BRACE = re.compile(r"[{}]")
_TITLE = re.compile(r"::.*?::\s*", re.DOTALL)
_CATEGORY = re.compile(r"\s*\$CATEGORY:\s*(.*)")
_TAG = re.compile(r"\[tag:([^\]]+)\]")
_MARKUP = re.compile(r"\[(html|moodle|plain|markdown)\]")
_WEIGHT = re.compile(r"%([^%\s]*)%")
_ANSWER = re.compile(r"([=~])([^=~]*)")
_TRUE_FALSE = re.compile(r"\s*([^\s#=~]+)\s*(?:#|$)")


_SURE = re.compile(
    r"\{\s*(?:[=~#]|(?:T|F|TRUE|FALSE)\s*[#}]|\}[ \t]*(?:\n[ \t]*\n|\n?\Z))|^\s*(?:::.*?::|\$CATEGORY:)",
    re.IGNORECASE | re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Block:
    """The lines between two blank ones: from which line, the text without comments and with escapes hidden, the comments' tags."""

    line: int
    text: str
    tags: tuple[str, ...]
    source: str

    def line_at(self, place: int) -> int:
        """The line of the file in which the text's character at `place` stands."""
        return self.line + self.text.count("\n", 0, place)


def looks_right(text: str) -> bool:
    """Whether a text has a brace of GIFT's in it."""
    return "{" in _ESCAPE.sub("", text)


def is_sure(text: str) -> bool:
    """Whether a text has a brace with GIFT's own signs behind it, or a title or category."""
    return _SURE.search(_ESCAPE.sub("", text)) is not None


def read(text: str) -> QuestionSink:
    """Every question of a GIFT text."""
    sink = QuestionSink()
    category: tuple[str, ...] = ()
    for block in _blocks(text):
        if named := _CATEGORY.match(block.text):
            category = tags.of_category(named[1])
            block = replace(block, text=_CATEGORY.sub(" ", block.text, count=1))
        if not block.text.strip():
            continue
        _read_block(replace(block, tags=(*category, *block.tags)), sink)
    return sink


def _read_block(block: Block, sink: QuestionSink) -> None:
    begin = block.line_at(len(block.text) - len(block.text.lstrip()))
    if wrong := _wrong_brace(block.text):
        place, reason = wrong
        return sink.fault(reason, block.line_at(place), source=(block.source,))
    try:
        fits(WHOLE, block.text, WHOLE_LIMIT)
        question, attached = _question(block)
        sink.keep(question, begin, source=(block.source,))
    except Refusal as no:
        return sink.fault(no.line, begin, source=(block.source,))
    if attached:
        sink.note(faults.PICTURE_LEFT(), begin)


def _blocks(text: str) -> Iterator[Block]:
    gathered: list[str] = []
    for number, line in lines(f"{text}\n\n"):
        if line.strip():
            gathered.append(line)
        elif gathered:
            yield _block(number - len(gathered), gathered)
            gathered = []


def _block(line: int, gathered: list[str]) -> Block:
    comments = [one for one in gathered if one.lstrip().startswith("//")]
    spoken = ["" if one.lstrip().startswith("//") else one for one in gathered]
    hidden = _ESCAPE.sub(lambda escape: _HIDDEN[escape[0]], "\n".join(spoken))
    return Block(line, hidden, tuple(tag for one in comments for tag in _TAG.findall(one)), "\n".join(gathered))


def _wrong_brace(text: str) -> tuple[int, Line] | None:
    """Where the braces are not one pair, and what is wrong with them."""
    braces = [(found.start(), found[0]) for found in islice(_BRACE.finditer(text), 3)]
    match "".join(brace for _, brace in braces):
        case "{}":
            return None
        case "":
            return len(text) - len(text.lstrip()), faults.NO_BRACES()
        case pattern if pattern.startswith("}"):
            return braces[0][0], faults.STRAY()
        case pattern if not pattern.startswith("{}"):
            return braces[0][0], faults.UNCLOSED()
        case pattern:
            return braces[2][0], faults.TWO_BRACES() if pattern[2] == "{" else faults.STRAY()


# ── one question ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _question(block: Block) -> tuple[Question, bool]:
    """The question, and whether it had a picture we leave behind."""
    text = _TITLE.sub("", block.text.strip(), count=1) if block.text.lstrip().startswith("::") else block.text.strip()
    stem, rest = text.split("{", 1)
    answers, after = rest.split("}", 1)
    stem = f"{stem}{BLANK}{after}" if after.strip() else stem
    markup = _MARKUP.match(stem)
    default = markup[1] if markup else "moodle"
    answers, explanation = _parted(answers, "####")
    said, attached = _plain(stem, default)
    named, difficulty = tags.sorted_out(block.tags)
    return Question(said, _body(answers.strip(), default), _plain(explanation, default)[0], named, difficulty), attached


def _plain(text: str, default: str) -> tuple[str, bool]:
    """A piece of text as people read it, by its own markup or the question's, and whether it showed a picture."""
    text = text.strip()
    own = _MARKUP.match(text)
    markup, text = (own[1], text[own.end() :]) if own else (default, text)
    shown = text.translate(_SHOWN)
    match markup:
        case "html":
            return words(shown)
        case "moodle" if looks_like_html(shown):
            return words(shown.replace("\n", "<br>"))
        case _:
            return clean(shown), False


def _parted(text: str, sign: str) -> tuple[str, str]:
    before, _, after = text.partition(sign)
    return before, after


def _body(answers: str, default: str) -> Body:
    """Which kind the braces hold, asked in the order Moodle asks."""
    if not answers:
        return Short()
    if answers.startswith("#"):
        return Numeric(tuple(_amounts(answers[1:], default)))
    if "~" in answers:
        return _choice(answers, default)
    if "=" in answers and "->" in answers:
        return _matching(answers, default)
    if (said := _TRUE_FALSE.match(answers)) and (truth := normalise.truth(said[1])) is not None and not said[1].isdigit():
        return _true_false(answers, truth, default)
    if "=" not in answers:  # Moodle takes a short answer without its mark
        return FillIn((_weighted(answers, ONE, default),))
    return FillIn(tuple(_weighted(text, ONE, default) for _, text in _answers(answers)))


def _answers(text: str) -> Iterator[tuple[str, str]]:
    """(mark, words) of each answer; words before the first mark are a Refusal."""
    before = re.split(r"[=~]", text, maxsplit=1)[0].strip()
    if before:
        raise Refusal(faults.NO_MARK(answer=before.translate(_SHOWN)[:20]))
    for found in _ANSWER.finditer(text):
        yield found[1], found[2].strip()


def _weighted(text: str, unsaid: Fraction, default: str) -> Option:
    """An answer with its weight (`unsaid` where none is written) and feedback."""
    weight = unsaid
    if found := _WEIGHT.match(text):
        weight, text = _weight(found[1]), text[found.end() :]
    answer, feedback = _parted(text, "#")
    return Option(_plain(answer, default)[0], weight, _plain(feedback, default)[0])


def _weight(percent: str) -> Fraction:
    try:
        return normalise.weight(percent)
    except ValueError:
        raise Refusal(faults.BAD_WEIGHT(weight=percent[:10])) from None


def _choice(answers: str, default: str) -> Body:
    """With a `=` it is a single choice, with `~` alone a multiple one. A `=` is 100 % and takes no weight."""
    parsed = list(_answers(answers))
    options = tuple(_weighted(text, ZERO, default) if mark == "~" else _right(text, default) for mark, text in parsed)
    return Single(options) if any(mark == "=" for mark, _ in parsed) else Multiple(options)


def _right(text: str, default: str) -> Option:
    answer, feedback = _parted(text, "#")
    return Option(_plain(answer, default)[0], ONE, _plain(feedback, default)[0])


def _amounts(answers: str, default: str) -> Iterator[Amount]:
    """Numbers with a tolerance (3:2) or as a range (1..5). A `~` or a `*` is only Moodle's word for any wrong answer."""
    answers = answers.split("~", 1)[0].strip()
    for _, text in _answers(answers if answers.startswith("=") else f"={answers}"):
        option = _weighted(text, ONE, default)
        if option.text != "*":
            yield _amount(option)


def _amount(option: Option) -> Amount:
    quantity = normalise.quantity(option.text.replace(":", "±", 1))
    if quantity is None:
        raise Refusal(faults.NOT_A_NUMBER(answer=option.text[:20]) if option.text else NO_ANSWER)
    return Amount(*quantity, option.weight, option.feedback)


def _matching(answers: str, default: str) -> Body:
    sides = []
    for _, text in _answers(answers):
        if "->" not in text:
            raise Refusal(faults.NOT_A_PAIR(pair=text.translate(_SHOWN)[:20]))
        left, right = _parted(text, "->")
        sides.append((_plain(left, default)[0], _plain(right, default)[0]))
    return paired(sides)


def _true_false(answers: str, truth: bool, default: str) -> Body:
    """The feedback on a wrong answer comes first."""
    _, wrong = _parted(answers, "#")
    if_wrong, if_right = _parted(wrong, "#")
    return TrueFalse(truth, _plain(if_right, default)[0], _plain(if_wrong, default)[0])
