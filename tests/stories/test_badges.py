"""Badges: a rule awards everybody who has earned it, once, whenever that was; a manager gives and takes by hand, with a reason."""

from __future__ import annotations

from datetime import date

import pytest

from bot import counters
from bot.parts import Picture
from handlers.badges import rules
from handlers.checkin.longest_run import longest
from storage import badges
from tests.engines import postgresql_in_journeys
from tests.stories.test_connect import two_accounts
from tests.stories.test_my_data import erased
from tests.town import Somebody, Town

RULE = "勋章 新建 三日连签 连续打卡>=3"


def pictured(who: Somebody) -> list[Picture]:
    """The badges somebody was shown in private."""
    parts = [part for post in who.heard_privately.posts for part in post.parts]
    return [part for part in parts if isinstance(part, Picture) and part.alt.startswith("勋章")]


@postgresql_in_journeys
def test_a_rule_awards_who_earned_it_long_ago_once_and_later_ones_as_they_come(either_town: Town) -> None:
    town = either_town
    wang, lin, zhou, chen = town.opened(), *(town.learner(name) for name in ("林晓", "周航", "陈默"))
    for one in (lin, zhou, chen):
        one.tells("积分")
    for day in range(3):
        lin.says("打卡")
        if day < 2:
            zhou.says("打卡")
        town.pass_workdays(1)
    town.pass_workdays(2)  # 林晓's run is broken by now, and still was one of three
    said = wang.tells(RULE)
    assert "正在数谁已经够格，数好了私聊给你看预览。" in said
    draft = next(post for post in said.posts if "新勋章" in str(post))  # Monday's list may come behind it
    assert "新勋章《三日连签》（连续打卡≥3），现在有1位学员够格" in str(draft) and town.look(badges.IN_USE, camp=1) == []
    assert "✅ 勋章 B1《三日连签》建好了（连续打卡≥3）" in wang.presses("发出", draft)
    town.pass_(minutes=1)
    assert "🏅 你获得勋章《三日连签》：连续打卡≥3。" in lin.heard_privately and len(pictured(lin)) == 1
    assert "你获得勋章" not in zhou.heard_privately
    assert "三日连签：" in lin.tells("勋章") and "还没有勋章" in zhou.tells("勋章") and "连续打卡≥3" in zhou.tells("勋章")
    for _ in range(3):
        assert "你获得勋章" not in zhou.heard_privately
        zhou.says("打卡")
        town.pass_workdays(1)
    assert zhou.heard_privately.count("你获得勋章《三日连签》") == 1
    town.go_to("5/20", "04:00")  # a night's reconciliation finds nothing left out
    assert lin.heard_privately.count("你获得勋章《三日连签》") == 1 == zhou.heard_privately.count("你获得勋章《三日连签》")
    assert "B1《三日连签》：连续打卡≥3（2人有）" in chen.tells("勋章 全部")
    assert "林晓" in wang.tells("勋章 名单 三日连签") and "林晓" not in chen.tells("勋章 名单 三日连签")


def test_a_badge_given_by_hand_and_taken_with_a_reason(either_town: Town) -> None:
    town = either_town
    wang, lin = town.opened(), town.learner("林晓")
    lin.tells("积分")
    assert "✅ 勋章 B1《热心》建好了" in wang.tells("勋章 新建 热心")
    assert "✅ 勋章《热心》颁给了 林晓：常帮新人" in wang.tells("勋章 给 林晓 热心 常帮新人。")
    assert "🏅 你获得勋章《热心》：常帮新人。" in lin.heard_privately and "（常帮新人）" in lin.tells("勋章")
    assert "林晓 已经有勋章《热心》了" in wang.tells("勋章 给 林晓 热心 再给一次")
    assert "的勋章《热心》已收回：发错人了" in wang.tells("勋章 收回 林晓 热心 发错人了")
    assert "勋章《热心》被收回了：发错人了" in lin.heard_privately and "还没有勋章" in lin.tells("勋章")
    assert "勋章《热心》又是 林晓 的了" in wang.takes_back() and "热心" in lin.tells("勋章")
    wang.tells("勋章 收回 林晓 热心 真的发错")
    assert "林晓 没有勋章《热心》" in wang.tells("勋章 收回 林晓 热心 两次")
    assert "颁给了 林晓" in wang.tells("勋章 给 林晓 热心 这回是对的"), "what was revoked can be given anew by hand"
    assert "撤销了" in wang.takes_back() and "手滑" in lin.heard_privately and "还没有勋章" in lin.tells("勋章")


