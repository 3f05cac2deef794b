"""Tables to questions: heads in Chinese or English in any order, a row a question, one clear sentence for each row that is none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from string import ascii_uppercase

from bot.documents import delimited
from bot.documents import faults as file_faults
from bot.documents.document import Document
from bot.documents.spreadsheet import HEAD_ROWS, Sheet
from bot.phrases import Phrase, Refusal
from handlers.quiz.bank import normalise, questions, tags
from handlers.quiz.bank.normalise import clean, fold
from handlers.quiz.bank.questions import (
    LETTERS,
    ONE,
    Amount,
    Body,
    FillIn,
    Matching,
    Multiple,
    Numeric,
    Option,
    Question,
    QuestionKind,
    Short,
    Single,
    TrueFalse,
)
from handlers.quiz.bank.reading import faults
from handlers.quiz.bank.reading.outcome import QUESTIONS_LIMIT, QuestionSink

COLUMNS_LIMIT = 100
"""How far to the right heads are looked for."""

HEADS = {
    "kind": "题型 类型 题目类型 试题类型 type kind question_type questiontype",
    "stem": "题干 题目 问题 试题 题目内容 试题内容 题目描述 question stem question_text questiontext",
    "answer": "答案 正确答案 标准答案 参考答案 正确选项 answer correct_answer correctanswer correct key",
    "explanation": "解析 答案解析 试题解析 题目解析 解释 说明 explanation analysis rationale",
    "tags": "标签 知识点 分类 tags tag category topic",
    "difficulty": "难度 难易度 难易程度 difficulty level",
    "options": "选项 备选项 options choices",
    "passed_over": "序号 编号 原行号 要改的地方 row fault no number id",
}
KIND_WORDS = {
    QuestionKind.SINGLE: "单选 单选题 单项选择 单项选择题 single single_choice singlechoice radio",
    QuestionKind.MULTIPLE: "多选 多选题 多项选择 多项选择题 不定项 不定项选择题 multiple multiple_choice multiplechoice multiple_response checkbox",
    QuestionKind.TRUE_FALSE: "判断 判断题 是非 是非题 对错题 true_false truefalse true/false t/f tf judge boolean",
    QuestionKind.FILL_IN: "填空 填空题 fill_in fillin fill_in_the_blank fill blank",
    QuestionKind.NUMERIC: "数值 数值题 数字 数字题 numeric numerical number",
    QuestionKind.MATCHING: "配对 配对题 匹配 匹配题 连线 连线题 matching match",
    QuestionKind.SHORT: "简答 简答题 问答 问答题 short short_answer shortanswer essay open",
}
CHOICE_WORDS = frozenset(("选择", "选择题", "choice", "mcq", "multichoice"))
"""Said of both kinds of choice: the answer tells which."""
DIFFICULTY_WORDS = {1: "易 简单 容易 easy", 2: "较易", 3: "中 中等 一般 medium normal", 4: "较难", 5: "难 困难 hard difficult"}

_COLUMN = {name: column for column, names in HEADS.items() for name in names.split()}
_KIND = {word: kind for kind, words in KIND_WORDS.items() for word in words.split()}
_DIFFICULTY = {word: level for level, words in DIFFICULTY_WORDS.items() for word in words.split()}
_OPTION_HEAD = re.compile(r"(?:选项|备选项|option|choice)_?([a-z]|\d{1,2})|([a-h])(?:选项)?")
_LETTERED = re.compile(r"(?:^|(?<=\s))([A-Ha-hＡ-Ｈ])\s*[.．、:：)）]\s*")
_OWN_LETTER = re.compile(r"([A-HＡ-Ｈa-h])\s*[.．、:：)）]\s*(?=\S)")
_ALTERNATIVE = re.compile(r"(?:\\.|[^|;；\n])+", re.DOTALL)
_TEXT_SEPARATORS = re.compile(r"[;；|\n]")
_ARROWS = (re.compile(r"\s*(?:=>|->)\s*"), re.compile(r"\s*[→⇒]\s*"))

Rows = Sequence[tuple[int, list[str]]]


@dataclass(frozen=True, slots=True)
class Columns:
    """Where a table keeps what: the place of each named column, of each option from A on, and the names nobody knows.

    An option's place is None where the table has no column for its letter but for a later one.
    """

    named: dict[str, int]
    options: list[int | None]
    unknown: list[str]

    def cell(self, name: str, cells: list[str]) -> str:
        return _at(self.named.get(name), cells)


def read_workbook(document: Document) -> QuestionSink:
    """Every visible sheet that has a column of questions. Raises Refusal where the file holds no such sheet."""
    sink = QuestionSink()
    for name in document.hidden_sheets:
        sink.note(file_faults.IGNORED_SHEET(sheet=name, reason=file_faults.HIDDEN))
    filled = [sheet for sheet in document.sheets if sheet.rows]
    banks = [sheet for sheet in filled if _head_row(sheet.rows) is not None]
    if not banks:
        raise Refusal(_why_no_table([sheet.rows for sheet in filled]))
    for sheet in filled:
        if sheet in banks:
            _read_rows(sheet.rows, sink, sheet.name if len(banks) > 1 else "", sheet.dates)
        else:
            sink.note(file_faults.IGNORED_SHEET(sheet=sheet.name, reason=faults.NO_HEADS))
    return sink


def is_table(text: str) -> bool:
    """Whether a text's first lines have a head row of a bank."""
    return _head_row(delimited.rows(text[:20_000])) is not None


