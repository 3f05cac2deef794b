"""Tables to questions: heads as `heads` knows them in any order, a row a question, one clear sentence for each row that is none."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from string import ascii_uppercase

from bot.documents import delimited, sheet_looks
from bot.documents import faults as file_faults
from bot.documents.document import Document
from bot.documents.spreadsheet import HEAD_ROWS, Sheet
from bot.phrases import Line, Phrase, Refusal
from handlers.quiz.bank import normalise, questions, tags
from handlers.quiz.bank.normalise import clean, fold
from handlers.quiz.bank.questions import LETTERS, Question, QuestionKind
from handlers.quiz.bank.reading import answers, faults, lettering
from handlers.quiz.bank.reading.difficulty import difficulty_of, is_nothing
from handlers.quiz.bank.reading.heads import HEADS, Columns, at, codes, columns
from handlers.quiz.bank.reading.html import is_markup, words
from handlers.quiz.bank.reading.outcome import QUESTIONS_LIMIT, QuestionSink
from handlers.quiz.bank.reading.stem import answer_in, without_answer, without_options

_NUMBERS = re.compile(r"\d{1,2}(?:\.0+)?(?:[\s,，;；、|/]+\d{1,2}(?:\.0+)?)*")
_CHOICES = (None, QuestionKind.SINGLE, QuestionKind.MULTIPLE)

Rows = Sequence[tuple[int, list[str]]]
Note = Callable[[Line], None]


def read_workbook(document: Document) -> QuestionSink:
    """Every visible sheet that has a column of questions. Raises Refusal where the file holds no such sheet."""
    sink = QuestionSink()
    for name in document.hidden_sheets:
        sink.note(file_faults.IGNORED_SHEET(sheet=name, reason=file_faults.HIDDEN))
    filled = [sheet for sheet in document.sheets if sheet.rows]
    banks = [sheet for sheet in filled if head_row(sheet.rows) is not None]
    if not banks:
        raise Refusal(_why_no_table([sheet.rows for sheet in filled]))
    for sheet in filled:
        if sheet in banks:
            read_sheet(sheet, sink, sheet.name if len(banks) > 1 else "")
        else:
            sink.note(file_faults.IGNORED_SHEET(sheet=sheet.name, reason=faults.NO_HEADS))
    return sink


def is_table(text: str) -> bool:
    """Whether a text's first lines have a head row of a bank."""
    return head_row(delimited.rows(text[:20_000])) is not None


def share_known(sheets: Iterable[Sheet]) -> Fraction:
    """How much of the heads of the first sheet of questions is known; 0 where there is none."""
    for sheet in sheets:
        if (head := head_row(sheet.rows)) is not None:
            found = columns(sheet.rows[head][1])
            return Fraction(found.known, found.known + len(found.unknown))
    return Fraction(0)


def read_text(document: Document) -> QuestionSink:
    """A table of values parted by commas, semicolons or tabs. Raises Refusal where a needed column is missing."""
    (sheet,) = document.sheets
    sink = QuestionSink()
    read_sheet(sheet, sink)
    last, cells = sheet.rows[-1]
    if document.is_unclosed:
        sink.items = [one for one in sink.items if one.row != last]
        sink.faults = [one for one in sink.faults if one.row != last]
        sink.fault(faults.UNCLOSED_QUOTE(), last, source=tuple(cells))
    return sink


def read_row(cells: Mapping[str, str]) -> Question:
    """One question of cells by their heads. Raises Refusal with what is wrong with them."""
    return questions.check(_question(list(cells.values()), columns(list(cells)), None, _refuse))


def _refuse(reason: Line) -> None:
    raise Refusal(reason)


# ── a sheet ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def head_row(rows: Rows) -> int | None:
    """The place in `rows` of the heads: the first of the top rows that names the question and one thing more."""
    for place, (_, cells) in enumerate(rows[:HEAD_ROWS]):
        found = columns(cells)
        if "stem" in found.named and len(found.named) + len(found.options) > 1:
            return place
    return None


def _why_no_table(tables: list[Rows]) -> Phrase:
    """The sentence for a workbook none of whose sheets has heads."""
    if all(len([cell for cell in cells if cell]) <= 1 for rows in tables for _, cells in rows):
        return faults.ONE_COLUMN
    return faults.UNKNOWN_FORMAT


def read_sheet(sheet: Sheet, sink: QuestionSink, name: str = "") -> None:
    """The rows under a sheet's heads; `name` is said with each row where there are several sheets. Raises Refusal."""
    head = head_row(sheet.rows)
    if head is None:  # a text's first lines may promise heads that the whole, parted by another sign, has not
        raise Refusal(faults.UNKNOWN_FORMAT)
    top, heads = sheet.rows[head]
    found = _with_legend(columns(heads), sheet.rows[:head])
    rows = sheet.rows[head + 1 :]
    _check_answers(found, rows)
    if len(rows) > QUESTIONS_LIMIT:
        raise Refusal(faults.TOO_MANY(limit=QUESTIONS_LIMIT))  # said before any of them is read
    sink.heads[name] = tuple(heads)
    for column in found.unknown:
        sink.note(file_faults.IGNORED_COLUMN(column=column), top, name)
    kind = answers.kind_in(sheet.name)
    for number, cells in rows:
        _read_row(number, cells, found, kind, sink, name)
        sheet_looks.note(sheet, number, cells, heads, _used(found), sink, name)


