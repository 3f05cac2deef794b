"""A camp's learners walk its map: what they have done passes a stage, once, and what is undone takes it back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import delete, select

from bot.counters import COUNTERS, Counter, register
from bot.phrases import Phrase
from storage import path, points
from storage.memberships import membership
from storage.path import stage_pass
from tests.empty import empty_sqlite
from tests.engines import postgresql_in_journeys
from tests.quiz import fill, single, write
from tests.stories.test_connect import two_accounts
from tests.stories.test_exam import takes
from tests.stories.test_import_export import received, send
from tests.town import Heard, Somebody, Town

LESSONS = "标题,技能,标签\n澄清参照,先问和谁比。,谈判\n复述确认,先复述。,谈判\n三步报价,先问预算。,报价\n"


def with_lessons(town: Town) -> tuple[Somebody, Somebody]:
    """A manager whose camp has three lessons, and a learner they have all come to."""
    manager, ann = town.somebody("王岚"), town.learner("林晓")
    ann.tells("积分")
    send(manager, "课.csv", LESSONS.encode())
    manager.tells("导入")
    town.go_to("5/9", "09:00")
    return manager, ann


def map_of(manager: Somebody, words: str, name: str = "地图.md") -> Heard:
    """The map of a file, written; gives what was said last."""
    heard = send(manager, name, words.encode())
    return manager.tells("导入") if "回复“导入”" in heard else heard


def test_a_map_is_walked(town: Town) -> None:
    manager, ann = with_lessons(town)
    manager.tells("设置 关卡叫法 岛")
    said = map_of(manager, "# 1岛\n课程: L1；L2\n奖励: 金币 100\n# 2岛\n课程: #报价\n打卡: 1\n开放: 每月一关\n# 3岛\n打卡: 2\n")
    assert said.startswith("已导入3关。")
    assert ann.tells("我的地图").splitlines()[:5] == [
        "🗺 已通关 0/3岛｜0金币",
        "▶ 1岛：课程0/2",
        "🔒 2岛：先过“1岛”",
        "🔒 3岛：先过“2岛”",
        "“1岛”还差：课程 L1、课程 L2。",
    ]
    ann.tells("已学 L1")
    assert "“1岛”还差：课程 L2。" in ann.tells("我的地图")
    assert ann.tells("已学 L2").splitlines()[-1] == "🎉 “1岛”通关，金币+100=100，“2岛”将于6/1解锁（每月1岛）。"
    # what is done before it opens counts when it opens
    ann.tells("已学 L3")
    town.go_to("5/11", "09:30")
    ann.says("打卡")
    walked = ann.tells("我的地图")
    assert "✅ 1岛：5/9通关\n🔒 2岛：6/1开（已做2/2）" in walked and "“2岛”6/1开放（每月1岛）。" in walked
    town.go_to("6/1", "07:59")
    assert "“2岛”通关" not in ann.heard_privately
    town.go_to("6/1", "08:01")
    assert "🎉 “2岛”通关，接着是“3岛”。" in ann.heard_privately
    town.go_to("6/1", "09:30")
    ann.says("打卡")
    assert ann.heard_privately.splitlines()[-1] == "🎉 “3岛”通关，全部通关！"
    assert ann.heard_privately.count("通关，") == 3
    assert "🎉 全部通关！" in ann.tells("我的地图") and "100金币" in ann.tells("我的地图")


def test_failing_a_test_never_shows_as_done(town: Town) -> None:
    manager, ann = with_lessons(town)
    fill(town, [single(f"第{n}问？", "B", "谈判") for n in range(5)])
    manager.confirms("考试 阶段一 题数=5 及格=80 次数=3")
    map_of(manager, "# 1岛\n考试: 阶段一\n课程: L1\n# 2岛\n课程: L2\n")
    assert "▶ 1岛：考试 未过、课程 未学" in ann.tells("我的地图")
    failed = takes(town, ann, "阶段一", 3, 5)
    assert "得分60，及格80" in failed and "“1岛”进度 0/2，还差：考试 阶段一、课程 L1。" in failed
    assert "考试 未过" in ann.tells("我的地图") and "✅" not in ann.tells("我的地图")
    passed = takes(town, ann, "阶段一", 4, 5)
    assert "得分80，通过" in passed and "“1岛”进度 1/2，还差：课程 L1。" in passed and "通关" not in passed
    assert "考试 ✅" in ann.tells("我的地图")
    assert "🎉 “1岛”通关，接着是“2岛”。" in ann.tells("已学 L1")


def test_a_pass_that_is_undone_takes_its_stage_and_its_coins_back(town: Town) -> None:
    manager, ann = with_lessons(town)
    fill(town, [single(f"第{n}问？", "B", "谈判") for n in range(5)])
    manager.confirms("考试 阶段一 题数=5 及格=80 次数=3")
    map_of(manager, "# 1岛\n考试: 阶段一\n奖励: 金币 100；积分 20\n# 2岛\n课程: L1\n奖励: 金币 5\n")
    ann.tells("已学 L1")
    takes(town, ann, "阶段一", 3, 5)
    assert "通关" not in ann.heard_privately
    manager.confirms("考试 阶段一 及格=60")  # a lower mark passes who reached it
    assert "“1岛”通关，金币+100=100，积分+20=40。" in ann.heard_privately
    assert "“2岛”通关，金币+5=105，全部通关！" in ann.heard_privately
    manager.takes_back()
    said = ann.heard_privately
    assert "“1岛”暂时不算通关了，金币-100，积分-20：考试 阶段一。补上就重新算。" in said
    assert "“2岛”暂时不算通关了，金币-5：先补上“1岛”。补上就重新算。" in said
    assert "已通关 0/2" in ann.tells("我的地图")
    takes(town, ann, "阶段一", 4, 5)
    assert "已通关 2/2关｜105金币" in ann.tells("我的地图")
    assert not town.look(points.ASTRAY)


def test_coins_that_were_spent_stay_spent_and_are_paid_once(town: Town) -> None:
    manager, ann = with_lessons(town)
    fill(town, [single(f"第{n}问？", "B", "谈判") for n in range(5)])
    manager.confirms("考试 阶段一 题数=5 及格=80 次数=3")
    map_of(manager, "# 1岛\n考试: 阶段一\n奖励: 金币 100\n")
    takes(town, ann, "阶段一", 3, 5)
    manager.confirms("考试 阶段一 及格=60")
    (member,) = town.look(select(stage_pass.c.membership_id))
    spent = {"category": "activity", "reason": "award", "source": "spent", "at": town.now, "purse": "coins"}
    write(town, lambda db: points.spend(db, 1, member[0], 30, **spent))  # type: ignore[arg-type]
    manager.tells("撤销")
    manager.presses("确认撤销", manager.heard_privately.posts[-1])
    assert "“1岛”暂时不算通关了：考试 阶段一" in ann.heard_privately
    assert "70金币" in ann.tells("我的地图")
    assert "通关，全部通关！" in takes(town, ann, "阶段一", 4, 5)
    assert "已通关 1/1关｜70金币" in ann.tells("我的地图")


def test_a_manager_reads_the_same_numbers_and_sees_who_stands_still(town: Town) -> None:
    manager, ann = with_lessons(town)
    ben = town.learner("周航")
    map_of(manager, "# 1岛\n课程: L1\n# 2岛\n课程: L2\n")
    ann.tells("已学 L1")
    mine, theirs = ann.tells("我的地图"), manager.tells("地图 林晓")
    assert theirs.splitlines()[0] == "🗺 林晓 已通关 1/2关"
    assert theirs.splitlines()[1:] == [line for line in mine.splitlines()[1:] if "→" not in line]
    town.go_to("5/12", "09:00")
    funnel = manager.tells("地图 进度")
    assert funnel.splitlines() == [
        "🗺 2位学员走到哪了",
        "1岛：通关1/2（50.0%、正在走1人）",
        "2岛：通关0/2（0.0%、正在走1人）",
        "全部通关：0/2（0.0%）",
        "停得最久：",
        "· 林晓 “2岛” 3天",
        "· 周航 “1岛” 3天",
        "看一个人还差什么：地图 林晓",
    ]
    # what names people goes to the manager alone
    in_group = manager.says("地图 进度")
    assert "已私聊发给你" in in_group and "周航" not in in_group
    assert "经理" in ben.tells("地图 林晓") and "经理" in ben.tells("地图 进度")
    assert "不是学员" in manager.tells("地图 王岚")
    assert "没有叫“谁谁”的人" in manager.tells("地图 谁谁")
    assert "学员走的" in manager.tells("我的地图")


# ── the file ─────────────────────────────────────────────────────────────────────────────────────────────────────────

MAP = """# 1岛
说明: 先认识产品
课程: L1；#谈判 2
奖励: 金币 100；积分 5
# 2岛
打卡: 3
开放: 每月一关
# 3岛
打卡: 5
开放: 1岛之后；2026-07-01；入营后30天
"""


@pytest.mark.parametrize("format", ["md", "xlsx", "csv"])
def test_a_map_given_out_reads_back_as_it_is(town: Town, format: str) -> None:
    manager, _ = with_lessons(town)
    map_of(manager, MAP)
    name, content = received(town, manager.tells(f"导出 地图 格式={format}"))
    assert name == f"地图_3关.{format}"
    assert send(manager, name, content).startswith("3关已存在且无变化，新增0，更新0，问题0。")
    before = town.look(path.STAGES, camp=1)
    manager.tells("导入 地图")
    send(manager, name, content)
    assert town.look(path.STAGES, camp=1) == before


def test_a_map_is_read_first_written_whole_changed_and_taken_back(town: Town) -> None:
    manager, ann = with_lessons(town)
    tried = send(manager, "地图.md", MAP.encode())
    assert tried.startswith("试读完成，尚未写入：可导入3，没有问题。") and "还没有地图" in ann.tells("我的地图")
    manager.tells("导入")
    ann.tells("已学 L1"), ann.tells("已学 L2")
    assert "已通关 1/3" in ann.tells("我的地图")
    # another order, another need, and a stage that goes: who has passed keeps it
    changed = send(manager, "地图.md", "# 2岛\n打卡: 4\n# 新岛\n课程: L3\n".encode())
    assert "可导入2（新增1、更新1），无变化0" in changed
    assert "拿掉“1岛”（1人通关过，他们那里留作旧版）" in changed and "拿掉“3岛”" in changed
    manager.tells("导入")
    assert "✅ 1岛：5/9通关（旧版）" in ann.tells("我的地图") and "已通关 0/2" in ann.tells("我的地图")
    assert "金币：100" in ann.tells("积分")
    assert "已撤销这次导入" in manager.takes_back()
    assert "已通关 1/3关" in ann.tells("我的地图") and "旧版" not in ann.tells("我的地图")
    assert ann.heard_privately.count("“1岛”通关") == 1


@pytest.mark.parametrize(
    ("file", "fault"),
    [
        (
            "# 1岛\n课程: L1\n开放: 3岛之后\n# 2岛\n课程: L2\n# 3岛\n课程: L3\n",
            "这几关互相等着，谁也开不了：1岛 → 3岛 → 2岛 → 1岛",
        ),
        ("# 1岛\n课程: L1\n开放: 1岛之后\n", "“1岛”不能排在自己后面"),
        ("# 1岛\n课程: L1\n开放: 9岛之后\n", "“1岛”要排在“9岛”之后，可是地图里没有“9岛”"),
        ("# 1岛\n考试: 没有的\n", "没有叫“没有的”的考试"),
        ("# 1岛\n课程: L99\n", "没有 L99 这一节课"),
        ("# 1岛\n课程: #没有\n", "没有带“没有”标签的课"),
        ("# 1岛\n课程: #谈判 9\n", "带“谈判”标签的课只有2节，不够9节"),
        ("# 1岛\n课程: 0\n", "课程要写1到1000的整数，“0”不是"),
        ("# 1岛\n课程:\n", "“课程”后面是空的"),
        ("# 1岛\n奖励: 金币 100\n", "“1岛”一个要求也没有"),
        ("# 1岛\n课程: L1；L1\n", "“L1”写了两次"),
        ("# 1岛\n课程: L1\n奖励: 金币 -5\n", "奖励不能小于0：金币 -5"),
        ("# 1岛\n课程: L1\n奖励: 金币 99999\n", "奖励最多10000"),
        ("# 1岛\n课程: L1\n奖励: 一头牛\n", "没看懂奖励“一头牛”"),
        ("# 1岛\n课程: L1\n开放: 看心情\n", "没看懂开放“看心情”"),
        ("# 1岛\n课程: L1\n开放: 2026-02-30\n", "没有 2026-02-30 这一天"),
        ("# 1岛\n直播间: 4\n", "没有“直播间”这一项，可以写："),
        ("# 1岛\n课程: L1\n# 1岛\n课程: L2\n", "“1岛”和第4行重名"),
        (f"# {'长' * 31}\n课程: L1\n", "名称最多30个字"),
        ("关卡,课程\n1岛,L1\n,L2\n", "缺名称"),
    ],
)
def test_a_map_with_one_fault_changes_nothing(walking_town: Town, file: str, fault: str) -> None:
    town = walking_town
    manager = town.somebody("王岚")
    before = town.look(path.STAGES, camp=1)
    said = send(
        manager,
        "地图.csv" if file.startswith("关卡") else "地图.md",
        ("---\n地图: x\n---\n" if file[0] == "#" else "").encode() + file.encode(),
    )
    assert fault in said and "地图要整张对才写入" in said
    manager.tells("导入")
    assert town.look(path.STAGES, camp=1) == before


@pytest.fixture(scope="module")
def walking_town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A camp with a map of one stage, which no test changes."""
    folder = tmp_path_factory.mktemp("path")
    town = Town(empty_sqlite(folder / "qunxue.db"), folder)
    town.opened()
    manager, _ = with_lessons(town)
    map_of(manager, "# 甲\n课程: L1\n")
    yield town
    town.close()


