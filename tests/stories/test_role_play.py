"""A role play: drawn by a printed seed, nobody against their own team, a card privately to each side, judged by two, and closed with its means."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from bot import rubric
from bot.documents.word_writer import WordWriter
from bot.messages import Kind
from bot.parts import File
from handlers.roleplay import rules
from storage.memberships import membership
from storage.panels import panel_entry, panel_rating
from storage.people import person
from storage.role_plays import role_player
from tests.engines import on_sqlite
from tests.homework import last, learners
from tests.stories.test_connect import two_accounts
from tests.stories.test_import_export import send
from tests.town import Somebody, Town

SET = "对练 V1 维度=倾听、应答 评委=何琳、赵敏 队=华东、华南 甲=你是客户，只有两万预算。 乙=你是销售，底价三万。"
TEAMS = {"林晓": "华东", "周航": "华东", "赵雨": "华南", "陈默": "华南", "吴凡": "华南"}
JUDGES = ("何琳", "赵敏", "孙宁")
PLAYERS = (
    select(role_player.c.membership_id, role_player.c.scene, role_player.c.side, role_player.c.entry_id)
    .join_from(role_player, panel_entry, panel_entry.c.id == role_player.c.entry_id)
    .where(panel_entry.c.out_at.is_(None))
    .order_by(role_player.c.entry_id)
)
RATINGS = select(panel_rating).order_by(panel_rating.c.id)


def staffed(town: Town, *names: str) -> dict[str, Somebody]:
    """The owner, three experts, and learners of two teams; the drill is announced."""
    people = {"王岚": town.opened()}
    owner = people["王岚"]
    owner.tells("积分")
    for name in JUDGES:
        people[name] = town.learner(name)
        people[name].tells("积分")
        owner.tells(f"角色 {name} 专家")
    people |= dict(zip(names, learners(town, *names), strict=True))
    for name in names:
        owner.tells(f"标签 {name} +{TEAMS[name]}")
    owner.confirms("活动 价格对练 5/15 16:00 类型=演练")
    return people


def numbers(town: Town) -> dict[str, int]:
    """Who has which membership, by name."""
    return {row.name: row.id for row in town.look(select(membership.c.id, person.c.name).join_from(membership, person))}


def judge_of(people: dict[str, Somebody], number: int) -> Somebody:
    return next(people[name] for name in JUDGES if f"（U{number}）" in str(people[name].heard_privately))


def scenes(town: Town) -> list[tuple[int, int, str]]:
    """(scene, side, name) of all who play."""
    names = {number: name for name, number in numbers(town).items()}
    return [(row.scene, row.side, names[row.membership_id]) for row in town.look(PLAYERS)]


def judge_all(town: Town, people: dict[str, Somebody], points: str = "4 3 听完再答") -> None:
    """Whatever is still open is judged alike."""
    while rows := [row for row in town.look(RATINGS) if row.given_at is None and row.released_at is None]:
        for row in rows:
            assert "评好了" in judge_of(people, row.id).tells(f"评分 U{row.id} {points}")


def test_row_52_nobody_faces_their_own_team_and_the_means_match_the_sheet(either_town: Town) -> None:
    town = either_town
    people = staffed(town, "林晓", "周航", "赵雨", "陈默", "吴凡")
    owner, lin = people["王岚"], people["林晓"]
    assert "V1《价格对练》还没有定怎么练" in lin.tells("对练 V1")
    assert "每边1人，按倾听、应答打1到5分，评委2人，每组2位" in owner.tells(SET)
    for name in TEAMS:
        people[name].tells("报名 V1")
    assert "还没有抽签，报名5人，按倾听、应答评" in lin.tells("对练 V1")
    shown = owner.tells("对练 V1 抽签")
    assert "V1 抽签：2组5人" in shown and "只有两万预算" in shown and "底价三万" in shown and town.look(PLAYERS) == []
    drawn = owner.presses("发出", shown.posts[-1])
    seed = re.search(r"种子 (\S+)，", drawn)[1]
    numbered = numbers(town)
    again = rules.draw({numbered[name]: team for name, team in TEAMS.items()}, 1, seed)
    played = scenes(town)
    assert sorted((row.scene, row.side, row.membership_id) for row in town.look(PLAYERS)) == sorted(
        (number, side, one)
        for number, scene in enumerate(again.scenes, 1)
        for side, those in enumerate(scene, 1)
        for one in those
    ), "the seed draws it again"
    for scene, side, name in played:
        assert all(TEAMS[name] != TEAMS[other] for at, on, other in played if at == scene and on != side)
        card = next(str(post) for post in people[name].heard_privately.posts[::-1] if "角色卡只给你这一方" in str(post))
        mine, theirs = ("两万预算", "底价三万")[:: 1 if side == 1 else -1]
        assert mine in card and theirs not in card and f"第{scene}组" in card
        assert mine in people[name].tells("对练 V1") and mine in people[name].tells("我演什么")
    group = [
        str(post)
        for post in town.squares["telegram"].posts
        if str(post).startswith("🎭 《价格对练》抽好了：2组5人，没有人对自己的队")
    ]
    assert len(group) == 1 and all("预算" not in one and "底价" not in one for one in group)
    town.restart()

    assert "已经抽过签" in owner.tells("对练 V1 抽签") and "还有10份没评完" in owner.tells("对练 V1 结果")
    first, second = (row for row in town.look(RATINGS) if row.entry_id == town.look(RATINGS)[0].entry_id)
    owner.tells("对练 V1 加评委 孙宁")
    judge_of(people, first.id).tells(f"评分 U{first.id} 5 4")
    judge_of(people, second.id).tells(f"评分 U{second.id} 2 4")
    thirds = [row for row in town.look(RATINGS) if row.entry_id == first.entry_id][2:]
    assert len(thirds) == 1 and judge_of(people, thirds[0].id) is people["孙宁"], "3 points apart asks a third judge"
    judge_all(town, people)

    owner.tells("对练 V1 评分表")
    (file,) = [part for part in owner.heard_privately.posts[-1].parts if isinstance(part, File)]
    given, means = (
        list(sheet.iter_rows(values_only=True))[1:]
        for sheet in load_workbook(BytesIO(town.app.files.read(file.file))).worksheets
    )
    shown = owner.tells("对练 V1 结果")
    for whose, n, *lines, mean in means:
        rows = [[int(cell) for cell in row[3:5]] for row in given if row[1] == whose]
        assert n == len(rows) >= 2 and [*lines, mean] == pytest.approx(
            [*map(float, rubric.means(rows)), float(rubric.mean(rows))], rel=1e-12
        )
        assert f"{whose}：倾听{lines[0]:.1f}、应答{lines[1]:.1f}，均分{mean:.1f}" in shown
    owner.presses("发出", shown.posts[-1])
    assert any("练完了：2组5人。大家的均分：倾听" in str(post) for post in town.squares["telegram"].posts)
    assert "均分" in last(lin) and "评语：" in last(lin) and "结果已经公布" in lin.tells("对练 V1")
    assert "已经公布过了" in owner.tells("对练 V1 结果")


@on_sqlite
def test_what_is_wrong_gets_one_sentence_and_changes_nothing(either_town: Town) -> None:
    town = either_town
    people = staffed(town, "林晓", "周航", "赵雨")
    owner, lin = people["王岚"], people["林晓"]
    owner.confirms("活动 分享会 5/16 16:00")
    owner.tells("模板 加 话术 价格异议\n先认同，再问和谁比。")
    base = "对练 V1 维度=倾听 评委=何琳、赵敏"
    for words, said in (
        ("对练", "V1《价格对练》还没有定怎么练。社群经理发：对练 V1"),
        ("对练 V1 重抽", "没看懂“重抽”。可以：对练 V1 抽签"),
        ("对练 V9", "没有活动 V9"),
        ("对练 V2", "V2《分享会》不是演练"),
        (base, "还差剧本，选一样"),
        (f"{base} 甲=客户", "还差剧本，选一样"),
        (f"{base} 甲=客户 乙=销售 案例=1", "还差剧本，选一样"),
        (f"{base} 话术=没有的", "没有叫《没有的》的模板"),
        (f"{base} 话术=价格异议", "《价格异议》里要有一段“甲：……”、一段“乙：……”"),
        (f"{base} 案例=7", "没有7号案例"),
        (f"{base} 甲={'客' * 801} 乙=销售", "一张角色卡最多800字，甲方的有801字"),
        ("对练 V1 维度=倾听、倾听 评委=何琳、赵敏 甲=客户 乙=销售", "维度是1到6个不重复的名字"),
        ("对练 V1 维度=倾听 评委=何琳 甲=客户 乙=销售", "评委至少要2位"),
        ("对练 V1 维度=倾听 评委=何琳、林晓 甲=客户 乙=销售", "林晓是学员"),
        (f"{base} 队=华北 甲=客户 乙=销售", "没有人有“华北”这个标签"),
        (f"{base} 每边=0 甲=客户 乙=销售", "每边1到5人，“0”不行"),
        ("对练 V1 抽签", "还没有定怎么练"),
    ):
        assert said in owner.tells(words), words
    assert "要由社群经理来做" in lin.tells(SET) and "要由社群经理来做" in lin.tells("对练 V1 抽签")
    assert "✅ V1" in owner.tells(SET) and "已经定了" in owner.tells(SET)
    assert "V1 的对练撤回了" in owner.takes_back()
    people["何琳"].tells("报名 V1")
    assert "何琳是评委，又报名要上场" in owner.tells(SET), "a judge does not play"
    people["何琳"].tells("取消报名 V1")
    assert "✅ V1" in owner.tells(SET)
    assert "报名的只有0人，至少2人" in owner.tells("对练 V1 抽签")
    for name in ("林晓", "周航"):
        people[name].tells("报名 V1")
    assert "都是华东的，自己的队不对自己的队，配不了对" in owner.tells("对练 V1 抽签")
    people["何琳"].tells("报名 V1")
    assert "何琳是评委，又报名要上场" in owner.tells("对练 V1 抽签")
    people["何琳"].tells("取消报名 V1")
    people["赵雨"].tells("报名 V1")
    owner.tells("标签 周航 +华南")
    assert "周航同时是华东、华南的，分不清是哪一队" in owner.tells("对练 V1 抽签")
    assert town.look(PLAYERS) == [] and "还没有开评，先发：对练 V1 抽签" in owner.tells("对练 V1 结果")
    assert "还没有评委评过分" in owner.tells("对练 V1 评分表")


@on_sqlite
def test_a_script_comes_from_a_template_or_a_case(either_town: Town) -> None:
    town = either_town
    people = staffed(town, "林晓", "赵雨")
    owner = people["王岚"]
    owner.tells("模板 加 话术 价格异议\n甲：你嫌贵。\n乙：先认同，再问和谁比。")
    assert "✅ V1" in owner.tells("对练 V1 维度=倾听 评委=何琳、赵敏 话术=价格异议")
    for name in ("林晓", "赵雨"):
        people[name].tells("报名 V1")
    owner.confirms("对练 V1 抽签")
    cards = sorted(people[name].tells("对练 V1").split("别给对面看：\n")[1] for name in ("林晓", "赵雨"))
    assert cards == sorted(["你嫌贵。", "先认同，再问和谁比。"])


TXT = """# 价格异议 #异议
甲：你是采购，嫌贵两成。
今天只有20分钟。
乙：你是销售，先问参照。

