"""A contest of works: handed in as homework, judged by two each of another team, voted on, with a result that says how it was computed."""

from __future__ import annotations

import re
from collections import defaultdict
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from bot import rubric
from bot.parts import File
from handlers.works import rules
from storage.panels import panel_rating, panel_vote
from storage.works import work_entry
from tests.engines import on_sqlite
from tests.homework import hands_in, last, learners
from tests.stories.test_connect import two_accounts
from tests.town import Somebody, Town

SET = "大赛 V1 作业=微课作品 维度=创意、实用 评委=何琳、王岚、赵敏 权重=70/30 队=华东、华南"
RATINGS = (
    select(
        panel_rating.c.id,
        work_entry.c.hand_in_id,
        panel_rating.c.membership_id,
        panel_rating.c.given_at,
        panel_rating.c.released_at,
    )
    .join_from(panel_rating, work_entry, work_entry.c.entry_id == panel_rating.c.entry_id)
    .order_by(panel_rating.c.id)
)
JUDGES = ("王岚", "何琳", "赵敏")


def staffed(town: Town) -> dict[str, Somebody]:
    """The owner and two experts, one of them of a team, and four learners of two teams; the event and its homework are there."""
    people = {"王岚": town.opened()}
    owner = people["王岚"]
    owner.tells("积分")
    for name in ("何琳", "赵敏"):
        people[name] = town.learner(name)
        people[name].tells("积分")
        owner.tells(f"角色 {name} 专家")
    names = ("林晓", "周航", "赵雨", "陈默")
    people |= dict(zip(names, learners(town, *names), strict=True))
    for name, team in (("林晓", "华东"), ("周航", "华东"), ("赵雨", "华南"), ("赵敏", "华南")):
        owner.tells(f"标签 {name} +{team}")
    owner.confirms("活动 微课大赛 5/15 16:00 类型=大赛")
    owner.confirms("作业 微课作品 截止=5/12 18:00")
    return people


def asked(town: Town) -> dict[int, list[int]]:
    """work → the numbers of what its judges were asked."""
    found: dict[int, list[int]] = defaultdict(list)
    for row in town.look(RATINGS):
        found[row.hand_in_id].append(row.id)
    return dict(found)


def judge_of(people: dict[str, Somebody], number: int) -> Somebody:
    return next(people[name] for name in JUDGES if name in people and f"（U{number}）" in str(people[name].heard_privately))