def test_two_hundred_stages_are_too_many(walking_town: Town) -> None:
    manager = walking_town.somebody("王岚")
    many = "".join(f"# {n}岛\n课程: 1\n" for n in range(200))
    assert send(manager, "地图.md", many.encode()).startswith("一张地图最多60关，这个文件超过了，什么都没有读。")


# ── line by line ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_map_is_written_stage_by_stage_and_shown_first(town: Town) -> None:
    manager, ann = with_lessons(town)
    ann.tells("已学 L1")
    shown = manager.tells("地图 加 第一关 课程=L1 奖励=金币50")
    assert "预览，还没有发出：地图加一关“第一关”，排第1。" in shown and "1. 第一关：课程 L1（奖励 50金币）" in shown
    assert "还没有地图" in ann.tells("我的地图")
    assert manager.tells("发出").startswith("✅ 地图改好了，共1关。")
    assert "🎉 “第一关”通关，金币+50=50，全部通关！" in ann.heard_privately  # whoever has done it all passes at once
    assert manager.confirms("地图 加 第二关 课程=L2 打卡=1 开放=每月一关 说明=再走一步").startswith("✅ 地图改好了，共2关。")
    assert "▶" not in ann.tells("我的地图")
    assert manager.confirms("地图 改 第二关 开放=随时 课程=无").startswith("✅")
    assert "▶ 第二关：打卡0/1" in ann.tells("我的地图")
    assert manager.confirms("地图 移 第二关 1").startswith("✅")
    assert "1. 第二关：打卡 1（再走一步" in manager.tells("地图")
    assert "✅ “第二关”改名为“起点”，进度不变。" in manager.tells("地图 改名 第二关=起点")
    gone = manager.tells("地图 删 第一关")
    assert "拿掉“第一关”（1人通关过，他们那里留作旧版）。" in gone
    manager.tells("发出")
    assert "✅ 第一关：5/9通关（旧版）" in ann.tells("我的地图")
    assert "地图改回去了" in manager.takes_back()
    assert "旧版" not in ann.tells("我的地图") and "已通关 1/2" in ann.tells("我的地图")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("地图 加", "哪一关？试试：地图 加 第一关"),
        ("地图 加 乙", "“乙”一个要求也没有"),
        ("地图 加 甲 课程=L2", "地图上已有“甲”"),
        ("地图 加 乙 课程=L99", "没有 L99 这一节课。没有改动。"),
        ("地图 加 乙 奖励=积分-5 课程=L1", "奖励不能小于0：积分-5。没有改动。"),
        ("地图 加 乙 课程=L1 位置=9", "位置是1到2"),
        ("地图 加 乙 课程=L1 开放=丙之后", "可是地图里没有“丙”。没有改动。"),
        ("地图 改 甲", "要改什么？试试：地图 改 甲"),
        ("地图 改 甲 课程=无", "“甲”一个要求也没有"),
        ("地图 改 甲 课程=L1", "本来就是这样，没有改动。"),
        ("地图 改 甲 开放=甲之后", "“甲”不能排在自己后面"),
        ("地图 改 丁 课程=L1", "地图上没有“丁”"),
        ("地图 删 丁", "地图上没有“丁”"),
        ("地图 移 甲 9", "位置是1到1"),
        ("地图 改名 甲", "改成什么名字？试试：地图 改名 甲=新名字"),
        ("地图 改名 甲=甲", "本来就是这样"),
    ],
)
def test_a_line_that_is_wrong_is_said_in_one_sentence_and_changes_nothing(walking_town: Town, words: str, said: str) -> None:
    manager = walking_town.somebody("王岚")
    before = walking_town.look(path.STAGES, camp=1), walking_town.look(path.NEEDS, camp=1)
    answer = manager.tells(words)
    assert said in answer and "预览" not in answer
    assert (walking_town.look(path.STAGES, camp=1), walking_town.look(path.NEEDS, camp=1)) == before


