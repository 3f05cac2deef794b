"""Bytes to text: by byte order mark, as UTF-8 or as GB18030, and without the characters nobody typed."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator

from bot.documents import faults
from bot.phrases import Refusal

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
_BREAKS = str.maketrans({"\x0b": "\n", "\x0c": "\n", "\x85": "\n"})


def decoded(data: bytes) -> str:
    """The text, its lines ended by a newline: by its byte order mark, as UTF-8, or as GB18030 (which is GBK and more). Raises Refusal."""
    encoding = next((name for mark, name in _BYTE_ORDER_MARKS if data.startswith(mark)), None)
    for attempt in (encoding,) if encoding else ("utf-8", "gb18030"):
        try:
            return data.decode(attempt).replace("\r\n", "\n").replace("\r", "\n")
        except UnicodeDecodeError:
            continue
    raise Refusal(faults.UNREADABLE_TEXT)


def is_binary(data: bytes) -> bool:
    """Whether bytes without a byte order mark hold a NUL, which no text has."""
    return b"\0" in data and not any(data.startswith(mark) for mark, _ in _BYTE_ORDER_MARKS)


def seen(words: str) -> str:
    """The words without control characters and lone surrogates, which no XML can hold; Word's soft break (a vertical tab) and a
    page break are newlines."""
    if "\r" in words:
        words = words.replace("\r\n", "\n").replace("\r", "\n")
    return _UNSEEN.sub("", words.translate(_BREAKS)) if _UNSEEN.search(words) else words


def lines(text: str) -> Iterator[tuple[int, str]]:
    """(number, line) of every line of a decoded text."""
    for number, line in enumerate(io.StringIO(text), 1):
        yield number, line.rstrip("\n")
