"""A cold start: `python -m bot run` with the web chat alone, until /readyz says yes, and what the main process weighs then.

python -m tests.bench.cold
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Start:
    """Seconds until ready, seconds of CPU spent by then, and megabytes resident."""

    seconds: float
    cpu: float
    megabytes: float


def start(folder: Path) -> Start:
    """Starts the bot on a folder of its own, waits until it is ready, stops it."""
    address = folder / "address"
    address.unlink(missing_ok=True)
    settings = {"QUNXUE_STORAGE__URL": f"sqlite:///{folder}/qunxue.db", "QUNXUE_WEB__PORT": "0"}
    begun = time.perf_counter()
    bot = subprocess.Popen(
        [sys.executable, "-m", "bot", "run"],
        env={**os.environ, **settings},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while not (address.exists() and is_ready(address.read_text())):
            if time.perf_counter() - begun > PATIENCE or bot.poll() is not None:
                raise SystemExit("the bot did not get ready")
            time.sleep(0.01)
        seconds = time.perf_counter() - begun
        return Start(seconds, cpu_of(bot.pid), resident(bot.pid))
    finally:
        bot.terminate()
        bot.wait()


def is_ready(url: str) -> bool:
    """Whether /readyz answers 200."""
    place = urlsplit(url)
    connection = HTTPConnection(place.hostname or "", place.port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def resident(pid: int) -> float:
    """Megabytes of memory a process has."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


def cpu_of(pid: int) -> float:
    """Seconds of CPU a process has used."""
    spent = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(spent[11]) + int(spent[12])) / os.sysconf("SC_CLK_TCK")


def measure(rounds: int) -> Mapping[str, Start]:
    """The first start (database, starter camp) and the median of the later ones."""
    with TemporaryDirectory(prefix="bench-") as name:
        first = start(Path(name))
        later = [start(Path(name)) for _ in range(rounds)]
    middle = Start(*(statistics.median(getattr(one, what) for one in later) for what in ("seconds", "cpu", "megabytes")))
    return {"first": first, "later": middle}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    print(json.dumps({name: asdict(one) for name, one in measure(parser.parse_args().rounds).items()}))


if __name__ == "__main__":
    main()