def _with_legend(found: Columns, above: Rows) -> Columns:
    """The columns with the kinds a line above the heads gives figures to."""
    for _, cells in above:
        for cell in cells:
            if len(legend := codes(cell)) > 1:
                found.codes.update(legend)
    return found


def _check_answers(found: Columns, rows: Rows) -> None:
    """Raises Refusal for a table without answers: neither in a column nor in its stems."""
    if "answer" in found.named or found.correct:
        return
    if not any(answer_in(found.cell("stem", cells)) for _, cells in rows):
        raise Refusal(faults.NO_COLUMN(column=HEADS["answer"].split()[0]))


def _read_row(number: int, cells: list[str], found: Columns, kind: QuestionKind | None, sink: QuestionSink, name: str) -> None:
    told: list[Line] = []
    try:
        sink.keep(_question(cells, found, kind, told.append), number, name, tuple(cells))
    except Refusal as no:
        return sink.fault(no.line, number, name, tuple(cells))
    for reason in told:
        sink.note(reason, number, name)


def _used(found: Columns) -> list[int]:
    """The columns whose words are questions, options or answers."""
    return [place for place in (*found.options, found.named["stem"], found.named.get("answer")) if place is not None]


# ── a row ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _question(cells: Sequence[str], found: Columns, usual: QuestionKind | None, note: Note) -> Question:
    """The question of a row; `usual` is the kind its sheet is named after, `note` is told what was left out. Raises Refusal."""
    cells = _as_words(cells, found, note)
    stem, kind = clean(found.cell("stem", cells)), _kind(clean(found.cell("kind", cells)), found, usual)
    options, answer = _options(cells, found), clean(found.cell("answer", cells))
    if not options and kind in _CHOICES:
        stem, inside = without_options(stem)
        options = [words for _, words in inside]
    if len(options) > len(LETTERS):
        raise Refusal(questions.MANY_OPTIONS(count=len(options)))
    answer = answer or _marked_right(cells, found)
    if found.counted:
        answer = _by_letter(options, answer)
    if not answer and kind not in (QuestionKind.SHORT, QuestionKind.MATCHING):
        stem, answer = without_answer(stem, len(options), kind)
    if kind is None and answers.is_only_option(options, answer):
        note(faults.ONE_OPTION())
        kind, answer, options = QuestionKind.FILL_IN, answers.written(options[0]), []
    kind = answers.kind_of(kind, options, answer, blanks=normalise.blanks(stem))
    return Question(
        stem,
        answers.body(kind, options, answer),
        clean(found.cell("explanation", cells)),
        tags.listed(found.cell("tags", cells)),
        _difficulty(clean(found.cell("difficulty", cells)), note),
    )


def _as_words(cells: Sequence[str], found: Columns, note: Note) -> Sequence[str]:
    """The cells of a row, as the words of their HTML where one of them is HTML as a whole."""
    read = (found.named["stem"], *found.options, *(found.named.get(name) for name in ("answer", "explanation", "options")))
    places = [place for place in read if place is not None and place < len(cells)]
    if not any("</" in cells[place] and is_markup(cells[place]) for place in places):
        return cells
    said, attached = list(cells), False
    for place in places:
        said[place], picture = words(cells[place])
        attached |= picture
    if attached:
        note(faults.PICTURE_LEFT())
    return said


def _kind(word: str, found: Columns, usual: QuestionKind | None) -> QuestionKind | None:
    if (figure := word.removesuffix(".0")) in found.codes:
        return found.codes[figure]
    return (answers.kind_named(word) if word else None) or usual


def _difficulty(said: str, note: Note) -> int | None:
    level = difficulty_of(said)
    if level is None and not is_nothing(said):
        note(faults.NOT_A_DIFFICULTY(difficulty=said[:20]))
    return level


def _options(cells: Sequence[str], found: Columns) -> list[str]:
    """The options in order, without the letter some people repeat in the cell. A gap in the letters is a Refusal."""
    given = [clean(at(place, cells)) for place in found.options]
    if not any(given):
        given = answers.listed(clean(found.cell("options", cells)))
    while given and not given[-1]:
        given.pop()
    if "" in given:
        raise Refusal(faults.OPTION_GAP(letter=ascii_uppercase[given.index("")]))
    return [_without_letter(text, letter) for text, letter in zip(given, ascii_uppercase, strict=False)]


def _without_letter(text: str, letter: str) -> str:
    own = lettering.letter_at(text)
    return text[own[1] :] if own and own[0] == letter and text[own[1] :] else text


def _marked_right(cells: Sequence[str], found: Columns) -> str:
    """The letters of the options whose own column says that they are right."""
    return "".join(
        LETTERS[n] for n, place in sorted(found.correct.items()) if n < len(LETTERS) and normalise.truth(at(place, cells))
    )


def _by_letter(options: Sequence[str], answer: str) -> str:
    """An answer that counts options (1,3) as their letters. Raises Refusal where it could be an option's words as well."""
    if not options or not _NUMBERS.fullmatch(answer):
        return answer
    said = [part.split(".")[0] for part in re.split(r"[\s,，;；、|/]+", answer)]
    places = [int(one) - 1 for one in said]
    if not all(0 <= place < len(options) for place in places):
        return answer
    worded = {fold(option): place for place, option in enumerate(options)}
    if any(one in worded and worded[one] != place for one, place in zip(said, places, strict=True)):
        raise Refusal(faults.UNCLEAR_INDEX(answer=answer[:20]))
    return "".join(LETTERS[place] for place in places if place < len(LETTERS))
