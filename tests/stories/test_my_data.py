"""Everybody's own data: the file shows all that is kept, and who was erased is found nowhere, while every figure stays what it was."""

from __future__ import annotations

import json
import re
from io import BytesIO
from pathlib import Path

import psycopg
from openpyxl import load_workbook
from sqlalchemy import func, select

from bot.parts import File
from storage import memberships, points
from storage.channels import web
from storage.checkins import week
from storage.connection import Db
from storage.digests import digest
from storage.erasures import Traces, erasure
from storage.memberships import membership
from storage.people import person
from storage.points import ledger
from storage.traces import Replacing
from tests.engines import postgresql_in_journeys
from tests.stories.test_lessons import COURSE, send
from tests.town import CAMP, START, Somebody, Town

NAME = "欧阳雪鸣"
TELEGRAM, WECOM = "tg-88123", "wecom-66017"
BANK = "题型,题干,答案\n填空,成交率最高的线索来源是____。,转介绍\n"
SECRETS = {
    "note": "读完后去拜访了老顾客",
    "late_note": "补记一条晚上的体会",
    "question": "海外仓怎么跟客户谈交期",
    "unaccepted": "另一种答法是直接请老板吃饭",
    "reminder": "给岳母打电话",
    "evidence": "在青浦的门店试了三次",
    "survey": "希望讲师慢一点讲案例",
    "award": "帮新人改了两晚话术",
    "typed": "老客户推荐这四个字",
    "draft": "还没写完的心里话",
}
"""What only they wrote, or was written about them, each found by its own words."""
STAYS = "先问清参照物再拆三年总成本"
"""An answer that was accepted: the community's now."""


def lived(town: Town) -> tuple[Somebody, Somebody]:
    """Two weeks of somebody who used everything, bound on two platforms; gives the manager and them."""
    manager = town.opened()
    manager.tells("积分")
    others = [town.learner(name) for name in ("林晓", "周航", "何琳", "陈默", "赵雨")]
    for one in others:
        one.tells("积分")
    manager.tells("角色 何琳 专家")
    she = town.learner(NAME, ident=TELEGRAM)
    she.tells("积分")
    on_wecom = town.somebody(NAME, "wecom", ident=WECOM)
    on_wecom.tells("帮助")
    assert "绑定成功" in she.becomes_one_with(on_wecom)
    manager.tells(f"标签 {NAME} +华东")
    send(town, manager, COURSE)
    manager.tells("导入")
    send(town, manager, BANK, "题.csv", says="导入 题库")
    manager.tells("导入")
    town.go_to("5/7", "09:00")
    assert "第1天" in she.says(f"打卡 {SECRETS['note']}")
    she.says(f"打卡 {SECRETS['late_note']}")
    for one in others[:3]:
        one.says("打卡")
    she.tells("已学 L1 B")
    assert "怎么用的" in she.tells("已应用 L1")
    assert "已应用" in she.tells(SECRETS["evidence"])
    she.says(f"提问 {SECRETS['question']}")
    others[0].says("提问 客户嫌贵怎么回")
    she.says(f"答 A2 {STAYS}")
    others[2].says("答 A2 也可以先停一停")
    others[0].tells("采纳 A2 1")
    others[1].says("提问 新人第一周学什么")
    she.says(f"答 A3 {SECRETS['unaccepted']}")
    she.says(f"提醒 明天 9:00 {SECRETS['reminder']}")
    she.tells(f"提醒 下周三 9:00 {SECRETS['reminder']}")
    manager.tells(f"加分 {NAME} 30 {SECRETS['award']}")
    she.tells("请假 5/12")
    manager.confirms("投票 周五去哪？ 爬山/唱歌")
    she.tells("投 P1 A")
    others[0].tells("投 P1 B")
    manager.confirms("问卷 训后反馈 实名 截止=5/13 18:00\n内容对我有用 [1-5]\n还想说什么 [文字]")
    she.tells("填 S1 1 5")
    she.tells("填 S1 2")
    she.tells(SECRETS["survey"])
    assert "已提交" in she.tells("填 S1 交")
    manager.confirms("问卷 第二张 实名 截止=5/30 18:00\n还想说什么 [文字]")
    heard = [she.tells("填 S2 1"), she.tells(SECRETS["draft"])]
    assert "都答了" in heard[-1], heard
    town.go_to("5/8", "09:00")
    she.says("打卡")
    she.tells("练习")
    she.tells(SECRETS["typed"])
    for day in ("5/11", "5/12", "5/13", "5/14"):
        town.go_to(day, "09:00")
        she.says("打卡")
        others[0].says("打卡")
    she.tells("转介绍")
    assert "学习账单" in she.tells("学习账单")
    assert "已发到群里" in she.tells("晒")
    assert she.tells("我的数据").posts
    town.go_to("5/18", "10:00")
    manager.tells("周报")
    she.says("排行榜")
    return manager, she


