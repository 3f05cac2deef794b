"""Numbers as a workbook shows them: 85 %, 010, 8:30, 1/2, ¥1,999.00 — by the number format of the cell's style.

Source: ECMA-376 part 1, 18.8.30 (numFmts) and its table of built-in formats. Dates are not shown here: they are read as dates.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from xml.etree import ElementTree

STYLES_LIMIT = 4 * 1024 * 1024
"""Bytes of the part with the styles; where it is larger, numbers are shown as they are kept."""
BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 12: "# ?/?", 13: "# ??/??", 18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 45: "mm:ss", 46: "[h]:mm:ss",
}  # fmt: skip
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"

_QUIET = re.compile(r"\[(?!\$|h+\]|m+\]|s+\])[^\]]*\]|_.|\*.|\[\$-[^\]]*\]")
"""Colours, conditions, spaces and fillings: what a format says that is no sign."""
_CURRENCY = re.compile(r"\[\$([^\]-]*)(?:-[^\]]*)?\]")
_TOKEN = re.compile(
    r'"([^"]*)"|\\(.)|(\[h+\]|h+|\[m+\]|m+|\[s+\]|s+|AM/PM|A/P)|([yde]+)|([#0?][#0?,]*(?:\.[#0?]+)?|\.[0#?]+)|(%)|(.)',
    re.IGNORECASE,
)
_FRACTION = re.compile(r"([#0?]*)\s*([#0?]+)\s*/\s*([#0?]+|\d+)")
_CELL = re.compile(
    rb'<(?:\w+:)?c\b([^<>]*?\bs="(\d{1,5})"[^<>]*?)>\s*(?:<(?:\w+:)?f\b[^<>]*(?:/>|>[^<]*</(?:\w+:)?f>)\s*)?<(?:\w+:)?v>([^<]{1,30})</'
)
_PLACE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_KIND = re.compile(rb'\bt="(\w+)"')
_STYLED = re.compile(rb'<(?:\w+:)?c\b[^<>]*?\br="[A-Z]{1,3}(\d{1,7})"[^<>]*?\bs="(\d{1,5})"[^<>]*?(?<!/)>')


@dataclass(frozen=True, slots=True)
class Styles:
    """What a workbook's styles do to its cells, by the style's number: the format of numbers, and which words are struck out."""

    formats: dict[int, str] = field(default_factory=dict)
    struck: frozenset[int] = frozenset()

    @classmethod
    def read(cls, styles_xml: bytes) -> Styles:
        """The styles of a workbook's part; none where it cannot be read."""
        if len(styles_xml) > STYLES_LIMIT:
            return cls()
        try:
            root = ElementTree.fromstring(styles_xml)
        except ElementTree.ParseError:
            return cls()
        own = {one.get("numFmtId", ""): one.get("formatCode", "") for one in root.iter(f"{MAIN}numFmt")}
        fonts = root.find(f"{MAIN}fonts")
        struck = {str(place) for place, font in enumerate([] if fonts is None else fonts) if _is_struck(font)}
        used = root.find(f"{MAIN}cellXfs")
        formats, out = {}, set()
        for place, style in enumerate([] if used is None else used):
            number = style.get("numFmtId", "0")
            code = own.get(number) or BUILT_IN.get(int(number) if number.isdigit() else 0, "")
            if code and code not in ("General", "@", "0"):
                formats[place] = code
            if style.get("fontId") in struck:
                out.add(place)
        return cls(formats, frozenset(out))

    def shown(self, sheet_xml: bytes) -> Iterator[tuple[int, int, str]]:
        """(row, column from 0, text) of each number of a sheet that is shown otherwise than it is kept."""
        used = b"|".join(str(style).encode() for style in self.formats)
        if not used or not re.search(rb'\bs="(?:' + used + rb')"', sheet_xml):
            return
        for found in _CELL.finditer(sheet_xml):
            code = self.formats.get(int(found[2]))
            place, kind = _PLACE.search(found[1]), _KIND.search(found[1])
            if (
                code
                and place
                and (kind is None or kind[1] == b"n")
                and (text := shown(found[3].decode("ascii", "replace"), code))
            ):
                yield int(place[2]), _column(place[1]), text

    def struck_rows(self, sheet_xml: bytes) -> frozenset[int]:
        """The rows of a sheet in which every cell with words is struck out."""
        if not self.struck:
            return frozenset()
        rows: dict[int, bool] = {}
        for found in _STYLED.finditer(sheet_xml):
            row = int(found[1])
            rows[row] = rows.get(row, True) and int(found[2]) in self.struck
        return frozenset(row for row, struck in rows.items() if struck)


