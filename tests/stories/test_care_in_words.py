"""The rooms in which nobody falls behind, in words nobody wrote down: cases, pairs, behaviours, onboarding, goals, retros, extra training."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from bot.arguments import known_verb
from handlers.mentors import rules
from storage.care import care
from tests.stories.test_cases import flagged
from tests.stories.test_mentors import last
from tests.stories.test_remedial import answered
from tests.town import Somebody, Town


def known(town: Town, *names: str) -> list[Somebody]:
    """The manager and some learners, each with a private chat."""
    people = [town.somebody("王岚"), *(town.learner(name) for name in names)]
    for one in people:
        one.tells("积分")
    return people


@pytest.mark.parametrize(
    ("words", "verb", "rest"),
    [
        ("停 每周培训", "停", "每周培训"),
        ("停：每周培训", "停", "每周培训"),
        ("停1", "停", "1"),
        ("停#2", "停", "#2"),
        ("停，每周培训", "停", "每周培训"),
        ("谈判 名单", "名单", "谈判"),
        ("名单 谈判", "名单", "谈判"),
        ("停车场巡检", "", "停车场巡检"),
        ("谈判 停", "", "谈判 停"),
        ("名单", "名单", ""),
        ("", "", ""),
    ],
)
def test_a_verb_is_read_where_it_is_glued_marked_or_last_and_not_out_of_a_word(words: str, verb: str, rest: str) -> None:
    assert known_verb(words, {"停", "名单"}, behind={"名单"}) == (verb, rest)


# ── cases ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_who_needs_care_is_told_in_a_managers_own_words_and_in_private(town: Town) -> None:
    manager, zhao, _ = known(town, "赵雨", "钱多")
    flagged(town, "赵雨")
    for words in (
        "需要关注谁",
        "谁落后了",
        "待关注",
        "今天要跟进谁？",
        "有没有人需要我关心",
        "who needs attention",
        "who is falling behind?",
    ):
        assert "Z1 赵雨" in manager.tells(words), words
    assert manager.says("谁跟不上了") == "已私聊发给你。"
    assert "赵雨" not in zhao.tells("谁落后了")
    for words in ("Z1", "z1是谁", "Ｚ１ 怎么样了"):
        assert "连续缺勤" in manager.tells(words), words
    assert "干预结果" in manager.tells("上个月干预效果怎么样")


@pytest.mark.parametrize(
    "words",
    [
        "处理 赵雨 联系 打过电话了",
        "处理 联系 Z1 打过电话了",
        "Z1 联系 打过电话了",
        "Z1联系，打过电话了",
        "联系 Z1 打过电话了",
        "处理Ｚ１　联系　打过电话了",
    ],
)
def test_a_case_is_meant_by_its_number_or_its_name_wherever_they_stand(town: Town, words: str) -> None:
    manager, *_ = known(town, "赵雨", "钱多")
    flagged(town, "赵雨")
    assert "Z1 赵雨：已记下“打过电话了”" in manager.tells(words)
    assert "钱多现在不在需关注的人里" in manager.tells("处理 钱多 联系")


def test_words_for_a_case_go_out_as_they_are_and_a_case_without_an_outcome_is_asked_for_one(town: Town) -> None:
    manager, zhao = known(town, "赵雨")
    flagged(town, "赵雨")
    assert "：有空聊聊吗\n由你跟进。" in manager.tells("Z1 提醒 有空聊聊吗"), "no time to remind at"
    assert "有困难吗？\n由你跟进。" in manager.tells("处理 Z1 提醒 有困难吗？")
    assert str(zhao.heard_privately.posts[-1]).startswith("王岚：有困难吗？\n")
    for words in ("close Z1", "Z1 结案", "关闭Z1"):
        assert "恢复、没变化" in manager.tells(words), words
        town.pass_(seconds=5)
    assert "Z1 赵雨：已恢复" in manager.tells("好了")


def test_a_range_of_cases_is_not_the_first_of_them(town: Town) -> None:
    manager, *_ = known(town, "赵雨", "钱多")
    for name in ("赵雨", "钱多"):
        flagged(town, name)
    for words in ("忽略 Z1-Z2 出差", "忽略 Z1到Z2 出差", "忽略 Z1～Z2", "dismiss Z1 to Z2 away"):
        assert "一次定一件" in manager.tells(words), words
    assert town.look(select(func.count()).where(care.c.outcome.is_(None))) == [(2,)]
    assert "Z1 赵雨：不用处理" in manager.tells("Z1 不用管，她出差")


# ── pairs ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("words", "marks", "line"),
    [
        ("都做到了", ["done", "done"], ""),
        ("两项都做到了 这周很顺", ["done", "done"], "这周很顺"),
        ("both done", ["done", "done"], ""),
        ("第一项做到了，第二项没做到", ["done", "not"], ""),
        ("2没做到 1部分", ["partly", "not"], ""),
        ("做到，部分", ["done", "partly"], ""),
        ("做到 没做 太忙了", ["done", "not"], "太忙了"),
        ("1 做到", [], "1 做到"),
        ("都还行", [], "都还行"),
    ],
)
def test_a_week_is_filled_in_as_people_say_it(words: str, marks: list[str], line: str) -> None:
    assert rules.said(words, 2) == (marks, line)


@pytest.mark.parametrize(
    ("words", "apart"),
    [("周航 八周", ("周航", 8)), ("周航 两个月", ("周航", 8)), ("Ben 2 months", ("Ben", 8)), ("周航 12周", ("周航", 12))],
)
def test_weeks_are_read_in_words_and_months(words: str, apart: tuple[str, int]) -> None:
    assert rules.weeks_apart(words) == apart


def test_the_two_of_a_pair_ask_and_answer_without_our_word_for_it(town: Town) -> None:
    manager, chen, zhou = known(town, "陈默", "周航")
    lin = town.learner("林晓")
    assert "没有导师的学员3人：陈默、周航、林晓" in manager.tells("谁还没有导师")
    assert "试试：辅导 陈默 导师=周航 8周" in manager.tells("让周航带陈默") == manager.tells("辅导 导师=周航 陈默 6周")
    assert "结对8周" in manager.tells("辅导 陈默 导师=周航 两个月 行为=先问参照,记录异议")
    for one in (chen, zhou):
        asked = one.tells("好的")
        assert "说的是结对吗（周航带陈默" in asked
        assert "等周航也答应" in one.presses("好的", asked.posts[-1]) or "今天起结对" in last(one)
    assert "有事随时叫我" in chen.tells("好的"), "nothing waits any more"
    for words in ("我师傅是谁", "我的带教老师", "带教还剩几周", "my mentor"):
        assert "周航带陈默" in chen.tells(words), words
    assert "想带人，跟社群经理说" in lin.tells("我想找个师傅带我") and "没有" in manager.tells("这周谁没填辅导")
    town.go_to("5/9", "17:30")
    assert "没填的2人：陈默（第1号）、周航（第1号）" in manager.tells("这周谁没填辅导")
    assert "先问参照 做到、记录异议 没做到" in chen.tells("第一项做到了，第二项没做到") and "一句" not in lin.tells("都做到了")
    chen.tells("不写")
    assert "一共2项" in zhou.tells("辅导填 做到 部分 没做到") and "没有找到" in zhou.tells("都做到吗")
    assert "先问参照 做到、记录异议 做到" in zhou.tells("都做到了")
    zhou.tells("不写")
    assert "要由社群经理来看" in lin.tells("辅导 没填") and "没有和你有关的结对" in lin.tells("辅导 看 陈默")
    assert "周航带陈默" in manager.tells("陈默的带教情况")
    assert "为什么结束第1号" in chen.tells("能换师傅吗")
    chen.tells("取消")
    assert "哪一对？" in manager.tells("辅导 结束") and "第1号结对结束了" in manager.tells("辅导 结束 陈默 换了部门")
    assert last(zhou).endswith("：换了部门")


# ── behaviours, onboarding, goals, retros, extra training ────────────────────────────────────────────────────────────


def test_a_behaviour_is_reported_and_answered_in_plain_words(town: Town) -> None:
    manager, lin, chen = known(town, "林晓", "陈默")
    manager.tells("标签 林晓 +骨干")
    assert "“每周培训”多久做一次？试试：行为 加 每周培训 频率=每周1次" in manager.tells("行为 新增 每周培训")
    manager.confirms("行为 加 每周培训 频率=twice a week 给=骨干")
    for words in ("我要做哪些行为", "what behaviours do I have", "behaviors", "behaviour"):
        assert "每周培训｜每周2次" in lin.tells(words), words
    assert "等陈默确认" in lin.tells("行为打卡 和陈默 每周培训 练了报价")
    asked = chen.tells("是的")
    assert "林晓 5/6的“每周培训”" in asked, "what anything may be meant by is asked about, not taken"
    assert "确认了：林晓的“每周培训”" in chen.presses("是的", asked.posts[-1])
    assert "林晓 5/6" not in chen.tells("是的"), "nothing waits any more"
    for words in ("行为完成情况", "谁没做行为", "行为 谁没做到"):
        assert "行为（1项）" in manager.tells(words), words
    assert "“每周培训”停了" in manager.tells("行为 停掉 1")


def test_an_onboarding_is_set_seen_and_signed_as_people_say_it(town: Town) -> None:
    manager, chen = known(town, "陈默")
    for words in (
        "入职设30/30/30",
        "入职 设 30天/30天/30天",
        "入职 设置 30-30-30",
        "入职 设 三十、三十、三十",
        "入职 设 前30天/中间30天/后30天",
        "onboarding set 30, 30, 30",
    ):
        assert "3段，90天" in manager.tells(words), words
    assert "段数是2到6" in manager.tells("入职 设 30/多久")
    manager.confirms("入职 设 30/30 关口=导师签字")
    for words in ("入职进度", "我入职多少天了", "我的入职路线", "where am I in onboarding"):
        assert "入职路线（5/6 加入）" in chen.tells(words), words
    assert "停不了，可以改" in manager.tells("入职 取消") and "陈默的入职路线" in manager.tells("陈默入职到哪了")
    assert "陈默的第1段签过字了" in manager.tells("入职 陈默 签字")
    for words in ("给陈默签字", "签字陈默", "sign off 陈默"):
        assert "陈默现在没有等签字的一段" in manager.tells(words), words


def test_a_goal_is_closed_by_its_number_wherever_it_stands_and_changing_one_sets_no_other(town: Town) -> None:
    _, chen = known(town, "陈默")
    assert "记下了 #1：独立报价（8/31前）" in chen.tells("定个目标：八月底前独立报价")
    for words in ("我的目标 改 1 9/30", "我的目标 延到 1 9月底前", "我的目标 1 延到9月底", "mygoals change 1 9/30"):
        assert "改不了 #1" in chen.tells(words), words
    assert "（1个进行中）" in chen.tells("我的目标")
    for words in ("目标1达成了", "我的目标1完成了", "goal 1 done"):
        assert "怎么看出 #1 达成了" in chen.tells(words), words
        chen.tells("取消")
    assert "#1 独立报价 达成了：客户签了" in chen.tells("我的目标完成1客户签了")


@pytest.mark.parametrize(
    "words",
    [
        "复盘\n做了什么：拜访了3家\n卡点：报价没谈拢\n下周：约第二轮",
        "做了什么：拜访了3家\n卡点：报价没谈拢\n下周：约第二轮",
        "复盘 拜访了3家；报价没谈拢；约第二轮",
        "复盘 拜访了3家\n报价没谈拢\n约第二轮",
        "复盘 1. 拜访了3家 2. 报价没谈拢 3. 约第二轮",
    ],
)
def test_a_retro_is_read_by_its_names_lines_or_marks(town: Town, words: str) -> None:
    manager, lin = known(town, "林晓")
    manager.tells("设置 复盘时间 17:30")
    town.go_to("5/9", "17:31")
    assert "还没写复盘" in lin.tells("看我的复盘")
    assert "做了什么：拜访了3家\n卡点：报价没谈拢\n下周：约第二轮" in lin.tells(words)
    assert "卡点：报价没谈拢" in lin.tells("我的复盘") and "1/3" in lin.tells("我要写复盘")
    lin.tells("取消")
    assert "做了什么：5/12拜访了3家\n下周：跟进" in lin.tells("复盘 5/12拜访了3家/没有/跟进") or "卡点" in last(lin)
    assert "三栏" in lin.tells("复盘 见了A，见了B，谈了C"), "a sentence with commas is not three fields"
    assert "1人写了" in manager.tells("复盘结果") == manager.tells("谁没写复盘")
    assert "没有改" in manager.tells("复盘 模板 恢复默认"), "no field is called so"
    assert "设置 复盘时间 关" in manager.tells("关掉复盘")


def test_extra_training_is_asked_about_and_run_in_words(town: Town) -> None:
    wang, qian, lin = known(town, "钱多", "林晓")
    assert "现在没有开补训" in wang.tells("补训名单") and "…" not in wang.tells("补训 名单")
    answered(town, 钱多=5)
    town.pass_(minutes=1)
    wang.confirms("补训 谈判 时间=周二,周五 19:00")
    for words in ("补训名单", "补训 名单", "补训 谈判 名单", "补训 名单 谈判"):
        assert "谈判补训名单" in wang.tells(words), words
    for words in ("补训几点", "我要补训吗", "我的补训", "do I have extra training"):
        assert "你在谈判补训" in qian.tells(words), words
    assert "你在谈判补训" in last(qian) and "钱多" not in qian.says("补训")
    assert "林晓加进谈判补训" in wang.tells("补训 加 谈判 林晓") and "你在谈判补训" in lin.tells("补训")
    assert "林晓不在谈判补训里了" in wang.tells("补训 去掉 林晓")
    town.go_to("5/8", "19:05")
    assert "谈判补训签到了" in qian.tells("补训签到") and "已签到" in qian.tells("我来补训了")
    assert "谈判补训结束了" in wang.tells("补训 谈判 结束")