def dumped(town: Town) -> str:
    """Every byte of the database's files as text, or every row of every table."""
    if town.url.startswith("sqlite"):
        file = Path(town.url.removeprefix("sqlite:///"))
        return "".join(one.read_bytes().decode("utf-8", "ignore") for one in file.parent.glob(f"{file.name}*") if one.is_file())
    with psycopg.connect(town.url.replace("+psycopg", "")) as connection:
        tables = [
            row[0] for row in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        ]
        return "\n".join(
            f"{table}: {row[0]}"
            for table in tables
            for row in connection.execute(f'SELECT t::text FROM "{table}" t').fetchall()
        )


def figures(town: Town) -> dict[str, object]:
    """What was published, and the sums of the books."""
    return {
        "weeks": [tuple(row) for row in town.look(select(week))],
        "digests": [json.dumps(row.figures, sort_keys=True, ensure_ascii=False) for row in town.look(select(digest))],
        "ledger": [tuple(row) for row in town.look(select(func.count(), func.sum(ledger.c.amount)))],
        "balances": sorted(row.points for row in town.look(select(membership.c.id, membership.c.points))),
    }


def shares(result: str) -> list[str]:
    """What each option got; how many of those who are here were asked is said of whoever left as well."""
    found = [line for line in result.splitlines() if line[1:3] == ". "]
    assert len(found) == 2
    return found


def without_names(found: dict[str, object]) -> str:
    return json.dumps(found, default=str, ensure_ascii=False).replace(NAME, "已注销成员")


def erased(town: Town, she: Somebody) -> None:
    first = she.tells("删除我的数据")
    if she.reads("用指令“删除我的数据”"):  # a question of the morning waits for any words
        first = she.presses("用指令“删除我的数据”", first.posts[-1])
    assert "删掉：" in first and "留下，不带你的名字" in first
    assert "回复“彻底删除”" in she.presses("继续删除", first.posts[-1])
    assert "已删除" in she.tells("彻底删除")


@postgresql_in_journeys
def test_somebody_erased_is_found_nowhere_and_the_figures_stay(either_town: Town) -> None:
    town = either_town
    manager, she = lived(town)
    before, results = figures(town), manager.tells("结果 P1")
    everything = dumped(town)
    assert NAME in everything and TELEGRAM in everything and WECOM in everything
    kept = [name for name, words in SECRETS.items() if words in everything]
    assert kept == list(SECRETS)
    files = {file.name for file in town.folder.rglob("*") if file.is_file()}

    erased(town, she)
    town.pass_(minutes=2)
    town.go_to("5/19", "09:00")

    after = dumped(town)
    left = [words for words in (NAME, TELEGRAM, WECOM, *SECRETS.values()) if words in after]
    assert left == [], [f"{words}: {line[:300]}" for words in left for line in after.split("\n") if words in line]
    assert STAYS in after, "an accepted answer is the community's"
    assert without_names(figures(town)) == without_names(before)
    assert town.look(points.ASTRAY) == []
    assert shares(manager.tells("结果 P1")) == shares(results)
    assert [tuple(row) for row in town.look(select(erasure.c.traces))] == [(None,)]
    gone = files - {file.name for file in town.folder.rglob("*") if file.is_file()}
    assert any(name.endswith(".xlsx") for name in gone), "their own export is no file any more"
    for file in town.folder.rglob("*"):
        if file.is_file() and not file.name.startswith("qunxue.db"):
            raw = file.read_bytes().decode("utf-8", "ignore")
            assert not any(words in raw for words in (NAME, TELEGRAM, WECOM, *SECRETS.values())), file


# ── asked twice, and who may not ─────────────────────────────────────────────────────────────────────────────────────


def test_anything_but_the_word_keeps_everything(town: Town) -> None:
    lin = town.learner("林晓")
    lin.tells("积分")
    first = lin.tells("删除我的数据")
    assert "取消" in [button.says for button in first.posts[-1].buttons]
    lin.presses("继续删除", first.posts[-1])
    assert lin.tells("算了") == "好，没有删除任何东西。"
    assert "没有删除" not in lin.tells("积分") and [row.name for row in town.look(select(person.c.name))] == ["王岚", "林晓"]


