"""A question and its options in one message: where the question ends, and where one option ends and the next begins.

A sign between options is a sign only where it stands between options: the colon of 18:00, the slash of 5/8 and of a link, the point of
1.5 are no signs, nor is any sign within quotes or brackets. A list that counts itself (A、… B、…; 1. … 2. …; ① … ② …) is cut where it
counts, and one that ends with “or” is cut there too.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

LINK = r"https?://[^\s、，；｜|]+"
TIME = r"\d{1,2}[:：]\d{2}(?:[:：]\d{2})?"
FULL_DATE = r"\d{4}/\d{1,2}/\d{1,2}"
PAIR = r"(?<![\d/])\d{1,2}/\d{1,2}(?![\d/])"
"""5/8: a date or a fraction, unless its slash is the only sign there is (1/2)."""
ASKED_OF = r"[^\s、，；｜|？：?\u4e00-\u9fff]++"
"""Of a link in a question: a ? with nothing of the link behind it is the question's own."""
QUESTION = re.compile(
    rf"((?>https?://{ASKED_OF}(?:\?{ASKED_OF})*+|{TIME}|\d{{1,9}}[:：]\d{{1,9}}|[^?？:：\n])+?"
    r"(?:[?？](?!.*[?？]\s*\S)|[?？]+(?=[^?？]*$)|(?:(?<!\d)[:：](?!//)|[:：](?!//|\d))))\s*(.+)",
    re.DOTALL,
)
"""What may be read in one way alone (`(?>…)`): a link that may end anywhere in a question of links is never read to its end."""
ENCLOSED = r"“[^“”]*”|「[^「」]*」|《[^《》]*》|（[^（）]*）|\([^()]*\)|(?<!\w)\"[^\"]*\"(?!\w)"
NUMBER = r"(?<![\d,])\d{1,3}(?:,\d{3})+(?![\d,])"
"""1,000: a number, unless its comma is the only sign there is."""
STRONG = r"[/／|｜;；]"
WEAK = (r"、", r"[,，]")
OR = r"\s*(?:还是|或者|或(?!许))\s*|\s+or\s+|(?<=[\u4e00-\u9fff])\s*or\s*(?=[\u4e00-\u9fff])"
LAST_OR = re.compile(rf"{OR}|^(?:or\s+|或者|还是)", re.IGNORECASE)
EITHER_OR = re.compile(rf"(\S{{1,8}}?)(?:{OR})(\S{{1,8}}?)[?？]", re.IGNORECASE)
"""A question that is nothing but its two options: Tea or coffee?"""
NAMED = re.compile(r"《[^《》]+》|“[^“”]+”|「[^「」]+」")
"""What is marked as one thing on both sides, so that a list of it needs no sign between."""
BULLET = re.compile(r"[-–—•·*]\s+")
COUNTED = (
    ("ABCDEFGHIJKL", r"(?:[(（]?{sign}(?:\s*[.．](?!\d)|\s*[、)）]|\s*[:：](?!\d))|[\[【]{sign}[\]】])\s*"),
    (tuple(str(number) for number in range(1, 13)), r"(?:[(（]?{sign}(?:\s*[.．](?!\d)|\s*[、)）])|[\[【]{sign}[\]】])\s*"),
    ("①②③④⑤⑥⑦⑧⑨⑩⑪⑫", r"{sign}\s*"),
    ("一二三四五六七八九十", r"[(（]?{sign}\s*[、.．)）]\s*"),
    ("ABCDEFGHIJKL", r"{sign}\s+"),
)
HOLE = "\ue000"
"""Stands for what must not be cut, while the rest is; a private-use character nobody types."""


def split(words: str) -> tuple[str, list[str]]:
    """The question and the options; without options where there is no list."""
    lines = [line.strip() for line in words.split("\n") if line.strip()]
    if len(lines) == 2:
        return lines[0], options(lines[1])
    if len(lines) > 2:
        return lines[0], uncounted(lines[1:])
    words = words.strip()
    if either := EITHER_OR.fullmatch(words):
        return words, [either[1], either[2]]
    if asked := QUESTION.fullmatch(words):
        return asked[1].strip(), options(asked[2])
    return _unasked(words)


