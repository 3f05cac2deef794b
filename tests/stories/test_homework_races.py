"""Two people at one version in the same moment: one decides, the other is told who did, and nothing is counted twice."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from sqlalchemy import select

from bot.messages import Kind
from storage.homework.assignments import hand_in
from storage.points import ledger
from tests.homework import hands_in, learners, staffed
from tests.stories.test_regrade_races import until_waiting
from tests.town import Somebody, Town


@contextmanager
def held(town: Town) -> Iterator[psycopg.Connection | None]:
    """Where writers can be side by side nobody gets past the hand-in before the end; on SQLite they stand in line anyway."""
    if not town.url.startswith("postgresql"):
        yield None
        return
    with psycopg.connect(town.url) as holder:
        holder.execute("SELECT id FROM hand_in FOR UPDATE")
        yield holder


def together(town: Town, *said: tuple[Somebody, str]) -> None:
    """What people say in private in one moment, each waiting for the same row behind the one before."""
    events = [who.event(Kind.SAID, words, who.private) for who, words in said]

    async def run(holder: psycopg.Connection | None) -> None:
        under_way = []
        for count, event in enumerate(events, 1):
            under_way.append(asyncio.ensure_future(town.app.receive(event)))
            if holder is not None:
                await until_waiting(town, count)
        if holder is not None:
            holder.rollback()
        await asyncio.gather(*under_way)

    with held(town) as holder:
        town.run(run(holder))
    town.settle()


@pytest.fixture
def read_by_two(either_town: Town) -> tuple[Town, Somebody, Somebody, Somebody]:
    town = either_town
    owner = town.opened()
    owner.tells("开始")
    _, expert = staffed(town)
    (ann,) = learners(town, "林晓")
    owner.confirms("作业 拜访提纲 截止=6/10 18:00")
    hands_in(ann, "拜访提纲")
    return town, owner, expert, ann


def states(town: Town) -> list[str]:
    return [row.state for row in town.look(select(hand_in.c.state).order_by(hand_in.c.id))]


def paid(town: Town) -> list[int]:
    return [row.amount for row in town.look(select(ledger.c.amount))]


@pytest.mark.parametrize(
    "words", [("通过 H1 好", "退回 H1 缺数据"), ("退回 H1 缺数据", "通过 H1 好"), ("通过 H1 好", "通过 H1 也好")]
)
def test_two_decide_in_one_second_and_one_does(
    read_by_two: tuple[Town, Somebody, Somebody, Somebody], words: tuple[str, str]
) -> None:
    town, owner, expert, ann = read_by_two
    together(town, (owner, words[0]), (expert, words[1]))
    assert states(town) == ["accepted" if words[0].startswith("通过") else "returned"]
    assert paid(town) == ([20] if words[0].startswith("通过") else [])
    assert "H1 已经定了" in str(expert.heard_privately) and "王岚" in str(expert.heard_privately.posts[-1])
    assert ann.heard_privately.count("（H1）") == 2, "handed in, and decided once"


def test_handing_in_again_while_it_is_accepted(read_by_two: tuple[Town, Somebody, Somebody, Somebody]) -> None:
    """Whichever is first, one version stands."""
    town, owner, _, ann = read_by_two
    ann.tells("交作业 拜访提纲 又一版")
    together(town, (owner, "通过 H1 好"), (ann, "完成"))
    assert sorted(states(town)) == ["accepted", "gathering"] and paid(town) == [20]
    assert "这次已经交过了" in str(ann.heard_privately) or "已经通过" in str(ann.heard_privately)
