"""A question as the bank keeps it: seven kinds, what each must have, and how it travels as plain values."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from typing import Any

from bot.phrases import Phrase, Refusal
from handlers.quiz.bank import normalise

LETTERS = "ABCDEFGH"
"""What options are called, and how many a question may have: as many as a table has columns for."""

WHOLE_LIMIT = 20_000
"""Characters of one question in a file of text, with all its markup."""
STEM_LIMIT = 2000
OPTION_LIMIT = 500
EXPLANATION_LIMIT = 2000
TAG_LIMIT = 30
TAGS_LIMIT = 10
ANSWERS_LIMIT = 20
DIFFICULTIES = range(1, 6)
"""1 easy … 5 hard."""

BETWEEN_BLANKS = "；"
"""What parts the words of several blanks in one accepted answer."""

ZERO, ONE = Fraction(0), Fraction(1)
ROUNDING = Fraction(1, 100)
"""How far rights may be from 100 % together: three thirds written as 33 are 99."""

NO_STEM = Phrase(zh="题干为空", en="the question is empty")
NO_ANSWER = Phrase(zh="答案为空", en="there is no answer")
NO_RIGHT = Phrase(zh="没有正确答案", en="no answer is right")
TOO_LONG = Phrase(zh="{what}有{length}字，最多{limit}字", en="{what} has {length:character|characters}, at most {limit}")
STEM = Phrase(zh="题干", en="the question")
WHOLE = Phrase(zh="整题", en="the whole question")
OPTION = Phrase(zh="选项{letter}", en="option {letter}")
ANSWER = Phrase(zh="答案", en="the answer")
EXPLANATION = Phrase(zh="解析", en="the explanation")
TAG = Phrase(zh="标签", en="the tag")
FEW_OPTIONS = Phrase(zh="只有{count}个选项，至少2个", en="{count:option|options}; at least 2 are needed")
MANY_OPTIONS = Phrase(zh="有{count}个选项，最多8个", en="{count:option|options}; at most 8 are possible")
EMPTY_OPTION = Phrase(zh="选项{letter}为空", en="option {letter} is empty")
SAME_OPTIONS = Phrase(zh="选项{first}与选项{second}相同", en="options {first} and {second} are the same")
SEVERAL_RIGHT = Phrase(zh="单选题有{count}个正确答案", en="a single choice has {count:right answer|right answers}")
WEIGHTS = Phrase(zh="正确选项的权重合计是{sum}%，应是100%", en="the right options' weights add up to {sum}%, not 100%")
MANY_ANSWERS = Phrase(zh="有{count}个答案，最多20个", en="{count:answer|answers}; at most 20 are possible")
NEGATIVE_TOLERANCE = Phrase(zh="误差不能小于0", en="a tolerance cannot be below 0")
SEVERAL_BLANKS = Phrase(
    zh="有{count}个空，看不出每个空填什么，请按顺序写成 甲\\；乙",
    en="{count:blank|blanks}, and it is unclear what fills each; write the words in order: one\\;two",
)
FEW_PAIRS = Phrase(zh="只有{count}对，至少2对", en="{count:pair|pairs}; at least 2 are needed")
MANY_PAIRS = Phrase(zh="配对有{count}项，最多8项", en="{count:pair|pairs} and spare sides; at most 8 are possible")
HALF_PAIR = Phrase(zh="配对“{side}”只有一边", en="the pair “{side}” has one side only")
SAME_LEFT = Phrase(zh="左边“{side}”出现两次", en="“{side}” stands twice on the left")
ARROW = Phrase(zh="配对的两边不能含 -> 或 =>", en="the sides of a pair cannot contain -> or =>")
BAD_TAG = Phrase(zh="标签“{tag}”含 ; [ ] 或 \\", en="the tag “{tag}” contains ; [ ] or \\")
MANY_TAGS = Phrase(zh="有{count}个标签，最多10个", en="{count:tag|tags}; at most 10 are possible")
BAD_DIFFICULTY = Phrase(zh="难度是{difficulty}，应是1到5", en="difficulty is {difficulty}, not 1 to 5")


class QuestionKind(StrEnum):
    """The seven kinds. A short answer is judged by an expert, the others by `answers.mark`."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    TRUE_FALSE = "true_false"
    FILL_IN = "fill_in"
    NUMERIC = "numeric"
    MATCHING = "matching"
    SHORT = "short"


