"""Events: planned and shown first, signed up for by one press, moved and called off with one message each, and every seat somebody's."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.messages import Kind
from storage.connection import Db
from storage.events import signups
from storage.events.events import event
from tests.stories.test_connect import two_accounts
from tests.stories.test_my_data import erased
from tests.town import Somebody, Town

TALK = "活动 周五分享会 周五 16:00 讲者=何琳 名额=2"


def met(town: Town, *names: str) -> list[Somebody]:
    """Learners who can be told in private."""
    people = [town.learner(name) for name in names]
    for one in people:
        one.tells("积分")
    return people


def seats_add_up(town: Town) -> None:
    for row in town.look(event.select()):
        known = town.look(signups.LIST, number=row.id)
        assert row.signed == sum(one.state == "in" for one in known)


def test_an_event_from_its_announcement_to_the_line_for_its_seats(either_town: Town) -> None:
    town = either_town
    wang = town.opened()
    he, lin, zhou, su = met(town, "何琳", "林晓", "周航", "苏敏")
    shown = wang.tells(TALK)
    assert "📝 预览，还没有发出：新活动《周五分享会》，后天（周五）16:00，1小时" in shown.replace("5月8日", "后天")
    assert "讲者：何琳" in shown and "名额：0/2" in shown
    assert "✅ V1《周五分享会》 安排好了" in wang.presses("发出", wang.heard_privately.posts[-1])
    group = town.squares["telegram"].posts
    post = next(one for one in reversed(group) if one.room == "群一" and "新活动" in str(one))
    assert "你是 V1《周五分享会》 的讲者" in he.heard_privately
    lin.presses("报名", post)
    assert "✅ 报上了 V1《周五分享会》" in lin.heard_privately.posts[-1].__str__()
    assert "你已经报上了" in lin.tells("报名 v-1")
    assert "✅ 报上了" in zhou.tells("报名 周五分享会")
    assert "名额满了，你排第1位" in su.tells("报名 V1")
    assert "已经在排队，第1位" in su.tells("报名 V1")
    listed = wang.tells("活动 V1 名单")
    assert "报名2人，排队1人" in listed and "1. 林晓\n2. 周航\n3. 苏敏（排队）" in listed
    assert "给主持人和社群经理看" in lin.tells("活动 V1 名单")
    assert "取消报名了" in lin.tells("取消报名 V1")
    assert "有空位了，你排到了" in str(su.heard_privately.posts[-1])
    assert "你没有报名" in lin.tells("取消报名 V1")
    assert "名额满了，你排第1位" in lin.tells("报名 V1")
    seats_add_up(town)
    assert "V1《周五分享会》" in lin.tells("活动") and "你在排队" in lin.tells("活动")
    # A day and ten minutes before: who has a seat, and nobody else.
    before = len(lin.heard_privately.posts)
    town.go_to("5/7", "16:01")
    assert "⏰ V1《周五分享会》：" in str(su.heard_privately.posts[-1]) and len(lin.heard_privately.posts) == before
    town.go_to("5/8", "15:51")
    assert "V1《周五分享会》 10分钟后开始" in str(zhou.heard_privately.posts[-1]) and len(lin.heard_privately.posts) == before
    town.go_to("5/8", "17:01")
    assert "已经结束了" in lin.tells("报名 V1")


def test_it_is_moved_called_off_and_taken_back(town: Town) -> None:
    wang = town.somebody("王岚")
    he, lin, zhou = met(town, "何琳", "林晓", "周航")
    wang.confirms(TALK)
    lin.tells("报名 V1")
    assert "由主持人或社群经理来改" in lin.tells("活动 V1 改 周六 16:00")
    assert "私信2人" in wang.tells("活动 V1 改 周六 10:00-11:30 地点=三楼会议室")
    wang.presses("发出", wang.heard_privately.posts[-1])
    for one in (he, lin):
        assert "有变动，现在是：" in str(one.heard_privately.posts[-1]) and "三楼会议室" in str(one.heard_privately.posts[-1])
    assert "90分钟" in lin.tells("活动 V1")
    assert "改回去了" in wang.takes_back() and "1小时" in lin.tells("活动 V1")
    assert "本来就是这样" in wang.tells("活动 V1 名额=2")
    zhou.tells("报名 V1")
    assert "已经有2人报上名，名额不能少于这个数" in wang.confirms("活动 V1 名额=1")
    zhou.tells("取消报名 V1")
    # Both reminders of the old time are gone with it.
    wang.confirms("活动 V1 改 下周五 16:00")
    before = len(lin.heard_privately.posts)
    town.go_to("5/8", "16:30")
    assert len(lin.heard_privately.posts) == before
    shown = wang.tells("活动 V1 取消 讲者病了")
    assert "V1《周五分享会》 取消，私信2人" in shown
    wang.presses("发出", wang.heard_privately.posts[-1])
    assert "取消了：讲者病了。不用来了" in str(lin.heard_privately.posts[-1])
    assert "已经取消了：讲者病了" in zhou.tells("报名 V1") and "已经取消了" in wang.tells("活动 V1 取消")
    assert "不能撤销" in wang.tells("撤销")
    assert "还没有安排活动" in lin.tells("活动")
    # The same name and time may be planned anew, and taken back while nobody came.
    assert "安排好了" in wang.confirms("活动 周五分享会 下周五 16:00")
    assert "撤回了，没有人报过名" in wang.takes_back()
    seats_add_up(town)


def test_what_is_moved_called_off_or_taken_back_while_somebody_waits(town: Town) -> None:
    wang = town.somebody("王岚")
    lin, zhou, su = met(town, "林晓", "周航", "苏敏")
    wang.confirms("活动 团建 周五 16:00 名额=1")
    for one in (lin, zhou, su):
        one.tells("报名 V1")
    heard = {one.name: len(one.heard_privately.posts) for one in (lin, zhou, su)}
    assert "私信3人" in wang.tells("活动 V1 改 周六 10:00")
    wang.presses("发出", wang.heard_privately.posts[-1])
    for one in (lin, zhou, su):
        assert len(one.heard_privately.posts) == heard[one.name] + 1 and "有变动" in str(one.heard_privately.posts[-1])
    assert "你已经在排队，第1位" in zhou.tells("报名 V1") and "第2位" in su.tells("报名 V1")
    # Signing up is one's own last act: taken back, the first of the line has the seat.
    assert "林晓 报名《团建》" in wang.tells("记录")
    assert "取消报名了" in lin.takes_back() and "有空位了，你排到了" in str(zhou.heard_privately.posts[-1])
    assert "取消报名了" in zhou.tells("取消报名 V1") and "不能撤销" in zhou.tells("撤销")
    assert "周航 取消报名《团建》" in wang.tells("记录") and "有空位了" in str(su.heard_privately.posts[-1])
    lin.tells("报名 V1")
    # Called off on the day itself, an hour before: who has a seat and who waits hear of it, and nobody signs in any more.
    town.go_to("5/9", "09:00")
    wang.confirms("活动 V1 取消 下雨")
    for one in (lin, su):
        assert "取消了：下雨。不用来了" in str(one.heard_privately.posts[-1])
    town.go_to("5/9", "10:05")
    assert "现在没有在签到的活动" in su.tells("签到 123456") and "已经取消了：下雨" in wang.tells("活动 V1 签到")
    seats_add_up(town)


def test_what_is_wrong_gets_one_sentence_and_changes_nothing(town: Town) -> None:
    wang = town.somebody("王岚")
    he, lin = met(town, "何琳", "林晓")
    wrong = {
        "活动 分享会 昨天 16:00": "已经过去了",
        "活动 分享会 5/5 16:00": "这个时间已经过了",
        "活动 分享会 周五 16:00 时长=0": "1分钟到30天",
        "活动 分享会 周五 16:00-16:00": "1分钟到30天",
        "活动 分享会 周五 16:00 时长=40天": "1分钟到30天",
        "活动 分享会 周五 16:00 名额=10000": "名额是1到5000",
        "活动 分享会 周五 16:00 名额=0": "名额是1到5000",
        "活动 分享会 周五": "还差几点开始",
        "活动 分享会 聊聊": "没看懂什么时候",
        "活动 123 周五 16:00": "不能全是数字",
        f"活动 {'长' * 31} 周五 16:00": "名字最多30个字",
        "活动 分享会 周五 16:00 链接=ftp://x": "链接要以 https://",
        "活动 分享会 周五 16:00 标签=没有": "没有人有“没有”这个标签",
        "活动 分享会 周五 16:00 类型=聚会": "类型可以是：直播、分享会",
        "活动 分享会 周五 16:00 话题=一二三四五六七八九十十一": "话题是1到5个",
        f"活动 分享会 周五 16:00 地点={'远' * 101}": "地点最多100字",
        "活动 V9": "没有活动 V9",
        "活动 V9 改 周六 16:00": "没有活动 V9",
        "报名 V9": "没有活动 V9",
        "取消报名 分享": "没有活动",
        "报名": "没有可以报名的活动",
        "取消报名": "没有报名的活动",
    }
    for words, why in wrong.items():
        assert why in wang.tells(words), words
    assert town.look(event.select()) == []
    assert "要由社群经理来做" in lin.tells("活动 分享会 周五 16:00")
    # Two at the same time of one speaker: said, and allowed.
    wang.confirms(TALK)
    shown = wang.tells("活动 谈判直播 周五 16:30 讲者=何琳")
    assert "何琳那时还要讲V1《周五分享会》" in shown
    assert "安排好了" in wang.presses("发出", wang.heard_privately.posts[-1])
    assert "名字和时间都一样" in wang.confirms(TALK)
    assert "没看懂“删”" in wang.tells("活动 V1 删")
    # A stretch in which the clocks change ends when it ends, and that is said.
    wang.tells("设置 时区=伦敦")
    assert "这段时间会调钟，到 02:30 结束" in wang.tells("活动 夜谈 2027年3月28日 0:30")
    wang.tells("设置 时区=上海")
    # Only for a tag: nobody else signs up, and only its people hear of it.
    wang.tells("标签 何琳 +骨干")
    wang.confirms("活动 骨干演练 周五 10:00 标签=骨干")
    assert "骨干演练" in he.heard_privately and "骨干演练" not in lin.heard_privately and "只给“骨干”" in lin.tells("报名 V3")
    # The speaker leaves: the host hears of it.
    town.receive(he.event(Kind.LEFT, "", town.at("telegram", "群一")))
    town.settle()
    assert "何琳 离营了，V1《周五分享会》" in wang.heard_privately


def test_the_last_seat_is_one_persons(either_town: Town) -> None:
    town = either_town
    wang = town.opened()
    wang.confirms("活动 团建 周五 16:00 名额=3")
    people = met(town, *[f"学员{n:02}" for n in range(12)])
    at_once(town, people, "报名 V1")
    row = town.look(event.select())[0]
    assert row.signed == 3 and town.look(signups.WAITING, number=1)[0][0] == 9
    # Two cancel in the same moment: two others are let in, the first of the line.
    line = [one.name for one in town.look(signups.LIST, number=1)]
    leaving = [one for one in people if one.name in line[:2]]
    at_once(town, leaving, "取消报名 V1")
    now = [one.name for one in town.look(signups.LIST, number=1) if one.state == "in"]
    assert now == [line[2], line[3], line[4]] or set(now) == set(line[2:5])
    seats_add_up(town)
    wang.confirms("活动 V1 名额=5")
    assert town.look(event.select())[0].signed == 5
    seats_add_up(town)


def at_once(town: Town, people: list[Somebody], words: str) -> None:
    """The same words from everybody in the same moment."""

    async def all_of_them() -> None:
        await asyncio.gather(*(town.app.receive(one.event(Kind.SAID, words, one.private)) for one in people))

    town.run(all_of_them())
    town.settle()


def test_one_person_with_two_accounts_has_one_seat(either_town: Town) -> None:
    town = either_town
    lin, lin_wecom = two_accounts(town)
    zhou = town.learner("周航")
    zhou.tells("积分")
    town.somebody("王岚").confirms("活动 团建 周五 16:00 名额=2")
    for one in (lin, lin_wecom, zhou):
        one.tells("报名 V1")
    lin.becomes_one_with(lin_wecom)
    assert [(one.name, one.state) for one in town.look(signups.LIST, number=1)] == [("林晓", "in"), ("周航", "in")]
    assert "有空位了，你排到了" in zhou.heard_privately
    seats_add_up(town)


@pytest.mark.long
def test_moving_owes_each_one_message(town: Town) -> None:
    """In slices of a hundred, each of them told once."""
    wang = town.somebody("王岚")
    people = met(town, *[f"学员{n:03}" for n in range(240)])
    wang.confirms("活动 团建 周五 16:00")
    at_once(town, people, "报名 V1")
    heard = {one.name: len(one.heard_privately.posts) for one in people}
    wang.confirms("活动 V1 改 周六 16:00")
    assert {len(one.heard_privately.posts) - heard[one.name] for one in people} == {1}


def test_who_is_erased_gives_their_seat_to_who_waits(town: Town) -> None:
    wang = town.somebody("王岚")
    lin, zhou = met(town, "林晓", "周航")
    wang.confirms("活动 团建 周五 16:00 名额=1")
    lin.tells("报名 V1")
    zhou.tells("报名 V1")
    erased(town, lin)
    assert "有空位了，你排到了" in zhou.heard_privately
    seats_add_up(town)


def write(town: Town, work: Any) -> Any:
    async def change() -> Any:
        return await town.database.transact(work)

    return town.run(change())


def test_the_database_gives_no_seat_twice(either_town: Town) -> None:
    """The count of seats is kept by the table itself."""
    town = either_town
    wang = town.opened()
    wang.confirms("活动 团建 周五 16:00 名额=1")
    (lin,) = met(town, "林晓")
    lin.tells("报名 V1")

    def over(db: Db) -> None:
        db.run(event.update().where(event.c.id == 1).values(signed=2))

    with pytest.raises(Exception, match="signed"):
        write(town, over)
