"""Surveys: the level-one half of journey J8, forms of one's own, the way back, figures with their base, and the workbook."""

from __future__ import annotations

from fractions import Fraction
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from bot.figures import decimal, decimal_down
from bot.parts import File
from bot.phrases import Refusal
from handlers.asking.surveys import statistics
from handlers.asking.surveys.forms import BY_ID, LEVEL_ONE, REASONS
from handlers.asking.surveys.questions import own
from handlers.asking.surveys.statistics import Result, told
from storage.ballots import Tally, grouped, participation
from storage.surveys import draft, response
from tests.engines import on_sqlite
from tests.programme import cells
from tests.town import Post, Somebody, Town


def answers(one: Somebody, form: str, *points: str) -> None:
    """Presses its way through a form and sends it in."""
    for place, point in enumerate(points, 1):
        one.tells(f"填 {form} {place} {point}")
    assert "已" in one.tells(f"填 {form} 交")


def last(one: Somebody) -> Post:
    return one.heard_privately.posts[-1]


@pytest.mark.parametrize("count", [45])
def test_j8_level_one_is_anonymous_reminds_the_rest_and_hides_small_groups(town: Town, count: int) -> None:
    manager, people = town.somebody("王岚"), town.learners(count)
    for one in (manager, *people):
        one.tells("积分")
    for one, tag in zip(people, ["华东"] * 16 + ["华南"] * 20 + ["市场部"] * 3 + [""] * 6, strict=True):
        if tag:
            manager.tells(f"标签 {one.name} +{tag}")
    sent = manager.confirms("发起 一级评估 模板=柯氏一级 匿名")
    assert "问卷 S1“一级评估”正在私信45人：匿名，9题，截止 5月13日" in sent
    first = last(people[0])
    assert str(first).startswith("【匿名】一级评估，9题。少于5人的分组不显示，王岚也看不到是谁填的。")
    assert "1/9 我能将每一个学习目标与所学的内容联系起来" in str(first)
    assert [button.label for button in first.buttons] == list("12345")
    people[0].presses("4", first)
    assert str(last(people[0])).startswith("2/9 我从课程中得到的挑战是适度的,课程材料对我工作上的成功有极大的帮助")
    for place in range(2, 10):
        people[0].presses("4", last(people[0]))
        assert place == 9 or str(last(people[0])).startswith(f"{place + 1}/9")
    assert str(last(people[0])).startswith("9题都答了。提交后不能改。")
    people[0].presses("提交", last(people[0]))
    assert str(last(people[0])) == "✅ 已匿名提交，谢谢你。"
    for one in people[1:38]:
        answers(one, "S1", *"454454454")
    town.go_to("5/7", "10:00")
    assert manager.tells("谁没填").startswith("已填38/45（84.4%）。未填7人已各提醒1次。匿名问卷不列名单。")
    assert all("还差你一份问卷" in one.heard_privately for one in people[38:])
    assert all("还差你一份问卷" not in one.heard_privately for one in people[:38])
    result = manager.tells("结果 按部门")
    assert result.startswith(
        "📊 一级评估（匿名） 已填38/45（84.4%）\n总体均分：4.3（n=38，4–5分 100.0%）".replace("） 已", "）已")
    )
    assert "按部门" in result and "华东：4.3（n=16）" not in result, "the two left over would be told by subtraction"
    assert "人数不足5，已并入“其他”" in result and "市场部" in result
    assert "NPS" not in result
    assert people[0].tells("填 S1 1 5") == "问卷 S1 你已提交过。"
    assert town.look(select(func.count()).select_from(draft))[0][0] == 0
    assert town.look(select(func.count()).select_from(participation))[0][0] == 38


def test_the_groups_of_j8_are_named_where_the_rest_is_five_or_more(town: Town) -> None:
    manager, people = town.somebody("王岚"), town.learners(30)
    for one, tag in zip(people, ["华东"] * 16 + ["市场部"] * 4 + [""] * 10, strict=True):
        one.tells("积分")
        if tag:
            manager.tells(f"标签 {one.name} +{tag}")
    manager.confirms("问卷 柯氏一级 匿名")
    for one in people[:24]:
        answers(one, "S1", *("5" * 9 if one in people[:16] else "4" * 9))
    result = manager.tells("结果 S1 按部门")
    assert "按部门\n华东：5.0（n=16）\n其他：4.0（n=8）" in result
    assert "市场部：人数不足5，已并入“其他”。" in result