KIND_NAMES: Mapping[QuestionKind, Phrase] = {
    QuestionKind.SINGLE: Phrase(zh="单选", en="single"),
    QuestionKind.MULTIPLE: Phrase(zh="多选", en="multiple"),
    QuestionKind.TRUE_FALSE: Phrase(zh="判断", en="true_false"),
    QuestionKind.FILL_IN: Phrase(zh="填空", en="fill_in"),
    QuestionKind.NUMERIC: Phrase(zh="数值", en="numeric"),
    QuestionKind.MATCHING: Phrase(zh="配对", en="matching"),
    QuestionKind.SHORT: Phrase(zh="简答", en="short"),
}


@dataclass(frozen=True, slots=True)
class Option:
    """Something one may answer: its words, the share of the marks it earns (−1 to 1) and what to say to whoever chose it."""

    text: str
    weight: Fraction = ZERO
    feedback: str = ""


@dataclass(frozen=True, slots=True)
class Amount:
    """A number that counts as an answer, give or take `tolerance`."""

    value: Decimal
    tolerance: Decimal = Decimal(0)
    weight: Fraction = ONE
    feedback: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """A left side and what belongs to it."""

    left: str
    right: str


@dataclass(frozen=True, slots=True)
class Single:
    """One option is right (weight 1); others may earn a part."""

    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Multiple:
    """The options of positive weight are right, all of them together and nothing else."""

    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class TrueFalse:
    """A statement that is true or not."""

    truth: bool
    if_right: str = ""
    if_wrong: str = ""


@dataclass(frozen=True, slots=True)
class FillIn:
    """Words for a blank; a `*` stands for any words, `\\*` for a star (as in Moodle). Those of several blanks stand in one
    answer, in order, parted by ；."""

    accepted: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Numeric:
    """A number, the first fitting amount counts."""

    accepted: tuple[Amount, ...]


@dataclass(frozen=True, slots=True)
class Matching:
    """Pairs to put together; `extra` are right sides that belong to nothing. Where the pairs were put right after the question was
    asked, `listed` keeps the right sides in the order people met them."""

    pairs: tuple[Pair, ...]
    extra: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()

    @property
    def rights(self) -> tuple[str, ...]:
        """Every right side once, in the order written."""
        return self.listed or tuple(dict.fromkeys((*(pair.right for pair in self.pairs), *self.extra)))


@dataclass(frozen=True, slots=True)
class Short:
    """A few sentences an expert reads; `model` is the answer they hold it against."""

    model: str = ""


Body = Single | Multiple | TrueFalse | FillIn | Numeric | Matching | Short

KINDS: Mapping[type, QuestionKind] = {
    Single: QuestionKind.SINGLE,
    Multiple: QuestionKind.MULTIPLE,
    TrueFalse: QuestionKind.TRUE_FALSE,
    FillIn: QuestionKind.FILL_IN,
    Numeric: QuestionKind.NUMERIC,
    Matching: QuestionKind.MATCHING,
    Short: QuestionKind.SHORT,
}


@dataclass(frozen=True, slots=True)
class Question:
    """A stem, what is asked and what counts as right, and what is known about it. `picture` names a file in the store."""

    stem: str
    body: Body
    explanation: str = ""
    tags: tuple[str, ...] = ()
    difficulty: int | None = None
    picture: str = ""

    @property
    def kind(self) -> QuestionKind:
        return KINDS[type(self.body)]


# ── what each must have ──────────────────────────────────────────────────────────────────────────────────────────────


def check(question: Question) -> Question:
    """The same question. Raises Refusal with the first thing that is wrong with it, in one sentence."""
    if not question.stem:
        raise Refusal(NO_STEM)
    fits(STEM, question.stem, STEM_LIMIT)
    _CHECKS[question.kind](question.body)
    if isinstance(question.body, FillIn):
        _check_blanks(question.body, normalise.blanks(question.stem))
    fits(EXPLANATION, question.explanation, EXPLANATION_LIMIT)
    _check_tags(question.tags)
    if question.difficulty is not None and question.difficulty not in DIFFICULTIES:
        raise Refusal(BAD_DIFFICULTY(difficulty=question.difficulty))
    return question


def _check_blanks(body: FillIn, count: int) -> None:
    """Raises Refusal where a stem has several blanks and an accepted answer has not a part for each."""
    if count > 1 and any(len(blank_words(answer.text)) != count for answer in body.accepted):
        raise Refusal(SEVERAL_BLANKS(count=count))