# ── what a bug left out ──────────────────────────────────────────────────────────────────────────────────────────────


@postgresql_in_journeys
def test_each_morning_what_was_left_out_is_mended_once(either_town: Town) -> None:
    town = either_town
    town.opened()
    manager, ann = with_lessons(town)
    map_of(manager, "# 1岛\n课程: L1\n奖励: 金币 10\n# 2岛\n课程: L2\n")
    ann.tells("已学 L1")
    write(town, lambda db: db.run(delete(stage_pass)))
    town.go_to("5/10", "08:01")
    assert [row.stage_id for row in town.look(select(stage_pass.c.stage_id))] == [1]
    town.go_to("5/11", "08:01")
    assert len(town.look(select(stage_pass.c.id))) == 1
    assert ann.heard_privately.count("“1岛”通关") == 2


@postgresql_in_journeys
def test_one_person_with_two_accounts_passes_a_stage_once(either_town: Town) -> None:
    town = either_town
    on_telegram, on_wecom = two_accounts(town)
    manager = town.somebody("王岚")
    send(manager, "课.csv", LESSONS.encode())
    manager.tells("导入")
    map_of(manager, "# 1岛\n课程: L1\n奖励: 金币 10\n# 2岛\n课程: L2；L3\n奖励: 金币 7\n")
    town.go_to("5/11", "09:00")
    for words in ("已学 L1", "已学 L2"):
        on_telegram.tells(words)
    for words in ("已学 L1", "已学 L3"):
        on_wecom.tells(words)
    code = on_wecom.tells("绑定").split("绑定 ")[1][:6]
    said = on_telegram.tells(f"绑定 {code}")
    assert "地图上1关两边都通关过，只计一次：冲回10。" in said
    # what the two have done together passes the second one
    assert "已通关 2/2关｜17金币" in on_telegram.tells("我的地图")
    assert not town.look(points.ASTRAY)


