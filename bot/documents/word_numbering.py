"""The numbers Word draws before paragraphs and does not write into them: 1. / A. / 一、, by level, with restarts.

Source: ECMA-376 part 1, 17.9 (numbering); counters belong to the abstract numbering, a `startOverride` counts once for its list.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
STYLES_DEEP = 10
"""How far a style is followed to the one it is based on."""

_PLACE = re.compile(r"%([1-9])")
_CHINESE = frozenset(
    ("chineseCounting", "chineseCountingThousand", "japaneseCounting", "ideographDigital", "taiwaneseCounting")
) | frozenset(("taiwaneseCountingThousand", "japaneseDigitalTenThousand", "koreanDigital2", "ideographEnclosedCircle"))
_WITHOUT_WORDS = frozenset(("bullet", "none"))


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list is counted and drawn: `text` has %1 … %9 for the counters of the levels."""

    form: str
    text: str
    start: int
    suffix: str
    restarts: bool


@dataclass(frozen=True, slots=True)
class WordList:
    """A list as paragraphs name it: the counters it shares, its levels, and the levels that start anew with it."""

    counters: str
    levels: dict[int, Level]
    starts: dict[int, int]


class Numbering:
    """Gives each paragraph its number, asked in the order of the document."""

    def __init__(self, numbering: Any, styles: Any) -> None:
        self._styles = {} if styles is None else {_get(style, "styleId"): style for style in styles.iter(f"{W}style")}
        abstract = {} if numbering is None else {_get(one, "abstractNumId"): one for one in numbering.iter(f"{W}abstractNum")}
        nums = [] if numbering is None else list(numbering.iter(f"{W}num"))
        by_id = {_get(one, "numId"): one for one in nums}
        levels = {one: {_int(level, "ilvl"): _level(level) for level in of.iter(f"{W}lvl")} for one, of in abstract.items()}
        self._lists = {number: self._list(num, abstract, levels, by_id) for number, num in by_id.items()}
        self._counters: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()
        self._of_style: dict[str, tuple[str, int] | None] = {}

    def label(self, paragraph: Any) -> str:
        """What Word draws before a paragraph, with the space behind it; "" where that is nothing or a bullet."""
        named = self._named(paragraph)
        word_list = self._lists.get(named[0]) if named else None
        if named is None or word_list is None or named[1] not in word_list.levels:
            return ""
        level = word_list.levels[named[1]]
        counters = self._counted(named[0], word_list, named[1])
        if level.form in _WITHOUT_WORDS:
            return ""
        text = _PLACE.sub(lambda found: self._drawn(word_list, counters, int(found[1]) - 1), level.text)
        return text if level.suffix == "nothing" or not text else f"{text} "

    def is_bullet(self, paragraph: Any) -> bool:
        """Whether a paragraph is an item of a list with signs instead of numbers."""
        named = self._named(paragraph)
        word_list = self._lists.get(named[0]) if named else None
        level = word_list.levels.get(named[1]) if named and word_list else None
        return level is not None and level.form == "bullet"

    def _counted(self, number: str, word_list: WordList, depth: int) -> dict[int, int]:
        """The counters of a list after one more paragraph at a level."""
        counters = self._counters.setdefault(word_list.counters, {})
        level = word_list.levels[depth]
        start = level.start
        if depth in word_list.starts and (number, depth) not in self._begun:
            start = word_list.starts[depth]
            counters.pop(depth, None)
        self._begun.add((number, depth))
        counters[depth] = counters[depth] + 1 if depth in counters else start
        for deeper in [one for one in counters if one > depth]:
            if deeper not in word_list.levels or word_list.levels[deeper].restarts:
                del counters[deeper]
        return counters

    @staticmethod
    def _drawn(word_list: WordList, counters: dict[int, int], depth: int) -> str:
        level = word_list.levels.get(depth)
        if level is None:
            return ""
        return drawn(counters.get(depth, level.start), level.form)

    def _named(self, paragraph: Any) -> tuple[str, int] | None:
        """(list, level) a paragraph names, itself or by its style."""
        properties = paragraph.find(f"{W}pPr")
        if properties is None:
            return None
        own = _num_pr(properties)
        style = properties.find(f"{W}pStyle")
        inherited = self._by_style(_get(style, "val")) if style is not None else None
        if own is None:
            return inherited
        number = own[0] if own[0] is not None else inherited[0] if inherited else None
        level = own[1] if own[1] is not None else inherited[1] if inherited else 0
        return None if number in (None, "0") else (str(number), level)

    def _by_style(self, name: str) -> tuple[str, int] | None:
        if name not in self._of_style:
            self._of_style[name] = self._follow_style(name)
        return self._of_style[name]

    def _follow_style(self, name: str) -> tuple[str, int] | None:
        for _ in range(STYLES_DEEP):
            style = self._styles.get(name)
            if style is None:
                return None
            properties = style.find(f"{W}pPr")
            said = _num_pr(properties) if properties is not None else None
            if said is not None and said[0] is not None:
                return None if said[0] == "0" else (said[0], said[1] or 0)
            based = style.find(f"{W}basedOn")
            if based is None:
                return None
            name = _get(based, "val")
        return None

    def _list(self, num: Any, abstract: dict[str, Any], drawn: dict[str, dict[int, Level]], nums: dict[str, Any]) -> WordList:
        named = num.find(f"{W}abstractNumId")
        own = "" if named is None else _get(named, "val")
        base = abstract.get(own)
        if base is not None and (link := base.find(f"{W}numStyleLink")) is not None:
            own = self._linked(_get(link, "val"), own, nums)
        levels = dict(drawn.get(own, {}))
        starts = {}
        for override in num.iter(f"{W}lvlOverride"):
            depth = _int(override, "ilvl")
            if (level := override.find(f"{W}lvl")) is not None:
                levels[depth] = _level(level)
            if (start := override.find(f"{W}startOverride")) is not None:
                starts[depth] = _int(start, "val")
        return WordList(own, levels, starts)

    def _linked(self, style: str, own: str, nums: dict[str, Any]) -> str:
        """The abstract numbering a numbering style stands for."""
        properties = self._styles[style].find(f"{W}pPr") if style in self._styles else None
        said = _num_pr(properties) if properties is not None else None
        num = nums.get(said[0] or "") if said else None
        named = num.find(f"{W}abstractNumId") if num is not None else None
        return own if named is None else _get(named, "val")