def blank_words(text: str) -> list[str]:
    """The words for each of several blanks, as an accepted answer keeps them."""
    return [part for part in text.split(BETWEEN_BLANKS) if part.strip()]


def fits(what: Phrase, text: str, limit: int) -> None:
    """Raises Refusal where a text is longer than its limit."""
    if len(text) > limit:
        raise Refusal(TOO_LONG(what=what, length=len(text), limit=limit))


def _check_tags(tags: tuple[str, ...]) -> None:
    if len(tags) > TAGS_LIMIT:
        raise Refusal(MANY_TAGS(count=len(tags)))
    for tag in tags:
        fits(TAG, tag, TAG_LIMIT)
        if not tag or set(tag) & set(";；[]\\\n"):
            raise Refusal(BAD_TAG(tag=tag))


def _check_options(options: tuple[Option, ...]) -> None:
    if len(options) < 2:
        raise Refusal(FEW_OPTIONS(count=len(options)))
    if len(options) > len(LETTERS):
        raise Refusal(MANY_OPTIONS(count=len(options)))
    seen: dict[str, str] = {}
    for letter, option in zip(LETTERS, options, strict=False):
        if not option.text:
            raise Refusal(EMPTY_OPTION(letter=letter))
        if len(option.text) > OPTION_LIMIT:
            raise Refusal(TOO_LONG(what=OPTION(letter=letter), length=len(option.text), limit=OPTION_LIMIT))
        if first := seen.get(option.text):
            raise Refusal(SAME_OPTIONS(first=first, second=letter))
        seen[option.text] = letter


def _check_single(body: Single) -> None:
    _check_options(body.options)
    right = sum(option.weight == ONE for option in body.options)
    if right != 1:
        raise Refusal(SEVERAL_RIGHT(count=right) if right else NO_RIGHT)


def _check_multiple(body: Multiple) -> None:
    _check_options(body.options)
    rights = sum((option.weight for option in body.options if option.weight > 0), ZERO)
    if not rights:
        raise Refusal(NO_RIGHT)
    if abs(rights - 1) > ROUNDING:
        raise Refusal(WEIGHTS(sum=normalise.percent(rights)))


def _check_true_false(body: TrueFalse) -> None:
    """Nothing can be wrong with a yes or no."""


def _check_accepted(accepted: tuple[Option, ...] | tuple[Amount, ...]) -> None:
    if not accepted:
        raise Refusal(NO_ANSWER)
    if len(accepted) > ANSWERS_LIMIT:
        raise Refusal(MANY_ANSWERS(count=len(accepted)))
    if all(answer.weight != ONE for answer in accepted):
        raise Refusal(NO_RIGHT)


def _check_fill_in(body: FillIn) -> None:
    _check_accepted(body.accepted)
    for answer in body.accepted:
        if not answer.text:
            raise Refusal(NO_ANSWER)
        fits(ANSWER, answer.text, OPTION_LIMIT)


def _check_numeric(body: Numeric) -> None:
    _check_accepted(body.accepted)
    if any(amount.tolerance < 0 for amount in body.accepted):
        raise Refusal(NEGATIVE_TOLERANCE)


def _check_matching(body: Matching) -> None:
    if len(body.pairs) < 2:
        raise Refusal(FEW_PAIRS(count=len(body.pairs)))
    if (count := len(body.pairs) + len(body.extra)) > len(LETTERS):
        raise Refusal(MANY_PAIRS(count=count))
    seen = set()
    for pair in body.pairs:
        if not pair.left or not pair.right:
            raise Refusal(HALF_PAIR(side=pair.left or pair.right))
        if pair.left in seen:
            raise Refusal(SAME_LEFT(side=pair.left))
        seen.add(pair.left)
    for side in (*seen, *body.rights):
        fits(ANSWER, side, OPTION_LIMIT)
        if "->" in side or "=>" in side:
            raise Refusal(ARROW)


def _check_short(body: Short) -> None:
    fits(ANSWER, body.model, EXPLANATION_LIMIT)


_CHECKS: Mapping[QuestionKind, Callable[[Any], None]] = {
    QuestionKind.SINGLE: _check_single,
    QuestionKind.MULTIPLE: _check_multiple,
    QuestionKind.TRUE_FALSE: _check_true_false,
    QuestionKind.FILL_IN: _check_fill_in,
    QuestionKind.NUMERIC: _check_numeric,
    QuestionKind.MATCHING: _check_matching,
    QuestionKind.SHORT: _check_short,
}


