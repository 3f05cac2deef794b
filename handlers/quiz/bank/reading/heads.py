"""What the heads of a table mean: our own, and those of the world's templates (Kahoot, Quizizz, 考试宝, 超星, 问卷星 and their like).

A head counts without its star, what stands in brackets, and the traditional form of its characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from string import ascii_lowercase

from bot.phrases import Refusal
from handlers.quiz.bank.normalise import clean, fold, simplified
from handlers.quiz.bank.questions import QuestionKind
from handlers.quiz.bank.reading.answers import kind_named

COLUMNS_LIMIT = 100
"""How far to the right heads are looked for."""

HEADS = {
    "kind": "题型 类型 题目类型 试题类型 题目题型 题类 题目类别 type kind question_type questiontype item_type",
    "stem": "题干 题目 问题 试题 题目内容 试题内容 题目描述 问题描述 问题内容 试题描述 题干内容 题目名称 试题名称 题目标题 问题标题 试题题干 题目题干 "
    "小题题干 题文 question stem question_text questiontext question_title question_stem question_content question_body prompt",
    "answer": "答案 正确答案 标准答案 参考答案 正确选项 试题答案 题目答案 答案内容 正确项 answer correct_answer correct_answers "
    "correctanswer correctanswers correct correct_option correct_options answer_key key right_answer",
    "explanation": "解析 答案解析 试题解析 题目解析 解释 说明 答案说明 题目解释 答题解析 参考解析 explanation analysis rationale "
    "answer_explanation feedback",
    "tags": "标签 知识点 分类 章节 考点 试题分类 题目分类 知识点名称 所属章节 tags tag category topic topics chapter",
    "difficulty": "难度 难易度 难易程度 难度等级 难度系数 题目难度 试题难度 difficulty level difficulty_level",
    "options": "选项 备选项 选项内容 备选答案 答案选项 options choices",
    "passed_over": "序号 编号 题号 原行号 要改的地方 row fault no number id #",
}
_COLUMN = {name: column for column, names in HEADS.items() for name in names.split()}
_OPTION = re.compile(
    r"(?:答案)?(?:选项|备选项|备选答案|option|choice|answer|answer_option)_?(?P<own>[a-z]|\d{1,2})|(?P<bare>[a-z])(?:_?选项)?"
)
_CORRECT = re.compile(
    r"(?:is_?correct|correct|是否正确|正确)_?(?P<own>[a-z]|\d{1,2})|(?:选项|option|choice|answer)_?(?P<of>[a-z]|\d{1,2})_?(?:是否正确|正确|is_?correct|correct)"
)
_BRACKETS = re.compile(r"[【\[][^】\]]{0,20}[】\]]|[*※☆★#]")
_BEHIND = re.compile(r"[(（:：\n].*|\s[-–—]\s.*", re.DOTALL)
_REQUIRED = re.compile(r"[(（【\[]?\s*(?:必填|选填|必须|可选|非必填|required|optional)\s*项?\s*[)）】\]]?", re.IGNORECASE)
_KIND_OF_FIGURE = re.compile(r"(\d{1,2})\s*[-－—=:：.、)）]?\s*([^\d\s,，;；、:：()（）=-]{2,8})")
_FIGURE_OF_KIND = re.compile(r"([^\d\s,，;；、:：()（）=-]{2,8})\s*[-－—=:：]\s*(\d{1,2})")


@dataclass(frozen=True, slots=True)
class Columns:
    """Where a table keeps what: the place of each named column, of each option from A on, and the names nobody knows.

    An option's place is None where the table has no column for its letter but for a later one. `correct` are the columns that
    say of each option whether it is right; `counted`: options are called 1, 2, 3; `codes`: kinds by the figures they are given as.
    """

    named: dict[str, int] = field(default_factory=dict)
    options: list[int | None] = field(default_factory=list)
    correct: dict[int, int] = field(default_factory=dict)
    counted: bool = False
    codes: dict[str, QuestionKind | None] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()

    @property
    def known(self) -> int:
        """How many columns say something of a question."""
        return len(self.named.keys() - {"passed_over"}) + len([place for place in self.options if place is not None])

    def cell(self, name: str, cells: Sequence[str]) -> str:
        return at(self.named.get(name), cells)


def at(place: int | None, cells: Sequence[str]) -> str:
    """The cell at a place; "" where the row or the table has none."""
    return "" if place is None or place >= len(cells) else cells[place]


def columns(heads: Sequence[str]) -> Columns:
    """What each of a row of heads means."""
    named: dict[str, int] = {}
    options: dict[int, int] = {}
    correct: dict[int, int] = {}
    numbers, unknown = set(), []
    for place, head in enumerate(heads[:COLUMNS_LIMIT]):
        word = meaning(head)
        if name := _COLUMN.get(word):
            named.setdefault(name, place)
        elif option := _OPTION.fullmatch(word):
            own = option["own"] or option["bare"]
            numbers.add(own.isdigit())
            options.setdefault(_number(own), place)
        elif right := _CORRECT.fullmatch(word):
            correct.setdefault(_number(right["own"] or right["of"]), place)
        elif word:
            unknown.append(clean(head))
    _without_strays(options)
    listed = [options.get(number) for number in range(max(options, default=-1) + 1)]
    kinds = codes(heads[named["kind"]]) if "kind" in named else {}
    return Columns(named, listed, correct, numbers == {True}, kinds, tuple(unknown))


@lru_cache(maxsize=1024)
def meaning(head: str) -> str:
    """A head as it is compared: its one name of several (题干/Question) that is known, without stars, brackets and instructions."""
    word = simplified(fold(_REQUIRED.sub(" ", head)))
    word = _BRACKETS.sub(" ", word).strip()
    said = [_named(part) for part in (_BEHIND.sub("", word), *re.split(r"[/／\n|]", word), *_two_languages(word))]
    return next((part for part in said if part in _COLUMN or _OPTION.fullmatch(part) or _CORRECT.fullmatch(part)), said[0])


def _named(words: str) -> str:
    return re.sub(r"[\s-]+", "_", _BEHIND.sub("", words).strip()).strip("_")


def _two_languages(word: str) -> list[str]:
    """The Chinese and the English part of a head that has both (选项A Option A, 题干Question)."""
    first, _, rest = word.partition(" ")
    spaced = [first] if len(rest) > 1 and rest.isascii() and not first.isascii() else []
    return [*spaced, *(part for part in re.split(r"(?<=[^\x00-\x7f])\s*(?=[a-z])", word, maxsplit=1) if part != word)]


def codes(head: str) -> dict[str, QuestionKind | None]:
    """The kinds a legend gives figures to (题型（0单选，1判断，2多选）), by figure; None for 选择, which may be either."""
    by_figure = _kinds(_KIND_OF_FIGURE.findall(head))
    return by_figure or _kinds((figure, word) for word, figure in _FIGURE_OF_KIND.findall(head))


def _kinds(pairs: Iterable[tuple[str, str]]) -> dict[str, QuestionKind | None]:
    given: dict[str, QuestionKind | None] = {}
    for figure, word in pairs:
        try:
            given[figure] = kind_named(word)
        except Refusal:
            continue
    return given


def _number(said: str) -> int:
    """A is 0 and so is 1."""
    return max(0, int(said) - 1) if said.isdigit() else ascii_lowercase.index(said)


def _without_strays(options: dict[int, int]) -> None:
    """Leaves out a single letter far from the others: a column X is no option."""
    for number in sorted(options):
        if number > 7 and number - 1 not in options:
            del options[number]