def test_every_counter_says_what_it_counts() -> None:
    words = [word for counter in COUNTERS.values() for word in counter.every_word]
    assert len(words) == len(set(words))
    assert {"lessons", "exam", "checkin"} <= COUNTERS.keys()


# ── what a stage opens ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_stage_opens_its_lessons_and_its_exam_and_keeps_those_of_the_next_closed(town: Town) -> None:
    manager, ann = town.somebody("王岚"), town.learner("林晓")
    ann.tells("积分")
    send(manager, "课.csv", LESSONS.encode())
    manager.tells("导入")
    manager.tells("课表 微课 停")  # nothing comes by itself: the map alone opens lessons
    fill(town, [single(f"第{n}问？", "B", "谈判") for n in range(5)])
    manager.confirms("考试 二考 题数=5 及格=80")
    manager.confirms("考试 散考 题数=5 及格=80")
    map_of(manager, "# 1岛\n课程: L1\n# 2岛\n课程: L2\n考试: 二考\n# 3岛\n课程: #报价\n开放: 每月一关\n")
    assert "先问和谁比" in ann.tells("微课 L1")
    assert ann.tells("微课 L2") == "这在“2岛”里，先过“1岛”，还差：课程 L1。"
    assert ann.tells("考试 二考") == "这在“2岛”里，先过“1岛”，还差：课程 L1。"
    assert "这在“2岛”里" in ann.tells("已学 L2")
    assert "第1次" in ann.tells("考试 散考")  # on no map: open
    ann.tells("交卷"), ann.presses("交卷", ann.heard_privately.posts[-1])
    assert "“1岛”通关" in ann.tells("已学 L1")
    assert "先复述" in ann.tells("微课 L2") and "第1次" in ann.tells("考试 二考")
    assert ann.tells("微课 L3") == "这在“3岛”里，先过“2岛”，还差：课程 L2、考试 二考。"
    assert "先问预算" in manager.tells("微课 L3")


