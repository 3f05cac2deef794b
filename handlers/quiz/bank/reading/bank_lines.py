"""What a line of a text bank is by itself: a section's head, a question's number, an option, a field (答案：…), or only words.

Nothing here knows what stands before or after; `text_bank` does.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from bot.documents.text import lines
from bot.documents.text_line import TextLine
from bot.phrases import Refusal
from handlers.quiz.bank.normalise import simplified
from handlers.quiz.bank.questions import QuestionKind
from handlers.quiz.bank.reading import lettering
from handlers.quiz.bank.reading.answers import kind_named


@dataclass(frozen=True, slots=True)
class Field:
    """What a label introduces: `name` as in FIELDS, and the words up to the next label."""

    name: str
    words: str


@dataclass(frozen=True, slots=True)
class Numbered:
    """The beginning of a question: its number where it has one, the way it is written, its kind where that is said, its words."""

    number: int | None
    form: str
    kind: QuestionKind | str | None
    words: str


FIELDS = {
    "answer": "正确答案 标准答案 参考答案 试题答案 本题答案 答案 正确选项 正解 answer answers correct_answer ans key",
    "explanation": "答案解析 试题解析 题目解析 参考解析 解析 解答 解释 说明 分析 点评 explanation rationale feedback analysis",
    "difficulty": "难易程度 难易度 难度系数 难度等级 难度 difficulty level",
    "tags": "知识点 考查点 考点 标签 分类 章节 所属章节 tags tag topic category",
    "kind": "题目类型 试题类型 题型 type",
    "stem": "题干 题目 试题 question",
    "passed_over": "分值 分数 得分 本题得分 出处 来源 题号 points score",
}
_FIELD_NAMES = {name.replace("_", " "): field for field, names in FIELDS.items() for name in names.split()}
_NAME = "|".join(sorted((re.escape(name) for name in _FIELD_NAMES), key=len, reverse=True))
_LEAD = r"(?:[—\-–=＝*＊#]{1,4}|[（(]|●|◆|▲|■|★)?\s*"
_LABEL = re.compile(
    rf"(?:^{_LEAD})?[【\[]\s*(?P<boxed>{_NAME})\s*[】\]]\s*[:：]?\s*"
    rf"|(?:^{_LEAD}|(?<=[\s。；;，,）)】\]]))(?P<bare>{_NAME})\s*(?:[:：]|(?<=答案)\s*[是为]\s*(?=\S))\s*",
    re.IGNORECASE,
)
_DASHED_ANSWER = re.compile(r"^\s*[—\-–=＝]{2,4}\s*(?:正确|标准|参考)?答案\s*[:：]?\s*(?=\S)")
_SHORT_ANSWER = re.compile(r"^\s*答\s*[:：]\s*")
_LETTERS_ONLY = re.compile(r"^\s*(?:正确|标准|参考)?答案\s*(?=[A-Za-zＡ-Ｚ√×✓✗对错]{1,8}\s*$)")

_CHINESE_DIGITS = "一二三四五六七八九十百〇零两"
_KIND_NAME = (
    "单项选择题|单项选择|单选题|单选|多项选择题|多项选择|多选题|多选|复选题|不定项选择题|不定项|判断正误题|判断题|判断|是非题|对错题|"
    "填空题|填空|数值题|配对题|匹配题|连线题|简答题|简述题|问答题|论述题|主观题|选择题|名词解释题|名词解释|计算题|案例分析题|案例题|"
    "single choice|multiple choice|multiple response|true or false|true/false|fill in the blanks?|short answer|matching"
)
_HEAD_NUMBER = (
    rf"第?\s*[{_CHINESE_DIGITS}]{{1,4}}\s*(?:[、.．:：]|部分|大题|章|节|篇|、)|第\s*\d+\s*(?:部分|大题|章|节|篇)"
    rf"|[（(]\s*[{_CHINESE_DIGITS}]{{1,4}}\s*[）)]|(?:part|section)\s+[\divx]+|[IVXⅠⅡⅢⅣⅤ]{{1,4}}\s*[.、．]"
)
_SECTION = re.compile(
    rf"^\s*#*\s*(?:(?P<number>{_HEAD_NUMBER})\s*[:：.、]?\s*)?[【\[（(]?\s*(?P<kind>{_KIND_NAME})\s*[】\]）)]?(?P<rest>.*)$",
    re.IGNORECASE,
)
_SECTION_REST = re.compile(r"^\s*(?:部分)?\s*(?:[（(【\[].*|[:：].{0,60}|[,，。]?(?:每|共|本|请|下列|以下).*|\d*\s*)$")
_HEADING = re.compile(rf"^\s*#*\s*(?P<number>{_HEAD_NUMBER})\s*[:：.、]?\s*(?P<rest>.*)$", re.IGNORECASE)

_NUMBER = re.compile(
    r"^\s*[*＊#]*\s*(?:"
    r"(?P<ordinal>第\s*(?P<a>\d{1,5})\s*题|(?:题目?|试题|question|q)\s*(?P<b>\d{1,5}))\s*[.．、:：)）]?\s*"
    r"|[（(]\s*(?P<c>\d{1,5})\s*[）)]\s*[.．、]?\s*"
    r"|[【\[]\s*(?P<d>\d{1,5})\s*[】\]]\s*[.．、]?\s*"
    r"|(?P<e>\d{1,5})\s*(?P<sign>[.．、)）﹒:：]|\s(?=[^\d\s.]))(?!\d)\s*)",
    re.IGNORECASE,
)
_KIND_TAG = re.compile(
    rf"^\s*[（(【\[]\s*(?P<kind>{_KIND_NAME})\s*(?:[,，、]?\s*\d+(?:\.\d+)?\s*分)?\s*[）)】\]]\s*[:：]?\s*", re.IGNORECASE
)
_KIND_LABEL = re.compile(rf"^\s*(?P<kind>{_KIND_NAME})\s*\d*\s*[:：]\s*(?=\S)", re.IGNORECASE)

_KEY_HEAD = re.compile(
    r"^\s*(?:附\s*[:：]?\s*|[一二三四五六七八九十]+、\s*)?[【\[（(]?\s*(?:试卷|试题|本卷|全卷)?(?:参考|标准|正确)?答案"
    r"(?:[及与和]?\s*解析|部分|页|表|汇总|一览|速查)?\s*[】\]）)]?\s*[:：]?\s*$|^\s*(?:answer\s*key|answers|key)\s*[:：]?\s*$",
    re.IGNORECASE,
)


def from_text(text: str) -> list[TextLine]:
    """The lines of a text, numbered from 1."""
    return [TextLine(number, line) for number, line in lines(text)]


def section(text: str) -> tuple[QuestionKind | str | None, str] | None:
    """(kind, words) of a head that names a kind of question (一、单选题（每题2分）, 【判断题】); None for any other line."""
    found = _SECTION.match(text)
    if not found or not _SECTION_REST.match(found["rest"]):
        return None
    if found["number"] is None and found["rest"].strip().startswith((":", "：")) and found["rest"].strip(" :："):
        return None  # 单选题：题干 begins a question
    return _kind(found["kind"]), text.strip()


def heading(text: str) -> str | None:
    """What a line numbered as a chapter or part is (一、产品知识) says behind its number; None for any other line."""
    found = _HEADING.match(text)
    return found["rest"].strip() or None if found else None


def chinese_number(text: str) -> int | None:
    """The number of a line numbered 一、 or （一）; None for any other line."""
    found = re.match(rf"^\s*[（(]?\s*([{_CHINESE_DIGITS}]{{1,3}})\s*[、.．）)]", text)
    return _counted(found[1]) if found else None


def _counted(said: str) -> int | None:
    digits = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
    tens, mark, ones = said.partition("十")
    if mark:
        return digits.get(tens, 1 if not tens else 0) * 10 + digits.get(ones, 0)
    return digits.get(said)


def numbered(text: str) -> Numbered | None:
    """The number or kind a question begins with, and the rest of its line; None where a line begins with neither."""
    found = _NUMBER.match(text)
    rest = text[found.end() :] if found else text
    kind = None
    if tag := _KIND_TAG.match(rest) or (_KIND_LABEL.match(rest)):
        kind, rest = _kind(tag["kind"]), rest[tag.end() :]
        if found is None and (later := _NUMBER.match(rest)):
            found, rest = later, rest[later.end() :]
    if found is None:
        return Numbered(None, "kind", kind, rest) if kind is not None and rest.strip() else None
    digits = next(value for name in "abcde" if (value := found[name]))
    form = "ordinal" if found["ordinal"] else "()" if found["c"] else "[]" if found["d"] else found["sign"].strip() or " "
    return Numbered(int(digits), unicodedata.normalize("NFKC", form), kind, rest)


def trailing_kind(stem: str) -> tuple[str, QuestionKind | str | None]:
    """A stem without the kind or the points it ends with （多选，2分）, and that kind."""
    kind: QuestionKind | str | None = None
    while found := _TRAILING.search(stem):
        kind = _kind(found["kind"]) if found["kind"] else kind
        stem = stem[: found.start()].rstrip()
    return stem, kind


_TRAILING = re.compile(
    rf"\s*[（(【\[]\s*(?:(?P<kind>{_KIND_NAME})\s*(?:[,，、;；]?\s*\d+(?:\.\d+)?\s*分)?|\d+(?:\.\d+)?\s*分|分值\s*[:：]?\s*\d+(?:\.\d+)?\s*分?)"
    r"\s*[）)】\]]\s*[*＊]?\s*$",
    re.IGNORECASE,
)


def fields(text: str) -> list[Field]:
    """What the labels of a line introduce, where it begins with one; empty for any other line."""
    if dashed := _DASHED_ANSWER.match(text) or _LETTERS_ONLY.match(text):
        return _after_labels("answer", text[dashed.end() :])
    first = _LABEL.match(text)
    if first is None:
        return [Field("reply", text[short.end() :].strip())] if (short := _SHORT_ANSWER.match(text)) else []
    found = _after_labels(_name(first), text[first.end() :])
    if re.match(rf"^{_LEAD}", text)[0].strip().startswith(("（", "(")):  # type: ignore[index]  # matches always
        found[-1] = Field(found[-1].name, found[-1].words.rstrip("）)"))
    return found


def _after_labels(name: str, words: str) -> list[Field]:
    """The words of a first label, and every label that follows on the line."""
    found = [label for label in _LABEL.finditer(words) if label.start() or name != "stem"]
    ends = [label.start() for label in found] + [len(words)]
    said = [Field(name, words[: ends[0]].strip())]
    for label, end in zip(found, ends[1:], strict=True):
        said.append(Field(_name(label), words[label.end() : end].strip()))
    return said


def label_inside(text: str) -> int | None:
    """Where in a line an answer's label begins behind other words （答案：B）; None where there is none."""
    found = next(
        (label for label in _LABEL.finditer(text) if label.start() and _name(label) in ("answer", "explanation")), None
    )
    bracketed = re.search(r"[（(【\[—-]+\s*(?:正确|标准|参考)?答案\s*[】\]]?\s*[:：]", text)
    places = [found.start()] if found else []
    return min([*places, *([bracketed.start()] if bracketed and bracketed.start() else [])], default=None)


def is_label(text: str) -> bool:
    """Whether a text is the name of a field and nothing else: 答案, 题干："""
    return text.rstrip(" :：").lower() in _FIELD_NAMES


def _name(label: re.Match[str]) -> str:
    return _FIELD_NAMES[(label["boxed"] or label["bare"]).lower()]


def is_key_head(text: str) -> bool:
    """Whether a line only says that answers follow."""
    return _KEY_HEAD.match(text) is not None


def option_letter(text: str, *, loose: bool = False) -> str | None:
    """The letter of the option a line begins with."""
    found = lettering.letter_at(text.lstrip(" \t*＊√✓✔☑"), loose=loose)
    return found[0] if found else None


def _kind(word: str) -> QuestionKind | str | None:
    """The kind a head names; its own word where we have no such kind, None where it only says that it is a choice."""
    try:
        return kind_named(simplified(word).lower())
    except Refusal:
        return word
