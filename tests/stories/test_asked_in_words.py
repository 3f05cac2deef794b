"""What people ask in words of their own: leave with a reason, the rules of check-ins, last week's board, whom to turn to, a setting by its other name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import select

from bot.arguments import whole
from storage.audit import audit
from storage.checkins import leave
from tests.empty import empty_sqlite
from tests.town import Town


def test_leave_is_understood_with_its_reason_and_the_reason_is_kept_nowhere(town: Town) -> None:
    lin = town.learner("林晓")
    town.go_to("5/11", "10:00")
    assert "5/12–5/14 不计入应打卡" in (heard := lin.tells("请假 明天起3天 家里老人住院")) and "没有记下来" in heard
    assert {row.day for row in town.look(select(leave))} == {date(2026, 5, 12), date(2026, 5, 13), date(2026, 5, 14)}
    assert not [row for row in town.look(select(audit)) if "住院" in str(row)]
    assert "5/12、5/13、5/14" in lin.tells("我请了哪几天假")
    assert "5/13 的请假已取消" in lin.tells("请假 取消 5/13")
    assert "没有记下来" not in lin.tells("请假 5/13")


def test_what_is_no_range_of_days_enters_no_leave(town: Town) -> None:
    lin = town.learner("林晓")
    town.go_to("5/11", "10:00")
    for words in ("请假 5/18 5/20", "请假 5/18 和 5/20", "我要请假三天", "请假 改天", "请假 明天 2个人"):
        assert "没看懂" in lin.tells(words), words
    for words in ("请假 明天上午", "请假 明天 下午 看牙"):
        assert "按整天算" in lin.tells(words), words
    assert not town.look(select(leave))


def test_the_rules_of_check_ins_are_told_as_the_camp_has_set_them(town: Town) -> None:
    owner = town.somebody("王岚")
    lin = town.learner("林晓")
    town.go_to("5/11", "10:00")
    for words in ("设置 打卡窗口 06:00-22:00", "设置 打卡分 7", "设置 每月补卡 2", "设置 打卡最少字数 10", "设置 连续奖 0"):
        assert "✅" in owner.tells(words)
    lin.tells("补卡 5/8")
    told = lin.tells("今天几点前打卡？")
    assert all(words in told for words in ("06:00–22:00", "打卡+7", "每月2次，这个月还有1次", "至少10个字", "85%"))
    assert "每连续" not in told
    assert "还有" not in owner.tells("打卡规则")
    owner.tells("设置 每月补卡 0")
    assert "不能补卡" in lin.tells("补卡几次")


def test_last_weeks_board_has_last_weeks_points_and_no_others(town: Town) -> None:
    lin, chen = town.learner("林晓"), town.learner("陈默")
    town.go_to("5/8", "10:00")
    lin.tells("打卡")
    town.go_to("5/11", "10:00")
    chen.tells("打卡"), lin.tells("打卡")
    told = lin.tells("上周谁第一")
    assert "上周榜" in told and "林晓：5" in told and "陈默" not in told
    assert "陈默：5" in lin.tells("本周排行榜")
    assert "上月榜没有人上榜" in lin.tells("排行榜 上个月")
    assert "上周榜" in chen.tells("rank last week")


def test_whoever_needs_a_person_hears_who_runs_the_camp(town: Town) -> None:
    lin = town.learner("林晓")
    for words in ("找经理", "转人工", "我要投诉", "怎么退营"):
        assert "王岚" in lin.tells(words), words


def test_how_a_command_is_used_is_told_to_whom_it_is_open(town: Town) -> None:
    """A learner who asks 周报怎么写 does not mean the digest."""
    owner = town.somebody("王岚")
    lin = town.learner("林晓")
    assert "上一份周报" in owner.tells("周报怎么发")
    heard = lin.tells("周报怎么写")
    assert "没有找到" in heard and [button.says for post in heard.posts for button in post.buttons] == ["提问 周报怎么写"]


def test_a_question_without_an_answer_offers_what_of_ours_it_names(town: Town) -> None:
    heard = town.learner("林晓").tells("证书在哪里领")
    assert {"提问 证书在哪里领", "证书"} <= {button.says for post in heard.posts for button in post.buttons}


def test_words_that_begin_like_a_command_they_are_not_are_heard(town: Town) -> None:
    lin = town.learner("林晓")
    assert "我的数据" in lin.tells("export my data")
    assert "没有请假" in lin.tells("cancel my leave")
    assert "“导出”要由社群经理来做" in lin.tells("导出 成员")


def test_who_is_on_leave_is_told_with_who_has_not_checked_in(town: Town) -> None:
    owner = town.somebody("王岚")
    lin = town.learner("林晓")
    town.learner("陈默")
    town.go_to("5/11", "10:00")
    lin.tells("请假 今天到5/13")
    told = owner.tells("今天谁请假了")
    assert "没打卡的1人（应打卡1人）：陈默" in told and "请假1人：林晓" in told
    assert "请假1人：林晓" in owner.tells("明天谁请假")
    assert "没有人请假" in owner.tells("谁没打卡 5/14")


def test_a_notice_says_its_own_day(town: Town) -> None:
    owner = town.somebody("王岚")
    town.go_to("5/11", "10:00")
    heard = owner.tells("发个通知：明天放假")
    assert "⏰ 明天放假" in heard and "10:10" in heard


def test_a_setting_is_heard_by_its_other_name_and_what_is_none_is_not_one(town: Town) -> None:
    owner = town.somebody("王岚")
    assert "打卡窗口：00:00–24:00 → 06:00–21:00" in owner.tells("打卡时间改成6:00-21:00")
    assert "打卡分：5 → 10" in owner.tells("把打卡分改成10")
    assert "确认撤销" in owner.tells("撤回")
    assert "设置" not in owner.tells("把晚会改成周五")


def test_options_of_a_poll_with_spaces_between_them_are_offered_with_slashes(town: Town) -> None:
    owner = town.somebody("王岚")
    heard = owner.tells("开个投票 周五吃什么 火锅 烧烤 日料")
    assert [button.says for post in heard.posts for button in post.buttons] == ["投票 周五吃什么 火锅/烧烤/日料"]


def test_homework_has_its_deadline_wherever_it_stands(town: Town) -> None:
    owner = town.somebody("王岚")
    town.learner("林晓")
    town.go_to("5/11", "10:00")
    for words in ("布置作业 写一篇复盘，周五交", "作业 写一篇复盘 周五前交", "作业 写一篇复盘 截止=周五"):
        assert "《写一篇复盘》：05-15 23:59 截止" in owner.tells(words), words


@pytest.mark.parametrize(("words", "n"), [("五", 5), ("十二", 12), ("１２", 12), ("两百", 200), ("-3", -3), ("+7", 7)])
def test_a_whole_number_is_read_in_signs_of_either_kind(words: str, n: int) -> None:
    assert whole(words) == n


@pytest.mark.parametrize("words", ["", "k", "w", "五分", "八九十", "1.5", "一百亿", "十" * 4000, "1234567890"])
def test_what_is_no_whole_number_is_none(words: str) -> None:
    with pytest.raises(ValueError):
        whole(words)


def test_points_are_given_in_chinese_numerals(town: Town) -> None:
    town.learner("林晓")
    assert "林晓 +5（帮助同学）" in town.somebody("王岚").tells("给林晓加五分 帮助同学")


WHAT_CAME_OF_IT = {
    "培训有没有效果": "没有训前的期望", "看看成效": "没有训前的期望", "did the training work": "没有训前的期望",
    "利润额涨了多少": "没有训前的期望", "我们的ROI是多少": "还没有算过ROI", "what is our ROI": "还没有算过ROI",
    "谁没达标": "那周的打卡，缺得多的在前", "who missed the target": "那周的打卡，缺得多的在前",
    "这周打卡率达标了吗": "应打卡", "本月达标了吗": "还没有培训目标", "我们离目标还差多少": "还没有培训目标",
    "目标进度": "还没有培训目标", "targets progress": "还没有培训目标", "are we on target": "还没有培训目标",
    "柯氏报告 本月": "正在算", "柯氏报告 Q2": "正在算", "kirkpatrick year to date": "正在算", "四级评估": "正在算",
    "出一份本月的柯氏报告": "正在算", "report for my boss": "正在算", "满意度怎么样": "正在算", "讲师评分": "正在算",
    "柯氏报告 上个月": "期间要从开营以后", "柯氏报告 某天": "也不是哪些天", "报告 本月": "正在统计", "本月的报告": "正在统计",
    "周报 本月": "正在统计", "report this month": "正在统计", "看板 今年到现在": "正在统计", "dashboard this quarter": "正在统计",
    "上个月整体怎么样": "那时还没开营", "how did we do last month": "那时还没开营", "我们最近怎么样": "正在统计",
    "how is everyone doing": "正在统计", "打卡率环比怎么样": "四周并排", "比上个月好还是差": "四周并排",
    "compared to last month": "四周并排", "林晓的学习记录": "本周打卡：", "导出学习记录": "正在做", "学习记录 本月": "正在做",
    "export learning records": "正在做", "成效 某天": "没看懂“某天”",
}  # fmt: skip


@pytest.mark.parametrize("words", WHAT_CAME_OF_IT)
def test_managers_ask_what_came_of_it_in_their_own_words(asked_town: Town, words: str) -> None:
    assert WHAT_CAME_OF_IT[words] in asked_town.somebody("王岚").tells(words)


@pytest.fixture(scope="module")
def asked_town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """One camp that is asked about again and again: nothing that is asked changes it."""
    path = tmp_path_factory.mktemp("asked")
    town = Town(empty_sqlite(path / "qunxue.db"), path)
    town.opened()
    town.learner("林晓").tells("积分")
    town.go_to("5/13", "10:00")
    yield town
    town.close()


def test_a_question_of_ours_is_answered_while_an_amount_is_asked_for(town: Town) -> None:
    owner = town.somebody("王岚")
    assert "E1 培训前" in owner.tells("ROI")
    assert "还没有培训目标" in owner.tells("我们离目标还差多少")
    assert "不能当作E1" in owner.tells("很多钱")
    assert "E2 培训后" in owner.tells("80000"), "what was begun still waits"


def test_the_return_of_a_quarter_is_not_that_of_its_first_month(town: Town) -> None:
    owner = town.somebody("王岚")
    owner.tells("ROI 80000 98000 2 45 360000 月=4月")
    assert "不能当作E1" in owner.tells("ROI 本季度"), "a quarter is no month"


def test_a_sentence_that_begins_with_a_word_of_ours_is_heard_as_a_whole(town: Town) -> None:
    owner, lin = town.somebody("王岚"), town.learner("林晓")
    lin.tells("语言 英文")
    assert "How check-ins count" in lin.tells("checkin rules")
    assert "not yet today" in lin.tells("me")
    assert "is run by 王岚" in lin.tells("leave the camp")
    assert "Required" in lin.tells("我的课表")
    assert not town.look(select(leave))
    assert "📎 我的数据" in owner.tells("export my data")
    assert "“Lunch?”" in owner.tells("open a poll: Lunch? pizza/sushi")
    assert "P1" in owner.presses("发出", owner.heard_privately.posts[-1])


def test_what_is_shown_first_is_sent_in_whatever_words_it_was_said(town: Town) -> None:
    owner = town.somebody("王岚")
    town.learner("林晓")
    for words, kept, sent in (
        ("开个投票 周五去哪 爬山/唱歌", "投票 周五去哪 爬山/唱歌", "✅ 投票 P1 已发到1个群"),
        ("发个通知：明天放假", "提醒 大家 10分钟后：明天放假", "R1"),
        ("催一下没打卡的", "提醒 未打卡 10分钟后 还没打卡，别忘了", "R2"),
        ("明天9点提醒大家背单词", "提醒 大家 明天9点 背单词", "R3"),
        ("布置作业 写一篇复盘 周五交", "作业 写一篇复盘 周五交", "写一篇复盘"),
    ):
        shown = owner.tells(words)
        assert f"\n{kept}\n" in shown, words
        assert sent in owner.presses("发出", owner.heard_privately.posts[-1]), words


def test_what_another_word_refuses_is_heard_as_it_was_meant(town: Town) -> None:
    """What tests/test_asked_sentences.py leaves out."""
    owner, lin = town.somebody("王岚"), town.learner("林晓")
    assert lin.tells("参加v3") == lin.tells("报名 V3")
    assert owner.tells("提醒 Z3") == owner.tells("处理 Z3 提醒")
    assert "本周（" in owner.tells("周报:这周")
    assert "还没有大赛" in lin.tells("投h3")
