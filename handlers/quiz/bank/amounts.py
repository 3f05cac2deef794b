"""Amounts in answers, whatever stands before them, and the unit a question asks for: 多少万元, ____天, 单位：米, （元）."""

from __future__ import annotations

import re
from decimal import Decimal

from bot import amounts
from bot.amounts import SCALES, UNIT_WORD, Reading
from bot.units import UNITS, Unit
from handlers.quiz.bank import normalise
from handlers.quiz.bank.wording import without_preface

_ASKED = re.compile(
    rf"(?:_+|[(（]\s*[)）]|多少|几|单位\s*[:：为是]\s*)\s*(?P<unit>[百千万亿]{{0,2}}(?:{UNIT_WORD})|[万亿](?=[^a-z]|$))"
    rf"|[(（]\s*(?P<bracketed>[百千万亿]{{0,2}}(?:{UNIT_WORD}))\s*[)）]"
)


def amount(said: str) -> Reading | None:
    """What was answered as a value and its unit; None where it is anything but an amount."""
    return amounts.amount(without_preface(said))


def asked_in(stem: str) -> Unit | None:
    """The unit a stem asks for: 多少万元, ____天, 单位：米, （元）; None where it names none."""
    found = _ASKED.search(normalise.fold(stem))
    if found is None:
        return None
    word = found["unit"] or found["bracketed"]
    for length in range(len(word) + 1):
        scale = Decimal(1)
        for sign in word[:length]:
            scale *= SCALES.get(sign, 0)
        unit = UNITS.get(word[length:])
        if unit is not None and scale:
            return Unit(unit.dimension, unit.factor * scale)
    return Unit("", Decimal(SCALES[word]))
