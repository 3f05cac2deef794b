"""Reminders: set in people's words, said back, rung once, merged, put off; and the reminder half of journey J11."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.channel import Can
from storage.agenda import agenda
from tests.engines import on_sqlite
from tests.stories.test_connect import two_accounts
from tests.town import ZONE, Town


@on_sqlite
def test_j11_a_reminder_to_one_person_is_passed_on_and_a_missed_one_is_sent_once_and_marked(either_town: Town) -> None:
    town = either_town
    manager, zhao, chen = town.opened(), town.learner("赵雨"), town.learner("陈默")
    for one in (manager, zhao, chen):
        one.tells("积分")
    town.go_to("5/11", "09:00")
    assert manager.tells("提醒 赵雨 上周差2次，有困难告诉我") == "✅ 已转告赵雨。"
    assert zhao.heard_privately.endswith("⏰ 王岚：上周差2次，有困难告诉我\n回复“请假 日期”可不计入应打卡。")
    assert zhao.tells("请假 5/12-5/13").startswith("已登记，5/12–5/13 不计入")
    assert "每周五 17:00，下次5月15日（周五）17:00｜私聊提醒陈默" in manager.tells(
        "提醒 陈默 每周五 17:00 本周2项行为做得怎么样？"
    )
    town.go_to("5/15", "16:50")
    before = len(chen.heard_privately.posts)
    town.clock.move(timedelta(minutes=30))  # the bot was down from 16:50 to 17:20
    town.restart()
    told = chen.heard_privately.posts[before:]
    assert [str(post).partition("\n")[0] for post in told] == ["⏰ 王岚：本周2项行为做得怎么样？（17:00 的提醒补发）"]
    town.restart()
    town.go_to("5/22", "16:59")
    assert len(chen.heard_privately.posts) == before + 1
    town.pass_(minutes=1)
    assert str(chen.heard_privately.posts[-1]).startswith("⏰ 王岚：本周2项行为做得怎么样？\n")


def test_j11_a_reminder_on_a_holiday_moves_to_the_workday_before(town: Town) -> None:
    manager, chen = town.somebody("王岚"), town.learner("陈默")
    chen.tells("积分")
    town.go_to("6/15", "09:00")
    assert "下次6月18日" in manager.tells("提醒 陈默 每周五 17:00 遇休提前 行为做得怎么样？")
    town.go_to("6/18", "17:00")
    assert "行为做得怎么样" in str(chen.heard_privately.posts[-1])


def test_a_time_is_said_back_and_an_unsure_one_can_be_corrected_by_a_press(town: Town) -> None:
    ann = town.learner("林晓")
    assert "明天（周四）15:00｜私聊提醒你：交计划（R1）" in ann.tells("提醒 明天下午三点 交计划")
    unsure = ann.tells("提醒 3点 开会")
    assert "今天 15:00" in unsure and "时间对吗" in unsure
    assert ann.presses("明天（周四）03:00", unsure.posts[0]) == "✅ 改好了：明天（周四）03:00：开会"
    assert ann.tells("提醒 列表").startswith("⏰ 你的提醒\nR2 明天（周四）03:00：开会\nR1 明天（周四）15:00：交计划")
    assert ann.tells("提醒 开会") == "没看懂时间。试试：提醒 明天 9:00 交计划"
    assert ann.tells("提醒 明天 9:00") == "还差要提醒的内容。试试：提醒 明天 9:00 交计划"
    assert "一天从 0:00 到 24:00" in ann.tells("提醒 明天 25:00 交计划")


def test_the_words_may_run_on_as_people_write_them(town: Town) -> None:
    manager, ann = town.somebody("王岚"), town.learner("林晓")
    assert "明天（周四）15:00｜私聊提醒你：交作业" in ann.tells("提醒我明天下午三点交作业")
    assert "每周五 17:00，下次后天（周五）17:00｜私聊提醒你：写周报" in ann.says("@小助 提醒我每周五17:00写周报")
    assert "私聊提醒你：交表" in ann.says("@小助提醒我明天9:00交表")
    assert "在营的每个群提醒：看安排" in manager.confirms("提醒大家每周一9:00看安排")
    assert "私聊提醒当天没打卡的人：还没打卡哦" in manager.confirms("提醒未打卡每天18:30还没打卡哦")
    for words in ("提醒我们的事", "提醒功能在哪", "提醒我国"):
        assert "✅" not in ann.tells(words)


def test_an_hour_that_was_guessed_is_asked(town: Town) -> None:
    ann = town.learner("林晓")
    guessed = ann.tells("提醒 明天记得带电脑")
    assert "明天（周四）09:00｜私聊提醒你：记得带电脑（R1）" in guessed
    assert "时间对吗？不对就点一下，或发：提醒 改 R1 明天 15:00" in guessed
    assert ann.presses("明天（周四）18:00", guessed.posts[0]) == "✅ 改好了：明天（周四）18:00：记得带电脑"
    assert "时间对吗" not in ann.tells("提醒 明天 9:00 带电脑")


def test_what_is_said_about_a_day_is_passed_on_at_once_with_every_word(town: Town) -> None:
    manager, zhao = town.somebody("王岚"), town.learner("赵雨")
    zhao.tells("积分")
    told = manager.tells("提醒 赵雨 本周2项没交，今天补上")
    assert told == "✅ 已转告赵雨。\n想到时候再说，写上几点：提醒 赵雨 明天 9:00 …"
    assert "⏰ 王岚：本周2项没交，今天补上\n" in zhao.heard_privately
    assert "明天（周四）09:00｜私聊提醒赵雨：交作业" in manager.tells("提醒 赵雨 明天 9:00 交作业")


def test_who_may_not_be_reached_by_then_is_told_when_it_is_set(town: Town) -> None:
    ann, bob = town.learner("林晓"), town.learner("周航")
    assert "还没私聊过我的人我联系不上" in ann.says("提醒 明天 9:00 交计划")
    assert "联系不上" not in ann.tells("提醒 明天 9:00 交计划")
    town.squares["telegram"].can = Can(reach=timedelta(hours=48))
    assert "公众号" not in bob.tells("提醒 后天 8:00 交计划")
    assert "公众号只能在对方说话后48小时内发消息" in bob.tells("提醒 后天 9:00 交计划")
    assert "公众号只能在对方说话后48小时内发消息" in bob.tells("提醒 每周五 17:00 写周报")


def test_a_year_without_calendar_data_is_said(empty_town: Town) -> None:
    town = empty_town
    town.clock.move(datetime(2026, 12, 31, 18, 0, tzinfo=ZONE).astimezone(UTC))
    town.opened()
    ann = town.learner("林晓")
    ann.tells("积分")
    assert "下次2027年1月4日（周一）09:00" in (said := ann.tells("提醒 每个工作日 9:00 写计划"))
    assert "2027年的调休安排还不在日历里" in said
    assert "调休安排" not in ann.tells("提醒 每周一 9:00 写计划")


def test_it_rings_once_in_private_and_can_be_done_or_put_off(town: Town) -> None:
    ann = town.learner("林晓")
    ann.tells("提醒 10分钟后 喝水")
    town.pass_(minutes=10)
    rung = ann.heard_privately.posts[-1]
    assert str(rung).startswith("⏰ 喝水")
    ann.presses("10分钟后", rung)
    assert str(rung) == "⏰ 今天 08:30 再提醒：喝水"
    town.pass_(minutes=10)
    again = ann.heard_privately.posts[-1]
    assert str(again).startswith("⏰ 喝水") and again is not rung
    ann.presses("完成", again)
    assert str(again) == "✅ 完成：喝水"
    town.pass_(days=2)
    assert ann.heard_privately.posts[-1].whisper
    assert ann.tells("提醒").startswith("还没有提醒")


def test_several_that_are_due_come_as_one_message(town: Town) -> None:
    ann = town.learner("林晓")
    for words in ("提醒 明天 9:00 交计划", "提醒 每天 9:00 看邮件", "提醒 明天 9:00 订会议室"):
        ann.tells(words)
    town.go_to("5/6", "09:30")
    before = len(ann.heard_privately.posts)
    town.go_to("5/7", "09:30")
    told = ann.heard_privately.posts[before:]
    assert len(told) == 1
    assert str(told[0]).startswith("⏰ 3件事到点了：\n1 交计划\n2 看邮件\n3 订会议室")
    ann.presses("都完成", told[0])
    assert "✅ 这次完成：看邮件（每天 09:00，下次明天（周五）09:00）" in str(told[0])
    assert ann.tells("提醒 列表").count("R") == 2


def test_a_day_of_missed_ones_is_said_once_after_the_quiet_hours(town: Town) -> None:
    manager, ann = town.somebody("王岚"), town.learner("林晓")
    ann.tells("提醒 每小时 站起来走走")
    ann.tells("提醒 5月7日 23:30 吃药")
    manager.says("提醒 本群 每天 21:45 各位带电脑")
    town.go_to("5/7", "21:30")
    before = len(ann.heard_privately.posts)
    town.clock.move(timedelta(hours=5))
    town.restart()
    assert len(ann.heard_privately.posts) == before
    town.go_to("5/8", "07:00")
    told = [str(post) for post in ann.heard_privately.posts[before:]]
    assert "吃药（5月7日 23:30 的提醒补发）" in told[0] and "站起来走走（5月7日 22" in told[0]
    in_group = [str(post) for post in town.squares["telegram"].posts if post.room == town.group]
    assert in_group[-1] == "⏰ 各位带电脑（5月7日 21:45 的提醒补发）"
    assert sum("的提醒补发" in post for post in in_group) == 1


def test_what_would_ring_in_the_quiet_hours_is_said_when_it_is_set(town: Town) -> None:
    manager = town.somebody("王岚")
    assert "免打扰（22:00–07:00）里不发给别人，会等到 07:00" in manager.says("提醒 本群 每天 22:30 各位带电脑")
    assert "免打扰" not in manager.says("提醒 本群 每天 9:30 各位带电脑")


def test_what_others_set_waits_for_the_end_of_the_reader_s_own_quiet_hours(town: Town) -> None:
    manager, ann, bob = town.somebody("王岚"), town.learner("林晓"), town.learner("周航")
    for one in (ann, bob):
        one.tells("积分")
        manager.tells(f"提醒 {one.name} 明天 12:30 带电脑")
    manager.confirms("提醒 未打卡 明天 12:45 还没打卡哦")
    ann.tells("免打扰 12:00-14:00")
    ann.tells("提醒 明天 13:00 吃药")
    town.go_to("5/7", "13:59")
    assert "带电脑" in bob.heard_privately and "还没打卡哦" in bob.heard_privately
    assert "⏰ 吃药" in ann.heard_privately and "带电脑" not in ann.heard_privately and "还没打卡哦" not in ann.heard_privately
    town.go_to("5/7", "14:00")
    assert "⏰ 王岚：带电脑（12:30 的提醒补发）" in ann.heard_privately and "还没打卡哦" in ann.heard_privately


def test_one_s_own_reminder_rings_in_the_quiet_hours_when_one_wanted_it(town: Town) -> None:
    ann = town.learner("林晓")
    ann.tells("提醒 今天 23:30 吃药")
    town.go_to("5/6", "23:30")
    assert str(ann.heard_privately.posts[-1]).startswith("⏰ 吃药\n")


def test_only_those_who_have_not_checked_in_are_reminded_and_only_on_workdays(town: Town) -> None:
    manager, done, not_yet, away = town.somebody("王岚"), *(town.learner(name) for name in ("林晓", "周航", "陈默"))
    for one in (done, not_yet, away):
        one.tells("积分")
    assert "私聊提醒当天没打卡的人" in manager.confirms("提醒 未打卡 每天 18:30 还没打卡哦")
    done.says("打卡")
    away.tells("请假 今天")
    town.go_to("5/6", "18:30")
    assert str(not_yet.heard_privately.posts[-1]) == "⏰ 还没打卡哦"
    assert all("还没打卡哦" not in one.heard_privately for one in (done, away))
    town.go_to("5/10", "18:31")  # 5/7, 5/8 and 5/9 (moved workday) were workdays, the 10th a Sunday
    assert not_yet.heard_privately.count("还没打卡哦") == 4


def test_who_may_remind_whom(town: Town) -> None:
    manager, ann, bob = town.somebody("王岚"), town.learner("林晓"), town.learner("周航")
    refusal = "提醒别人由社群经理来设，群管理员可以提醒本群。"
    assert ann.tells("提醒 周航 明天 9:00 还书").startswith(refusal)
    assert ann.says("提醒 大家 明天 9:00 交作业").startswith(refusal)
    assert "私聊提醒你" in ann.says("提醒 明天 9:00 交作业")
    bob.is_room_admin = True
    assert "在本群提醒：交作业" in bob.says("提醒 明天 9:00 交作业")
    assert bob.tells("提醒 取消 R1").startswith("没有你的提醒 R1")
    assert manager.tells("提醒 取消 R1").startswith("没有你的提醒 R1"), "a manager does not see what people note for themselves"
    assert manager.tells("提醒 取消 R2") == "✅ 取消了：交作业"
    assert "在营的每个群提醒" in manager.confirms("提醒 大家 每周一 9:00 看本周安排")
    assert "最短每小时一次" in manager.confirms("提醒 大家 每10分钟 打卡")
    assert manager.takes_back() == "✅ 取消了：看本周安排"


def test_a_person_s_own_zone_is_the_one_that_counts(town: Town) -> None:
    ann = town.learner("林晓", language="en")
    ann.tells("points")
    assert "Your time zone is Europe/London, it is 01:10" in ann.tells("timezone London")
    assert "tomorrow (Thu) 09:00" in ann.tells("remind tomorrow 9:00 hand in the plan")
    (due,) = town.look(select(agenda.c.due_at).where(agenda.c.job == "reminders.ring"))
    assert due.due_at.astimezone(town.now.tzinfo).strftime("%m-%d %H:%M") == "05-07 16:00"


def test_who_travels_takes_their_reminders_along(town: Town) -> None:
    ann = town.learner("林晓")
    ann.tells("提醒 每天 9:00 写计划")
    assert "Asia/Shanghai，现在 08:10" in ann.tells("时区")
    assert "时区改为 Asia/Tokyo，现在 09:10" in ann.tells("时区 东京")
    town.go_to("5/7", "07:59")
    assert "⏰ 写计划" not in ann.heard_privately
    town.go_to("5/7", "08:00")
    assert ann.heard_privately.count("⏰ 写计划") == 1
    assert "不认得“月球”这个地方" in ann.tells("时区 月球")
    assert "Asia/Shanghai" in ann.tells("时区 营")
    town.go_to("5/7", "09:00")
    assert ann.heard_privately.count("⏰ 写计划") == 2, "back home it is nine again"


def test_a_workday_that_was_called_off_is_not_rung(town: Town) -> None:
    manager, ann = town.somebody("王岚"), town.learner("林晓")
    ann.tells("提醒 每个工作日 9:00 写计划")
    manager.says("日历 休 5/7")
    town.go_to("5/6", "10:00")
    assert ann.heard_privately.count("⏰ 写计划") == 1
    town.go_to("5/7", "10:00")
    assert ann.heard_privately.count("⏰ 写计划") == 1
    town.go_to("5/8", "09:00")
    assert ann.heard_privately.count("⏰ 写计划") == 2


def test_a_saturday_that_became_a_workday_is_rung_everywhere(town: Town) -> None:
    manager, ann = town.somebody("王岚"), town.learner("林晓")
    ann.tells("提醒 每个工作日 9:00 写计划")
    ann.tells("提醒 每月最后一个工作日 9:00 交月报")
    manager.confirms("投票 开始=每个工作日9:30 今天状态如何？ 好/一般 时长=3小时")
    manager.confirms("问卷 每周脉搏 开始=每个工作日10:00 时长=3天")
    town.go_to("5/15", "12:00")
    manager.says("日历 加班 5/16")
    town.pass_(seconds=1)
    manager.says("日历 休 5/29")
    before = len(ann.heard_privately.posts), len(town.squares["telegram"].posts)
    town.go_to("5/16", "10:00")
    told = [str(post) for post in ann.heard_privately.posts[before[0] :]]
    assert sum(post.startswith("⏰ 写计划") for post in told) == 1 and any("每周脉搏" in post for post in told)
    assert sum("今天状态如何" in str(post) for post in town.squares["telegram"].posts[before[1] :]) >= 1
    town.go_to("5/28", "09:00")
    assert "交月报" in str(ann.heard_privately.posts[-1]), "the last workday of May is the 28th now"


@on_sqlite
def test_two_accounts_become_one_with_all_their_reminders(either_town: Town) -> None:
    here, there = two_accounts(either_town)
    here.tells("提醒 明天 9:00 交计划")
    there.tells("提醒 明天 9:00 还书")
    code = there.tells("绑定").split("绑定 ")[1][:6]
    assert "绑定成功" in here.tells(f"绑定 {code}")
    either_town.go_to("5/7", "09:00")
    told = here.heard_privately + there.heard_privately
    assert told.count("⏰ 2件事到点了：") == 1 and told.count("⏰") == 1


@pytest.mark.long
def test_a_camp_of_three_hundred_is_told_in_slices(town: Town) -> None:
    manager = town.somebody("王岚")
    people = town.learners(230)
    for one in people:
        one.tells("积分")
    manager.confirms("提醒 未打卡 今天 18:30 还没打卡哦")
    town.go_to(date(2026, 5, 6), "18:30")
    assert all(one.heard_privately.endswith("⏰ 还没打卡哦") for one in people)
