"""What something costs: CPU seconds of this thread alone, the least of a few runs, so that no import, neighbour or busy machine counts.

Such a figure depends on the machine: compare it with that of something else, taken in the same breath.
"""

from __future__ import annotations

from collections.abc import Callable
from time import thread_time


def least_seconds(run: Callable[[], object], times: int = 5) -> float:
    return min(_seconds(run) for _ in range(times))


def _seconds(run: Callable[[], object]) -> float:
    began = thread_time()
    run()
    return thread_time() - began
