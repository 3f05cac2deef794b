"""How homework is named wherever it is spoken of: which one is meant, its deadline, its pieces, where somebody stands with it."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

from bot.feature import Line, Phrase
from bot.names import folded
from storage.homework.assignments import Homework
from storage.homework.hand_ins import HandInPiece

UNTIL = Phrase(zh="{at:%m-%d %H:%M} 截止", en="until {at:%m-%d %H:%M}")
NO_UNTIL = Phrase(zh="不限时间", en="no deadline")
LATE = {
    "take": Phrase(zh="收", en="take"),
    "mark": Phrase(zh="标记", en="mark"),
    "refuse": Phrase(zh="不收", en="refuse"),
}
LATE_SAID = {
    "take": Phrase(zh="迟交照收", en="late ones are taken"),
    "mark": Phrase(zh="迟交收下并标明", en="late ones are taken and marked"),
    "refuse": Phrase(zh="迟交不收", en="late ones are refused"),
}
COUNTED = {
    "words": Phrase(zh="文字{n}段", en="{n:text|texts}"),
    "picture": Phrase(zh="图片{n}张", en="{n:picture|pictures}"),
    "sound": Phrase(zh="语音{n}条", en="{n:recording|recordings}"),
    "film": Phrase(zh="视频{n}个", en="{n:video|videos}"),
    "file": Phrase(zh="文件{n}个", en="{n:file|files}"),
}
STATE = {
    None: Phrase(zh="还没交", en="not handed in"),
    "waiting": Phrase(zh="已交，等评", en="handed in, waits to be read"),
    "returned": Phrase(zh="退回，等重交", en="returned, to be handed in again"),
    "accepted": Phrase(zh="已通过 ✅", en="accepted ✅"),
    "replaced": Phrase(zh="后来又交了", en="another was handed in after it"),
}
QUOTED = re.compile(r"\s*[《“\"「](.+?)[》”\"」]\s*")
"""A title in its marks, as our own sentences print it."""
NUMBER = re.compile(r"#?(\d{1,9})(?=\s|$)")
HANDED_IN = re.compile(r"H[-—\s]?(\d{1,12})", re.IGNORECASE)


def until_of(one: Homework) -> Line:
    """Its deadline, or that there is none."""
    return UNTIL(at=one.until) if one.until is not None else NO_UNTIL()


def counted(pieces: Iterable[HandInPiece]) -> list[Line]:
    """How many of each kind: 文字1段、图片2张."""
    kinds = Counter(piece.kind for piece in pieces)
    return [phrase(n=kinds[kind]) for kind, phrase in COUNTED.items() if kinds[kind]]


def hand_in_number(word: str) -> int | None:
    """21 in H21, h-21 or Ｈ21."""
    found = HANDED_IN.fullmatch(unicodedata.normalize("NFKC", word).strip())
    return int(found[1]) if found else None


def named_in(words: str, known: Sequence[Homework]) -> tuple[Homework | None, str]:
    """The homework the words begin with, by its title or its number, and the rest of them."""
    found, rest = titled_in(words, known)
    if found is not None:
        return found, rest
    number = NUMBER.match(words.strip())
    numbered = next((one for one in known if number and one.id == int(number[1])), None)
    return (numbered, words.strip()[number.end() :].strip()) if number and numbered else (None, words.strip())


def titled_in(words: str, known: Sequence[Homework]) -> tuple[Homework | None, str]:
    """The homework whose title the words begin with, in its marks or not (the longest of several), and the rest."""
    words = words.strip()
    if quoted := QUOTED.match(words):
        found = next((one for one in known if folded(one.title) == folded(quoted[1])), None)
        return found, words[quoted.end() :].strip()
    for one in sorted(known, key=lambda one: -len(one.title)):
        size = len(one.title.split())
        pieces = words.split(None, size)
        if folded(" ".join(pieces[:size])) == folded(" ".join(one.title.split())):
            return one, pieces[size].strip() if len(pieces) > size else ""
    return None, words


def title_in(words: str) -> tuple[str, str]:
    """A new title, in its marks or the first word, and the rest: what is to be done."""
    if quoted := QUOTED.match(words):
        return quoted[1].strip(), words[quoted.end() :].strip()
    first, _, rest = words.strip().partition(" ")
    head, _, below = first.partition("\n")
    return head, f"{below} {rest}".strip() if below else rest.strip()
