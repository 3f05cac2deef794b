"""Who may read it: what names people comes to who asked in private, wherever it was asked, and the group reads one line about that."""

from __future__ import annotations

from bot.messages import Kind
from tests.town import Somebody, Town

FORM = "问卷 试 实名\n评 [1-5]\n说 [文字]"


def answered(town: Town) -> Somebody:
    """The case leak-named-answers: three learners have answered a named form; gives the manager."""
    manager, people = town.somebody("王岚"), [town.learner(name) for name in ("林晓", "周航", "陈晨")]
    manager.tells("打卡")
    for one in people:
        one.tells("积分")
    manager.confirms(FORM)
    for one in people:
        one.tells("问卷 S1")
        one.tells("5")
        one.tells("没话说")
    return manager


def files_in(town: Town, room: str) -> list[str]:
    return [
        part.name
        for post in town.squares["telegram"].posts
        if post.room == room
        for part in post.parts
        if hasattr(part, "size")
    ]


def test_named_answers_asked_for_in_the_group_come_to_who_asked_alone(town: Town) -> None:
    manager = answered(town)
    assert str(manager.says("结果 S1 导出")) == "正在做，好了私聊发你。"
    assert files_in(town, manager.room) == []
    assert files_in(town, manager.private.room) == ["试.xlsx"]


def test_who_has_not_agreed_is_named_to_the_manager_alone(town: Town) -> None:
    manager, _ = town.somebody("王岚"), town.learner("林晓")
    manager.confirms("群规 不发广告")
    assert manager.says("群规 未同意") == "已私聊发给你。"
    assert "林晓" in manager.heard_privately.posts[-1].parts[0].plain()


def test_who_cannot_be_reached_is_owed_it_and_nobody_is_named(town: Town) -> None:
    manager, _ = town.somebody("王岚"), town.learner("林晓")
    manager.says("群规 不发广告")
    manager.says("草稿 发出")
    line = manager.says("群规 未同意")
    assert line.startswith("这个我只私聊说") and "林晓" not in line and "王岚" not in line
    assert manager.heard_privately == ""
    assert "林晓" in manager.tells("开始") + manager.heard_privately


def test_a_result_nobody_can_be_sent_says_how_to_get_it(town: Town) -> None:
    manager, ann = town.somebody("王岚"), town.learner("林晓")
    manager.says(FORM)
    manager.says("草稿 发出")
    ann.tells("问卷 S1")
    ann.tells("5")
    ann.tells("没话说")
    heard = manager.says("结果 S1 导出")
    assert [str(post)[:7] for post in heard.posts] == ["正在做，好了私", "这个我只私聊说"]
    manager.tells("开始")
    assert files_in(town, manager.private.room) == ["试.xlsx"] and files_in(town, manager.room) == []


def test_a_press_in_the_group_is_answered_to_who_pressed(town: Town) -> None:
    manager, _ = town.somebody("王岚"), town.learner("林晓")
    manager.confirms("群规 不发广告")
    town.hear(manager.event(Kind.PRESSED, "群规 未同意", town.at("telegram", manager.room)))
    last = town.squares["telegram"].posts[-2:]
    assert {(post.room, post.whisper) for post in last} == {(manager.room, True), (manager.private.room, False)}
    assert all("林晓" not in str(post) for post in town.squares["telegram"].posts if post.room == manager.room and post.whisper)
