"""Decimals and percentages as people read them. One rule: half away from zero (四舍五入); what is held against a gate is cut instead,
by a name that says so, so that nothing looks reached that is not."""

from __future__ import annotations

from fractions import Fraction

Figure = Fraction | int
NONE = "–"
"""What stands where there is no rate."""


def decimal(value: Figure, places: int = 1) -> str:
    """A figure with so many decimals, rounded: 81.25 is 81.3, 54 is 54.0, -3.25 is -3.3, -0.04 is 0.0."""
    return _printed(value < 0, (abs(value) * 10**places * 2 + 1) // 2, places)


def decimal_down(value: Figure) -> str:
    """A gated figure of zero or more with one decimal, cut: 84.96 is 84.9."""
    return _printed(False, value * 10 // 1, 1)


def short(value: Figure) -> str:
    """A figure with one decimal where it needs one, rounded: 85, 66.7."""
    return decimal(value).removesuffix(".0")


def short_down(value: Figure) -> str:
    """A gated figure of zero or more, with one decimal where it needs one, cut: 79.95 is 79.9, 85 is 85."""
    return decimal_down(value).removesuffix(".0")


def hundredths(value: int) -> str:
    """So many hundredths of zero or more, with no more decimals than there are: 8500 is 85, 450 is 4.5."""
    whole, rest = divmod(value, 100)
    return f"{whole}{f'.{rest:02}'.rstrip('0') if rest else ''}"


def percent(part: Figure, whole: Figure = 1) -> str:
    """A rate in percent, rounded: 2 of 3 is 66.7%. Of nothing there is none: –."""
    return f"{decimal(Fraction(part) * 100 / whole)}%" if whole else NONE


def signed_percent(change: Figure) -> str:
    """A change in percent, rounded, with its sign: +9.9%, -10.0%, 0.0%."""
    said = percent(change)
    return f"+{said}" if change > 0 and said != "0.0%" else said


def signed_points(change: Figure) -> str:
    """How far two rates are apart, in points of a hundred, rounded, with its sign: +8.9, -10.0, 0.0."""
    said = decimal(Fraction(change) * 100)
    return f"+{said}" if change > 0 and said != "0.0" else said


def percent_down(part: Figure, whole: Figure = 1) -> str:
    """A gated rate in percent, cut: 191 of 225 is 84.8%. Of nothing there is none: –."""
    return f"{decimal_down(Fraction(part) * 100 / whole)}%" if whole else NONE


def _printed(is_negative: bool, scaled: int, places: int) -> str:
    """`scaled` is the figure's amount times 10 ** `places`; nothing is negative that prints as zero."""
    whole, rest = divmod(scaled, 10**places)
    return f"{'-' if is_negative and scaled else ''}{whole}.{rest:0{places}}"
