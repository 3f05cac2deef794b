"""What it costs to read files made to hurt, each in a process of its own: forked from a fresh one that has read honest files."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

MOST_MEMORY = 200
"""Megabytes a process may take for a file."""

SCRIPT = """
import json, os, sys
from tests.stopwatch import least_seconds
honest, hostile = map(json.loads, sys.argv[1:])
unit = min(least_seconds(lambda: read(name), times=3) for name in honest)
for name in hostile:
    if not os.fork():
        times = least_seconds(lambda: read(name), times=1) / unit
        peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1]
        print(json.dumps([name, times, int(peak) / 1024]), flush=True)
        os._exit(0)
    assert os.wait()[1] == 0
"""


class Cost(NamedTuple):
    """CPU as a multiple of what the cheapest honest file takes, and the most megabytes held."""

    times: float
    megabytes: float


def reading_costs(
    folder: Path, read: str, honest: Mapping[str, bytes], hostile: Mapping[str, Callable[[], bytes]]
) -> dict[str, Cost]:
    """By the names of the hostile files. `read` is the source of a function `read(name)`, which must not raise."""
    for name, content in honest.items():
        (folder / name).write_bytes(content)
    for name, make in hostile.items():
        (folder / name).write_bytes(make())
    run = [sys.executable, "-c", read + SCRIPT, json.dumps([*honest]), json.dumps([*hostile])]
    house = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    done = subprocess.run(run, cwd=folder, env=house, stdout=subprocess.PIPE, text=True, check=True)
    costs = {name: Cost(times, megabytes) for name, times, megabytes in map(json.loads, done.stdout.splitlines())}
    assert costs.keys() == hostile.keys()
    return costs
