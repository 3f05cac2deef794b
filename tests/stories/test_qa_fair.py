"""Questions find who is there: nobody on leave is asked, the same question is one ticket, and friends earn no more than a day's worth."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import select

from bot.messages import Kind
from storage import tickets
from storage.ticket_followers import ticket_echo
from storage.tickets import ticket
from tests.engines import on_sqlite
from tests.town import Somebody, Town


@pytest.fixture
def staffed(either_town: Town) -> tuple[Town, Somebody, Somebody, Somebody]:
    """A camp with a manager, two experts and a learner, all of whom have written in private."""
    town = either_town
    manager = town.opened()
    experts = [town.learner(name) for name in ("何琳", "陈默")]
    for one in experts:
        manager.says(f"角色 {one.name} 专家")
    ann = town.learner("林晓")
    for one in (manager, *experts, ann):
        one.tells("积分")
    return town, manager, *experts  # type: ignore[return-value]


def asks(one: Somebody, words: str) -> str:
    """Puts a question in private, with their name; gives what they are told."""
    one.tells(f"提问 {words}")
    return str(one.tells("发出"))


QUESTIONS = (
    "客户嫌报价高怎么回",
    "合同改了条款谁来批",
    "发票抬头写错了还能换吗",
    "样品寄丢以后补发走什么流程",
    "周末值班怎么调休",
)


def asked(town: Town) -> list[str]:
    return [str(post) for post in town.squares["telegram"].posts if post.room == town.group and "❓A-" in str(post)]


@on_sqlite
def test_an_expert_on_leave_is_passed_over(staffed: tuple[Town, Somebody, Somebody, Somebody]) -> None:
    town, manager, helen, _ = staffed
    ann = town.somebody("林晓")
    manager.says("标签 何琳 +报价")
    helen.tells("请假 今天")
    asks(ann, "客户嫌报价高怎么回 #报价")
    assert "@陈默" in asked(town)[-1] and "@何琳" not in asked(town)[-1] and "请假" not in asked(town)[-1]


@on_sqlite
def test_when_the_last_expert_is_on_leave_a_manager_is_asked_and_it_is_said(
    staffed: tuple[Town, Somebody, Somebody, Somebody],
) -> None:
    town, _, helen, chen = staffed
    ann = town.somebody("林晓")
    helen.tells("请假 今天")
    chen.tells("请假 今天-5/8")
    assert "专家都在请假，先请王岚来答。" in asks(ann, "客户嫌报价高怎么回 #报价")
    assert "专家都在请假，先请王岚来答。" in asked(town)[-1] and "@王岚" in asked(town)[-1]
    town.go_to("5/7", "09:30")
    asks(ann, "合同改了价格谁来批 #流程")
    assert "@何琳" in asked(town)[-1]


def test_the_same_question_in_the_same_second_is_one_ticket_with_two_askers(either_town: Town) -> None:
    town = either_town
    town.opened()
    people = [town.learner(f"学员{n}") for n in range(1, 7)]
    for one in people:
        one.tells("积分")
    spelt = ["提问 客户嫌报价高怎么回？", "提问 客户嫌报价高，怎么回", "提问 客户嫌報價高怎么回"]
    for n, one in enumerate(people):
        one.tells(spelt[n % 3])
    events = [one.event(Kind.SAID, "发出", one.private) for one in people]

    async def at_once() -> None:
        await asyncio.gather(*(town.app.receive(event) for event in events))

    town.run(at_once())
    town.settle()
    (one,) = town.look(select(ticket.c.id, ticket.c.number, ticket.c.person_id))
    waiting = town.look(select(ticket_echo.c.person_id))
    assert one.number == 1 and len(waiting) == len(people) - 1 and one.person_id not in {row.person_id for row in waiting}
    told = [one for one in people if "A-0001 有答案时也告诉你" in one.heard_privately]
    assert len(told) == len(people) - 1


def test_a_question_may_be_asked_again_once_it_is_closed(town: Town) -> None:
    ann = town.learner("林晓")
    asks(ann, "食堂几点开门呀朋友们 #生活")
    ann.takes_back()
    asks(ann, "食堂几点开门呀朋友们 #生活")
    rows = town.look(select(ticket.c.number, ticket.c.state).order_by(ticket.c.number))
    assert [(row.number, row.state) for row in rows] == [(1, "withdrawn"), (2, "open")]


def test_the_database_takes_no_second_one(town: Town) -> None:
    ann = town.learner("林晓")
    asks(ann, "客户嫌报价高怎么回 #报价")

    async def ask_again() -> None:
        await town.database.transact(lambda db: tickets.ask(db, 1, 1, "客户嫌报价高怎么回？", due=None, at=town.clock.now()))

    with pytest.raises(Exception, match=r"(?i)unique"):
        town.run(ask_again())


def test_friends_who_accept_each_other_all_day_are_paid_three_times_and_told(either_town: Town) -> None:
    town = either_town
    town.opened()
    ann, bob = town.learner("林晓"), town.learner("周航")
    for one in (ann, bob):
        one.tells("积分")
    answers: list[str] = []
    for n, question in enumerate(QUESTIONS):
        asker, friend = (ann, bob) if n % 2 == 0 else (bob, ann)
        asks(asker, f"{question} #办公")
        town.pass_(minutes=11)
        friend.tells(f"答 A-{n + 1:04} 找综合办公室的同事，{question[:2]}归他们管")
        answers.append(asker.tells(f"采纳 A-{n + 1:04}"))
    assert ["+15" in one for one in answers] == [True, True, True, False, False]
    assert "你们两人之间今天已有3次采纳计过分，这次照常归档，不再加分。" in answers[3]
    assert "你们两人之间" not in answers[2]
    entries = [one.split("归档 ")[1].split("｜")[0].split("\n")[0] for one in answers]
    assert [ann.tells(f"用上了 {code}")[:1] for code in entries[::2]] == ["✅"] * 3
    town.go_to("5/7", "09:00")
    asks(ann, "会议室在哪里预订比较方便 #会议")
    bob.tells("答 A-0006 前台可以预订")
    assert "+15" in ann.tells("采纳 A-0006")


def test_a_manager_chooses_how_often(town: Town) -> None:
    manager, ann, bob = town.somebody("王岚"), town.learner("林晓"), town.learner("周航")
    for one in (manager, ann, bob):
        one.tells("积分")
    manager.tells("设置 互采上限=1")
    for n, question in enumerate(QUESTIONS[:2]):
        asks(ann, f"{question} #办公")
        bob.tells(f"答 A-{n + 1:04} 找综合办公室的同事")
        said = ann.tells(f"采纳 A-{n + 1:04}")
    assert "已有1次采纳计过分" in said and "+15" not in said
    assert ann.tells("用上了 K-0001").startswith("✅")
    assert ann.tells("用上了 K-0002") == "周航的答案你今天已经记了1次用上了，明天再计。"