def test_the_only_owner_cannot_vanish(town: Town) -> None:
    owner = town.somebody("王岚")
    assert "唯一的营主" in owner.tells("删除我的数据")
    town.learner("林晓").tells("积分")
    town.run(_appointed(town, "林晓", "owner"))
    first = owner.tells("删除我的数据")
    owner.presses("继续删除", first.posts[-1])
    town.run(_appointed(town, "林晓", "learner"))
    assert "唯一的营主" in owner.tells("彻底删除"), "looked at again when it counts"
    assert len(town.look(select(erasure))) == 0
    town.run(_appointed(town, "林晓", "owner"))
    erased(town, owner)
    assert "唯一的营主" in town.somebody("林晓").tells("删除我的数据")


async def _appointed(town: Town, name: str, role: str) -> None:
    """As a sign-in link does."""

    def appoint(db: Db) -> None:
        (member,) = (one for one in memberships.members(db, 1) if one.name == name)
        memberships.appoint(db, 1, member, role)

    await town.database.transact(appoint)


def test_in_a_group_both_words_are_sent_to_private(town: Town) -> None:
    lin = town.learner("林晓")
    for words in ("我的数据", "删除我的数据"):
        assert "请在私聊里发给我" in lin.says(words)


def test_whoever_comes_again_is_somebody_new(town: Town) -> None:
    lin = town.learner("林晓")
    lin.tells("积分")
    lin.says("打卡 第一天")
    erased(town, lin)
    town.pass_(minutes=2)
    assert "第1天" in lin.says("打卡") and "积分：5" in lin.tells("积分")
    names = [row.name for row in town.look(select(person.c.name).order_by(person.c.id))]
    assert names == ["王岚", "已注销成员", "林晓"]
    assert "1 林晓：5（你）" in lin.says("排行榜") and "已注销成员" not in lin.says("排行榜")
    log = town.somebody("王岚").tells("记录")
    assert "已注销成员 注销并删除了自己的数据，已离营" in log


def test_every_camp_is_meant(town: Town) -> None:
    lin = town.learner("林晓")
    town.group = "群二"
    town.opened("二营")
    again = town.learner("林晓")
    again.tells("积分")
    assert f"{CAMP}、二营" in again.tells("删除我的数据")
    erased(town, again)
    assert [row.left_on is None for row in town.look(select(membership.c.left_on).where(membership.c.role == "learner"))] == [
        False,
        False,
    ]
    assert lin.id == again.id


def test_the_file_says_in_words_what_is_kept_and_of_nobody_else(town: Town) -> None:
    lin, zhou = town.learner("林晓"), town.learner("周航")
    lin.tells("积分")
    lin.says("打卡 读完第三章")
    zhou.says("打卡 周航写的")
    town.somebody("王岚").tells("加分 林晓 30 案例分享")
    lin.tells("我的数据")
    part = next(part for post in reversed(lin.heard_privately.posts) for part in post.parts if isinstance(part, File))
    assert part.name == "我的数据 2026-05-06.xlsx"
    book = load_workbook(BytesIO((town.folder / "files" / part.file[:2] / part.file).read_bytes()))
    said = {name: "\n".join(" ".join(str(c) for c in row if c) for row in book[name].values) for name in book.sheetnames}
    everything = "\n".join(said.values())
    assert "读完第三章" in said["每天"] and "经理加分 案例分享" in said["每天"] and "打卡" in said["每天"]
    assert "林晓" in said["说明"] and "周航" not in everything and "王岚" not in everything
    assert not CODE.search(everything), CODE.search(everything)


CODE = re.compile(r"\b[a-z]+_[a-z]+\b|\bNone\b|\bTrue\b|\bFalse\b")


def test_a_longer_name_is_somebody_elses() -> None:
    theirs = Traces(["林晓", "Ann"], ["1001", "web:林晓"], [], ["客户说贵怎么回"])
    without = Replacing(theirs, ["林晓峰"], "已注销成员")
    assert without("林晓和林晓峰") == "已注销成员和林晓峰"
    assert without("Ann met Hannah") == "已注销成员 met Hannah"
    assert without('[["mention",3,"林晓","1001"]]') == '[["mention",3,"已注销成员","已注销成员"]]'
    assert without("第1001号") == "第1001号"
    assert without.talk("❓林晓：客户说贵怎么回") == "❓已注销成员：…"


def test_an_erased_web_account_has_no_session_and_no_name(town: Town) -> None:
    """The links and sessions given before stay void, also once somebody is given that name again."""

    def tried(db: Db) -> tuple[int, int, int]:
        before = web.serial(db, "林晓", "key")
        web.sit(db, "林晓", "群一", START)
        web.erase(db, "林晓", "@林晓", "key")
        after = web.serial(db, "林晓", "key")
        return before, after, web.renew(db, "林晓", "key")

    async def run() -> tuple[int, int, int]:
        return await town.database.transact(tried)

    before, after, renewed = town.run(run())
    assert before < after < renewed
    assert all("林晓" not in row.name or row.serial == renewed for row in town.look(select(web.web_account)))