def share_known(sheets: Iterable[Sheet]) -> Fraction:
    """How much of the heads of the first sheet of questions is known; 0 where there is none."""
    for sheet in sheets:
        if (head := _head_row(sheet.rows)) is not None:
            columns = _columns(sheet.rows[head][1])
            known = len(columns.named.keys() - {"passed_over"}) + len([place for place in columns.options if place is not None])
            return Fraction(known, known + len(columns.unknown))
    return Fraction(0)


def read_text(document: Document) -> QuestionSink:
    """A table of values parted by commas, semicolons or tabs. Raises Refusal where a needed column is missing."""
    (sheet,) = document.sheets
    sink = QuestionSink()
    _read_rows(sheet.rows, sink)
    last, cells = sheet.rows[-1]
    if document.is_unclosed:
        sink.items = [one for one in sink.items if one.row != last]
        sink.faults = [one for one in sink.faults if one.row != last]
        sink.fault(faults.UNCLOSED_QUOTE(), last, source=tuple(cells))
    return sink


def read_row(cells: dict[str, str]) -> Question:
    """One question of cells by their heads. Raises Refusal with what is wrong with them."""
    return questions.check(_question(list(cells.values()), _columns(list(cells))))


# ── heads ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _head_row(rows: Rows) -> int | None:
    """The place in `rows` of the heads: the first of the top rows that names the question and one thing more."""
    for place, (_, cells) in enumerate(rows[:HEAD_ROWS]):
        columns = _columns(cells)
        if "stem" in columns.named and len(columns.named) + len(columns.options) > 1:
            return place
    return None


def _columns(heads: list[str]) -> Columns:
    named: dict[str, int] = {}
    options: dict[int, int] = {}
    unknown = []
    for place, head in enumerate(heads[:COLUMNS_LIMIT]):
        word = re.sub(r"[(:].*", "", fold(head).replace("*", "")).strip().replace(" ", "_")
        option = _OPTION_HEAD.fullmatch(word)
        if name := _COLUMN.get(word):
            named.setdefault(name, place)
        elif option:
            options.setdefault(_option_number(option[1] or option[2]), place)
        elif word:
            unknown.append(clean(head))
    return Columns(named, [options.get(number) for number in range(max(options, default=-1) + 1)], unknown)