@pytest.mark.long
def test_rows_53_and_100_two_judge_a_third_where_they_are_far_apart_and_the_public_votes(either_town: Town) -> None:
    town = either_town
    people = staffed(town)
    owner, lin, zhou, zhao = (people[name] for name in ("王岚", "林晓", "周航", "赵雨"))
    assert "还没有定评审办法" in lin.tells("大赛 V1")
    set_ = owner.tells(SET)
    assert "V1《微课大赛》按创意、实用打1到5分，评委3人，每份2位；评审占70%、公众占30%" in set_
    assert "开评后营里的人都能看、能投票，不写名字" in lin.tells("大赛怎么评分")
    assert "还没有人交作品" in owner.tells("大赛 V1 评审")
    for who in (lin, zhou, zhao):
        hands_in(who, "微课作品", f"{who.name}的微课")
    assert "参赛3/4人（75.0%）" in lin.tells("大赛 V1") and "正在收作品" in lin.tells("大赛 V1")
    assert "还没有开评" in lin.tells("大赛 V1 投 H2") and "还没有开评" in owner.tells("大赛 V1 结果")
    town.go_to("5/12", "18:30")
    shown = owner.tells("大赛 V1 评审")
    assert "V1 开评：3份作品，每份2位评委" in shown and town.look(RATINGS) == []
    begun = owner.presses("发出", shown.posts[-1])
    seed = re.search(r"种子 (\S+)，", begun)
    assert seed is not None
    numbers = asked(town)
    assert sorted(numbers) == [1, 2, 3] and all(len(those) == 2 for those in numbers.values())
    judges: dict[int, list[int]] = defaultdict(list)
    for row in town.look(RATINGS):
        judges[row.hand_in_id].append(row.membership_id)
    by_name = {name: int(judge_number) for judge_number, name in enumerate(JUDGES, 1)}
    assert by_name["赵敏"] not in judges[3], "she is of the team of the third work's author"
    again = rubric.assign({1: (), 2: (), 3: {by_name["赵敏"]}}, by_name.values(), 2, seed[1])
    assert {work: sorted(those) for work, those in judges.items()} == {work: sorted(those) for work, those in again.items()}
    assert any("3份作品开始评审，参赛3/4人（75.0%）" in str(post) for post in town.squares["telegram"].posts)
    town.restart()

    assert "H1 是你自己的" in lin.tells("大赛 V1 投 H1") and "没有作品 H9" in lin.tells("大赛 V1 投 H9")
    assert "一票给了 H2" in lin.tells("投 H2")
    assert "一票给了 H3" in lin.tells("给H3投票") and "没看懂“换座位”" in lin.tells("大赛 V1 换座位")
    assert "私聊" in lin.says("大赛 V1 看 H2")
    shown_work = str(lin.heard_privately.posts[-1])
    assert "作品 H2" in shown_work and "周航的微课" in shown_work and "H2 周航" not in shown_work
    assert "没有作品 H9" in lin.tells("大赛 V1 看 H9")
    for who, work in ((lin, 2), (zhou, 1), (zhao, 2), (people["陈默"], 1), (lin, 3), (people["陈默"], 2)):
        assert f"你的一票给了 H{work}" in who.tells(f"大赛 V1 投 H{work}")
    assert len(town.look(panel_vote.select())) == 4, "a vote is moved, not given twice"

    waiting = people["何琳"].tells("待办 U")
    assert "作品 H" in waiting and "U" in waiting
    first, second = numbers[1]
    one = judge_of(people, first)
    assert "要2个1到5的分，依次是创意、实用" in one.tells(f"评分 U{first} 5")
    assert "要2个1到5的分" in one.tells(f"评分 U{first} 6 4")
    assert f"U{first} 评好了：创意5分、实用4分" in one.tells(f"评分 U{first} 5 4 结构清楚")
    assert f"U{first} 已经定了" in one.tells(f"评分 U{first} 1 1")
    other = next(people[name] for name in JUDGES if people[name] is not judge_of(people, second))
    assert "是请别的评委评的" in other.tells(f"评分 U{second} 4 4")
    judge_of(people, second).tells(f"评分 U{second} 2 4")
    thirds = [number for number in asked(town)[1] if number not in (first, second)]
    assert len(thirds) == 1, "3 points apart asks the third judge"
    assert "还有5份没评完，先不公布" in owner.tells("大赛 V1 结果")
    judge_of(people, thirds[0]).tells(f"评分 U{thirds[0]} 5 4")
    for work, points in ((2, "4 4"), (3, "3 3")):
        for number in numbers[work]:
            judge_of(people, number).tells(f"评分 U{number} {points}")
    shown = owner.tells("大赛 V1 结果")
    assert "预览" in shown
    owner.presses("发出", shown.posts[-1])
    told = next(str(post) for post in town.squares["telegram"].posts if "🏆 《微课大赛》结果" in str(post))
    # 周航: 4/5×70 + 2/2×30 = 86; 林晓: (5+4+2+4+5+4)/6=4 → 56 + 1/2×30 = 71; 赵雨: 3/5×70 + 1/2×30 = 57
    assert "1. 周航 H2 86.0分（评委4.0、2票）\n2. 林晓 H1 71.0分（评委4.0、1票）\n3. 赵雨 H3 57.0分（评委3.0、1票）" in told
    assert f"算法：评委均分÷5×70 + 得票÷最高票×30，种子 {seed[1]}" in told and "参赛3/4人（75.0%）" in told
    assert "不能再投" in lin.tells("大赛 V1 投 H2") and "已经公布过了" in owner.tells("大赛 V1 结果")
    assert "结果已经公布" in lin.tells("大赛 V1")


@on_sqlite
def test_what_is_wrong_gets_one_sentence_and_changes_nothing(either_town: Town) -> None:
    town = either_town
    people = staffed(town)
    owner, lin = people["王岚"], people["林晓"]
    owner.confirms("活动 分享会 5/16 16:00")
    for words, said in (
        ("大赛", "V1《微课大赛》还没有定评审办法。定：大赛 V1 作业="),
        ("大赛 微课大赛", "V1《微课大赛》还没有定评审办法"),
        ("大赛 V1 换评委 何琳", "没看懂“换评委”。可以：大赛 V1 评审｜大赛 V1 加评委 何琳"),
        ("大赛 V9", "没有活动 V9"),
        ("大赛 V2", "V2《分享会》不是大赛"),
        ("大赛 V1 作业=没有的 维度=创意 评委=何琳、王岚", "没有叫《没有的》的作业"),
        ("大赛 V1 作业=微课作品 维度=创意、创意 评委=何琳、王岚", "维度是1到6个不重复的名字"),
        ("大赛 V1 作业=微课作品 维度=创意 评委=何琳、王岚 权重=70/20", "加起来要等于100，“70/20”不是"),
        ("大赛 V1 作业=微课作品 维度=创意 评委=何琳", "评委至少要2位"),
        ("大赛 V1 作业=微课作品 维度=创意 评委=何琳、林晓", "林晓是学员，评审要由专家或社群经理来做"),
        ("大赛 V1 作业=微课作品 维度=创意 评委=何琳、王岚 队=华北", "没有人有“华北”这个标签"),
        ("大赛 V1 作业=微课作品 维度=创意 评委=何琳、王岚 晋级=3、10", "一轮比一轮少，最多4个数，“3、10”不是"),
        ("大赛 V1 作业=微课作品 维度=创意 评委=何琳、王岚 晋级=一半", "一轮比一轮少"),
        ("大赛 V1 评审", "还没有定评审办法"),
        ("大赛 V1 评分表", "还没有定评审办法"),
        ("大赛 V1 加评委 何琳", "还没有定评审办法"),
    ):
        assert said in owner.tells(words), words
    assert "要由社群经理来做" in lin.tells(SET)
    assert "✅ V1" in owner.tells(SET) and "评审办法已经定了" in owner.tells(SET)
    assert "V1 的评审办法撤回了" in owner.takes_back()
    assert "✅ V1" in owner.tells("大赛 V1 作业=微课作品 维度=创意 评委=何琳、赵敏 队=华南")
    assert "没有公众票" in lin.tells("大赛 V1 投 H1")
    hands_in(people["赵雨"], "微课作品", "我的微课")
    assert "H1 只有1位评委可以评（自己的队不评），要2位" in owner.tells("大赛 V1 评审")
    assert town.look(RATINGS) == []


