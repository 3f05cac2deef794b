"""没发出: managers see in private what did not arrive, never what stood in it, send it again or let it be, and hear once a day of what is new."""

from __future__ import annotations

from sqlalchemy import select

from bot.channel import Uncertain, Undeliverable
from bot.messages import Lane
from bot.parts import File, Text
from storage import outbox
from storage.connection import Db
from storage.people import person
from tests.engines import on_sqlite
from tests.stories.test_missing_file import read_by
from tests.town import Somebody, Town


def lost(town: Town, ann: Somebody, *fails: Exception) -> None:
    """A reminder of hers that does not arrive."""
    ann.tells("提醒我 1分钟后 交秘密作业")
    town.squares["telegram"].fails = list(fails)
    town.pass_(minutes=2)
    town.squares["telegram"].fails = []


@on_sqlite
def test_what_did_not_arrive_is_listed_without_its_words_and_sent_again(either_town: Town) -> None:
    town = either_town
    manager, ann = town.opened(), town.learner("林晓")
    ann.says("打卡")
    assert "没有没发出的消息" in manager.tells("没发出")
    lost(town, ann, Undeliverable("refused"))
    listed = manager.tells("没发出")
    assert "林晓（TG）" in listed and "提醒" in listed and "没发成" in listed and "秘密" not in listed
    assert "社群经理" in ann.tells("没发出")
    assert "1条正在重发" in manager.tells("没发出 重发")
    town.pass_(seconds=5)
    assert "交秘密作业" in ann.heard_privately
    assert "没有没发出的消息" in manager.tells("没发出")


@on_sqlite
def test_asked_in_the_group_it_comes_in_private(either_town: Town) -> None:
    town = either_town
    manager, ann = town.opened(), town.learner("林晓")
    ann.says("打卡")
    manager.tells("积分")
    lost(town, ann, Undeliverable("refused"))
    assert "林晓" not in manager.says("/没发出") and "林晓" in manager.heard_privately


def test_one_nobody_knows_about_is_told_once_the_next_morning_and_may_be_dropped(either_town: Town) -> None:
    town = either_town
    manager, ann = town.opened(), town.learner("林晓")
    ann.says("打卡")
    lost(town, ann, Uncertain(), Uncertain())
    town.pass_(minutes=1)
    (line,) = [line for line in manager.tells("没发出").splitlines() if "林晓" in line]
    number = line.split("｜")[0]
    assert "不知道到没到" in line
    town.go_to("5/7", "09:31")
    assert manager.heard_privately.count("1条消息没送到，或不知道到没到") == 1
    town.go_to("5/8", "09:31")
    assert manager.heard_privately.count("没送到") == 1
    assert "列表里没有 9999" in manager.tells("没发出 忽略 9999")
    assert "忽略要写号码" in manager.tells("没发出 忽略")
    assert "写重发或忽略" in manager.tells(f"没发出 看 {number}")
    assert "1条不再列出" in manager.tells(f"没发出 忽略 {number}")
    assert "没有没发出的消息" in manager.tells("没发出 重发")


def test_what_went_without_its_file_is_listed_and_only_let_be(either_town: Town) -> None:
    town = either_town
    manager, ann = town.opened(), town.learner("林晓")
    ann.tells("打卡")
    app = read_by(town)
    gone = app.files.put(b"gone", "b.xlsx")
    app.files.delete(gone)
    (found,) = town.look(select(person.c.id).where(person.c.name == "林晓"))
    parts = (Text.of("导出好了"), File(gone, "秘密名单.xlsx", 4))

    def put(db: Db) -> None:
        outbox.put(db, ann.private, parts, Lane.REPLY, at=town.clock.now(), person=found.id)

    town.run(app.keep(put))
    town.run(app.delivery.recover())
    town.settle()
    (line,) = [line for line in manager.tells("没发出").splitlines() if "林晓" in line]
    number = line.split("｜")[0]
    assert "发了，文件没找到" in line and "秘密" not in line
    for said in (f"没发出 重发 {number}", "没发出 重发"):
        assert f"{number} 已经发了，只是文件没找到" in manager.tells(said)
    lost(town, ann, Undeliverable("refused"))
    assert "1条正在重发" in manager.tells("没发出 重发"), "all that can be"
    assert "1条不再列出" in manager.tells(f"没发出 忽略 {number}")
    assert "没有没发出的消息" in manager.tells("没发出")