def test_one_can_go_back_stop_and_go_on_after_a_restart(either_town: Town) -> None:
    town = either_town
    manager = town.opened()
    ann = town.learner("林晓")
    ann.tells("积分")
    manager.confirms("问卷 课程评价 实名")
    assert str(last(ann)).startswith("【实名】课程评价，5题。王岚和社群经理会看到你的答案。")
    assert ann.tells("填 S1 1 3").startswith("2/5 难度和节奏合适")
    assert ann.tells("7").startswith("请回 1 到 5 的一个数。")
    assert ann.tells("5").startswith("3/5 讲得清楚")
    assert ann.presses("上一题", last(ann)).startswith("2/5 难度和节奏合适")
    assert ann.tells("4").startswith("3/5 讲得清楚")
    town.restart()
    town.pass_(hours=3)
    assert ann.tells("填").startswith("等你填的问卷：\n填 S1：课程评价")
    assert ann.tells("填 S1").startswith("3/5 讲得清楚")
    assert ann.tells("填 S1 交") == "还有没答的题，先答完再提交。"
    assert ann.tells("5").startswith("4/5 你有多愿意把这门课推荐给同事")
    assert ann.presses("9", last(ann)).startswith("5/5 最该改的一点")
    assert ann.tells("少一点理论，多一点练习").startswith("5题都答了")
    assert ann.tells("填 S1 交") == "✅ 已提交，谢谢你。"
    assert town.look(select(response.c.answers))[0].answers == {
        "0": ["3"],
        "1": ["4"],
        "2": ["5"],
        "3": ["9"],
        "4": "少一点理论，多一点练习",
    }
    assert "NPS 100.0（n=1）" in manager.tells("结果 S1")


def test_a_form_of_one_s_own_and_nps_only_where_it_is_marked(town: Town) -> None:
    manager, people = town.somebody("王岚"), town.learners(10)
    for one in people:
        one.tells("积分")
    manager.confirms(
        "问卷 训后反馈 实名 截止=5/8 18:00\n内容对我有用 [1-5]\n你会推荐给同事吗 [NPS]\n你现在有多大把握 [0-10]\n"
        "想再学什么 [多选] 谈判/CRM/洞察\n哪天合适？ 周一/周三\n还想说什么 [文字]"
    )
    scores = ["10", "9", "9", "8", "7", "7", "6", "3", "10", "9"]
    for one, score in zip(people, scores, strict=True):
        answers(one, "S1", "4", score, score, "AC", "B", "跳过")
    result = manager.tells("结果 S1")
    assert "2 你会推荐给同事吗：NPS 30.0（n=10）" in result
    assert "3 你现在有多大把握：7.8/10（n=10）" in result and result.count("NPS") == 1
    assert "谈判 10/10" in result and "CRM 0/10" in result and "周三 10/10" in result and "6 还想说什么：0条" in result
    town.go_to("5/8", "18:00")
    assert "问卷“训后反馈”已截止。\n📊 训后反馈（实名）已填10/10" in manager.heard_privately


def test_the_workbook_says_what_the_chat_says(town: Town) -> None:
    import openpyxl

    manager, people = town.somebody("王岚"), town.learners(6)
    for one in (manager, *people):
        one.tells("积分")
    manager.confirms("问卷 柯氏二级 匿名")
    for place, one in enumerate(people):
        answers(one, "S1", "5" if place else "3", "ABH" if place < 2 else "BF", f"=原因{place}" if place < 2 else "跳过")
    said = manager.tells("结果 S1 按标签")
    assert "1 我愿意尽力将所学应用到工作中去：4.7（4–5分 83.3%）" in said
    assert "我明确我要达到的期望 6/6\n　公司要求我必须这么做 4/6\n　我具备必要的知识和技能 2/6\n　其他 2/6" in said
    town.pass_(minutes=1)
    manager.tells("结果 S1 导出")
    (file,) = [part for part in last(manager).parts if isinstance(part, File)]
    assert file.name == "二级评估.xlsx"
    made = openpyxl.load_workbook(BytesIO(town.app.files.read(file.file)))
    assert [row[0].value for row in made["结果"].iter_rows()] == said.split("\n")
    assert sorted(row[2].value for row in made["原文"].iter_rows(min_row=2)) == ["=原因0", "=原因1"]
    assert "答卷" not in made.sheetnames


