"""A question and its options in one message: where the question ends, and where one option ends and the next begins.

A sign between options is a sign only where it stands between options: the colon of 18:00, the slash of 5/8 and of a link, the point of
1.5 are no signs. A list that counts itself (A、… B、…; 1. … 2. …; ① … ② …) is cut where it counts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

LINK = r"https?://[^\s、，；｜|]+"
TIME = r"\d{1,2}[:：]\d{2}(?:[:：]\d{2})?"
RATIO = r"\d+[:：]\d+"
FULL_DATE = r"\d{4}/\d{1,2}/\d{1,2}"
PAIR = r"(?<![\d/])\d{1,2}/\d{1,2}(?![\d/])"
"""5/8: a date or a fraction, unless its slash is the only sign there is (1/2)."""
QUESTION = re.compile(
    rf"((?:{LINK}|{TIME}|{RATIO}|[^?？:：\n])+?(?:[?？](?!.*[?？]\s*\S)|[?？]+(?=[^?？]*$)|(?:(?<!\d)[:：](?!//)|[:：](?!//|\d))))\s*(.+)",
    re.DOTALL,
)
STRONG = r"[/／|｜;；]"
WEAK = (r"、", r"[,，]", r"\s+")
COUNTED = (
    ("ABCDEFGHIJKL", r"[(（]?{sign}(?:\s*[.．](?!\d)|\s*[、)）]|\s*[:：](?!\d))\s*"),
    (tuple(str(number) for number in range(1, 13)), r"[(（]?{sign}(?:\s*[.．](?!\d)|\s*[、)）])\s*"),
    ("①②③④⑤⑥⑦⑧⑨⑩⑪⑫", r"{sign}\s*"),
)
HOLE = "\ue000"
"""Stands for what must not be cut, while the rest is; a private-use character nobody types."""


def split(words: str) -> tuple[str, list[str]]:
    """The question and the options; without options where there is no list."""
    lines = [line.strip() for line in words.split("\n") if line.strip()]
    if len(lines) > 1:
        return lines[0], uncounted(lines[1:])
    words = words.strip()
    if asked := QUESTION.fullmatch(words):
        return asked[1].strip(), options(asked[2])
    return _unasked(words)


def options(words: str) -> list[str]:
    """The options of a list: as it counts itself, else by its strongest sign — A/B/C before A、B、C before A，B，C before A B C."""
    if counted := _counted(words):
        return counted
    return uncounted([option for option in _cut(words) if option])


def uncounted(pieces: Sequence[str]) -> list[str]:
    """Options without the letters or numbers they are counted by, where every one of them is."""
    for signs, pattern in COUNTED:
        heads = [re.compile(pattern.format(sign=re.escape(sign)), re.IGNORECASE) for sign in signs]
        found = [head.match(_folded(piece)) for head, piece in zip(heads, pieces, strict=False)]
        if 1 < len(pieces) <= len(heads) and all(found):
            return [piece[head.end() :].strip() for piece, head in zip(pieces, found, strict=True) if head]
    return list(pieces)


def _counted(words: str) -> list[str]:
    """Cut where a list in one line counts: A、张三 小组 B、李四 小组. Empty where it does not."""
    folded = _folded(words)
    for signs, pattern in COUNTED:
        places: list[tuple[int, int]] = []
        for sign in signs:
            start = places[-1][1] if places else 0
            begins = re.compile(rf"(?:^|(?<=[\s/|;,、，；｜／])){pattern.format(sign=re.escape(sign))}", re.IGNORECASE)
            found = begins.match(folded, start) if not places else begins.search(folded, start)
            if found is None:
                break
            places.append(found.span())
        if len(places) > 1:
            ends = [start for start, _ in places[1:]] + [len(words)]
            return [words[start:end].strip(" \t/|;,、，；｜／") for (_, start), end in zip(places, ends, strict=True)]
    return []


def _cut(words: str) -> list[str]:
    held, whole = _held(words, (LINK, FULL_DATE))
    with_pairs, pairs = _held(held, (PAIR,))
    if pairs and len(pieces := _by_sign(with_pairs)) > 1:  # another sign is there: the slash of 5/8 is its own
        return [_put_back(_put_back(piece, pairs), whole) for piece in pieces]
    return [_put_back(piece, whole) for piece in _by_sign(held)]


def _by_sign(words: str) -> list[str]:
    """Cut at the strongest sign there is."""
    for sign in (STRONG, *WEAK):
        if re.search(sign, words.strip()):
            return [piece.strip() for piece in re.split(sign, words.strip())]
    return [words.strip()]


def _unasked(words: str) -> tuple[str, list[str]]:
    """A question without its mark: what stands before the first word with a sign in it, or before dates and hours in a row."""
    pieces = words.split()
    listed = len(pieces)
    while listed and re.fullmatch(rf"{TIME}|{PAIR}|{FULL_DATE}|{LINK}", pieces[listed - 1]):
        listed -= 1
    if 0 < listed < len(pieces) - 1:
        return " ".join(pieces[:listed]), pieces[listed:]
    held, whole = _held(re.sub(rf"\s*({STRONG})\s*", r"\1", words), (LINK, FULL_DATE))
    first = re.search(rf"\S*{STRONG}", held)
    if first is None:
        return words, []
    return _put_back(held[: first.start()], whole).strip(), [
        _put_back(option, whole) for option in _by_sign(held[first.start() :]) if option
    ]


def _held(words: str, patterns: Sequence[str]) -> tuple[str, list[str]]:
    """The words with a hole for each thing that must stay whole, and those things in order."""
    kept: list[str] = []

    def hold(found: re.Match[str]) -> str:
        kept.append(found[0])
        return f"{HOLE}{len(kept) - 1}{HOLE}"

    return re.sub("|".join(patterns), hold, words), kept


def _put_back(words: str, kept: Sequence[str]) -> str:
    return re.sub(rf"{HOLE}(\d+){HOLE}", lambda hole: kept[int(hole[1])], words) if kept else words


def _folded(words: str) -> str:
    """Full-width letters and figures as plain ones, sign for sign; ① stays ①."""
    return "".join(unicodedata.normalize("NFKC", sign) if "\uff01" <= sign <= "\uff5e" else sign for sign in words)
