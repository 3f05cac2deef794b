"""Somebody asks to join: they hear at once, a manager decides by a press, the platform is told, and the camp's rule decides in time."""

from __future__ import annotations

import pytest

from bot.messages import InboundEvent, Kind
from bot.parts import Admit
from tests.town import Post, Somebody, Town


def asks(town: Town, person: Somebody, bio: str = "") -> str:
    """A request to join the group, as Telegram brings it; what the applicant hears privately."""
    event = person.event(Kind.ASKED_TO_JOIN, "", town.at(person.channel, person.room))
    data = {"private": person.private.room, "bio": bio}
    town.hear(InboundEvent(event.key, event.at, event.address, event.sender, event.kind, data=data))
    return str(person.heard_privately)


def answers(town: Town) -> list[tuple[str, bool]]:
    """What the platform was told to do."""
    parts = [part for post in town.squares["telegram"].posts for part in post.parts]
    return [(part.account, part.welcome) for part in parts if isinstance(part, Admit)]


def card(owner: Somebody) -> Post:
    return owner.heard_privately.posts[-1]


@pytest.fixture
def owner(town: Town) -> Somebody:
    owner = town.somebody("王岚")
    owner.tells("/start")
    return owner


@pytest.fixture
def ann(town: Town) -> Somebody:
    return town.somebody("林晓")


def test_a_manager_lets_somebody_in_by_a_press(town: Town, owner: Somebody, ann: Somebody) -> None:
    assert "已收到你加入“营销实战营2605”的申请" in asks(town, ann, "做了三年销售")
    asked = card(owner)
    assert "林晓 申请加入" in str(asked) and "自我介绍：做了三年销售" in str(asked)
    owner.presses("放行", asked)
    assert answers(town) == [("林晓", True)] and "✅ 林晓 已放行（王岚）" in str(asked)
    assert "王岚 放行了 林晓 的入群申请。没有改动" in owner.tells("入群 1 谢绝") and len(answers(town)) == 1
    assert "王岚 放行了 林晓 的入群申请" in owner.tells("记录")


def test_who_is_turned_down_is_told(town: Town, owner: Somebody, ann: Somebody) -> None:
    asks(town, ann)
    owner.presses("谢绝", card(owner))
    assert answers(town) == [("林晓", False)]
    ann.tells("/start")
    assert "这次没能让你加入" in str(ann.heard_privately)


def test_asking_again_is_asking_anew(town: Town, owner: Somebody, ann: Somebody) -> None:
    asks(town, ann)
    owner.tells("入群 1 谢绝")
    asks(town, ann)
    listed = owner.tells("入群")
    assert "林晓" in listed and [button.label for button in listed.posts[0].buttons] == ["通过 W1", "拒绝 W1"]
    owner.presses("通过 W1", listed.posts[0])
    assert answers(town) == [("林晓", False), ("林晓", True)]


def test_somebody_let_in_on_the_platform_no_longer_waits(town: Town, owner: Somebody, ann: Somebody) -> None:
    asks(town, ann)
    ann.comes()
    assert "没有等你定的入群申请" in owner.tells("入群") and not answers(town)


@pytest.mark.parametrize(
    ("rule", "after", "expected"),
    [("自动", 0, True), ("24小时放行", 25, True), ("48h-no", 49, False), ("经理", 100, None)],
)
def test_the_camps_rule_decides_in_time(
    town: Town, owner: Somebody, ann: Somebody, rule: str, after: int, expected: bool | None
) -> None:
    owner.tells(f"设置 入群申请 {rule}")
    asks(town, ann)
    if after:
        town.pass_(hours=after - 2)
        assert not answers(town)
        town.pass_(hours=2)
    assert answers(town) == ([] if expected is None else [("林晓", expected)])


def test_only_managers_answer_and_only_for_their_camp(town: Town, owner: Somebody, ann: Somebody) -> None:
    asks(town, ann)
    assert "社群经理来做" in town.learner("何琳").tells("入群 1 放行")
    other = town.somebody("王岚")
    other.room = "群二"
    other.says("开营 二营")
    assert "没有这个入群申请" in other.says("入群 1 放行", room="群二")
    assert not answers(town)


@pytest.mark.parametrize(
    "words", ["入群 x 放行", "入群 1 也许", "入群 99 放行", "设置 入群申请 0小时放行", "设置 入群申请 看心情"]
)
def test_what_cannot_be_read_changes_nothing(town: Town, owner: Somebody, ann: Somebody, words: str) -> None:
    asks(town, ann)
    assert len(owner.tells(words).posts) == 1
    assert not answers(town) and "林晓" in owner.tells("入群")


def test_a_group_without_a_camp_answers_nobody(empty_town: Town) -> None:
    assert asks(empty_town, empty_town.somebody("林晓")) == "" and not answers(empty_town)
