"""A cold start: `python -m bot run` with the web chat alone, until /readyz says yes, beside its libraries imported alone.

python -m tests.bench.cold

Its libraries are every module from outside the checkout, the standard library's too, that the bot has loaded when it is ready;
they are imported in the order the bot did, by an interpreter that does nothing else. Start and import run in turns, both with
their bytecode written before, as on any machine but a test's.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit

PATIENCE = 60.0
OURS = ("bot", "handlers", "scheduler", "storage")
IMPORTED = re.compile(r"import time:\s+\d+ \|\s+\d+ \|\s+(\S+)")
"""What `-X importtime` says of a module when it is there."""
ALONE = """
import importlib, sys
from contextlib import suppress
for name in sys.argv[1:]:
    with suppress(ImportError):  # the bot, too, went on without it
        importlib.import_module(name)
with open("/proc/self/stat") as stat, open("/proc/self/status") as status:
    print(stat.read(), status.read())
"""


@dataclass(frozen=True, slots=True)
class Start:
    """Seconds until ready, seconds of CPU spent by then, and the most megabytes that were resident."""

    seconds: float
    cpu: float
    megabytes: float


def start(folder: Path, *options: str) -> tuple[Start, str]:
    """Starts the bot on a folder of its own, waits until it is ready, stops it; what it said on stderr beside it."""
    address = folder / "address"
    address.unlink(missing_ok=True)
    begun = time.perf_counter()
    with (folder / "stderr").open("w+") as said:
        words = [sys.executable, *options, "-m", "bot", "run"]
        bot = subprocess.Popen(words, env=environment(folder), stdout=subprocess.DEVNULL, stderr=said)
        try:
            while not (address.exists() and is_ready(address.read_text())):
                if time.perf_counter() - begun > PATIENCE or bot.poll() is not None:
                    raise SystemExit("the bot did not get ready")
                time.sleep(0.01)
            process = Path(f"/proc/{bot.pid}")
            measured = Start(
                time.perf_counter() - begun,
                cpu(process.joinpath("stat").read_text()),
                peak(process.joinpath("status").read_text()),
            )
        finally:
            bot.terminate()
            bot.wait()
        said.seek(0)
        return measured, said.read()


def libraries(folder: Path) -> list[str]:
    """The modules a start loads that are not ours, in the order they were there."""
    names = IMPORTED.findall(start(folder, "-X", "importtime")[1])
    return [name for name in dict.fromkeys(names) if name.partition(".")[0] not in OURS]


def alone(folder: Path, names: list[str]) -> Start:
    """The same modules in an interpreter of their own."""
    begun = time.perf_counter()
    said = subprocess.run(
        [sys.executable, "-c", ALONE, *names], env=environment(folder), capture_output=True, text=True, check=True
    ).stdout
    return Start(time.perf_counter() - begun, cpu(said), peak(said))


def environment(folder: Path) -> dict[str, str]:
    """The bot's settings, and a place for bytecode that is there from the second start on."""
    ours = {
        "QUNXUE_STORAGE__URL": f"sqlite:///{folder}/qunxue.db",
        "QUNXUE_WEB__PORT": "0",
        "PYTHONPYCACHEPREFIX": f"{folder}/bytecode",
        "PYTHONDONTWRITEBYTECODE": "",
    }
    return {**os.environ, **ours}


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


def peak(status: str) -> float:
    """The most megabytes a process had, by its /proc/…/status."""
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024


def cpu(stat: str) -> float:
    """Seconds of CPU a process has used, by its /proc/…/stat."""
    spent = stat.partition("\n")[0].rpartition(")")[2].split()
    return (int(spent[11]) + int(spent[12])) / os.sysconf("SC_CLK_TCK")


def middle(runs: list[Start]) -> Start:
    """The median of each."""
    return Start(*(statistics.median(getattr(run, what) for run in runs) for what in ("seconds", "cpu", "megabytes")))


def measure(rounds: int) -> Mapping[str, Any]:
    """The first start (database, starter camp), the medians of later ones and of the libraries alone, and how many times these."""
    with TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        start(folder)  # leaves its bytecode
        names = libraries(folder)
        folder.joinpath("qunxue.db").unlink()
        first, _ = start(folder)
        in_turns = [(start(folder)[0], alone(folder, names)) for _ in range(rounds)]
    later, imported = (middle(list(runs)) for runs in zip(*in_turns, strict=True))
    times = {"seconds": later.seconds / imported.seconds, "cpu": later.cpu / imported.cpu}
    return {"first": asdict(first), "later": asdict(later), "libraries alone": asdict(imported), "later / libraries": times}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    print(json.dumps(measure(parser.parse_args().rounds), indent=1))


if __name__ == "__main__":
    main()