标题：交期太长
甲方: 你急着要货。

# 售后
甲：你生气。
乙：你道歉。
甲：你又生气。
"""


@on_sqlite
def test_scripts_come_from_a_file_with_each_fault_by_its_line(either_town: Town) -> None:
    town = either_town
    people = staffed(town, "林晓", "赵雨")
    owner = people["王岚"]
    report = send(owner, "剧本.txt", TXT.encode())
    assert "可导入1，问题2" in report and "第6行 《交期太长》缺乙方的角色卡" in report
    assert "第9行 《售后》的角色卡里又分了甲乙，看不出哪一段是谁的" in report
    assert "没有叫《价格异议》的模板" in owner.tells("对练 V1 维度=倾听 评委=何琳、赵敏 话术=价格异议"), (
        "nothing is written yet"
    )
    assert "已导入1份" in owner.tells("导入")
    assert "今天只有20分钟" in people["林晓"].tells("模板 价格异议")
    assert "✅ V1" in owner.tells("对练 V1 维度=倾听 评委=何琳、赵敏 话术=价格异议")
    for name in ("林晓", "赵雨"):
        people[name].tells("报名 V1")
    owner.confirms("对练 V1 抽签")
    cards = {people[name].tells("对练 V1").split("别给对面看：\n")[1] for name in ("林晓", "赵雨")}
    assert cards == {"你是采购，嫌贵两成。\n今天只有20分钟。", "你是销售，先问参照。"}


@on_sqlite
def test_scripts_come_from_a_word_file_and_another_of_the_title_is_not_written_over(either_town: Town) -> None:
    town = either_town
    owner = staffed(town)["王岚"]
    paper = WordWriter("销售对练剧本", town.clock.now())
    for title, first in (("价格异议", "你嫌贵。"), ("交期太长", "你急着要货。")):
        paper.heading(title)
        paper.paragraph(f"甲：{first}")
        paper.paragraph("乙：先认同，再问。")
    assert "可导入2，没有问题" in send(owner, "剧本.docx", paper.content) and "已导入2份" in owner.tells("导入")
    assert "2份已存在且无变化" in send(owner, "剧本.docx", paper.content)
    other = send(owner, "剧本.csv", "标题,甲,乙\n价格异议,你不急。,先问参照。\n".encode())
    assert "已经有《价格异议》，内容不一样；要换就先发：模板 删 1" in other
    assert "你嫌贵" in owner.tells("模板 价格异议")


@pytest.mark.long
@pytest.mark.parametrize("how", ["离群", "取消报名"])
def test_who_leaves_in_the_middle_is_stood_in_for_or_the_scene_is_off(either_town: Town, how: str) -> None:
    """Three of one team and one of another: one scene, one joins a side, one watches."""
    town = either_town
    people = staffed(town, "赵雨", "陈默", "吴凡", "林晓")
    owner = people["王岚"]
    owner.tells(SET)
    for name in ("赵雨", "陈默", "吴凡", "林晓"):
        people[name].tells("报名 V1")
    said = owner.confirms("对练 V1 抽签")
    seed = re.search(r"种子 (\S+)，", said)[1]
    played = scenes(town)
    (watching,) = {"赵雨", "陈默", "吴凡", "林晓"} - {name for _, _, name in played}
    assert f"轮空（先观摩）：{watching}" in said and "你先观摩" in str(people[watching].heard_privately)
    south = [name for _, _, name in played if name != "林晓"]

    def goes(name: str) -> None:
        if how == "离群":
            town.hear(people[name].event(Kind.LEFT, "", town.at("telegram", town.group)))
        else:
            people[name].tells("取消报名 V1")

    goes(south[0])
    assert f"{south[0]}来不了，同一边还有人，照常练" in str(people[south[1]].heard_privately)
    goes(south[1])
    assert f"{south[1]}来不了，按种子 {seed} 请{watching}上场" in str(people["林晓"].heard_privately)
    assert f"请{watching}上场" in str(owner.heard_privately) and "角色卡只给你这一方" in str(people[watching].heard_privately)
    assert {name for _, _, name in scenes(town)} == {"林晓", watching}
    waits = [row for row in town.look(RATINGS) if row.released_at is None]
    assert len(waits) == 4 and all(row.given_at is None for row in waits), "two judges each of the two who play now"
    goes("林晓")
    assert "没有能替的人，这一组这次不练" in str(people[watching].heard_privately)
    assert scenes(town) == [] and "没有可评的了" in owner.tells("对练 V1 结果")


@on_sqlite
def test_two_accounts_play_one_part(either_town: Town) -> None:
    town = either_town
    lin, lin_wecom = two_accounts(town)
    owner = town.somebody("王岚")
    others = {name: town.learner(name) for name in ("何琳", "赵敏", "周航")}
    for one in (owner, lin, lin_wecom, *others.values()):
        one.tells("积分")
    for name in ("何琳", "赵敏"):
        owner.tells(f"角色 {name} 专家")
    owner.confirms("活动 价格对练 5/15 16:00 类型=演练")
    owner.tells("对练 V1 维度=倾听 评委=何琳、赵敏 甲=客户 乙=销售")
    for one in (lin_wecom, others["周航"]):
        one.tells("报名 V1")
    owner.confirms("对练 V1 抽签")
    lin.becomes_one_with(lin_wecom)
    assert "角色卡只给你这一方" in lin.tells("对练 V1")
