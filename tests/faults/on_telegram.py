"""The process that is killed, on Telegram: the whole app over a SQLite file and a Bot API, with a clock that runs on a workday.

    python -m tests.faults.on_telegram FOLDER BASE MODE BEHIND

BASE is the Bot API's address, MODE polling or webhook, BEHIND how many seconds its clock is behind the machine's.
"""

from __future__ import annotations

import asyncio
import sys
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from bot.app import App
from bot.channels.telegram import Telegram
from bot.clock import SystemClock
from bot.config import Bot, Settings, Storage
from bot.http import free_port
from storage.database import Database

TOKEN = "7000001:stand-in"


class Behind(SystemClock):
    """The machine's clock, so much earlier."""

    def __init__(self, by: timedelta) -> None:
        self._by = by

    def now(self) -> datetime:
        return super().now() - self._by


async def live(folder: Path, base: str, mode: str, behind: float) -> None:
    clock, listening = Behind(timedelta(seconds=behind)), free_port("127.0.0.1", 0)
    settings = Settings(bot=Bot(owners=("telegram:1001",)), storage=Storage(url=f"sqlite:///{folder}/qunxue.db"))
    channel = Telegram(
        TOKEN,
        mode=mode,
        base_url=f"{base}/bot",
        base_file_url=f"{base}/file/bot",
        public_url=f"http://127.0.0.1:{listening.getsockname()[1]}",
        clock=clock,
    )
    await App(settings, Database(settings.storage.url), [channel], clock=clock, folder=folder).run(listening)


if __name__ == "__main__":
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    asyncio.run(live(Path(sys.argv[1]), sys.argv[2], sys.argv[3], float(sys.argv[4])))
