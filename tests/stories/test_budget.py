"""The message budget: small things are merged once a day is full, important ones always go, and managers see the counts."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from bot.feature import Context, Feature, Phrase, Press, Theme
from bot.router import Router
from storage.budget import held
from tests.town import Town

SMALL = Phrase(zh="小事{n}", en="small {n}")
LOOK = Phrase(zh="看看", en="Look")
IMPORTANT = Phrase(zh="要紧{n}", en="important {n}")

noise = Feature("noise", Theme.DAILY)


@noise.command("闹", "noise", help=Phrase(zh="很忙的一天。", en="A busy day."), examples=["闹 30 4", "noise 30 4"])
def busy(ctx: Context, small: int, important: int) -> None:
    """So many small things and so many important ones, to the room and to whoever says it, in turns."""
    (room,) = ctx.rooms()
    for n in range(max(small, important)):
        if n < important:
            ctx.post(room, IMPORTANT(n=n))
            ctx.tell(ctx.person.id, IMPORTANT(n=n))
        if n < small:
            ctx.post_within_budget(room, SMALL(n=n), [Press(LOOK, f"积分 {n}")])
            ctx.post_within_budget(ctx.person.id, SMALL(n=n))


@pytest.fixture
def noisy(town: Town) -> Town:
    """A town with one more feature, which makes a busy day."""
    town.app.router = town.app.dispatcher.router = Router([*town.app.router.features, noise], "小助")
    return town


def told(town: Town, room: str) -> list[str]:
    return [str(post) for post in town.squares["telegram"].posts if post.room == room]


def test_a_busy_day_stays_in_its_budget_and_drops_nothing(noisy: Town) -> None:
    town, ann = noisy, noisy.learner("林晓")
    ann.tells("积分")
    before = {room: len(told(town, room)) for room in (town.group, "@林晓")}
    ann.tells("闹 30 2")
    town.go_to("5/6", "17:30")
    in_group, in_private = (told(town, room)[before[room] :] for room in (town.group, "@林晓"))
    assert len(in_group) == 12 and len(in_private) == 4
    for said in (in_group, in_private):
        assert sum(one.startswith("要紧") for one in said) == 2
        assert said[-1].startswith("📊 今天的几件小事\n· 小事")
        everything = "\n".join(said)
        assert [everything.count(f"小事{n}\n") + everything.endswith(f"小事{n}") for n in range(30)] == [1] * 30
    assert in_group[-1].endswith("看看 → 积分 29")
    assert town.look(select(func.count()).select_from(held))[0][0] == 0


def test_important_messages_always_go_and_the_small_ones_wait_for_tomorrow(noisy: Town) -> None:
    town, ann, manager = noisy, noisy.learner("林晓"), noisy.somebody("王岚")
    ann.tells("积分")
    before = len(told(town, town.group))
    ann.tells("闹 2 20")
    town.go_to("5/6", "18:00")
    assert sum(said.startswith("要紧") for said in told(town, town.group)[before:]) == 20
    assert "等着合并的 1条" in manager.tells("消息预算")
    town.go_to("5/7", "17:30")
    assert "等着合并的 0条" in manager.tells("消息预算")


def test_a_camp_sets_its_own_budget(noisy: Town) -> None:
    town, ann, manager = noisy, noisy.learner("林晓"), noisy.somebody("王岚")
    ann.tells("积分")
    manager.tells("设置 群消息预算 3")
    manager.tells("设置 合并时间 12:00")
    before = len(told(town, town.group))
    ann.tells("闹 9 0")
    assert len(told(town, town.group)) - before == 2
    assert "群1（TG） 2/3" in manager.tells("消息预算")
    town.go_to("5/6", "12:00")
    assert len(told(town, town.group)) - before == 3


@pytest.mark.parametrize(("until", "told_later"), [("5/8 18:00", 1), ("5/7 17:00", 0)])
def test_a_nudge_waits_where_somebody_was_told_much_and_is_dropped_once_it_is_void(
    town: Town, until: str, told_later: int
) -> None:
    manager, busy_one, calm_one = town.somebody("王岚"), town.learner("林晓"), town.learner("周航")
    for one in (manager, busy_one, calm_one):
        one.tells("积分")
    manager.confirms(f"问卷 每周脉搏 截止={until}")
    town.go_to("5/7", "09:00")
    for words in ("先看教材", "再看案例", "有问题找我"):
        manager.tells(f"提醒 林晓 {words}")
    town.go_to("5/7", "09:30")
    assert calm_one.heard_privately.endswith(
        f"⏰ 还差你一份问卷：每周脉搏（匿名，2题，截止 5月{until[2:].replace(' ', '日 ')}）\n填：每周脉搏 → 填 S1"
    )
    assert "还差你一份问卷" not in busy_one.heard_privately
    town.go_to("5/7", "17:30")
    assert busy_one.heard_privately.count("📊 今天的几件小事\n· ⏰ 还差你一份问卷：每周脉搏") == told_later
    assert "等着合并的 0条" in manager.tells("消息预算")
    begun = calm_one.presses("填：每周脉搏", calm_one.heard_privately.posts[-1])
    assert begun.startswith("【匿名】每周脉搏，2题。") is bool(told_later)