def test_four_counters_of_a_programme(town: Town) -> None:
    """30 门课、4 次沙龙…: what another operation counts is asked for by its name as soon as it registers it."""
    manager, ann = with_lessons(town)
    assert "没有“沙龙”这一项" in manager.tells("地图 加 结业 课程=3 沙龙=2")
    seen: dict[int, int] = {}
    salon = Counter("salon", Phrase(zh="沙龙", en="salons"), (), ("checkin.done",), lambda db, camp, subject, member: seen)
    register(salon)
    try:
        manager.confirms("地图 加 结业 课程=3 沙龙=2 打卡=1 奖励=积分30")
        assert "▶ 结业：课程0/3、沙龙0/2、打卡0/1" in ann.tells("我的地图")
        for lesson in (1, 2, 3):
            ann.tells(f"已学 L{lesson}")
        seen[town.look(select(membership.c.id).where(membership.c.role == "learner"))[0][0]] = 1
        town.go_to("5/11", "09:30")
        ann.says("打卡")
        assert "▶ 结业：课程3/3 ✅、沙龙1/2、打卡1/1 ✅" in ann.tells("我的地图")
        assert "“结业”还差：沙龙 1/2。" in ann.tells("我的地图")
        seen[next(iter(seen))] = 2
        assert "✅ 结业：5/11通关" in ann.tells("我的地图")
    finally:
        del COUNTERS["salon"]