def options(words: str) -> list[str]:
    """The options of a list: as it counts itself, else by its strongest sign — A/B/C before A、B、C before A，B，C before A or B before A B C."""
    if counted := _counted(words):
        return counted
    if not NAMED.sub("", words).strip() and len(named := NAMED.findall(words)) > 1:
        return named
    return uncounted([option for option in _cut(words) if option])


def uncounted(pieces: Sequence[str]) -> list[str]:
    """Options without the letters, numbers or bullets before them, where every one of them has one."""
    if all(BULLET.match(piece) for piece in pieces):
        return [BULLET.sub("", piece, count=1).strip() for piece in pieces]
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
            begins = re.compile(rf"(?<![A-Za-z0-9]){pattern.format(sign=re.escape(sign))}", re.IGNORECASE)
            found = begins.search(folded, start) if places else begins.match(folded)
            if found is None:
                break
            places.append(found.span())
        if len(places) < 2:
            continue
        ends = [start for start, _ in places[1:]] + [len(words)]
        cut = [words[start:end].strip(" \t/|;,、，；｜／") for (_, start), end in zip(places, ends, strict=True)]
        if len({option for option in cut if option}) == len(cut):
            return cut
    return []


def _cut(words: str) -> list[str]:
    held, whole = _held(words, (LINK, FULL_DATE, ENCLOSED))
    with_pairs, all_held = _held(held, (PAIR, NUMBER), whole)
    if (
        len(all_held) > len(whole) and len(pieces := _by_sign(with_pairs)) > 1
    ):  # another sign is there: the slash of 5/8 is its own
        return [_put_back(piece, all_held) for piece in pieces]
    return [_put_back(piece, whole) for piece in _by_sign(held)]


def _by_sign(words: str) -> list[str]:
    """Cut at the strongest sign there is; the last of a list may be joined on by a weaker one (茶、咖啡，水; tea, coffee or water)."""
    words = words.strip()
    if re.search(STRONG, words):
        return _parted(STRONG, words)
    for sign in WEAK:
        if re.search(sign, words):
            *pieces, last = _parted(sign, words)
            is_joined = not any(re.search(WEAK[-1], piece) for piece in pieces)
            return [*pieces, *(_joined(last) if is_joined else [last])]
    return _joined(words) if re.search(OR, words, re.IGNORECASE) else _parted(r"\s+", words)


def _joined(words: str) -> list[str]:
    return [part for piece in _parted(WEAK[-1], words) for part in _parted(LAST_OR, piece) if part]


def _parted(sign: str | re.Pattern[str], words: str) -> list[str]:
    return [piece.strip() for piece in re.split(sign, words)]


def _unasked(words: str) -> tuple[str, list[str]]:
    """A question without its mark: what stands before the first word with a sign in it, or before dates and hours in a row."""
    pieces = words.split()
    listed = len(pieces)
    while listed and re.fullmatch(rf"{TIME}|{PAIR}|{FULL_DATE}|{LINK}", pieces[listed - 1]):
        listed -= 1
    if 0 < listed < len(pieces) - 1:
        return " ".join(pieces[:listed]), pieces[listed:]
    held, whole = _held(re.sub(rf"\s*({STRONG})\s*", r"\1", words), (LINK, FULL_DATE, ENCLOSED))
    first = re.search(rf"\S*{STRONG}", held)
    if first is None:
        return words, []
    return _put_back(held[: first.start()], whole).strip(), [
        _put_back(option, whole) for option in _by_sign(held[first.start() :]) if option
    ]


def _held(words: str, patterns: Sequence[str], before: Sequence[str] = ()) -> tuple[str, list[str]]:
    """The words with a hole for each thing that must stay whole, and those things in order, behind the ones that have holes already."""
    kept = list(before)

    def hold(found: re.Match[str]) -> str:
        kept.append(found[0])
        return f"{HOLE}{len(kept) - 1}{HOLE}"

    return re.sub("|".join(patterns), hold, words), kept


def _put_back(words: str, kept: Sequence[str]) -> str:
    return re.sub(rf"{HOLE}(\d+){HOLE}", lambda hole: kept[int(hole[1])], words) if kept else words


def _folded(words: str) -> str:
    """Full-width letters and figures as plain ones, sign for sign; ① stays ①."""
    return "".join(unicodedata.normalize("NFKC", sign) if "\uff01" <= sign <= "\uff5e" else sign for sign in words)
