"""Numbers as ranges, to be kept and read again: 1-46,50."""

from __future__ import annotations

from collections.abc import Iterable


def written(numbers: Iterable[int]) -> str:
    """Each number once, runs of them as a range; "" for none."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)


def read(ranges: str) -> frozenset[int]:
    """The numbers `written` wrote."""
    ends = [part.partition("-") for part in ranges.split(",") if part]
    return frozenset(number for first, _, last in ends for number in range(int(first), int(last or first) + 1))