def _option_number(said: str) -> int:
    """A is 0 and so is 1."""
    return max(0, int(said) - 1) if said.isdigit() else ord(said) - ord("a")


def _why_no_table(tables: list[Rows]) -> Phrase:
    """The sentence for a workbook none of whose sheets has heads."""
    if all(len([cell for cell in cells if cell]) <= 1 for rows in tables for _, cells in rows):
        return faults.ONE_COLUMN
    return faults.UNKNOWN_FORMAT


# ── rows ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _read_rows(rows: Rows, sink: QuestionSink, sheet: str = "", dates: frozenset[tuple[int, int]] = frozenset()) -> None:
    head = _head_row(rows)
    assert head is not None, "asked only of tables with heads"
    top, heads = rows[head]
    columns = _columns(heads)
    if "answer" not in columns.named:
        raise Refusal(faults.NO_COLUMN(column=HEADS["answer"].split()[0]))
    if len(rows) - head - 1 > QUESTIONS_LIMIT:
        raise Refusal(faults.TOO_MANY(limit=QUESTIONS_LIMIT))  # said before any of them is read
    sink.heads[sheet] = tuple(heads)
    for name in columns.unknown:
        sink.note(file_faults.IGNORED_COLUMN(column=name), top, sheet)
    used = {*columns.options, columns.named["stem"], columns.named["answer"]}
    for number, cells in rows[head + 1 :]:
        try:
            sink.keep(_question(cells, columns), number, sheet, tuple(cells))
        except Refusal as no:
            sink.fault(no.line, number, sheet, tuple(cells))
        for place in (place for place in used if place is not None and (number, place) in dates):
            sink.note(faults.A_DATE(column=clean(heads[place]), cell=cells[place]), number, sheet)


def _question(cells: list[str], columns: Columns) -> Question:
    options = _options(cells, columns)
    answer = clean(columns.cell("answer", cells))
    kind = _kind(clean(columns.cell("kind", cells)), options, answer)
    return Question(
        clean(columns.cell("stem", cells)),
        _body(kind, options, answer),
        clean(columns.cell("explanation", cells)),
        tags.listed(columns.cell("tags", cells)),
        _difficulty(clean(columns.cell("difficulty", cells))),
    )


def _at(place: int | None, cells: list[str]) -> str:
    return "" if place is None or place >= len(cells) else cells[place]


def _difficulty(said: str) -> int | None:
    if not said:
        return None
    word = fold(said)
    if level := _DIFFICULTY.get(word):
        return level
    if word.isascii() and word.isdigit() and int(word) in questions.DIFFICULTIES:
        return int(word)
    raise Refusal(faults.NOT_A_DIFFICULTY(difficulty=said))


def _options(cells: list[str], columns: Columns) -> list[str]:
    """The options in order, without the letter some people repeat in the cell. A gap in the letters is a Refusal."""
    lettered = [clean(_at(place, cells)) for place in columns.options]
    given = lettered or _listed(clean(columns.cell("options", cells)))
    while given and not given[-1]:
        given.pop()
    if "" in given:
        raise Refusal(faults.OPTION_GAP(letter=ascii_uppercase[given.index("")]))
    if len(given) > len(LETTERS):
        raise Refusal(questions.MANY_OPTIONS(count=len(given)))
    return [_without_letter(text, letter) for text, letter in zip(given, LETTERS, strict=False)]


def _listed(cell: str) -> list[str]:
    """Options that stand in one cell: lettered, or one a line, or parted by | or ;."""
    lettered = _LETTERED.split(cell)
    if len(lettered) > 2:
        return [text.strip(" ;；\n") for text in lettered[2::2]]
    return [text.strip() for text in _TEXT_SEPARATORS.split(cell)] if cell else []


def _without_letter(text: str, letter: str) -> str:
    own = _OWN_LETTER.match(text)
    return text[own.end() :] if own and normalise.letters(own[1]) == letter else text


