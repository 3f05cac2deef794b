"""A company's own channels as people meet them: calls are answered, names follow, owners are known, nobody lands in a camp for show."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.app import App
from bot.channel import Can
from bot.cli import channel_factory, starter_camp
from bot.clock import HandClock
from bot.config import Bot, Settings, Storage, apart
from bot.messages import Account, Address, FileRef, InboundEvent, Kind
from storage import camps, memberships, outbox
from storage.people import person
from tests.town import START, Heard, Somebody, Town

COMPANY = Can(edit=False, group=False, company=True, caseless=True)
PICTURE = (FileRef("picture.jpg", 0, "token"),)


@pytest.fixture
def company(sqlite_url: str, tmp_path: Path) -> Iterator[Town]:
    """A camp in a smart bot's group, and the company's app beside it."""
    town = Town(sqlite_url, tmp_path, channels=("wecom_bot", "wecom"))
    town.squares["wecom"].can = COMPANY
    town.app.identity.company_channels.add("wecom")
    town.app.identity.caseless_channels.add("wecom")
    town.app.identity.owners = frozenset({"wecom_bot:王岚", "wecom:WangLan"})
    yield town
    town.close()


def calls(somebody: Somebody, words: str, files: tuple[FileRef, ...] = ()) -> Heard:
    """As a smart bot hears it: in the group, the calling taken off."""
    event = somebody.event(Kind.SAID, words, somebody.town.at(somebody.channel, somebody.room), files=files)
    return somebody.town.hear(replace(event, data={"to_us": True, "called": True}))


@pytest.mark.parametrize(("words", "answer"), [("", "我在"), ("你好", "帮助"), ("积份", "积分"), ("积分", "积分")])
def test_every_call_in_a_group_is_answered(company: Town, words: str, answer: str) -> None:
    company.opened()
    assert answer in calls(company.learner("林晓"), words)


def test_a_picture_in_a_call_is_answered_too(company: Town) -> None:
    company.opened()
    assert "打字" in calls(company.learner("林晓"), "", PICTURE)


def test_a_call_in_a_group_without_a_camp_says_what_is_missing(company: Town) -> None:
    assert "绑定群" in calls(company.somebody("林晓"), "积分")
    assert "绑定群" in calls(company.somebody("林晓"), "")
    assert company.somebody("林晓").chats("大家好") == ""


@pytest.mark.parametrize("channel", ["wecom", "wecom_bot"])
def test_pictures_and_voices_alone_with_the_bot_are_answered(company: Town, channel: str) -> None:
    company.opened()
    assert "打字" in company.somebody("林晓", channel).tells("", files=PICTURE)
    assert "帮助" in company.somebody("林晓", channel).tells("今天天气真好", files=PICTURE)
    assert "打字" in company.somebody("林晓", channel).tells("")


def test_an_owner_is_known_whatever_the_case(company: Town) -> None:
    for number, spelt in enumerate(("wanglan", "WANGLAN", "WangLan")):
        assert "开好了" in company.somebody("王岚", "wecom", ident=spelt).tells(f"开营 营{number}")
    assert "负责人" in company.somebody("王岚", "wecom_bot", ident="wanglan").tells("开营 别的营")


def test_a_name_learnt_later_takes_the_place_of_the_bare_id(company: Town) -> None:
    company.opened()
    nameless = company.somebody("", "wecom", ident="linxiao")
    nameless.tells("打卡")
    named = company.somebody("林晓", "wecom", ident="linxiao")
    named.tells("积分")
    assert [row.name for row in company.look(person.select())] == ["王岚", "林晓"]
    company.somebody("林小小", "wecom", ident="linxiao").tells("积分")
    assert [row.name for row in company.look(person.select())] == ["王岚", "林小小"], "and a changed one is followed"


async def _hear(app: App, channel: str, who: str, words: str, number: int) -> None:
    at = Address(channel, who, direct=True)
    await app.receive(InboundEvent(f"{channel}:{number}", app.clock.now(), at, Account(channel, who, who), Kind.SAID, words))


async def test_a_camp_for_show_is_not_the_one_open_camp(sqlite_url: str) -> None:
    app = channel_factory.app(
        apart(sqlite_url, Bot(owners=("web:admin", "wecom:wanglan"))), "http://127.0.0.1", HandClock(START)
    )
    app.identity.company_channels.add("wecom")
    try:
        await starter_camp.settle_in(app)
        await _hear(app, "wecom", "linxiao", "打卡", 1)
        first = await app.database.read(
            lambda db: db.all(memberships.membership.select().where(memberships.membership.c.role == "learner"))
        )
        assert len(first) == len(starter_camp.LEARNERS), "nobody was taken into the camp for show"
        await _hear(app, "wecom", "wanglan", "开营 实战营", 2)
        await _hear(app, "wecom", "zhouhang", "打卡 第一课", 3)
        said = await app.database.read(lambda db: db.all(outbox.outbox.select().where(outbox.outbox.c.room == "zhouhang")))
        assert len(said) == 1 and "第1天" in said[0].parts
    finally:
        app.database.close()


async def test_a_camp_opened_before_it_was_marked_is_marked_at_the_next_start(sqlite_url: str) -> None:
    app = channel_factory.app(apart(sqlite_url, Bot()), "http://127.0.0.1", HandClock(START))
    try:
        await starter_camp.say(app, "opening", starter_camp.OPENING)
        for _ in range(2):
            await starter_camp.mark_for_show(app)
        row = await app.database.read(lambda db: db.one(camps.CAMP_NAMED, called=starter_camp.CAMP))
        assert row is not None and json.loads(row.settings)["for_show"] is True
    finally:
        app.database.close()


@pytest.mark.parametrize(("names", "made"), [(("web",), True), (("web", "wecom"), False)])
async def test_the_starter_camp_is_made_only_where_the_web_chat_is_alone(
    sqlite_url: str, names: tuple[str, ...], made: bool
) -> None:
    from bot.cli.serving import greet

    settings = Settings(bot=Bot(), storage=Storage(url=sqlite_url))
    app = channel_factory.app(settings, "http://127.0.0.1", HandClock(START))
    app.channels = {name: app.channels["web"] for name in names}
    try:
        await greet(settings, app, "http://127.0.0.1")
        found = await app.database.read(lambda db: db.all(camps.CAMPS))
        assert bool(found) is made
    finally:
        app.database.close()