def test_fewer_than_five_are_not_told_and_few_more_are_held_back(town: Town) -> None:
    manager, people = town.somebody("王岚"), town.learners(12)
    for one in people:
        one.tells("积分")
    manager.confirms("问卷 每周脉搏 匿名")
    for one in people[:4]:
        answers(one, "S1", "4", "跳过")
    assert "匿名问卷满5份才给结果，现在4份。" in manager.tells("结果 S1")
    for one in people[4:6]:
        answers(one, "S1", "4", "跳过")
    assert "1 这周我学得挺顺：4.0" in manager.tells("结果 S1")
    for one in people[6:9]:
        answers(one, "S1", "1", "跳过")
    held = manager.tells("结果 S1")
    assert "1 这周我学得挺顺：4.0" in held and "另有3份刚交" in held
    for one in people[9:11]:
        answers(one, "S1", "1", "跳过")
    assert "1 这周我学得挺顺：2.6" in manager.tells("结果 S1")
    answers(people[11], "S1", "1", "跳过")
    manager.tells("问卷 S1 截止")
    assert "1 这周我学得挺顺：2.6" in manager.tells("结果 S1"), "the last one alone would be told by subtraction"


@pytest.mark.parametrize(("fives", "said"), [(99, "⚠️ 讲师得分 84.9，低于达标线85"), (100, "✅ 讲师得分 85.0（达标线85）")])
def test_the_lecturer_s_line_is_not_reached_by_rounding(fives: int, said: str) -> None:
    """84.95 is shown as 84.9 and alarms, 85.0 does not."""
    tally = Tally(400, {"0": {"5": fives, "4": 400 - fives}})
    mean = statistics.mean(tally, [0])
    assert mean is not None
    reached = 20 * mean >= 85
    assert reached == said.startswith("✅")
    assert decimal_down(20 * mean) in said


def test_a_low_lecturer_score_alarms_and_names_the_lowest_item(town: Town) -> None:
    manager, people = town.somebody("王岚"), town.learners(5)
    for one in people:
        one.tells("积分")
    manager.confirms("问卷 讲师评价 匿名")
    for one in people:
        answers(one, "S1", "5", "4", "4", "3", "F", "跳过")
    result = manager.tells("结果 S1")
    assert "⚠️ 讲师得分 80.0，低于达标线85。建议和讲师看一遍最低的一项：互动引导能力" in result
    manager.tells("设置 讲师达标线 80")
    assert "✅ 讲师得分 80.0（达标线80）" in manager.tells("结果 S1")


def test_needs_are_ranked_by_demand_times_gap(town: Town) -> None:
    manager, people = town.somebody("王岚"), town.learners(5)
    for one in people:
        one.tells("积分")
    manager.confirms("问卷 需求调研 匿名 主题=谈判,CRM")
    for one in people:
        answers(one, "S1", "3", "4", "5", "2")
    assert "按 需要×差距 排：\n1 CRM 5.0×3.0=15.0\n2 谈判 3.0×1.0=3.0" in manager.tells("结果 S1")


def test_commitment_is_asked_by_topic_and_told_by_tag_in_the_report(town: Town) -> None:
    manager, people = town.somebody("王岚"), town.learners(10)
    for one in people:
        one.tells("积分")
    manager.confirms("问卷 柯氏二级 主题=谈判、洞察、谈判")
    assert "我愿意尽力将所学的“谈判”应用到工作中去" in people[0].heard_privately
    for n, one in enumerate(people):
        answers(one, "S1", "5", str(3 + n % 2), "A", "跳过")
    manager.tells("问卷 S1 截止")
    said = manager.tells("柯氏报告")
    assert "承诺4.3（n=10/10，应答100.0%） #1" in said
    (file,) = [part for post in said.posts for part in post.parts if isinstance(part, File)]
    told = [row[1:5] for row in cells(town.app.files.read(file.file)) if row[2] == "承诺"]
    assert told == [["–", "承诺", "4.3", "10/10"], ["洞察", "承诺", "3.5", "10/10"], ["谈判", "承诺", "5.0", "10/10"]]


def test_a_planned_pulse_goes_out_every_week(town: Town) -> None:
    manager, ann = town.somebody("王岚"), town.learner("林晓")
    ann.tells("积分")
    assert "每周五 16:00，下次后天（周五）16:00 发问卷“每周脉搏”（N1）" in manager.confirms(
        "问卷 每周脉搏 开始=每周五 16:00 时长=2天"
    )
    town.go_to("5/15", "16:00")
    assert ann.heard_privately.count("【匿名】每周脉搏，2题") >= 2
    assert manager.tells("问卷 停 N1") == "✅ N1 不再发了。"