def _kind(word: str, options: list[str], answer: str) -> QuestionKind:
    folded = fold(word).replace(" ", "_").replace("-", "_")
    if kind := _KIND.get(folded):
        return kind
    if word and folded not in CHOICE_WORDS:
        raise Refusal(faults.KIND_NOT_SUPPORTED(kind=word))
    if options:
        return QuestionKind.MULTIPLE if len(_chosen(options, answer)) > 1 else QuestionKind.SINGLE
    if normalise.truth(answer) is not None:
        return QuestionKind.TRUE_FALSE
    raise Refusal(faults.NO_KIND if answer else questions.NO_ANSWER)


def _body(kind: QuestionKind, options: list[str], answer: str) -> Body:
    if not answer and kind not in (QuestionKind.MATCHING, QuestionKind.SHORT):
        raise Refusal(questions.NO_ANSWER)
    match kind:
        case QuestionKind.SINGLE:
            return _single(options, answer)
        case QuestionKind.MULTIPLE:
            return Multiple(questions.even(options, _chosen(options, answer)))
        case QuestionKind.TRUE_FALSE:
            return TrueFalse(_truth(options, answer))
        case QuestionKind.FILL_IN:
            return FillIn(
                tuple(Option(text, ONE) for part in _ALTERNATIVE.findall(answer) if (text := _unescaped(part.strip())))
            )
        case QuestionKind.NUMERIC:
            return Numeric(tuple(_amount(part) for part in _ALTERNATIVE.findall(answer) if part.strip()))
        case QuestionKind.MATCHING:
            return _matching([*options, *([] if options else _TEXT_SEPARATORS.split(answer))])
        case QuestionKind.SHORT:
            return Short(answer)


def _single(options: list[str], answer: str) -> Single:
    chosen = _chosen(options, answer, single=True)
    if len(chosen) > 1:
        raise Refusal(faults.SEVERAL_ANSWERS(count=len(chosen), answer="".join(LETTERS[place] for place in sorted(chosen))))
    return Single(questions.even(options, chosen))


def _chosen(options: list[str], answer: str, *, single: bool = False) -> list[int]:
    """The places of the options an answer names, by letter or by their words.

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


def _worded(options: list[str], answer: str) -> list[int]:
    """The places of the options whose words an answer is, alone or parted by ; or |; empty where it is anything else."""
    places = {fold(option): place for place, option in enumerate(options)}
    if fold(answer) in places:
        return [places[fold(answer)]]
    parts = [fold(part) for part in _TEXT_SEPARATORS.split(answer) if part.strip()]
    return [places[part] for part in dict.fromkeys(parts)] if all(part in places for part in parts) else []


def _truth(options: list[str], answer: str) -> bool:
    """True or false said outright, or as the letter of an option that says it."""
    letter = normalise.letters(answer)
    named = options[LETTERS.index(letter)] if letter and letter in tuple(LETTERS[: len(options)]) else answer
    truth = normalise.truth(named)
    if truth is None:
        raise Refusal(faults.NOT_TRUE_FALSE(answer=answer[:20]))
    return truth


def _unescaped(text: str) -> str:
    """A separator that belongs to the words is written with a backslash before it, a backslash twice."""
    return re.sub(r"\\([\\|;；\n])", r"\1", text)


def _amount(said: str) -> Amount:
    quantity = normalise.quantity(said)
    if quantity is None:
        raise Refusal(faults.NOT_A_NUMBER(answer=said.strip()[:20]))
    return Amount(*quantity)


def _matching(said: list[str]) -> Matching:
    """Pairs written left => right; a right side alone (=> right) belongs to nothing."""
    return questions.paired([_sides(pair) for pair in said if pair.strip()])


def _sides(pair: str) -> tuple[str, str]:
    for arrow in _ARROWS:
        sides = arrow.split(pair, maxsplit=1)
        if len(sides) == 2:
            return sides[0].strip(), sides[1].strip()
    raise Refusal(faults.NOT_A_PAIR(pair=pair[:20]))
