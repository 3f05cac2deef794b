"""The form of an application: a question of one kind on each line, read and written; and the answers people type to it. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from bot.feature import Phrase, Refusal
from bot.names import clean, folded

Kind = Literal["single", "multiple", "yes_no", "text", "number"]
KINDS: dict[Kind, Phrase] = {
    "single": Phrase(zh="单选", en="single"),
    "multiple": Phrase(zh="多选", en="multi"),
    "yes_no": Phrase(zh="是否", en="yes-no"),
    "text": Phrase(zh="文字", en="text"),
    "number": Phrase(zh="数字", en="number"),
}
CALLED: dict[str, Kind] = {word: kind for kind, name in KINDS.items() for word in (name.zh, name.en)} | {
    "multiple": "multiple",
    "yes/no": "yes_no",
    "是/否": "yes_no",
    "判断": "yes_no",
    "填空": "text",
    "数值": "number",
}
OPTIONAL = {"选填", "可选", "optional"}
TAGGING = {"标签", "tag"}
LETTERS = "ABCDEFGHIJKL"
MOST_FIELDS, MOST_OPTIONS, LONGEST, LONGEST_OPTION, LONGEST_TAG, LONGEST_TEXT = 20, 12, 120, 40, 20, 500
SKIPS = {"跳过", "skip"}
YES = {"是", "能", "可以", "对", "有", "yes", "y", "a"}
NO = {"否", "不", "不能", "不可以", "没有", "不是", "no", "n", "b"}
COUNTED = re.compile(r"^\s*(?:\d{1,2}\s*[.．、)）:：]|[-*•·])\s*")
MARK = re.compile(r"[\[【]\s*([^\]】]{1,30}?)\s*[\]】]")
APART = re.compile(r"\s*[/／|｜;；]\s*")
ASKED = re.compile(r"(?P<words>.+?[?？:：])\s*(?P<options>.+[/／|｜;；].+)")
RANGE = re.compile(r"(-?\d{1,9})\s*[-–—~～到]\s*(-?\d{1,9})")
PICKS = re.compile(r"[A-Z]|\d{1,2}")

MANY = Phrase(zh="表单最多{most}题，这里有{n}题。", en="A form has at most {most:question|questions}; here {n:|is|are} {n}.")
NO_WORDS = Phrase(zh="第{row}行没有题目。试试：{example}", en="Line {row} has no question. Try: {example}")
LONG = Phrase(
    zh="第{row}行太长：一题最多{most}个字。", en="Line {row} is too long: a question has at most {most:character|characters}."
)
NO_KIND = Phrase(
    zh="第{row}行：没有“{word}”这种题，可以用 [单选] [多选] [是否] [文字] [数字]。",
    en="Line {row}: there is no kind “{word}”; there are [single] [multi] [yes-no] [text] [number].",
)
FEW = Phrase(
    zh="第{row}行：选择题要2到{most}个选项，用 / 隔开。",
    en="Line {row}: options, 2 to {most} of them, stand with / between them.",
)
TWICE = Phrase(zh="第{row}行：选项“{option}”写了两次。", en="Line {row}: the option “{option}” stands there twice.")
ASKED_TWICE = Phrase(zh="第{row}行：“{words}”问了两次。", en="Line {row}: “{words}” is asked twice.")
LONG_OPTION = Phrase(
    zh="第{row}行：选项“{option}”太长，最多{most}个字。",
    en="Line {row}: the option “{option}” is too long; {most:character|characters} at most.",
)
NO_OPTIONS = Phrase(zh="第{row}行：[{kind}] 不写选项。", en="Line {row}: [{kind}] takes no options.")
ONE_TAG = Phrase(zh="第{row}行：只有单选和多选能当标签。", en="Line {row}: only single and multi give tags.")
EXAMPLE = Phrase(zh="你的岗位？ [单选 标签] 新员工/骨干/高潜/管理者", en="What is your job? [single tag] new/core/talent/lead")
NOT_ONE = Phrase(zh="请回一个字母，A–{last}。", en="Please answer with one letter, A–{last}.")
NOT_SOME = Phrase(
    zh="请回字母，可以几个一起，如 {example}。", en="Please answer with letters, several at once, like {example}."
)
NOT_YES_NO = Phrase(zh="请回 是 或 否。", en="Please answer with yes or no.")
NOT_A_NUMBER = Phrase(zh="请回一个数，如 3。", en="Please answer with a number, like 3.")
OUTSIDE = Phrase(zh="请回 {least} 到 {most} 的数。", en="Please answer with a number from {least} to {most}.")
LONG_ANSWER = Phrase(zh="最多{most}个字，这里有{n}个。", en="At most {most:character|characters}; this has {n}.")
NEEDED = Phrase(zh="这一题要答，不能跳过。", en="This one needs an answer and cannot be skipped.")
YES_SHOWN, NO_SHOWN, SKIPPED = Phrase(zh="是", en="yes"), Phrase(zh="否", en="no"), Phrase(zh="没填", en="left out")
Answer = list[int] | bool | str | None
"""Places of options, yes or no, a number or words as they were written; None where it was left out."""


@dataclass(frozen=True, slots=True)
class FormField:
    """A question of a form. What is chosen becomes a tag of the member where it `tags`; a number is within `bounds`."""

    kind: Kind
    words: str
    options: tuple[str, ...] = ()
    is_optional: bool = False
    tags: bool = False
    bounds: tuple[int, int] | None = None

    @property
    def stored(self) -> dict[str, Any]:
        return asdict(self)


def of_stored(stored: Iterable[dict[str, Any]]) -> list[FormField]:
    """The questions as they are kept."""
    return [
        FormField(
            one["kind"],
            one["words"],
            tuple(one["options"]),
            one["is_optional"],
            one["tags"],
            (one["bounds"][0], one["bounds"][1]) if one["bounds"] else None,
        )
        for one in stored
    ]


def read(lines: Sequence[str]) -> list[FormField]:
    """A question a line. Raises Refusal naming the line that is wrong."""
    written = [line for line in (clean(line) for line in lines) if line]
    if len(written) > MOST_FIELDS:
        raise Refusal(MANY(most=MOST_FIELDS, n=len(written)))
    fields: list[FormField] = []
    for row, line in enumerate(written, 1):
        field = field_of(COUNTED.sub("", line), row)
        if any(folded(field.words) == folded(other.words) for other in fields):
            raise Refusal(ASKED_TWICE(row=row, words=field.words[:LONGEST_OPTION]))
        fields.append(field)
    return fields


def field_of(line: str, row: int) -> FormField:
    """你的岗位？ [单选 标签] 新员工/骨干: without a mark a list behind a question is 单选, and anything else 文字. Raises Refusal."""
    mark = MARK.search(line)
    if mark is None:
        asked = ASKED.fullmatch(line)
        return made(row, "single", asked["words"], asked["options"], ()) if asked else made(row, "text", line, "", ())
    word, *more = mark[1].split()
    kind = CALLED.get(word.casefold())
    if kind is None:
        raise Refusal(NO_KIND(row=row, word=word))
    return made(row, kind, line[: mark.start()], line[mark.end() :], more)


def made(row: int, kind: Kind, words: str, options: str, more: Sequence[str]) -> FormField:
    """The question of these words, checked. Raises Refusal."""
    words = " ".join(words.split())
    if not words:
        raise Refusal(NO_WORDS(row=row, example=EXAMPLE))
    if len(words) > LONGEST:
        raise Refusal(LONG(row=row, most=LONGEST))
    marks = {mark.casefold() for mark in more}
    bounds = next((found for mark in marks if (found := RANGE.fullmatch(mark))), None) if kind == "number" else None
    known = OPTIONAL | TAGGING | ({bounds[0]} if bounds else set())
    if unknown := marks - known:
        raise Refusal(NO_KIND(row=row, word=min(unknown)))
    is_choice, gives_tags = kind in ("single", "multiple"), bool(marks & TAGGING)
    if gives_tags and not is_choice:
        raise Refusal(ONE_TAG(row=row))
    if options.strip() and not is_choice:
        raise Refusal(NO_OPTIONS(row=row, kind=KINDS[kind]))
    some = _options(row, options, LONGEST_TAG if gives_tags else LONGEST_OPTION) if is_choice else ()
    within = tuple(sorted((int(bounds[1]), int(bounds[2])))) if bounds else None
    return FormField(kind, words, some, bool(marks & OPTIONAL), gives_tags, (within[0], within[1]) if within else None)


def _options(row: int, words: str, longest: int) -> tuple[str, ...]:
    options = tuple(" ".join(option.split()) for option in APART.split(words.strip()) if option.strip())
    if not 2 <= len(options) <= MOST_OPTIONS:
        raise Refusal(FEW(row=row, most=MOST_OPTIONS))
    seen: set[str] = set()
    for option in options:
        if len(option) > longest:
            raise Refusal(LONG_OPTION(row=row, option=option[:longest], most=longest))
        if folded(option) in seen:
            raise Refusal(TWICE(row=row, option=option))
        seen.add(folded(option))
    return options


def written(field: FormField, language: str) -> str:
    """The line that reads back."""
    marks = [KINDS[field.kind]().to(language)]
    if field.bounds:
        marks.append(f"{field.bounds[0]}-{field.bounds[1]}")
    if field.tags:
        marks.append("tag" if language == "en" else "标签")
    if field.is_optional:
        marks.append("optional" if language == "en" else "选填")
    return f"{field.words} [{' '.join(marks)}] {'/'.join(field.options)}".rstrip()


def answered(field: FormField, said: str) -> Answer:
    """An answer as it was typed or pressed. Raises Refusal."""
    plain = unicodedata.normalize("NFKC", said).strip()
    if plain.casefold() in SKIPS:
        if not field.is_optional:
            raise Refusal(NEEDED)
        return None
    match field.kind:
        case "single" | "multiple":
            return places(field, plain)
        case "yes_no":
            word = plain.casefold().rstrip("。.!！吧的")
            if word not in YES | NO:
                raise Refusal(NOT_YES_NO)
            return word in YES
        case "number":
            return _number(field, plain)
        case "text":
            if not plain:
                raise Refusal(NEEDED)
            if len(said) > LONGEST_TEXT:
                raise Refusal(LONG_ANSWER(most=LONGEST_TEXT, n=len(said)))
            return clean(said)


def places(field: FormField, plain: str) -> list[int]:
    """The options meant: by letter, by number, or by their words. Raises Refusal."""
    wrong = not_among(field)
    named = [place for place, option in enumerate(field.options) if folded(option) == folded(plain)]
    if named:
        return named
    words = [word for word in re.split(r"[\s,，、和/]+", plain) if word]
    by_words = {folded(option): place for place, option in enumerate(field.options)}
    if len(words) > 1 and all(folded(word) in by_words for word in words):
        found = sorted({by_words[folded(word)] for word in words})
    else:
        signs = PICKS.findall("".join(words).upper()) if not any(word.isdigit() for word in words) else words
        if not signs or "".join(signs) != "".join(words).upper():
            raise wrong
        found = sorted({int(sign) - 1 if sign.isdigit() else LETTERS.find(sign) for sign in signs})
    if not found or any(not 0 <= place < len(field.options) for place in found) or (field.kind == "single" and len(found) > 1):
        raise wrong
    return found


def not_among(field: FormField) -> Refusal:
    """To be raised for what is none of the options."""
    last = LETTERS[len(field.options) - 1]
    return Refusal(NOT_ONE(last=last) if field.kind == "single" else NOT_SOME(example=f"A{last}"))


def _number(field: FormField, plain: str) -> str:
    try:
        value = Decimal(plain.rstrip("年天次个岁人月 "))
    except InvalidOperation:
        raise Refusal(NOT_A_NUMBER) from None
    if not value.is_finite() or abs(value) > 10**12:
        raise Refusal(NOT_A_NUMBER)
    if field.bounds and not field.bounds[0] <= value <= field.bounds[1]:
        raise Refusal(OUTSIDE(least=field.bounds[0], most=field.bounds[1]))
    return format(value.normalize(), "f")


def said(field: FormField, answer: Answer) -> str | Phrase | list[str]:
    """An answer as it is read."""
    if answer is None:
        return SKIPPED
    if isinstance(answer, bool):
        return YES_SHOWN if answer else NO_SHOWN
    return [field.options[place] for place in answer] if isinstance(answer, list) else answer


def tags(fields: Sequence[FormField], answers: dict[int, Answer]) -> list[str]:
    """The tags that the answers give."""
    return [
        field.options[place]
        for at, field in enumerate(fields)
        if field.tags and isinstance(chosen := answers.get(at), list)
        for place in chosen
    ]