def test_two_accounts_vote_once(either_town: Town) -> None:
    town = either_town
    lin, lin_wecom = two_accounts(town)
    owner, he = town.somebody("王岚"), town.learner("何琳")
    zhou = town.learner("周航")
    for one in (owner, he, lin, lin_wecom, zhou):
        one.tells("积分")
    owner.tells("角色 何琳 专家")
    owner.confirms("活动 微课大赛 5/15 16:00 类型=大赛")
    owner.confirms("作业 微课作品 截止=5/12 18:00")
    hands_in(zhou, "微课作品", "我的微课")
    owner.tells("大赛 V1 作业=微课作品 维度=创意 评委=何琳、王岚 权重=50/50")
    owner.confirms("大赛 V1 评审")
    lin.tells("大赛 V1 投 H1")
    lin_wecom.tells("大赛 V1 投 H1")
    assert len(town.look(panel_vote.select())) == 2
    lin.becomes_one_with(lin_wecom)
    assert len(town.look(panel_vote.select())) == 1


def _begun(town: Town, rules_: str) -> tuple[dict[str, Somebody], str]:
    """Three works are being judged; the people and the seed."""
    people = staffed(town)
    people["王岚"].tells(f"大赛 V1 作业=微课作品 维度=创意、实用 {rules_}")
    for name in ("林晓", "周航", "赵雨"):
        hands_in(people[name], "微课作品", f"{name}的微课")
    said = people["王岚"].confirms("大赛 V1 评审")
    return people, re.search(r"种子 (\S+)，", said)[1]


def judge_all(town: Town, people: dict[str, Somebody], points: dict[int, str]) -> None:
    """Whatever is still open is judged: work → its points, by everybody who was asked."""
    for row in town.look(RATINGS):
        if row.given_at is None and row.released_at is None and row.hand_in_id in points:
            judge_of(people, row.id).tells(f"评分 U{row.id} {points[row.hand_in_id]}")


def test_row_100_who_passes_a_round_goes_on_and_equal_scores_go_by_the_stated_rule(either_town: Town) -> None:
    town = either_town
    people, seed = _begun(town, "评委=何琳、王岚 权重=50/50 晋级=2")
    owner, lin, zhou, zhao = (people[name] for name in ("王岚", "林晓", "周航", "赵雨"))
    assert "正在评审第1轮，评了0/6份" in lin.tells("大赛 V1")
    judge_all(town, people, {1: "4 4", 2: "5 5", 3: "4 4"})
    lin.tells("大赛 V1 投 H2")
    shown = owner.tells("大赛 V1 结果")
    lucky = rules.going_on({one: rules.ScoredWork(*(2 * [rubric.mean([(4, 4)])])) for one in (1, 3)}, 1, seed)[0]
    name = {1: "林晓", 3: "赵雨"}[lucky]
    assert f"进第2轮：周航 H2、{name} H{lucky}\n取前2份，同分先比评委均分，再按种子抽签。" in shown
    owner.presses("发出", shown.posts[-1])
    told = next(str(post) for post in town.squares["telegram"].posts if "第1轮结果" in str(post))
    assert f"算法：评委均分÷5×50 + 得票÷最高票×50，种子 {seed}" in told and "参赛3/4人（75.0%）" in told
    going, staying = (lin, zhao) if lucky == 1 else (zhao, lin)
    assert f"你的 H{lucky} 得40.0分（评委4.0、0票），进第2轮" in last(going)
    assert "得40.0分（评委4.0、0票），这轮取前2份。谢谢你的作品" in last(staying)
    assert "已经公布" not in owner.tells("大赛 V1 结果") and "还没有开评" in lin.tells("大赛 V1 投 H2")
    seen = lin.tells("大赛 V1")
    assert "第2轮还没有开评" in seen and "周航" in seen and name in seen and staying.name not in seen.split("：")[-2]
    town.restart()

    newer = hands_in(zhou, "微课作品", "第二版")
    assert "2份作品，每份2位评委" in owner.confirms("大赛 V1 评审")
    assert any("第2轮2份作品开始评审，参赛3/4人（75.0%）" in str(post) for post in town.squares["telegram"].posts)
    assert {row.hand_in_id for row in town.look(RATINGS) if row.given_at is None} == {newer, lucky}
    judge_all(town, people, {newer: "5 4", lucky: "3 3"})
    lin.tells(f"大赛 V1 投 H{newer}")
    assert "V1 的结果已经公布" in owner.confirms("大赛 V1 结果")
    assert any(f"1. 周航 H{newer} 95.0分（评委4.5、1票）" in str(post) for post in town.squares["telegram"].posts)
    assert "已经公布过了" in owner.tells("大赛 V1 结果")


