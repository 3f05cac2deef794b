"""kill -9 in a Telegram camp, by polling and by webhook: every check-in counts once, every reply arrives, and whoever speaks while
nobody is there is answered afterwards."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from storage import points
from storage.checkins import check_in
from storage.connection import Db
from storage.database import connect
from storage.points import ledger
from tests.faults.on_telegram import TOKEN, Behind
from tests.standins.telegram import Cloud, Group, Person, TelegramStandin, text_of

WORKDAY = datetime(2026, 5, 6, 1, 0, tzinfo=UTC)
GROUPS, LEARNERS, KILLS = 3, 15, 5
PATIENCE = 90.0


class Camp:
    """A camp in several groups on one Bot API, and the program that serves it: one life after another."""

    def __init__(self, telegram: TelegramStandin, folder: Path, mode: str, behind: timedelta) -> None:
        self.cloud = telegram.cloud
        base = f"http://127.0.0.1:{telegram.port}"
        self._command = [
            *(sys.executable, "-m", "tests.faults.on_telegram"),
            *(str(folder), base, mode, str(behind.total_seconds())),
        ]
        self.host = self.cloud.person("王岚", 1001)
        self.learners = [self.cloud.person(f"学员{n}", 2000 + n) for n in range(LEARNERS)]
        self.groups = [self.cloud.group(f"群{n}", *self.learners, host=self.host) for n in range(GROUPS)]

    def begins(self) -> None:
        self.life = subprocess.Popen(self._command)

    def dies(self) -> None:
        """By kill -9."""
        self.life.kill()
        self.life.wait()

    def group_of(self, person: Person) -> Group:
        return self.groups[person.user.id % GROUPS]

    def speaks(self, person: Person) -> None:
        person.says("/打卡 又读完一章", self.group_of(person))

    def heard(self, words: str) -> int:
        """How often the groups were told something."""
        return sum(words in text_of(message) for group in self.groups for message in group.shows())

    def until(self, holds: Callable[[], bool]) -> None:
        self.cloud.wait(holds, PATIENCE)


@pytest.mark.parametrize("mode", ["polling", "webhook"])
def test_a_camp_survives_it(template: Path, tmp_path: Path, mode: str, request: pytest.FixtureRequest) -> None:
    shutil.copyfile(template, tmp_path / "qunxue.db")
    behind, chance = datetime.now(UTC) - WORKDAY, random.Random(7)
    with TelegramStandin(Cloud(token=TOKEN, clock=Behind(behind))) as telegram:
        camp = Camp(telegram, tmp_path, mode, behind)
        request.addfinalizer(camp.dies)
        camp.begins()
        camp.host.says("/开营 试营", camp.groups[0])
        camp.until(lambda: camp.heard("开好了") > 0)
        for group in camp.groups[1:]:
            camp.host.says("/绑定群 试营", group)
        camp.until(lambda: camp.heard("本群已加入") >= GROUPS - 1)
        share = LEARNERS // KILLS
        for number in range(KILLS):
            for person in camp.learners[number * share : (number + 1) * share]:
                camp.speaks(person)
            time.sleep(chance.random())  # to be killed at any moment
            camp.dies()
            camp.begins()
        camp.until(lambda: all(camp.heard(f"{person.user.first_name} 第1天") > 0 for person in camp.learners))
        told = [camp.heard(f"{person.user.first_name} 第1天") for person in camp.learners]

    assert sum(told) - LEARNERS <= KILLS, "a reply under way is repeated at most once a kill"
    db = Db(connect(f"sqlite:///{tmp_path}/qunxue.db"))
    assert db.value(select(func.count()).select_from(check_in)) == LEARNERS
    assert db.value(select(func.sum(ledger.c.amount))) == 5 * LEARNERS
    assert points.astray(db) == []
    db.close()
