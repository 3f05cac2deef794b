"""Regrading beside others: an answer on its way meets the key that counts in the end, and two managers at once regrade once."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction

import psycopg
import pytest

from bot.messages import InboundEvent, Kind
from handlers.quiz.regrade import affected, applying
from handlers.quiz.regrade.judging import Keys
from storage import bank, regrades
from storage.answers import answer
from storage.connection import Db
from storage.memberships import membership
from tests.quiz import fill, single, write
from tests.stories.test_question_versions import asked, letter
from tests.stories.test_regrade import B, C, books_are_right, learners, opened, takes
from tests.town import Post, Somebody, Town

STEM = "客户说“太贵了”，先做什么？"
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


@pytest.fixture
def exam(either_town: Town) -> tuple[Town, Somebody, list[Somebody], Post]:
    """One has answered by the old key, one is about to; the key is corrected and not yet applied."""
    town = either_town
    wang = opened(town)
    fill(town, [single(STEM, "B")])
    wang.confirms("考试 阶段一 题数=1 次数=1")
    people = learners(town, "林晓", "周航")
    takes(people[0], "阶段一", C)
    open_ = asked(people[1].tells("考试 阶段一"))
    wang.tells("题库 Q001 答案 C")
    return town, wang, people, open_


@contextmanager
def everybody_waits(town: Town) -> Iterator[psycopg.Connection | None]:
    """Where writers can be side by side, nobody gets past the question before the end; on SQLite they stand in line anyway."""
    if not town.url.startswith("postgresql"):
        yield None
        return
    with psycopg.connect(town.url) as holder:
        holder.execute("SELECT id FROM question FOR UPDATE")
        yield holder


async def until_waiting(town: Town, count: int) -> None:
    def waiting() -> int:
        with psycopg.connect(town.url, autocommit=True) as look:
            return int((look.execute(WAITING).fetchone() or (0,))[0])

    for _ in range(2000):
        if await asyncio.to_thread(waiting) == count:
            return
    raise AssertionError(f"{count} should wait")


def together(town: Town, *events: tuple[Somebody, Kind, str, Post | None]) -> None:
    """What people say in this order, each waiting behind the one before."""
    behind(town, *(who.event(kind, words, who.private, about) for who, kind, words, about in events))


def behind(town: Town, *events: InboundEvent) -> None:
    """Events in this order, each waiting behind the one before."""

    async def run(holder: psycopg.Connection | None) -> None:
        under_way = []
        for count, event in enumerate(events, 1):
            under_way.append(asyncio.ensure_future(town.app.receive(event)))
            if holder is not None:
                await until_waiting(town, count)
        if holder is not None:
            holder.rollback()
        await asyncio.gather(*under_way)

    with everybody_waits(town) as holder:
        town.run(run(holder))
    town.settle()


def marks(town: Town) -> list[Fraction]:
    return [Fraction(row.earned, row.out_of) for row in town.look(answer.select().order_by(answer.c.membership_id))]


def keys(db: Db, camp: int) -> Keys:
    """What the bank would judge its first question by."""
    stored = bank.by_number(db, camp, 1)
    assert stored is not None
    return affected.keys_for(db, stored)


@pytest.mark.parametrize("first", ["regrade", "answer"])
def test_an_answer_that_arrives_while_it_regrades(exam: tuple[Town, Somebody, list[Somebody], Post], first: str) -> None:
    town, wang, (_, zhou), post = exam
    button = next(one for one in post.buttons if one.label == letter(post, B))
    regrade = (wang, Kind.SAID, "重新判分 Q001 v2", None)
    pressed = (zhou, Kind.PRESSED, button.says, post)
    together(town, *((regrade, pressed) if first == "regrade" else (pressed, regrade)))
    town.pass_(seconds=15)
    assert marks(town) == [1, 0]
    assert "通过：1/" in wang.tells("结果 E1")
    assert zhou.tells("积分").startswith("积分：0")
    books_are_right(town)


def test_an_answer_judged_by_the_key_of_before_while_the_plan_is_written(
    exam: tuple[Town, Somebody, list[Somebody], Post],
) -> None:
    """The plan is there and waits for the question, an answer read under the old key waits behind it: the sweep judges that one."""
    town, wang, (lin, zhou), post = exam
    (one,) = town.look(answer.select())
    camp, question = one.camp_id, one.question_id
    by = write(town, lambda db: keys(db, camp))
    plan = write(town, lambda db: applying.plan_for(db, camp, question, by, 0))
    assert len(plan.marks) == 1
    payload = {"why": "regrade", "camp": camp, "question": question, "version": 2, "newest": one.id}
    said = wang.event(Kind.SAID, "积分", wang.private)
    person = town.look(membership.select().where(membership.c.role == "owner"))[0].person_id
    of = {"name": "bank.judge", "task": 0, "n": 0, "of": 1, "problem": None, "person": person, "camp": camp}
    done = InboundEvent("task:0:0", said.at, said.address, None, Kind.DONE, data={**of, "rows": [plan], "payload": payload})
    button = next(press for press in post.buttons if press.label == letter(post, B))
    behind(town, done, zhou.event(Kind.PRESSED, button.says, zhou.private, post))
    assert "答案更正为" in lin.heard_privately
    town.pass_(seconds=15)
    assert marks(town) == [1, 0]
    assert not write(town, lambda db: regrades.are_marked(db, camp, question, plan.marks))
    books_are_right(town)


def test_two_managers_regrade_at_once(exam: tuple[Town, Somebody, list[Somebody], Post]) -> None:
    town, wang, (lin, _), _ = exam
    chen = town.learner("陈默")
    chen.tells("积分")
    wang.tells("角色 陈默 经理")
    before = lin.heard_privately.count("答案更正为")
    together(town, (wang, Kind.SAID, "重新判分 Q001 v2", None), (chen, Kind.SAID, "重新判分 Q001 v2", None))
    town.pass_(seconds=15)
    assert marks(town) == [1]
    assert lin.heard_privately.count("答案更正为") == before + 1
    done = [one.heard_privately.count("已按 v2 重新判分") for one in (wang, chen)]
    assert sorted(done) == [0, 1]
    assert any("没有要改的" in one.heard_privately for one in (wang, chen))
    books_are_right(town)
