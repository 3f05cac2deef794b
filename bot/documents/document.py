"""A file somebody sent: what it is, by its content and never by its name, and its text or its sheets."""

from __future__ import annotations

from enum import Enum
from functools import cached_property
from pathlib import PurePath

from bot.documents import delimited, faults, presentation, spreadsheet, text, unpacking, word
from bot.documents.presentation import Slide
from bot.documents.spreadsheet import Sheet
from bot.documents.word import WordContent
from bot.phrases import Phrase, Refusal

FILE_LIMIT = 20 * 1024 * 1024
"""Bytes of a file that is read at all: what a channel can fetch."""

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
"""The stream a workbook with a password keeps its parts in (MS-OFFCRYPTO 1.3.3)."""
_OLD_WORKBOOK = tuple(name.encode("utf-16-le") for name in ("Workbook\0", "Book\0"))
"""The streams an .xls keeps its sheets in (MS-XLS 2.1.2)."""
_SPREADSHEET = b"application/vnd.oasis.opendocument.spreadsheet"
_BLANK = "\ufeff \n\t"


class FileType(Enum):
    """What a file is; the value is what people call it."""

    WORKBOOK = Phrase(zh="Excel 表格", en="a workbook")
    TEXT = Phrase(zh="文本", en="a text")
    WORD = Phrase(zh="Word 文档", en="a Word document")
    OLD_OFFICE = Phrase(
        zh="旧版 Office 文件，请另存为 .docx 或 .pptx", en="an old Office file; please save it as .docx or .pptx"
    )
    OPEN_TEXT = Phrase(zh="OpenDocument 文档，请另存为 .docx", en="an OpenDocument text; please save it as .docx")
    SLIDES = Phrase(zh="演示文稿", en="a presentation")
    PDF = Phrase(zh="PDF 文档", en="a PDF document")
    ARCHIVE = Phrase(zh="压缩包", en="an archive")
    PICTURE = Phrase(zh="图片", en="a picture")
    WEB_PAGE = Phrase(zh="网页", en="a web page")
    BINARY = Phrase(zh="二进制文件", en="a binary file")


_SIGNATURES = (
    (b"%PDF", FileType.PDF),
    (b"\x89PNG", FileType.PICTURE),
    (b"\xff\xd8\xff", FileType.PICTURE),
    (b"GIF8", FileType.PICTURE),
    (b"Rar!", FileType.ARCHIVE),
    (b"7z\xbc\xaf", FileType.ARCHIVE),
    (b"\x1f\x8b", FileType.ARCHIVE),
)
_INSIDE = {
    "xl/workbook.xml": FileType.WORKBOOK,
    "word/document.xml": FileType.WORD,
    "ppt/presentation.xml": FileType.SLIDES,
}
"""The part that tells what an archive is (ECMA-376, part 2)."""


class Document:
    """Each of its properties is read once, when it is first asked for, and raises Refusal with the sentence where it cannot be."""

    def __init__(self, data: bytes, name: str = "") -> None:
        self.data, self.name = data, name

    @property
    def stem(self) -> str:
        """Its name without the ending."""
        return PurePath(self.name).stem

    @property
    def ending(self) -> str:
        """`.xlsx`, small; "" where the name has none."""
        return PurePath(self.name).suffix.lower()

    @cached_property
    def type(self) -> FileType:
        """What it is."""
        data = self.data
        if not data.strip():
            raise Refusal(faults.EMPTY_FILE)
        if len(data) > FILE_LIMIT:
            raise Refusal(faults.TOO_BIG(size=-(-len(data) // (1 << 20)), limit=FILE_LIMIT >> 20))
        if data.startswith(_ZIP):
            return _packed_type(data)
        if data.startswith(_OLE):
            if _ENCRYPTED in data:
                raise Refusal(faults.PASSWORD)
            return FileType.WORKBOOK if any(name in data for name in _OLD_WORKBOOK) else FileType.OLD_OFFICE
        if known := next((type_ for signature, type_ in _SIGNATURES if data.startswith(signature)), None):
            return known
        if text.is_binary(data):
            return FileType.BINARY
        return _text_type(self._decoded)

    @property
    def is_table(self) -> bool:
        """Whether it may have sheets: a workbook, or a text, which may be parted by commas."""
        return self.type in (FileType.WORKBOOK, FileType.TEXT)

    @cached_property
    def text(self) -> str:
        """The words of a text, each line ended by a newline, without control characters."""
        self._must_be(FileType.TEXT)
        return text.seen(self._decoded)

    @property
    def sheets(self) -> list[Sheet]:
        """The visible sheets of a workbook; a text as a table is one sheet without a name."""
        if self.type is FileType.TEXT:
            return [self._table]
        return self._workbook[0]

    @property
    def hidden_sheets(self) -> list[str]:
        """The names of a workbook's hidden sheets."""
        return self._workbook[1] if self.type is FileType.WORKBOOK else []

    @cached_property
    def word(self) -> WordContent:
        """What a Word file holds, in its order."""
        self._must_be(FileType.WORD)
        return word.content(self.data)

    @cached_property
    def slides(self) -> list[Slide]:
        """The slides of a presentation."""
        self._must_be(FileType.SLIDES)
        return presentation.slides(self.data)

    @property
    def is_unclosed(self) -> bool:
        """Whether a text's last row is the rest of a cell whose quotation mark was never closed."""
        return self.type is FileType.TEXT and bool(rows := self._table.rows) and delimited.is_unclosed(self.text, rows[-1][1])

    @cached_property
    def _decoded(self) -> str:
        return text.decoded(self.data)

    @cached_property
    def _table(self) -> Sheet:
        return Sheet("", delimited.rows(self._decoded))

    @cached_property
    def _workbook(self) -> tuple[list[Sheet], list[str]]:
        self._must_be(FileType.WORKBOOK)
        visible, hidden = spreadsheet.sheets(self.data)
        if not any(sheet.rows for sheet in visible):
            raise Refusal(faults.EMPTY_FILE)
        return visible, hidden

    def _must_be(self, wanted: FileType) -> None:
        if self.type is not wanted:
            raise Refusal(faults.NOT_READ(what=self.type.value))


def _packed_type(data: bytes) -> FileType:
    """What an archive is by its parts; an OpenDocument says it in one of them."""
    names = unpacking.names(data)
    if not names.isdisjoint(_INSIDE):
        return next(type_ for part, type_ in _INSIDE.items() if part in names)
    if "mimetype" in names:
        return FileType.WORKBOOK if unpacking.beginning(data, "mimetype", 100).startswith(_SPREADSHEET) else FileType.OPEN_TEXT
    return FileType.ARCHIVE


def _text_type(words: str) -> FileType:
    begins = words.lstrip(_BLANK)[:15].lower()
    if not begins:
        raise Refusal(faults.EMPTY_FILE)
    return FileType.WEB_PAGE if begins.startswith(("<html", "<!doctype html")) else FileType.TEXT
