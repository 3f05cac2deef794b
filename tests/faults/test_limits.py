"""Whoever sends is killed in the middle of a burst, twice: whoever follows knows what the platforms have counted, and none refuses or
drops a message.

The programs are those an operator starts, over one PostgreSQL; the platforms count as the real ones do.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.clock import SystemClock
from bot.messages import Address, Lane
from bot.parts import Text
from storage import outbox
from storage.connection import Db
from storage.database import connect
from tests.postgres import database_url
from tests.standins.telegram import Cloud, TelegramStandin, text_of
from tests.standins.wecom import Tencent
from tests.town import make_template

pytestmark = pytest.mark.postgres

TO_GROUP, TO_HOOK, TO_MEMBER, PRIVATE = 25, 25, 36, 120
"""Messages to one Telegram group (20 a minute), one webhook (20), one member of WeCom (30), and alone to as many people (30 a second)."""
PATIENCE = 150.0
CONFIG = """
[bot]
owners = ["telegram:1"]
[storage]
url = "{url}"
files = "database"
[tasks]
workers = 0
[channels.web]
enabled = false
[channels.telegram]
token = "{telegram.cloud.token}"
base_url = "{telegram.base_url}"
base_file_url = "{telegram.base_file_url}"
[channels.wecom]
{wecom}
[[channels.wecom_group]]
{hook}
"""


class Operator:
    """Starts programs in folders of their own, and kills them."""

    def __init__(self, folder: Path, config: str) -> None:
        self.folder, self.config = folder, config
        self.running: list[subprocess.Popen[str]] = []

    async def start(self) -> None:
        """And waits for its greeting."""
        await asyncio.wait_for(asyncio.to_thread(self._begin), PATIENCE)

    def _begin(self) -> None:
        where = self.folder / str(len(self.running))
        where.mkdir()
        (where / "config.toml").write_text(self.config, "utf-8")
        environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
        words = [sys.executable, "-m", "bot", "run"]
        began = subprocess.Popen(words, cwd=where, env=environment, stdout=subprocess.PIPE, text=True)
        self.running.append(began)
        assert began.stdout is not None
        while "http://" not in (line := began.stdout.readline()):
            assert line, "it ended before it had begun"

    def kill(self, number: int) -> None:
        process = self.running[number]
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def section(values: dict[str, object]) -> str:
    return "\n".join(f"{key} = {value}" if isinstance(value, int) else f'{key} = "{value}"' for key, value in values.items())


async def until(happened: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not happened():  # noqa: ASYNC110 - another process's sends
            await asyncio.sleep(0.005)


async def test_nobody_is_sent_more_than_their_platform_allows(tmp_path: Path) -> None:
    with database_url(prepare=make_template) as url, TelegramStandin(Cloud(clock=SystemClock())) as telegram:
        async with Tencent() as tencent:
            cloud, hook, app = telegram.cloud, tencent.group, tencent.app
            people = [cloud.person(f"学员{number}", 2000 + number, started=True) for number in range(PRIVATE)]
            group = cloud.group("一群", *people[:5])
            member, name = next(iter(app.members)), next(iter(hook.keys.values()))
            owed = [
                *((Address("telegram", str(group.chat.id)), f"群里第{n}条") for n in range(TO_GROUP)),
                *((Address("wecom_group", name), f"推送第{n}条") for n in range(TO_HOOK)),
                *((Address("wecom", member, direct=True), f"应用第{n}条") for n in range(TO_MEMBER)),
                *((Address("telegram", str(one.user.id), direct=True), f"单独第{n}条") for n, one in enumerate(people)),
            ]
            wecom, hooks = section(tencent.config["wecom"]), section(tencent.config["wecom_group"][0])
            operator = Operator(tmp_path, CONFIG.format(url=url, telegram=telegram, wecom=wecom, hook=hooks))
            db = Db(connect(url))

            def heard() -> list[str]:
                """What came anywhere, in words."""
                alone = [text_of(message) for one in people for message in one.sees()]
                together = [text_of(message) for message in group.shows()]
                to_hook = [sent[sent["msgtype"]]["content"] for sent in hook.sent]
                return [*alone, *together, *to_hook, *(shown.content for shown in app.sent)]

            try:
                await operator.start()
                await operator.start()
                with db.transaction("BEGIN"):
                    for to, words in owed:
                        outbox.put(db, to, (Text.of(words),), Lane.PUSH, at=SystemClock().now())
                await until(lambda: len(hook.sent) > 5 and len(cloud.called("sendMessage")) > 20)
                operator.kill(0)
                at_first = len(heard())
                await operator.start()
                await until(lambda: len(heard()) > at_first + 40)
                operator.kill(1)
                await until(lambda: {words for _, words in owed} <= set(heard()))
            finally:
                for number in range(len(operator.running)):
                    operator.kill(number)
                db.close()
            refused = [call for call in cloud.calls if call.code == 429]
            print(f"{len(owed)} messages owed, {at_first} had come when the first sender was killed, {len(heard())} in all")
            assert not refused and not hook.too_fast and not app.dropped
