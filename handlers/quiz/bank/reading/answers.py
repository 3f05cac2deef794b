"""What a question's kind, options and answer come to, as tables and texts write them: one body, or one sentence on what is unclear."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from bot.phrases import Refusal
from handlers.quiz.bank import normalise, questions
from handlers.quiz.bank.normalise import fold
from handlers.quiz.bank.questions import (
    BETWEEN_BLANKS,
    LETTERS,
    ONE,
    Amount,
    Body,
    FillIn,
    Matching,
    Multiple,
    Numeric,
    Option,
    QuestionKind,
    Short,
    Single,
    TrueFalse,
)
from handlers.quiz.bank.reading import faults, lettering

KIND_WORDS = {
    QuestionKind.SINGLE: "单选 单项选择 单选选择 single single_choice singlechoice single_select radio",
    QuestionKind.MULTIPLE: "多选 多项选择 复选 不定项 不定项选择 multiple multiple_response multiple_select multiple_answer multi_select "
    "checkbox checkboxes",
    QuestionKind.TRUE_FALSE: "判断 是非 对错 正误 判断正误 true_false truefalse true/false true_or_false t/f tf judge boolean",
    QuestionKind.FILL_IN: "填空 fill_in fillin fill_in_the_blank fill_in_the_blanks fill blank",
    QuestionKind.NUMERIC: "数值 数字 numeric numerical number",
    QuestionKind.MATCHING: "配对 匹配 连线 matching match",
    QuestionKind.SHORT: "简答 问答 论述 简述 主观 short short_answer shortanswer essay open open_ended open_end",
}
CHOICE_WORDS = frozenset(["选择", "choice", "mcq", "multichoice", "multiple_choice", "multiplechoice", "quiz"])
"""Said of both kinds of choice: the answer tells which."""

_KIND = {word: kind for kind, words in KIND_WORDS.items() for word in words.split()}
_ALTERNATIVE = re.compile(r"(?:\\.|[^|;；\n])+", re.DOTALL)
_TEXT_SEPARATORS = re.compile(r"[;；|\n]")
_ARROWS = (re.compile(r"\s*(?:=>|->)\s*"), re.compile(r"\s*[→⇒]\s*"))
_UNCLEAR = re.compile(r"(?<=\S)\s*(?P<sign>(?<!\\)、|(?<!\\)(?<![A-Za-z])/(?=\s*\S)(?!\d+$)|(?<!\\)或者?(?=\s*\S))\s*")
"""What may part two spellings or stand in one: 北京、北京市 · 特征或特点 · 3.14/3.1416, but not km/h or 3/4."""
_ESCAPED = re.compile(r"\\([\\|;；\n、/或])")
_WRAPPED = re.compile(r"[(（\[【](.*)[)）\]】]")


def written(words: str) -> str:
    """An accepted answer as a cell or line has to say it, so that no sign in it parts two answers."""
    return re.sub(r"([\\|;；\n、/或])", r"\\\1", words)


def kind_named(word: str) -> QuestionKind | None:
    """The kind a word names; None where it only says that it is a choice, or nothing. Raises Refusal for a kind we have not."""
    folded = normalise.simplified(fold(word)).replace(" ", "_").replace("-", "_")
    wrapped = _WRAPPED.fullmatch(folded)
    folded = re.sub(r"[(\[【].*", "", wrapped[1] if wrapped else folded).strip("_")
    folded = folded.removesuffix("型").removesuffix("题") or folded
    if kind := _KIND.get(folded):
        return kind
    if word and folded not in CHOICE_WORDS:
        raise Refusal(faults.KIND_NOT_SUPPORTED(kind=word[:20]))
    return None


def kind_in(name: str) -> QuestionKind | None:
    """The kind a title names among other words (a sheet called 单选题库); None where it names none."""
    for words in re.findall(r"[^\W\d_]+(?:/[^\W\d_]+)?", normalise.simplified(fold(name))):
        for word in sorted(_KIND, key=len, reverse=True):
            if words == word or (not word.isascii() and len(word) > 1 and words.startswith(word)):
                return _KIND[word]
    return None


def kind_of(said: QuestionKind | None, options: Sequence[str], answer: str, *, blanks: int = 0) -> QuestionKind:
    """The kind, said or as options and answer show it. Raises Refusal where they do not."""
    if said:
        return said
    if len(options) == 2 and {normalise.truth(option) for option in options} == {True, False}:
        return QuestionKind.TRUE_FALSE
    if options:
        return QuestionKind.MULTIPLE if len(chosen(options, answer)) > 1 else QuestionKind.SINGLE
    if normalise.truth(answer) is not None and not (blanks and answer.strip().isdigit()):
        return QuestionKind.TRUE_FALSE
    if blanks and answer:
        return QuestionKind.FILL_IN
    raise Refusal(faults.NO_KIND if answer else questions.NO_ANSWER)


def body(kind: QuestionKind, options: Sequence[str], answer: str) -> Body:
    """What is asked and what counts as right. Raises Refusal."""
    if (
        not answer
        and kind not in (QuestionKind.MATCHING, QuestionKind.SHORT)
        and not (kind == QuestionKind.FILL_IN and options)
    ):
        raise Refusal(questions.NO_ANSWER)
    match kind:
        case QuestionKind.SINGLE:
            return _single(options, answer)
        case QuestionKind.MULTIPLE:
            return Multiple(questions.even(options, chosen(options, answer)))
        case QuestionKind.TRUE_FALSE:
            return TrueFalse(_truth(options, answer))
        case QuestionKind.FILL_IN:
            return FillIn(tuple(Option(text, ONE) for text in _accepted(options, answer)))
        case QuestionKind.NUMERIC:
            return Numeric(tuple(_amount(part) for part in _ALTERNATIVE.findall(answer) if part.strip()))
        case QuestionKind.MATCHING:
            return _matching([*options, *([] if options else _TEXT_SEPARATORS.split(answer))])
        case QuestionKind.SHORT:
            return Short(answer)


# ── options ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def listed(cell: str) -> list[str]:
    """Options that stand in one cell: lettered, as a JSON list, one a line, or parted by |, ;, $, commas or spaces."""
    for loose in (False, True):
        lettered = lettering.options_in(cell, loose=loose)
        if len(lettered) > 1:
            return [words for _, words in lettered]
    if cell.startswith("[") and (strings := _json_strings(cell)):
        return strings
    for separators in (r"[;；|\n]", r"\$", r"[,，、]", r"\s+"):
        parts = [part.strip() for part in re.split(separators, cell)]
        if len(parts) > 1:
            return parts
    return [cell] if cell else []


def _json_strings(cell: str) -> list[str]:
    try:
        given = json.loads(cell)
    except (ValueError, RecursionError):
        return []
    return [str(one) for one in given] if all(isinstance(one, str | int | float) for one in given) else []


# ── which options ────────────────────────────────────────────────────────────────────────────────────────────────────


def chosen(options: Sequence[str], answer: str, *, single: bool = False) -> list[int]:
    """The places of the options an answer names: by letter, by their words, or by both (B.定目标). Raises Refusal.

    "AB" are two letters of a multiple choice, but may be one option's words (a blood group) of a single one.
    """
    if not answer:
        raise Refusal(questions.NO_ANSWER)
    said = normalise.letters(answer)
    missing = next((letter for letter in said or "" if letter not in LETTERS[: len(options)]), None)
    lettered = said is not None and missing is None and (len(said) == 1 or not single)
    if not lettered and (worded := _worded(options, answer)):
        return worded
    if said is None:
        raise Refusal(faults.NOT_LETTERS(answer=answer[:20]))
    if missing:
        raise Refusal(faults.ANSWER_LACKS_OPTION(letter=missing))
    return [LETTERS.index(letter) for letter in dict.fromkeys(said)]


def is_only_option(options: Sequence[str], answer: str) -> bool:
    """Whether there is one option and the answer names it: nothing to choose from, but words to be found."""
    try:
        return len(options) == 1 and chosen(options, answer) == [0]
    except Refusal:
        return False


def _worded(options: Sequence[str], answer: str) -> list[int]:
    """The places of the options an answer gives in words, alone or parted by ; or |; empty where it is anything else."""
    places = {fold(option): place for place, option in enumerate(options)}
    if fold(answer) in places:
        return [places[fold(answer)]]
    parts = [part for part in _TEXT_SEPARATORS.split(answer) if part.strip()]
    found = [_place(part, places) for part in parts]
    if None in found:
        lettered = lettering.options_in(answer, answer[:1].upper())
        found = [_place(f"{letter}.{words}", places) for letter, words in lettered]
    return [] if None in found else [place for place in dict.fromkeys(found) if place is not None]


def _place(said: str, places: dict[str, int]) -> int | None:
    """The place of the option said in its words, or with its own letter before them."""
    said = normalise.without_label(said)
    if (place := places.get(fold(said))) is not None:
        return place
    own = lettering.letter_at(said, loose=True)
    place = places.get(fold(said[own[1] :])) if own else None
    return place if own and place is not None and LETTERS[place : place + 1] == own[0] else None


def _single(options: Sequence[str], answer: str) -> Single:
    found = chosen(options, answer, single=True)
    if len(found) > 1:
        raise Refusal(faults.SEVERAL_ANSWERS(count=len(found), answer="".join(LETTERS[place] for place in sorted(found))))
    return Single(questions.even(options, found))


def _truth(options: Sequence[str], answer: str) -> bool:
    """True or false said outright, or as the letter of an option that says it."""
    letter = normalise.letters(answer)
    named = options[LETTERS.index(letter)] if letter and letter in tuple(LETTERS[: len(options)]) else answer
    truth = normalise.truth(named)
    if truth is None and not options and letter in ("A", "B"):
        truth = letter == "A"
    if truth is None:
        raise Refusal(faults.NOT_TRUE_FALSE(answer=answer[:20]))
    return truth


# ── words, numbers, pairs ────────────────────────────────────────────────────────────────────────────────────────────


def _accepted(options: Sequence[str], answer: str) -> list[str]:
    """The words that count for a blank: parted by | or ; in the answer, or one an option. Raises Refusal where a sign is unclear."""
    if not answer:
        return [option for option in options if option]
    parts = [part.strip() for part in _ALTERNATIVE.findall(answer) if part.strip()]
    for part in parts:
        if unclear := _UNCLEAR.search(part):
            raise Refusal(faults.UNCLEAR_ALTERNATIVES(answer=part[:20], sign=unclear["sign"]))
    return [_ESCAPED.sub(r"\1", part) for part in parts]


def in_order(answer: str, blanks: int) -> str | None:
    """The answers of several blanks as a bank keeps them, where an answer has a part for each; None where it has not."""
    numbered = [
        part.strip() for part in re.split(r"[(（]\d[)）]\s*|(?:^|[\s;；,，])\d[)）.．、:：]\s*", answer) if part.strip()
    ]
    candidates = [numbered, *(re.split(signs, answer) for signs in (r"[;；|\n]", r"[、]", r"[,，]", r"/", r"\s+"))]
    for parts in candidates:
        parts = [part.strip() for part in parts if part.strip()]
        if len(parts) == blanks and "\\" not in answer:
            return BETWEEN_BLANKS.join(parts)
    return None


def _amount(said: str) -> Amount:
    quantity = normalise.quantity(said)
    if quantity is None:
        raise Refusal(faults.NOT_A_NUMBER(answer=said.strip()[:20]))
    return Amount(*quantity)


def _matching(said: Sequence[str]) -> Matching:
    """Pairs written left => right; a right side alone (=> right) belongs to nothing."""
    return questions.paired([_sides(pair) for pair in said if pair.strip()])


def _sides(pair: str) -> tuple[str, str]:
    for arrow in _ARROWS:
        sides = arrow.split(pair, maxsplit=1)
        if len(sides) == 2:
            return sides[0].strip(), sides[1].strip()
    raise Refusal(faults.NOT_A_PAIR(pair=pair[:20]))