def _num_pr(properties: Any) -> tuple[str | None, int | None] | None:
    """(list, level) as far as properties name them."""
    named = properties.find(f"{W}numPr")
    if named is None:
        return None
    number, level = named.find(f"{W}numId"), named.find(f"{W}ilvl")
    return (None if number is None else _get(number, "val")), (None if level is None else _int(level, "val"))


def _level(level: Any) -> Level:
    said = {name: level.find(f"{W}{name}") for name in ("numFmt", "lvlText", "start", "suff", "lvlRestart")}
    value = {name: "" if one is None else _get(one, "val") for name, one in said.items()}
    return Level(
        value["numFmt"] or "decimal",
        value["lvlText"],
        _int(said["start"], "val", 1),
        value["suff"],
        value["lvlRestart"] != "0",
    )


def _get(element: Any, name: str) -> str:
    return str(element.get(f"{W}{name}") or "")


def _int(element: Any, name: str, unsaid: int = 0) -> int:
    said = "" if element is None else _get(element, name)
    return int(said) if said.isascii() and said.isdigit() and len(said) < 6 else unsaid


# ── numbers as they are drawn ────────────────────────────────────────────────────────────────────────────────────────


def drawn(number: int, form: str) -> str:
    """A number in one of Word's forms (ST_NumberFormat); what we do not know as figures."""
    match form:
        case "upperLetter":
            return _lettered(number)
        case "lowerLetter":
            return _lettered(number).lower()
        case "upperRoman":
            return _roman(number)
        case "lowerRoman":
            return _roman(number).lower()
        case "decimalZero":
            return f"{number:02}"
        case "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" if 1 <= number <= 20:
            return chr(ord("①") + number - 1)
        case "ideographTraditional" if 1 <= number <= 10:
            return "甲乙丙丁戊己庚辛壬癸"[number - 1]
        case _ if form in _CHINESE:
            return chinese(number)
        case _:
            return str(number)


def _lettered(number: int) -> str:
    """A … Z, AA, BB …"""
    if number < 1:
        return str(number)
    return chr(ord("A") + (number - 1) % 26) * min(1 + (number - 1) // 26, 10)


def _roman(number: int) -> str:
    said = ""
    for value, sign in zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"),
        strict=True,
    ):
        times, number = divmod(number, value)
        said += sign * min(times, 4)
    return said


def chinese(number: int) -> str:
    """一 … 九十九, and 一百 … 九百九十九; larger ones as figures."""
    digits = "〇一二三四五六七八九"
    if not 0 <= number < 1000:
        return str(number)
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    said = f"{digits[hundreds]}百" if hundreds else ""
    if tens:
        said += "十" if tens == 1 and not hundreds else f"{digits[tens]}十"
    elif hundreds and ones:
        said += "〇"
    return said + (digits[ones] if ones or not number else "")
