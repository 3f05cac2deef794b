"""A file of scripts, read: a table with a row a script, or a text or Word file with a title, 甲：… and 乙：… for each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import islice
from typing import NamedTuple

from bot import tags
from bot.documents import headed_table, text
from bot.documents.document import Document, FileType
from bot.documents.headed_table import HeadedTable
from bot.documents.parsed import Parsed, Sink
from bot.documents.text_line import TextLine
from bot.documents.word_headings import TITLE as COVER
from bot.feature import Camp, Line, Phrase, Refusal
from bot.names import folded
from handlers.roleplay import rules
from storage.templates import LONGEST_TITLE

COLUMNS = {
    "title": Phrase(zh="标题", en="title"),
    "first": Phrase(zh="甲", en="A"),
    "second": Phrase(zh="乙", en="B"),
    "tags": Phrase(zh="标签", en="tags"),
}
OTHER_HEADS = {"first": ("甲方", "side a"), "second": ("乙方", "side b"), "title": ("剧本", "名称", "script")}
HEADS = {
    said.casefold(): name for name, column in COLUMNS.items() for said in (column.zh, column.en, *OTHER_HEADS.get(name, ()))
}
FORMATS = {FileType.WORKBOOK: "xlsx", FileType.WORD: "docx"}
MOST = 200
_TITLE = re.compile(r"[ \t　]*(?:#{1,6}[ \t　]+|(?:标题|剧本|title|script)[ \t　]*[:：][ \t　]*)(.+)", re.IGNORECASE)

NOT_SCRIPTS = Phrase(
    zh="没看出是剧本：表格要有“标题、甲、乙”三列；文字一份一个标题，下面写“甲：……”和“乙：……”。",
    en="No scripts found: a table needs the columns title, A and B; in a text each has a title and below it “A: …” and “B: …”.",
)
NO_ROWS = Phrase(zh="文件里没有剧本。", en="There are no scripts in the file.")
TOO_MANY = Phrase(
    zh="一次最多{limit}份剧本，这个文件超过了，什么都没有改。",
    en="At most {limit:script|scripts} at once; this file has more. Nothing was changed.",
)
NO_TITLE = Phrase(zh="没有标题", en="there is no title")
BAD_TITLE = Phrase(
    zh="标题“{title}”不行：1到{most}个字，不能只是数字",
    en="the title “{title}” will not do: at most {most:character|characters}, and not a number alone",
)
NO_SIDE = Phrase(zh="《{title}》缺{side}的角色卡", en="“{title}” has no card for {side}")
LONG = Phrase(
    zh="《{title}》{side}的角色卡有{n}字，最多{most}字",
    en="“{title}”: the card of {side} has {n:character|characters}, at most {most}",
)
UNCLEAR = Phrase(
    zh="《{title}》的角色卡里又分了甲乙，看不出哪一段是谁的",
    en="“{title}”: inside a card the sides come again, so it is unclear whose is whose",
)
TWICE = Phrase(zh="《{title}》在文件里有两份", en="“{title}” is in the file twice")
SIDES = (Phrase(zh="甲方", en="side A"), Phrase(zh="乙方", en="side B"))


class Script(NamedTuple):
    """A title, its tags, and the card of each side."""

    title: str
    first: str
    second: str
    tags: tuple[str, ...]

    @property
    def body(self) -> str:
        """As a template holds it."""
        return f"甲：{self.first}\n乙：{self.second}"


def sign(document: Document) -> Fraction:
    """How surely a file holds scripts: a table by its heads, words by both sides standing in them."""
    if document.is_table and (table := _table(document)) is not None:
        return table.share_known
    if document.type not in (FileType.WORD, FileType.TEXT):
        return Fraction(0)
    return Fraction(1) if any(rules.cards("\n".join(words)) for _, _, words in _first(document)) else Fraction(0)


def read(document: Document, _: Camp) -> Parsed[Script]:
    """With a remark on each row or line that is no script."""
    sink: Sink[Script] = Sink(MOST, TOO_MANY)
    try:
        table = _table(document) if document.is_table else None
        if table is not None:
            sink.heads[""] = table.heads
            known: set[str] = set()
            for number, given, cells in table.rows():
                card = (given.get("first", ""), given.get("second", ""))
                _take(sink, known, given.get("title", ""), card, tags.tags(given.get("tags", "")), number, cells)
            headed_table.note_passed_over(document, table, sink)
        else:
            _read_words(document, sink)
    except Refusal as no:
        return Parsed.refused(no.line)
    if not sink.items and not sink.faults:
        return Parsed.refused(NO_ROWS())
    return sink.parsed(FORMATS.get(document.type, "csv" if table is not None else "txt"))


def _read_words(document: Document, sink: Sink[Script]) -> None:
    parts = _first(document)
    if not any(rules.sides("\n".join(words)) for _, _, words in parts):
        raise Refusal(NOT_SCRIPTS)
    if len(parts) > MOST:
        raise Refusal(TOO_MANY(limit=MOST))
    known: set[str] = set()
    for number, head, words in parts:
        title, named = tags.parted(head)
        _take(sink, known, title, rules.sides("\n".join(words)) or ("", ""), named, number)


def _take(
    sink: Sink[Script],
    known: set[str],
    title: str,
    cards: tuple[str, str],
    named: tuple[str, ...],
    number: int,
    cells: tuple[str, ...] = (),
) -> None:
    one = Script(" ".join(title.split()), cards[0].strip(), cards[1].strip(), named)
    fault = _fault(one) or (TWICE(title=one.title) if folded(one.title) in known else None)
    known.add(folded(one.title))
    if fault is not None:
        sink.fault(fault, number, source=cells)
    else:
        sink.keep(one, number, source=cells)


def _fault(one: Script) -> Line | None:
    """Why it cannot be a script."""
    if not one.title:
        return NO_TITLE()
    if len(one.title) > LONGEST_TITLE or one.title.isdecimal():
        return BAD_TITLE(title=one.title[:LONGEST_TITLE], most=LONGEST_TITLE)
    for card, side in zip((one.first, one.second), SIDES, strict=True):
        if not card:
            return NO_SIDE(title=one.title, side=side)
        if len(card) > rules.LONGEST_CARD:
            return LONG(title=one.title, side=side, n=len(card), most=rules.LONGEST_CARD)
    return UNCLEAR(title=one.title) if rules.cards(one.body) != (one.first, one.second) else None


def _table(document: Document) -> HeadedTable | None:
    return headed_table.find(
        document, lambda head: HEADS.get(head, ""), lambda columns: {"title", "first", "second"} <= columns
    )


def _lines(document: Document) -> Iterable[TextLine]:
    if document.type is FileType.WORD:
        return [one for one in document.word.blocks if isinstance(one, TextLine)]
    return (TextLine(number, line) for number, line in text.lines(document.text))


def _first(document: Document) -> list[tuple[int, str, list[str]]]:
    """As many parts as a file may have, and one more where it has more: of a book all are not held at once."""
    return list(islice(_parts(_lines(document)), MOST + 1))


def _parts(lines: Iterable[TextLine]) -> Iterator[tuple[int, str, list[str]]]:
    """(line, title, lines below it) of each script: a heading begins one, and where there is none the first line is the title."""
    number, title, words, is_cover = 0, "", list[str](), False
    for line in lines:
        said = line.text.strip()
        found = _TITLE.fullmatch(said)
        is_first = not title and not words and rules.sides(said) is None
        if said and (line.heading is not None or found is not None or is_first):
            if (title and not is_cover) or words:
                yield number, title, words
            is_cover = line.heading == COVER
            number, title, words = line.number, found[1] if found else said, []
        elif said:
            number = number or line.number
            words.append(said)
    if (title and not is_cover) or words:
        yield number, title, words
