"""A target as people read it: baseline, aim, what there is and the change, and who says so."""

from __future__ import annotations

from fractions import Fraction

from bot.fact_rows import FactRow
from bot.feature import Line, Phrase
from bot.figures import decimal
from bot.named_figures import FIGURES, NOTHING
from handlers.evidence.targets import rules
from handlers.evidence.targets.actual import IMPORTED, Actual, in_unit, is_rate
from storage.targets import TargetVersion

NAME = Phrase(zh="目标{number} {metric}", en="Target {number}, {metric}")
LINE = Phrase(
    zh="基线{baseline}｜目标{aim}｜现在{actual}｜Δ{change}{reached}",
    en="baseline {baseline} | target {aim} | now {actual} | Δ {change}{reached}",
)
REACHED = Phrase(zh="，达成", en=", reached")
COUNTED = Phrase(
    zh="{first:%m-%d}–{last:%m-%d}由小助数（{figure}，n={n}）",
    en="counted by me {first:%m-%d} to {last:%m-%d} ({figure}, n = {n})",
)
FROM_FILE = Phrase(
    zh="导入的“{source}”{month:%Y-%m}，n={n}，没有核实", en="imported “{source}” of {month:%Y-%m}, n = {n}, not checked"
)
NOT_IMPORTED = Phrase(zh="未导入“{source}”", en="“{source}” was not imported")
NOTE = Phrase(zh="{source}；到 {due:%Y-%m-%d}，{owner}负责", en="{source}; until {due:%Y-%m-%d}; {owner} answers for it")
DECIMALS = 2


def row(one: TargetVersion, actual: Actual | None) -> FactRow:
    found = None if actual is None else in_unit(actual)
    reached = REACHED if found is not None and rules.is_reached(one.baseline, one.aim, found) else ""
    baseline, aim, there, change = cells(one, actual)
    said = LINE(baseline=baseline, aim=aim, actual=there, change=change, reached=reached)
    note = NOTE(source=source(one, actual), due=one.due, owner=one.owner)
    return FactRow(NAME(number=one.number, metric=one.metric), said, note)


def cells(one: TargetVersion, actual: Actual | None) -> tuple[Line | Phrase | str, ...]:
    """Baseline, aim, what there is, and the change."""
    found = None if actual is None else in_unit(actual)
    return (
        number(one.baseline, one.unit),
        number(one.aim, one.unit),
        _actual(one, actual, found),
        signed(rules.change(one.baseline, found)),
    )


def source(one: TargetVersion, actual: Actual | None) -> Line:
    """Who says what there is."""
    if actual is None:
        return NOT_IMPORTED(source=one.source)
    if actual.name == IMPORTED.name:
        return FROM_FILE(source=one.source, month=actual.last, n=actual.found.n)
    figure = FIGURES[actual.name].called
    return COUNTED(first=actual.first, last=actual.last, figure=figure, n=actual.found.n)


def number(value: object, unit: str) -> str | Phrase:
    """35, 95%, or that there is none."""
    return NOTHING if value is None else f"{plain(Fraction(str(value)))}{unit}"


def plain(value: Fraction) -> str:
    """Two decimals at most, and none where there are none."""
    words = decimal(value, DECIMALS)
    return words.rstrip("0").rstrip(".")


def signed(change: Fraction | None) -> str | Phrase:
    """+13, -3.5, 0, or that there is none."""
    return NOTHING if change is None else f"{'+' if change > 0 else ''}{plain(change)}"


def _actual(one: TargetVersion, actual: Actual | None, found: Fraction | None) -> str | Line | Phrase:
    """A rate as everywhere else: what is held against a gate is cut, so that nothing looks reached that is not."""
    if actual is None:
        return NOTHING
    if found is None:
        return FIGURES[actual.name].shown(actual.found)
    if is_rate(actual) and actual.found.value is not None:
        return FIGURES[actual.name].unit(actual.found.value).replace(".0%", "%")
    return f"{plain(found)}{one.unit}"
