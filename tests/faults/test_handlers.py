"""A handler that breaks: what it wrote is undone, the person hears an apology, the next message is unharmed, no words reach a log."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

import pytest
import structlog
from sqlalchemy import func, select

from bot.channel import Receipt
from bot.feature import Context, Feature, Late, Phrase, Theme
from bot.messages import InboundEvent, Kind
from scheduler.rhythm import Daily
from storage import agenda, inbox, points
from storage.audit import audit
from storage.checkins import check_in
from tests.town import Town

broken = Feature("broken", Theme.DAILY)
broken.act("broken", Phrase(zh="{who} 弄坏了", en="{who} broke it"))


@broken.command("坏掉", "breakdown", help=Phrase(zh="坏掉。", en="Break."), examples=["坏掉", "breakdown"])
def breaks(ctx: Context, words: str = "") -> None:
    ctx.audit("broken")
    ctx.reply("half a reply")
    points.earn(ctx.db, ctx.camp.id, ctx.member.id, 5, category="x", reason="checkin", source=ctx.event.key, at=ctx.now)
    raise RuntimeError(words)


@broken.due("later")
def breaks_later(ctx: Context, subject: str, due_at: datetime) -> None:
    ctx.audit("broken")
    raise RuntimeError(subject)


@broken.every(lambda camp: Daily(time(9, 30)), name="daily", late=Late.ONCE)
def breaks_daily(ctx: Context, due_at: datetime) -> None:
    ctx.audit("broken")
    raise RuntimeError("every day")


@pytest.fixture
def fragile(town: Town) -> Iterator[Town]:
    town.app.router._take(broken)
    yield town


def test_a_handler_that_raises(fragile: Town) -> None:
    lin = fragile.learner("林晓")
    with structlog.testing.capture_logs() as logs:
        answer = lin.says("坏掉 一句私密的话")
    assert answer.startswith("我这边出错了") and "half" not in answer
    assert fragile.look(acts("broken"))[0][0] == 0
    assert fragile.look(points.ASTRAY) == [] and lin.says("积分").startswith("积分：0")
    assert "第1天" in lin.says("打卡")
    assert any(log["event"] == "handler failed" and log["problem"] == "RuntimeError" for log in logs)
    assert "私密" not in str(logs)


def test_a_broken_event_that_comes_again_is_not_tried_again(fragile: Town) -> None:
    lin = fragile.learner("林晓")
    event = lin.event(Kind.SAID, "坏掉", fragile.at("telegram", fragile.group))
    assert "出错了" in fragile.hear(event)
    assert fragile.hear(event) == ""


def test_an_event_that_breaks_the_dispatcher_itself_is_buried_and_holds_nobody_up(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    lin = town.learner("林晓")
    real = town.app.identity.of

    def poisoned(db, event):
        if event.text == "毒":
            raise RuntimeError(event.text)
        return real(db, event)

    monkeypatch.setattr(town.app.identity, "of", poisoned)
    assert lin.says("毒") == ""
    assert town.look(inbox.BURIED)[0][0] == 1
    assert "第1天" in lin.says("打卡")

    others = town.learners(30)
    words = ["毒" if n == 15 else "打卡" for n in range(30)]
    events = [one.event(Kind.SAID, said, town.at("telegram", town.group)) for one, said in zip(others, words, strict=True)]
    assert all(receipt.fresh for receipt in town.run(all_at_once(town, events)))
    assert town.look(inbox.BURIED)[0][0] == 2
    assert town.look(select(func.count()).select_from(check_in))[0][0] == 30 and town.look(points.ASTRAY) == []


def test_one_commit_for_thirty_of_which_three_break(fragile: Town) -> None:
    people = fragile.learners(30)
    words = [("坏掉 一句话" if n % 10 == 0 else "打卡") for n in range(30)]
    events = [
        one.event(Kind.SAID, said, fragile.at("telegram", fragile.group)) for one, said in zip(people, words, strict=True)
    ]

    assert all(receipt.fresh for receipt in fragile.run(all_at_once(fragile, events)))
    fragile.settle()
    answers = [str(post) for post in fragile.squares["telegram"].posts[-30:]]
    assert sum("出错了" in answer for answer in answers) == 3
    assert fragile.look(select(func.count()).select_from(check_in))[0][0] == 27 and fragile.look(points.ASTRAY) == []


def test_a_moment_that_breaks_is_undone_and_not_tried_again(fragile: Town) -> None:
    at = fragile.clock.now() + timedelta(minutes=5)

    async def plan() -> None:
        await fragile.database.transact(lambda db: agenda.plan(db, "broken.later", "camp:1", at))

    fragile.run(plan())
    fragile.pass_(minutes=10)
    assert fragile.look(acts("broken"))[0][0] == 0
    assert fragile.look(agenda.PLANNED, job="broken.later", subject="camp:1") == []
    assert "第1天" in fragile.learner("林晓").says("打卡")


def test_a_rhythm_that_breaks_comes_again_the_next_day(fragile: Town) -> None:
    fragile.run(_planned(fragile))
    with structlog.testing.capture_logs() as logs:
        fragile.pass_(days=2)
    assert [log["command"] for log in logs if log["event"] == "handler failed"] == ["broken.daily"] * 2
    assert fragile.look(acts("broken"))[0][0] == 0


async def all_at_once(town: Town, events: list[InboundEvent]) -> list[Receipt]:
    """So that they share a commit."""
    return await asyncio.gather(*map(town.app.receive, events))


async def _planned(town: Town) -> None:
    await town.database.transact(town.app.dispatcher.plan_missing)


def acts(act: str) -> Any:
    """How often an act stands in the audit log."""
    return select(func.count()).select_from(audit).where(audit.c.act == act)
