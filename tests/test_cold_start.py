"""What a start with the web chat alone leaves on the shelf: other channels' SDKs, everything tasks need, and the pool itself."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.journey

ON_THE_SHELF = {
    "PIL": "pictures are drawn in the pool",
    "aiohttp": "the smart bot's socket",
    "alembic": "the database is current",
    "babel": "only reports write numbers in words",
    "dotenv": "the environment is read as it is",
    "fsrs": "reviews are scheduled when one is answered",
    "jieba": "texts are cut in the pool",
    "numpy": "nobody needs it",
    "openpyxl": "tables are written in the pool",
    "opencc": "characters are folded in the pool",
    "procrastinate": "the database is SQLite",
    "psycopg": "the database is SQLite",
    "psycopg_pool": "the database is SQLite",
    "pydantic_settings": "tomllib and the environment are enough",
    "python_calamine": "tables are read in the pool",
    "resvg_py": "pictures are drawn in the pool",
    "snowballstemmer": "texts are cut in the pool",
    "telegram": "its channel is off",
    "wechatpy": "its channels are off",
}
UNTIL_A_CAMP_IS_THERE = {"holidays": "the calendar is asked about a camp's days, or a second after the start"}
READY = """
import asyncio, json, sys, time
from datetime import UTC, datetime
from http.client import HTTPConnection
from multiprocessing import active_children
from bot.cli import channel_factory, main as cli, starter_camp
from bot.clock import HandClock
from bot.config import Settings, Storage
from bot.http import free_port

def status(port):
    while True:
        connection = HTTPConnection("127.0.0.1", port)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status
        except ConnectionRefusedError:
            time.sleep(0.01)

async def main():
    listening = free_port("127.0.0.1", 0)
    clock = HandClock(datetime.now(UTC))  # stands: what is put off is not done meanwhile, however slow the machine
    app = channel_factory.app(Settings(storage=Storage(url=sys.argv[1])), "http://127.0.0.1", clock)
    running = asyncio.create_task(app.run(listening))
    answered = await asyncio.to_thread(status, listening.getsockname()[1])
    if sys.argv[2] == "first":
        await starter_camp.settle_in(app)
    children = len(active_children())
    running.cancel()
    await asyncio.wait({running})
    app.database.close()
    print(json.dumps([answered, children, sorted({name.partition(".")[0] for name in sys.modules})]))

asyncio.run(main())
"""


@pytest.mark.parametrize("which", ["first", "later"])
def test_a_start_loads_nothing_it_does_not_need_yet(template: Path, tmp_path: Path, which: str) -> None:
    shutil.copyfile(template, tmp_path / "qunxue.db")
    url = f"sqlite:///{tmp_path}/qunxue.db"
    ran = subprocess.run([sys.executable, "-c", READY, url, which], capture_output=True, text=True, check=True)
    answered, children, loaded = json.loads(ran.stdout.splitlines()[-1])
    assert answered == 200 and children == 0
    shelf = ON_THE_SHELF if which == "first" else ON_THE_SHELF | UNTIL_A_CAMP_IS_THERE
    assert {name: why for name, why in shelf.items() if name in loaded} == {}
