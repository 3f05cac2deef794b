"""Opening a camp, who is in it and as what, its rules and settings, and taking an act back."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.messages import Account
from tests.engines import postgresql_in_journeys
from tests.town import CAMP, ZONE, Town


def test_a_camp_is_opened_once_by_an_owner(empty_town: Town) -> None:
    town = empty_town
    stranger = town.somebody("张三")
    assert "owners" in stranger.says(f"开营 {CAMP}")
    owner = town.somebody("王岚")
    assert "开好了" in owner.says(f"开营 {CAMP}")
    assert "没有改动" in owner.says(f"开营 {CAMP}")
    assert "一个群只属于一个营" in owner.says("开营 别的营")
    assert "已有叫" in owner.says(f"开营 {CAMP}", room="群二")


def test_an_unbound_group_hears_silence(empty_town: Town) -> None:
    someone = empty_town.somebody("张三")
    assert someone.chats("打卡") == "" and someone.chats("帮助") == "" and someone.chats("大家好") == ""
    assert "还没有绑定营" in someone.says("打卡")  # called by name nobody is left without an answer


def test_the_first_word_in_a_bound_room_makes_a_learner(town: Town) -> None:
    someone = town.somebody("张三")
    assert someone.chats("大家好") == ""
    assert "学员：1人" in town.somebody("王岚").tells("成员")
    assert "今日 1/1" in someone.says("打卡")


def test_who_looks_at_themselves_is_told_how_to_change_to_the_other_language(town: Town) -> None:
    """In the group it is said in the camp's, also to somebody who reads the other alone."""
    someone = town.learner("林晓")
    assert "改：语言 英文" in someone.tells("我的")
    someone.tells("语言 英文")
    assert "change: language zh" in someone.tells("me") and "改：语言 中文" in someone.says("我的")


def test_bare_words_in_a_group(town: Town) -> None:
    someone = town.learner("林晓")
    assert "第1天" in someone.chats("打卡 读完第三章")
    assert "前面加 /" in someone.chats("流水") and "合计5" in someone.chats("/流水") and "合计5" in someone.chats("@小助 流水")
    assert someone.chats("打卡机坏了") == "" and someone.chats("随便说说") == ""
    assert "ＡＢ" not in someone.chats("／积分") and someone.chats("积分").startswith("积分：5")


def test_roles_are_given_and_taken_back(town: Town) -> None:
    owner, lin, helen = town.somebody("王岚"), town.learner("林晓"), town.learner("何琳")
    assert "何琳 现在是专家" in owner.says("角色 何琳 专家")
    assert "学员：1人\n专家：1人\n经理：1人" in owner.tells("成员")
    assert "重新是学员" in owner.takes_back()
    assert "要由社群经理来做" in lin.says("/角色 何琳 专家")
    owner.says("角色 何琳 经理")
    assert "任免经理要由营主来做" in helen.says("角色 林晓 经理")
    assert "林晓 现在是专家" in helen.says("角色 林晓 专家")
    assert "没有叫“林笑”的人，是不是“林晓”" in owner.says("角色 林笑 专家")
    assert "越权被拒" in owner.tells("记录")


def test_two_people_with_one_name_are_told_apart(town: Town) -> None:
    owner = town.somebody("王岚")
    town.learner("李伟", ident="a")
    town.learner("李伟", ident="b")
    answer = owner.says("加分 李伟 10 案例")
    assert "有2位叫“李伟”" in answer
    first = answer.split("：")[1].split("、")[0]
    assert "积分10" in owner.says(f"加分 {first} 10 案例")


def test_settings_are_shown_changed_and_put_back(town: Town) -> None:
    owner, lin = town.somebody("王岚"), town.learner("林晓")
    assert "打卡分：5" in owner.says("设置")
    assert "5 → 8" in owner.says("设置 打卡分 8")
    assert "+8｜积分8" in lin.says("打卡")
    assert "改回 5" in owner.takes_back()
    assert "不能设成" in owner.says("设置 打卡分 许多") and "没有“打卡费”" in owner.says("设置 打卡费 3")
    assert "要由社群经理来做" in lin.says("/设置 打卡分 8")