def even(texts: Iterable[str], right: Iterable[int]) -> tuple[Option, ...]:
    """Options of which those at the places `right` share the marks evenly."""
    places = set(right)
    share = Fraction(1, len(places)) if places else ZERO
    return tuple(Option(text, share if place in places else ZERO) for place, text in enumerate(texts))


def paired(sides: Iterable[tuple[str, str]]) -> Matching:
    """Pairs as they stand in a file; a right side alone belongs to nothing, unless it belongs to a left side as well."""
    given = list(sides)
    pairs = tuple(Pair(left, right) for left, right in given if left)
    belong = {pair.right for pair in pairs}
    return Matching(pairs, tuple(dict.fromkeys(right for left, right in given if not left and right not in belong)))


def right_options(options: tuple[Option, ...]) -> frozenset[int]:
    """The places of the options that earn something."""
    return frozenset(place for place, option in enumerate(options) if option.weight > 0)


# ── how it travels ───────────────────────────────────────────────────────────────────────────────────────────────────


def fingerprint(question: Question) -> str:
    """Which question it is, whatever became of its answers: 32 hex digits of stem, kind and options, without their spelling.

    The options count in any order: a file that shuffles them brings no new question.
    """
    options, _ = _plain_body(question.body)
    parts = [normalise.stem_key(question.stem), str(question.kind), *sorted(normalise.fold(option) for option in options)]
    return hashlib.blake2b("\0".join(parts).encode(), digest_size=16).hexdigest()


def to_plain(question: Question) -> dict[str, Any]:
    """JSON values: kind, stem, options (what may be shown), answer (what may not), explanation, tags, difficulty, picture."""
    options, answer = _plain_body(question.body)
    return {
        "kind": str(question.kind),
        "stem": question.stem,
        "options": options,
        "answer": answer,
        "explanation": question.explanation,
        "tags": list(question.tags),
        "difficulty": question.difficulty,
        "picture": question.picture,
    }


def _plain_body(body: Body) -> tuple[list[str], list[Any]]:
    match body:
        case Single(options) | Multiple(options):
            return [option.text for option in options], [[str(option.weight), option.feedback] for option in options]
        case TrueFalse(truth, if_right, if_wrong):
            return [], [truth, if_right, if_wrong]
        case FillIn(accepted):
            return [], [[answer.text, str(answer.weight), answer.feedback] for answer in accepted]
        case Numeric(amounts):
            return [], [[str(one.value), str(one.tolerance), str(one.weight), one.feedback] for one in amounts]
        case Matching(pairs, extra, listed):
            rights = [[pair.right for pair in pairs], list(extra)]
            return [pair.left for pair in pairs], [*rights, list(listed)] if listed else rights
        case Short(model):
            return [], [model]


def from_plain(plain: Mapping[str, Any]) -> Question:
    """The question `to_plain` wrote; other keys are passed over."""
    return Question(
        plain["stem"],
        _body(QuestionKind(plain["kind"]), plain["options"], plain["answer"]),
        plain["explanation"],
        tuple(plain["tags"]),
        plain["difficulty"],
        plain["picture"],
    )


def _body(kind: QuestionKind, options: list[str], answer: list[Any]) -> Body:
    match kind:
        case QuestionKind.SINGLE:
            return Single(_options(options, answer))
        case QuestionKind.MULTIPLE:
            return Multiple(_options(options, answer))
        case QuestionKind.TRUE_FALSE:
            return TrueFalse(*answer)
        case QuestionKind.FILL_IN:
            return FillIn(tuple(Option(text, _share(weight), feedback) for text, weight, feedback in answer))
        case QuestionKind.NUMERIC:
            return Numeric(
                tuple(
                    Amount(Decimal(value), Decimal(near), _share(weight), feedback) for value, near, weight, feedback in answer
                )
            )
        case QuestionKind.MATCHING:
            rights, *more = answer
            return Matching(tuple(Pair(*pair) for pair in zip(options, rights, strict=True)), *map(tuple, more))
        case QuestionKind.SHORT:
            return Short(*answer)


_share = lru_cache(maxsize=256)(Fraction)
"""A stored weight. There are few different ones, and a fraction is slow to read."""


def _options(texts: list[str], weighted: list[list[str]]) -> tuple[Option, ...]:
    return tuple(Option(text, _share(weight), feedback) for text, (weight, feedback) in zip(texts, weighted, strict=True))