def _is_struck(font: ElementTree.Element) -> bool:
    strike = font.find(f"{MAIN}strike")
    return strike is not None and strike.get("val", "1") not in ("0", "false")


def _column(name: bytes) -> int:
    number = 0
    for letter in name:
        number = number * 26 + letter - ord("A") + 1
    return number - 1


def shown(kept: str, code: str) -> str | None:
    """A number as a format shows it; None where it is a date, words, or a format we do not know."""
    try:
        value = Decimal(kept)
    except ArithmeticError:
        return None
    if not value.is_finite() or abs(value) >= Decimal(10) ** 15:
        return None
    section = _section(code, value)
    section = _CURRENCY.sub(lambda found: f'"{found[1]}"', _QUIET.sub("", section))
    if fraction := _FRACTION.search(section):
        return _fraction(value, fraction)
    tokens = [found.groups() for found in _TOKEN.finditer(section)]
    if any(date for _, _, _, date, *_ in tokens):
        return None
    if any(time for _, _, time, *_ in tokens):
        return _time(
            value, [(literal or escaped or other or "", time or "") for literal, escaped, time, _, _, _, other in tokens]
        )
    return _number(value, tokens)


def _section(code: str, value: Decimal) -> str:
    """The part of a format for positive, negative or no value."""
    sections: list[str] = re.findall(r'(?:"[^"]*"|\\.|[^;"\\])+', code) or [code]
    if value < 0 and len(sections) > 1:
        return sections[1]
    return sections[2] if value == 0 and len(sections) > 2 else ("-" if value < 0 else "") + sections[0]


def _number(value: Decimal, tokens: list[tuple[str, ...]]) -> str | None:
    """Literals around one group of digits."""
    digits = [group for *_, group, _, _ in tokens if group]
    if len(digits) != 1:
        return None
    if any(percent for *_, percent, _ in tokens):
        value *= 100
    text = ""
    for literal, escaped, _, _, group, percent, other in tokens:
        text += _digits(abs(value), group) if group else literal or escaped or percent or (other if other not in "?" else "")
    return text


def _digits(value: Decimal, group: str) -> str:
    whole, _, decimals = group.partition(".")
    rounded = value.quantize(Decimal(1).scaleb(-len(decimals)), ROUND_HALF_UP)
    text = f"{rounded:,f}" if "," in whole.rstrip(",") else f"{rounded:f}"
    front, point, behind = text.partition(".")
    least = len(decimals.rstrip("#?"))
    behind = behind[:least] + behind[least:].rstrip("0")
    return front.rjust(whole.count("0"), "0") + (point + behind if behind else "")


def _fraction(value: Decimal, found: re.Match[str]) -> str:
    largest = int(found[3]) if found[3].isdigit() and set(found[3]) != {"0"} else 10 ** len(found[3]) - 1
    near = Fraction(abs(value)).limit_denominator(largest)
    whole, rest = divmod(near, 1) if found[1] else (0, near)
    parts = [str(whole)] if whole or not rest else []
    parts += [f"{rest.numerator}/{rest.denominator}"] if rest else []
    return ("-" if value < 0 else "") + " ".join(parts)


def _time(value: Decimal, tokens: list[tuple[str, str]]) -> str | None:
    """A time of day or a length of time: whole days count only in [h]."""
    seconds = int((abs(value) * 86400).to_integral_value(ROUND_HALF_UP))
    names = [time.lower() for _, time in tokens if time]
    halves = any("/" in name for name in names)
    if seconds >= 86400 and not any(name.startswith("[") for name in names):
        return None
    text, before = "", ""
    for literal, time in tokens:
        name = time.lower()
        if not time:
            text += literal
            continue
        if "/" in name:
            text += "PM" if seconds % 86400 >= 43200 else "AM"
        elif name.startswith("[h"):
            text += f"{seconds // 3600:0{len(name) - 2}}"
        elif name.startswith("h"):
            hour = seconds // 3600 % 24
            hour = (hour % 12 or 12) if halves else hour
            text += f"{hour:0{len(name)}}"
        elif name.startswith("["):
            text += str(seconds // 60 if "m" in name else seconds)
        elif name.startswith("m"):
            if not before.startswith(("h", "[h")) and not any(one.startswith("s") for one in names):
                return None  # a month
            text += f"{seconds // 60 % 60:0{len(name)}}"
        else:
            text += f"{seconds % 60:0{len(name)}}"
        before = name
    return text