@pytest.mark.parametrize("goes", ["学员", "注销"])
def test_a_judge_who_goes_is_stood_in_for_by_the_seed(either_town: Town, goes: str) -> None:
    town = either_town
    people, seed = _begun(town, "评委=何琳、王岚、赵敏")
    owner = people["王岚"]
    before = town.look(RATINGS)
    member = {name: number for number, name in enumerate(JUDGES, 1)}["何琳"]
    his = [row for row in before if row.membership_id == member]
    people["何琳"].tells(f"评分 U{his[0].id} 4 4")
    if goes == "学员":
        owner.tells("角色 何琳 学员")
    else:
        first = people["何琳"].tells("删除我的数据")
        people["何琳"].presses("继续删除", first.posts[-1])
        assert "已删除" in people["何琳"].tells("彻底删除")
    after = [row for row in town.look(RATINGS) if row.id > before[-1].id]
    open_ = {row.hand_in_id for row in his[1:]}
    assert {row.hand_in_id for row in after} == open_, "what was given stands, the rest is asked of another"
    for row in after:
        others = {one.membership_id for one in before if one.hand_in_id == row.hand_in_id}
        assert row.membership_id not in others
        assert f"（U{row.id}）" in str(judge_of({name: people[name] for name in ("王岚", "赵敏")}, row.id).heard_privately)
    told = str(owner.heard_privately)
    assert "不再评了" in told and f"没评的{len(open_)}份按种子 {seed} 请" in told
    assert (
        f"U{his[1].id} 不用再评了" in people["何琳"].tells(f"评分 U{his[1].id} 4 4")
        or goes == "注销"
        or "专家" in last(people["何琳"])
    )


@on_sqlite
def test_where_nobody_can_stand_in_the_manager_is_told_and_adds_one(either_town: Town) -> None:
    town = either_town
    people, _ = _begun(town, "评委=何琳、王岚")
    owner = people["王岚"]
    owner.tells("角色 何琳 学员")
    assert "作品 H1、作品 H2、作品 H3还缺评委，没有别人能评。加一位：大赛 V1 加评委 名字" in last(owner)
    judge_all(town, people, {1: "4 4", 2: "4 4", 3: "4 4"})
    assert "H1 只有1位评委评过，要2位，先不公布" in owner.tells("大赛 V1 结果")
    assert "林晓是学员" in owner.tells("大赛 V1 加评委 林晓") and "评委至少要1位" in owner.tells("大赛 V1 加评委")
    assert "赵敏也做评委了，缺评委的3份已经请他们评" in owner.tells("大赛 V1 加评委 赵敏")
    judge_all(town, people, {1: "4 2", 2: "4 4", 3: "3 3"})
    owner.tells("大赛 V1 评分表")
    (file,) = [part for part in owner.heard_privately.posts[-1].parts if isinstance(part, File)]
    book = load_workbook(BytesIO(town.app.files.read(file.file)))
    given, means = (list(sheet.iter_rows(values_only=True))[1:] for sheet in book.worksheets)
    for whose, n, *lines, mean in means:
        rows = [row[3:5] for row in given if row[1] == whose]
        assert n == len(rows) == 2 and mean == float(rubric.mean([tuple(map(int, row)) for row in rows]))
        assert lines == [float(one) for one in rubric.means([tuple(map(int, row)) for row in rows])]
    shown = owner.tells("大赛 V1 结果")
    assert "H1 75.0分" not in shown and "评委4.0" in shown