def test_who_may_and_what_is_refused(town: Town) -> None:
    manager, ann = town.somebody("王岚"), town.learner("林晓")
    ann.tells("积分")
    assert "要由群管理员或社群经理来做" in ann.tells("问卷 柯氏一级")
    assert manager.confirms("问卷 柯氏九级").startswith("没有叫“柯氏九级”的模板，可以用：柯氏一级、")
    assert manager.confirms("问卷 每周脉搏 匿名 实名") == "匿名和实名只能选一个。"
    assert manager.confirms("问卷 柯氏一级 主题=谈判") == "只有柯氏二级、需求调研可以按主题问，没有发。"
    assert manager.confirms("问卷 训后 主题=谈判\n有用吗") == "只有柯氏二级、需求调研可以按主题问，没有发。"
    assert manager.confirms("问卷 柯氏二级 主题=" + "很" * 25) == "一个主题最多24个字。"
    assert manager.confirms("问卷 每周脉搏 #骨干") == "没有要问的学员。"
    manager.confirms("问卷 每周脉搏")
    assert ann.tells("填 S1 3 4") == "S1 没有第3题。"
    assert ann.tells("填 S9").startswith("没有问卷 S9")
    assert manager.tells("填 S1").startswith("这份问卷是给")
    in_group = ann.says("填 S1 1 4")
    assert in_group == "已私聊你，在那里填。"
    assert town.look(select(func.count()).select_from(draft))[0][0] == 0, "answers typed in a group are not taken"
    assert manager.takes_back() == "✅ 问卷 S1 已撤回，答案不计。"
    assert ann.tells("填 S1 1 4") == "问卷 S1 已截止。"


def test_the_forms_have_the_words_they_were_given() -> None:
    assert len(LEVEL_ONE) == 9 and len(REASONS) == 8
    assert LEVEL_ONE[3][0] == "我能够积极的参与到课堂活动中去, 有充分的机会去练习我需要掌握的技能"
    dimensions = [question.zh.partition("：")[0] for question in BY_ID["lecturer"].questions(())[:4]]
    assert dimensions == ["案例相关性", "工具可操作性", "知识体系完整性", "互动引导能力"]


def test_lines_of_one_s_own_are_read_or_refused_by_name() -> None:
    made = own(["1. 内容有用 [1-5]", "2 推荐吗？【NPS】", "3、想学什么（多选） 谈判/CRM", "哪天？ 一/二", "还有吗 [文字]"])
    assert [question.kind for question in made] == ["scale", "nps", "multiple", "single", "text"]
    assert [question.zh for question in made] == ["内容有用", "推荐吗？", "想学什么", "哪天？", "还有吗"]
    with pytest.raises(Refusal):
        own(["排个序 [排序] a/b"])
    with pytest.raises(Refusal):
        own(["选一个 [单选] 只有一个"])


COUNTS = st.dictionaries(st.sampled_from(["甲", "乙", "丙", "丁", "*"]), st.integers(0, 12), max_size=5)


@given(COUNTS)
def test_no_group_under_five_is_named_and_none_is_found_by_subtraction(sizes: dict[str, int]) -> None:
    groups = {label: Tally(n) for label, n in sizes.items() if n}
    everybody = Tally(sum(sizes.values()))
    shown, small = grouped({"": everybody, **groups})
    assert all(tally.n >= 5 for tally in shown.values())
    assert not shown or sum(tally.n for tally in shown.values()) == everybody.n
    assert not set(shown) & set(small)


@given(st.lists(st.integers(0, 9), min_size=1, max_size=12))
def test_two_results_never_differ_by_fewer_than_five(steps: list[int]) -> None:
    shown: Result | None = None
    n = 5
    for step in steps:
        n += step
        now = told(shown, Result(Tally(n)))
        assert shown is None or now.total.n == shown.total.n or now.total.n - shown.total.n >= 5
        shown = now


def test_rounding_is_half_up_and_exact() -> None:
    assert decimal(Fraction(425, 100)) == "4.3"
    assert decimal(Fraction(153, 180) * 100) == "85.0"
    assert decimal(Fraction(-100, 3)) == "-33.3"
    assert decimal_down(Fraction(8496, 100)) == "84.9"


@on_sqlite
def test_a_word_of_ours_typed_as_ones_own_words_asks_which_was_meant(either_town: Town) -> None:
    town = either_town
    manager, ann = town.opened(), town.learner("林晓")
    manager.confirms("问卷 一句话 实名\n最有用的是什么 [文字]\n评 [1-5]")
    ann.tells("填 S1")
    doubt = ann.tells("打卡")
    labels = [button.label for button in doubt.posts[-1].buttons]
    assert "作为这题的答案" in labels and len(labels) == 2 and "第1天" not in doubt
    assert "2/2" in ann.presses("作为这题的答案", doubt.posts[-1])
    ann.tells("填 S1 1")
    town.pass_(minutes=6)
    assert "第1天" in ann.tells("打卡"), "later it is what it says"
    assert "2/2" in ann.tells("价格异议"), "and the question waits on"
