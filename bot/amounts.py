"""An amount as people write it: ¥1,250.5, 3万元, 1亿2000万, 百分之八十五, 负五度 are a value and a unit; 5米 is not 5厘米.

Units of one dimension are brought to its base (500厘米 is 5米). What is not wholly an amount is none: 3-5, 3.5.6, 不到5元.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from bot.units import PERCENT, UNITS, Unit


@dataclass(frozen=True, slots=True)
class Reading:
    """A value in the unit it was said with, and whether a word like 万 is in it."""

    value: Decimal
    unit: Unit | None = None
    is_scaled: bool = False
    is_spelt: bool = False
    """In words: 五百."""

    @property
    def is_plain(self) -> bool:
        """Nothing but figures."""
        return self.unit is None and not self.is_scaled

    @property
    def in_base(self) -> tuple[Decimal, str]:
        """(value in the base unit, dimension); the dimension is "" for a bare number."""
        if self.unit is None:
            return self.value, ""
        return self.value * self.unit.factor, self.unit.dimension


SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 10**8, "k": 1000, "w": 10_000}
_DIGITS = {sign: digit for digit, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "俩": 2}


_SIGNS = {
    "¥": "元",
    "rmb": "元",
    "cny": "元",
    "人民币": "元",
    "$": "美元",
    "us$": "美元",
    "hk$": "港元",
    "€": "欧元",
    "£": "英镑",
}
"""What may stand before a figure, as the unit it means."""
UNIT_WORD = "|".join(re.escape(word) for word in sorted(UNITS, key=len, reverse=True))
_SCALE = "(?:[十百万亿w]|千(?![米克])|k(?![mgb]))"
_FIGURE = r"(?:\d{1,15}(?:\.\d{1,12})?|\.\d{1,12})"
_AMOUNT = re.compile(
    rf"(?:=|≈|约|大约|大概|共|一共|总共|是|为)?"
    rf"(?P<before>-|负|零下|\+)?(?P<sign>{'|'.join(re.escape(sign) for sign in sorted(_SIGNS, key=len, reverse=True))})?"
    rf"(?P<within>-|\+)?(?P<percent>百分之)?"
    rf"(?P<figures>{_FIGURE}(?:{_SCALE}+(?:\d+{_SCALE}+)*\d?)?|[零〇一二两俩三四五六七八九十百千万亿]+(?:点[零〇一二三四五六七八九]+)?)"
    rf"(?:[×*]10(?P<power>[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{{1,2}})|e(?P<exponent>[+-]?\d{{1,2}}))?"
    rf"(?P<half>个?半(?=个?(?:{UNIT_WORD})))?(?P<unit>{UNIT_WORD})?(?P<and_half>半)?(?:左右)?"
)
_HALF = re.compile(rf"(?:约|大约)?半(?P<unit>{UNIT_WORD})")
_TENTHS = re.compile(
    r"(?P<first>\d|[一二两三四五六七八九])(?P<word>成)?(?P<more>\d{1,2}|[一二三四五六七八九]{1,2})(?P<off>折)?"
)
"""三成五 is 3.5 tenths, and so is 三五折."""
_FRACTION = re.compile(r"(-?)(\d{1,9})/(\d{1,9})")
_POWER = re.compile(r"(-?\d{1,6}(?:\.\d{1,6})?)([⁰¹²³⁴⁵⁶⁷⁸⁹])")
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")
_WRAPPING = "\"'“”‘’「」『』()[]{}【】〔〕《》 "
_THOUSANDS = re.compile(r"(?<![\d.,])(\d{1,3})((?:,\d{3})+|(?: \d{3})+)(?![\d,])")


def amount(said: str) -> Reading | None:
    """What was said, in half-width letters and simplified characters, as a value and its unit; None where it is anything but an amount."""
    text = said.replace("−", "-").replace("–", "-").strip(_WRAPPING).rstrip("。.!?;,、… ").strip(_WRAPPING)
    text = _THOUSANDS.sub(lambda found: found[1] + re.sub("[, ]", "", found[2]), text)
    text = re.sub(r"(?<![\d]) | (?!\d)", "", text)
    if (plain := _divided(text)) is not None:
        return Reading(plain)
    if half := _HALF.fullmatch(text):
        return Reading(Decimal("0.5"), UNITS[half["unit"]], is_spelt=True)
    if (tenths := _TENTHS.fullmatch(text)) and (tenths["word"] is None) != (tenths["off"] is None):
        digits = [sign if sign.isdecimal() else str(_DIGITS[sign]) for sign in tenths["first"] + tenths["more"]]
        return Reading(Decimal(f"{digits[0]}.{''.join(digits[1:])}"), UNITS["成"])
    found = _AMOUNT.fullmatch(text)
    if found is None or (found["before"] and found["within"]) or (found["sign"] and found["unit"] and not _agree(found)):
        return None
    value = _value(found["figures"])
    if value is None:
        return None
    if raised := found["power"]:
        value *= Decimal(10) ** int(raised.translate(_RAISED))
    if found["exponent"]:
        value *= Decimal(10) ** int(found["exponent"])
    if (found["before"] or found["within"]) in ("-", "负", "零下"):
        value = -value
    if found["percent"]:
        return None if found["unit"] else Reading(value, PERCENT)
    word = found["unit"] or (_SIGNS[found["sign"]] if found["sign"] else None)
    if found["half"] or found["and_half"]:
        if (found["half"] and found["and_half"]) or not word or value != int(value):
            return None
        value += Decimal("0.5")
    is_spelt = re.search("[零〇一-九十百千两俩]", found["figures"]) is not None
    return Reading(value, UNITS[word] if word else None, re.search("[万亿kw]", found["figures"]) is not None, is_spelt)


def _agree(found: re.Match[str]) -> bool:
    """¥5元 says the same twice; $5元 does not, and ¥5米 is no amount."""
    return UNITS[_SIGNS[found["sign"]]] == UNITS[found["unit"]]


def _divided(text: str) -> Decimal | None:
    """1/2 and 10² worked out; None for anything else."""
    if (parts := _FRACTION.fullmatch(text)) and int(parts[3]):
        return Decimal(int(f"{parts[1]}{parts[2]}")) / int(parts[3])
    if power := _POWER.fullmatch(text):
        return Decimal(power[1]) ** int(power[2].translate(_RAISED))
    return None


def _value(figures: str) -> Decimal | None:
    """30000 for 3万, 120000000 for 1亿2000万, 28 for 二十八; None where the scales do not fall (3千2万)."""
    if figures[0].isdigit() or figures[0] == ".":
        return _scaled(figures)
    whole, _, behind = figures.partition("点")
    before = counted(whole)
    if before is None:
        return None
    return before + Decimal(f"0.{''.join(str(_DIGITS[sign]) for sign in behind)}") if behind else before


def _scaled(figures: str) -> Decimal | None:
    """The figure behind the last scale counts its tenths: 3万5 is 35000."""
    total, last = Decimal(0), Decimal("Infinity")
    for number, scales in re.findall(rf"({_FIGURE})({_SCALE}*)", figures):
        scale = Decimal(1) if scales or not total else last / 10
        for sign in scales:
            scale *= SCALES[sign]
        if scale >= last:
            return None
        total, last = total + Decimal(number) * scale, scale
    return total


def counted(words: str) -> Decimal | None:
    """A number in Chinese words: 二十八, 一百零五, 三万五千, 三万五; figures one by one (二〇二六) read as they stand, and 八九十 is none. None
    for any other words."""
    if not words or any(sign not in _DIGITS and sign not in "十百千万亿" for sign in words):
        return None
    if all(sign in _DIGITS for sign in words):
        return Decimal("".join(str(_DIGITS[sign]) for sign in words)) if len(words) == 1 or "〇" in words else None
    total = section = digit = 0
    below, within = 10**12, 10_000
    for sign in words:
        if sign in _DIGITS:
            if digit:
                return None
            digit = _DIGITS[sign]
        elif (scale := SCALES[sign]) < 10_000:
            if scale >= within:
                return None
            within = scale
            section, digit = section + (digit or (1 if sign == "十" else 0)) * scale, 0
        else:
            if scale >= below:
                return None
            total, section, digit, below, within = total + (section + digit) * scale, 0, 0, scale, 10_000
    tenths = SCALES.get(words[-2], 1) // 10 if digit and words[-2] in "百千万亿" else 1
    return Decimal(total + section + digit * tenths)