def test_a_rule_does_not_give_back_what_was_revoked(town: Town) -> None:
    wang, lin = town.somebody("王岚"), town.learner("林晓")
    lin.says("打卡")
    wang.confirms("勋章 新建 开张 打卡>=1")
    town.pass_(minutes=1)
    assert "开张" in lin.tells("勋章")
    wang.tells("勋章 收回 林晓 开张 别人代打的")
    town.pass_workdays(1)
    lin.says("打卡")
    town.pass_workdays(1)
    assert "还没有勋章" in lin.tells("勋章") and lin.heard_privately.count("你获得勋章《开张》") == 1


def test_a_new_badge_can_be_undone_and_retired(town: Town) -> None:
    wang, lin = town.somebody("王岚"), town.learner("林晓")
    lin.says("打卡")
    wang.confirms("勋章 新建 开张 打卡>=1")
    town.pass_(minutes=1)
    assert "勋章《开张》撤销了，1人的也收回了" in wang.takes_back() and "还没有勋章" in lin.tells("勋章")
    wang.confirms("勋章 新建 开张 打卡满1天")
    town.pass_(minutes=1)
    assert "停用了，得到的人留着" in wang.tells("勋章 停用 B2")
    assert "开张" in lin.tells("勋章") and "营里还没有勋章" in lin.tells("勋章 全部")
    assert "又在用了" in wang.takes_back() and "B2《开张》" in lin.tells("勋章 全部")


def test_whoever_hears_of_it_hears_after_their_quiet_hours(town: Town) -> None:
    wang, lin = town.somebody("王岚"), town.learner("林晓")
    lin.says("打卡")
    lin.tells("免打扰 22:00-07:00")
    town.go_to("5/6", "22:30")
    wang.confirms("勋章 新建 开张 打卡>=1")
    town.pass_(minutes=1)
    assert "开张" not in lin.heard_privately
    town.go_to("5/7", "07:01")
    assert lin.heard_privately.count("你获得勋章《开张》") == 1


def test_what_is_wrong_gets_one_sentence_and_changes_nothing(town: Town) -> None:
    wang, lin = town.somebody("王岚"), town.learner("林晓")
    lin.tells("积分")
    wang.tells("勋章 新建 热心")
    for words, why in {
        "勋章 新建": "勋章要有名字",
        "勋章 新建 123 打卡>=3": "勋章要有名字",
        "勋章 新建 🏅 打卡>=3": "勋章要有名字",
        f"勋章 新建 {'长' * 21}": "最多20个字",
        "勋章 新建 热心 打卡>=3": "已经有勋章《热心》（由经理颁发）",
        "勋章 新建 早起 早起>=3": "没有“早起”这个计数，可以数：",
        "勋章 新建 早起 >=3": "规则没看懂",
        "勋章 新建 早起 打卡>=": "规则没看懂",
        "勋章 新建 早起 打卡>3": "规则没看懂",
        "勋章 新建 早起 打卡>=0": "要写1到1000000的整数",
        "勋章 新建 早起 打卡>=-1": "要写1到1000000的整数",
        "勋章 新建 早起 打卡>=若干": "要写1到1000000的整数",
        "勋章 新建 早起 打卡>=1.5": "要写1到1000000的整数",
        "勋章 新建 早起 打卡>=9999999": "要写1到1000000的整数",
        "勋章 新建 早起 打卡": "要写1到1000000的整数",
        "勋章 新建 早起 考试 没有的考试": "没有叫“没有的考试”的考试",
        "勋章 新建 早起 课程 #没有>=3": "没有带“没有”标签的课",
        "勋章 新建 早起 采纳 L1>=3": "采纳",
        "勋章 给": "给谁？",
        "勋章 给 林晓": "给谁？",
        "勋章 给 林晓 热心": "写一句原因，林晓会看到",
        "勋章 给 林笑 热心 好": "是不是“林晓”",
        "勋章 给 林晓 勤奋 好": "没有叫《勤奋》的勋章",
        "勋章 给 林晓 B9 好": "没有叫《B9》的勋章",
        f"勋章 给 林晓 热心 {'好' * 201}": "原因最多200个字",
        "勋章 收回 林晓 热心 没有的": "林晓 没有勋章《热心》",
        "勋章 收回 林晓 热心": "写一句原因",
        "勋章 停用": "没有叫《》的勋章",
        "勋章 停用 勤奋": "没有叫《勤奋》的勋章",
        "勋章 名单 勤奋": "没有叫《勤奋》的勋章",
        "勋章 乱写": "可以：勋章｜",
    }.items():
        answer = wang.tells(words)
        assert why in answer and len(answer.splitlines()) == 1, f"{words} → {answer}"
    for words in ("勋章 新建 我的", "勋章 给 林晓 热心 我自己", "勋章 收回 林晓 热心 x", "勋章 停用 热心"):
        assert "要社群经理来做" in lin.tells(words)
    assert [row.name for row in town.look(badges.IN_USE, camp=1)] == ["热心"]
    assert town.look(badges.COUNTS, camp=1) == []