def test_a_setting_says_what_it_means_in_the_readers_language(town: Town) -> None:
    owner = town.somebody("王岚")
    assert owner.tells("设置 打卡要附件") == "打卡要附件 现在是 否。是 或 否：要不要附图片、语音或文件"
    owner.tells("语言 英文")
    assert "“checkin-attachment” is no. Values: yes or no" in owner.tells("set checkin-attachment")
    assert "no → yes" in owner.tells("set checkin-attachment yes")


def test_rules_are_agreed_to_by_version(town: Town) -> None:
    owner, lin = town.somebody("王岚"), town.learner("林晓")
    assert "还没有群规" in lin.says("群规")
    assert "v1，共2条" in owner.confirms("群规 不发广告；每天打卡")
    assert "G1 不发广告\nG2 每天打卡" in lin.says("群规")
    assert "改群规要由社群经理来做" in lin.says("群规 随便发")
    assert "林晓" in owner.tells("群规 未同意")
    assert "已同意群规 v1" in lin.says("同意") and "已同意过" in lin.says("同意")
    assert "都同意了" in owner.tells("群规 未同意")
    owner.confirms("群规 只有一条")
    assert "未同意 v2 的有1人" in owner.tells("群规 未同意")


def test_a_welcome_card_leads_to_the_first_check_in(town: Town) -> None:
    lin = town.somebody("林晓")
    card = lin.comes()
    assert "@林晓 欢迎！" in card
    assert "第1天" in lin.presses("打卡", card.posts[0])


def test_the_calendar_is_corrected_by_managers(town: Town) -> None:
    owner, lin = town.somebody("王岚"), town.learner("林晓")
    assert "调休上班：5/9（周六）" in lin.says("日历")
    assert owner.says("日历 休 5/7") == "✅ 5月7日（周四）算休息日。10分钟内可发“撤销”。"
    assert owner.says("日历 加班 2027-02-06").startswith("✅ 2027年2月6日（周六）算工作日。")
    town.go_to("5/7")
    assert "休息日打卡已记录" in lin.says("打卡")
    assert "要由社群经理来做" in lin.says("日历 休 5/8")
    assert "没看懂日期" in owner.says("日历 休 某天")


def test_points_by_hand_with_a_reason_and_back(town: Town) -> None:
    owner, lin = town.somebody("王岚"), town.learner("林晓")
    lin.tells("积分")
    assert "林晓 +10（分享了案例），积分10" in owner.says("加分 林晓 10 分享了案例")
    assert "社群经理给你加了10分：分享了案例" in lin.heard_privately
    assert "经理加分 +10（分享了案例）" in lin.says("流水")
    assert "还差原因" in owner.says("加分 林晓 10") and "不能当作分数" in owner.says("加分 林晓 十分 好")
    assert "不能扣成负数" in owner.says("加分 林晓 -11 扣分")
    assert "10分已收回，积分0" in owner.takes_back()
    assert "开了营" in (kept := owner.takes_back()) and "这一步撤不了" in kept


def test_an_act_older_than_ten_minutes_stands(town: Town) -> None:
    owner = town.somebody("王岚")
    town.learner("林晓")
    owner.says("加分 林晓 10 案例")
    town.pass_(minutes=11)
    assert "没有可以撤销" in owner.takes_back()


def test_who_runs_the_camp_is_greeted_alone_and_beside_the_talk_has_no_streak(town: Town) -> None:
    owner, lin = town.somebody("王岚"), town.learner("林晓")
    town.somebody("何琳").comes()
    assert "何琳 现在是经理" in owner.says("角色 何琳 经理")
    helen = town.somebody("何琳")
    helen.tells("积分")
    assert helen.comes() == "" and "你管着" in helen.heard_privately.posts[-1].parts[0].plain()
    assert [button.says for button in helen.heard_privately.posts[-1].buttons] == ["课表", "看板", "彩排 7天", "设置"]
    at = town.at("telegram", town.group)
    beside = {who.name: town.run(town.app.around(Account("telegram", who.id, who.name), at)) for who in (lin, helen)}
    assert {"streak", "points", "board"} <= beside["林晓"].cards.keys() and "打卡" in [
        chip.says for chip in beside["林晓"].chips
    ]
    assert not {"streak", "points"} & beside["何琳"].cards.keys() and "打卡" not in [chip.says for chip in beside["何琳"].chips]


