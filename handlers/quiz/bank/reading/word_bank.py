"""A Word file to questions: its lines as a text bank, its tables with heads as tables, any other table as lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from bot.documents.document import Document
from bot.documents.spreadsheet import Sheet
from bot.documents.text_line import TextLine
from bot.documents.word import WordTable
from handlers.quiz.bank.reading import bank_lines, faults, line_shapes, tables, text_bank
from handlers.quiz.bank.reading.outcome import QuestionSink

TABLE = "表{n}"
"""What a table is called where its rows are named."""


def sign(document: Document) -> Fraction:
    """How surely a Word file is a bank: by a table with a bank's heads, less so by a line that is a question's, which a lesson may have
    too."""
    blocks = document.word.blocks
    if any(isinstance(block, WordTable) and _is_bank(block) for block in blocks):
        return Fraction(1)
    return Fraction(3 * any(not isinstance(block, WordTable) and line_shapes.is_sign(block) for block in blocks), 4)


def read(document: Document) -> QuestionSink:
    """Every question of a Word file. Raises Refusal where it cannot be opened."""
    content = document.word
    banks = [block for block in content.blocks if isinstance(block, WordTable) and _is_bank(block)]
    sink = text_bank.read([line for block in content.blocks if block not in banks for line in _lines(block)])
    for bank in banks:
        name = TABLE.format(n=bank.number)
        tables.read_sheet(Sheet(name, [row for row in bank.rows if any(row[1])]), sink, name)
    for line in dict.fromkeys(content.pictures):
        sink.note(faults.PICTURE_LEFT(), line)
    for line in dict.fromkeys(content.hidden):
        sink.note(faults.HIDDEN_WORDS(), line)
    return sink


def _is_bank(table: WordTable) -> bool:
    return tables.head_row(table.rows) is not None


def _lines(block: TextLine | WordTable) -> Iterator[TextLine]:
    """A line as it is; a table's cells line by line, a letter or a label in a cell of its own before the words of the next."""
    if isinstance(block, TextLine):
        yield block
        return
    for _, cells in block.rows:
        for text in _row_lines(list(dict.fromkeys(cells))):
            yield TextLine(block.line, text)


def _row_lines(cells: Sequence[str]) -> Iterator[str]:
    said = [cell for cell in cells if cell.strip()]
    place = 0
    while place < len(said):
        label, rest = said[place].strip(), said[place + 1 : place + 2]
        if rest and len(label) == 1 and label.isascii() and label.isalpha():
            yield f"{label}. {rest[0]}"
            place += 2
        elif rest and bank_lines.is_label(label):
            yield f"{label.rstrip(':：')}：{rest[0]}"
            place += 2
        else:
            yield from label.split("\n")
            place += 1