def test_two_accounts_hold_a_badge_once_and_an_erased_holder_none(either_town: Town) -> None:
    town = either_town
    lin, lin_wecom = two_accounts(town)
    wang = town.somebody("王岚")
    for one in (lin, lin_wecom):
        one.says("打卡", room="群一" if one is lin else "群二")
        one.tells("积分")
    wang.confirms("勋章 新建 开张 打卡>=1")
    town.pass_(minutes=1)
    assert town.look(badges.COUNTS, camp=1)[0][1] == 2
    lin.becomes_one_with(lin_wecom)
    assert town.look(badges.COUNTS, camp=1)[0][1] == 1 and lin.tells("勋章").count("开张") == 1
    erased(town, lin)
    assert town.look(badges.COUNTS, camp=1) == []


def test_an_item_of_the_shop_may_be_a_badge(either_town: Town) -> None:
    town = either_town
    wang, lin = town.opened(), town.learner("林晓")
    lin.tells("积分")
    wang.tells("加分 林晓 0 通关 币=200")
    assert "营里没有叫《结业勋章》的勋章" in wang.tells("上架 结业勋章 价格=100金币 奖励=勋章")
    wang.tells("勋章 新建 结业勋章")
    assert "已上架勋章《结业勋章》：100金币，不限量，兑换后当场发" in wang.tells("上架 结业勋章 价格=100金币 奖励=勋章")
    said = lin.tells("兑换 结业勋章")
    assert "🎁 成功，-100金币，余100金币，单号O-1。" in said and "🏅 你获得勋章《结业勋章》：在商店兑换（O-1）。" in said
    assert lin.tells("兑换 结业勋章") == "你已经有《结业勋章》了，没有扣金币。" and "金币：100" in lin.tells("积分")
    assert ("结业勋章" in lin.tells("勋章") and "现在没有等你定的" in wang.tells("通过 O-1")) or "已经" in wang.tells(
        "通过 O-1"
    )
    assert "不能撤销" in lin.tells("撤销")


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("连续打卡>=7", ("连续打卡", "7")),
        ("连续打卡 ≥ 7", ("连续打卡", "7")),
        ("打卡满30", ("打卡", "30")),
        ("采纳至少3次", ("采纳", "3次")),
        ("streak at least 7", ("streak", "7")),
        ("考试 阶段一", ("考试 阶段一", "")),
        ("打卡>7", None),
        (">=7", None),
        ("打卡>=", None),
        ("", None),
    ],
)
def test_a_rule_is_read(words: str, meant: tuple[str, str] | None) -> None:
    assert rules.written(words) == meant


@pytest.mark.parametrize(
    ("stamped", "away", "run"),
    [
        ((), (), 0),
        ((3,), (), 1),
        ((1, 2, 3), (), 3),
        ((1, 2, 4, 5, 6, 9), (), 3),
        ((1, 2, 4, 5), (3,), 4),
        ((1, 2, 5), (3,), 2),
        ((1, 2, 5), (3, 4), 3),
        ((4, 5), (3,), 2),
    ],
)
def test_the_longest_run_is_of_workdays_with_leave_between(stamped: tuple[int, ...], away: tuple[int, ...], run: int) -> None:
    workdays = {date(2026, 5, n + 1).isoformat(): n for n in range(11)}
    assert longest([date(2026, 5, n + 1).isoformat() for n in stamped], workdays, set(away)) == run


def test_every_counter_can_be_a_rule() -> None:
    assert counters.COUNTERS.keys() >= {"checkin", "streak", "lessons", "exam", "accepted", "used", "won", "placed", "points"}