def test_boards_name_me_my_neighbours_and_nobody_who_does_not_want_it(town: Town) -> None:
    owner = town.somebody("王岚")
    people = town.learners(9)
    for n, person in enumerate(people):
        owner.says(f"加分 {person.name} {100 - n * 10} 案例")
    last = people[-1]
    board = last.says("排行榜")
    assert "1 学员1：100\n" in board and "5 学员5：60\n8 学员8：30\n9 学员9：20（你）" in board
    assert "7 学员7" not in board
    people[0].says("排行榜 匿名")
    assert "1 一位学员：100" in last.says("排行榜") and "1 学员1：100（你）" in people[0].tells("排行榜")
    assert "本周榜" in last.says("排行榜 周") and "看哪个榜" in last.says("/排行榜 年")


@postgresql_in_journeys
def test_a_season_is_a_quarter_and_teams_are_compared_by_their_mean(either_town: Town) -> None:
    town = either_town
    town.clock.move(datetime(2026, 6, 24, 9, 0, tzinfo=ZONE).astimezone(UTC))
    owner = town.opened()
    for name, amount in (("林晓", 100), ("周航", 50), ("陈默", 40)):
        town.learner(name)
        owner.says(f"加分 {name} {amount} 案例")
    assert "还没有两人以上的标签" in owner.says("排行榜 团队")
    for name, tag in (("林晓", "红队"), ("周航", "红队"), ("陈默", "蓝队"), ("林晓", "骨干")):
        owner.says(f"标签 {name} +{tag}")
    town.learner("赵雨")
    owner.says("标签 赵雨 +蓝队")
    town.go_to("7/1")
    owner.says("加分 赵雨 7 答疑")
    board = owner.says("排行榜 季")
    assert "本季榜" in board and "1 赵雨：7" in board and "林晓" not in board
    assert "1 红队：75.0（2人）\n2 蓝队：23.5（2人）" in owner.says("排行榜 团队")
    season = owner.says("排行榜 团队 季")
    assert "1 蓝队：3.5（2人）\n2 红队：0.0（2人）" in season and "骨干" not in season
    assert "看哪个榜" in owner.says("排行榜 周 团队")


@pytest.mark.parametrize("words", ["加分", "加分 林晓", "角色", "设置 打卡分", "补卡 随便", "请假", "语言 法语"])
def test_half_a_command_gets_one_sentence_and_changes_nothing(town: Town, words: str) -> None:
    owner = town.somebody("王岚")
    town.learner("林晓")
    answer = owner.says(words)
    assert answer.count("\n") == 0 and answer
    assert "加分" not in owner.tells("记录") and "角色" not in owner.tells("记录")


def test_english_is_complete(town: Town) -> None:
    ann = town.somebody("Ann", language="en")
    ann.comes()
    ann.tells("language en")
    assert "day 1" in ann.tells("checkin read chapter 3")
    assert "Points: 5" in ann.tells("points") and "check-in +5" in ann.tells("ledger")
    assert "Did you mean: checkin" in ann.tells("chekin")


def test_private_words_go_to_the_camp_used_last(town: Town) -> None:
    lin = town.learner("林晓")
    assert "第1天" in lin.tells("打卡")
    owner = town.somebody("王岚")
    owner.says("开营 第二营", room="群二")
    lin.says("打卡", room="群二")
    assert "你在这些营" in lin.tells("切换")
    assert "说的是营“第二营”" in lin.tells("切换 第二营")
    assert lin.tells("积分").startswith("积分：5")
    stranger = town.somebody("路人")
    assert "还没有加入任何营" in stranger.tells("积分")


def test_a_first_word_may_be_one_that_is_looked_up(town: Town) -> None:
    someone = town.somebody("张三")
    assert "总榜" in someone.chats("排行榜")


def test_a_manager_of_one_camp_is_nobody_in_another(town: Town) -> None:
    owner, lin = town.somebody("王岚"), town.learner("林晓")
    owner.says("角色 林晓 经理")
    owner.says("开营 第二营", room="群二")
    lin.says("打卡", room="群二")
    for words in ("/设置 打卡分 8", "/成员", "/加分 王岚 10 案例", "/记录"):
        assert "要由社群经理来做" in lin.says(words, room="群二")
    assert "打卡分：5" in owner.says("设置", room="群二")
