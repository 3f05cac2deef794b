"""Lists page: every list that is cut goes on with 更多, in the room it was shown in or in private, for who may read it."""

from __future__ import annotations

import re
from typing import NamedTuple

import pytest

from storage import points, shown_lists
from tests.crowd import MANY, crowded
from tests.engines import postgresql_in_journeys
from tests.quiz import write
from tests.stories.test_names_in_the_group import ENDS_IT, sentences
from tests.stories.test_permissions import COMMANDS
from tests.town import Heard, Somebody, Town


class Listed(NamedTuple):
    """What is said to see a list, what each of its entries has, and who sees it where that is not the owner."""

    says: str
    entry: str
    who: str = "王岚"
    gone: int = 0
    """How many of them are over by then."""


LISTS = {
    "audit.log": Listed("记录", r"\+第\d+条"),
    "cases.found": Listed("案例 列表", r"《第\d+个案例》"),
    "checkin.absent": Listed("谁没打卡", r"学员\d+"),
    "checkin.learners": Listed("周完成率 名单", r"学员\d+"),
    "circles.all": Listed("圈子", r"#第\d+圈(?=：)"),
    "care.cases": Listed("看板 关注", r"Z\d+ 学员\d+"),
    "drafts.mine": Listed("草稿", r"第\d+份草稿"),
    "digest.learners": Listed("看板 名单", r"学员\d+"),
    "events.coming": Listed("活动", r"第\d+场活动(?=》：)"),
    "events.missing": Listed("活动 V1 缺席", r"学员\d+"),
    "events.questions": Listed(f"活动 V{MANY + 1} 问题", r"第\d+个问题"),
    "events.who": Listed("活动 V1 名单", r"学员\d+"),
    "exam.failing": Listed("关卡 阶段一 阶段二 线=100", r"学员\d+"),
    "exam.scores": Listed("结果 E1 名单", r"学员\d+"),
    "homework.people": Listed("作业 第1份作业", r"学员\d+"),
    "homework.set": Listed("作业", r"《第\d+份作业》"),
    "housekeeping.unreachable": Listed("联系不上", r"学员\d+"),
    "invitations.open": Listed("邀请 列表", r"“邀请群\d+”"),
    "todo.waiting": Listed("待办 W", r"W\d+ 新人\d+"),
    "kpi.metrics": Listed("指标", r"第\d+个指标(?=：)"),
    "kpi.months": Listed("指标 很多个月", r"\d{4}年\d+月(?=：)"),
    "lessons.coming": Listed("课表", r"第\d+节课", gone=2),
    "members.members": Listed("成员 学员", r"学员\d+"),
    "behaviours.every": Listed("行为", r"第\d+项行为"),
    "behaviours.people": Listed("行为 1", r"· 学员\d+"),
    "retro.written": Listed("复盘 结果", r"第\d+家"),
    "onboarding.people": Listed("入职", r"· 学员\d+"),
    "mentors.mine": Listed("辅导", r"#\d+(?= 王岚带学员1｜)", "学员1"),
    "mentors.pairs": Listed("辅导", r"带学员\d+"),
    "mentors.weeks": Listed(f"辅导 {MANY}", r"第\d+周(?= \d)"),
    "path.stages": Listed("地图", r"\d+\. 第\d+站"),
    "path.still": Listed("地图 进度", r"· 学员\d+"),
    "points.ledger": Listed("流水", r"第\d+笔", "学员1"),
    "polls.missing": Listed("结果 P1 未投", r"学员\d+"),
    "promotion.criteria": Listed("晋升 标准 资深顾问", r"第\d+版(?=，\d)"),
    "promotion.ready": Listed("晋升 名单", r"学员\d+(?= → )"),
    "qa.open": Listed("答", r"第\d+号客户"),
    "qa.results": Listed("搜 时间=本月", r"第\d+种异议"),
    "qa.week": Listed("热度", r"第\d+种异议"),
    "qa.words": Listed("词典", r"术语\d+号"),
    "badges.mine": Listed("勋章", r"第\d+种勋章", "学员1"),
    "badges.all": Listed("勋章 全部", r"第\d+种勋章"),
    "badges.holders": Listed("勋章 名单 第1种勋章", r"学员\d+"),
    "roi.months": Listed("ROI 月度", r"\d{4}年\d+月"),
    "targets.every": Listed("目标", r"目标\d+ 第\d+项指标"),
    "targets.versions": Listed("目标 历史 1", r"第\d+版(?=：)"),
    "tool_packs.packs": Listed("工具包", r"\d+ 第\d+份工具"),
    "templates.found": Listed("模板", r"《第\d+份清单》"),
    "shop.items": Listed("商店", r"第\d+种礼物(?=》：)"),
    "shop.orders": Listed("我的订单", r"第\d+种礼物", "学员1"),
    "bank.found": Listed("题库 客户", r"第\d+句"),
    "reminders.mine": Listed("提醒 列表", r"第\d+件"),
    "review.mine": Listed("我的错题", r"第\d+句", "学员1"),
    "bank.behind": Listed("重新判分", r"Q\d+(?=[、。])"),
    "lessons.evidence": Listed("课表 L1", r"第\d+位客户"),
    "lessons.progress": Listed("微课 进度", r"必修\d+号", "学员1"),
    "qa.versions": Listed("归档 K-0001 版本", r"第\d+稿"),
    "rules.pending": Listed("群规 未同意", r"学员\d+"),
    "topics.people": Listed("话题 名单", r"学员\d+"),
    "undelivered.all": Listed("没发出", r"学员\d+"),
    "surveys.missing": Listed("谁没填 S1", r"学员\d+"),
}
"""Every list there is, by the name its feature gave it."""


def entries(town: Town, who: Somebody) -> str:
    def book(db):
        for n in range(25):
            said = {"category": "learning", "reason": "award", "source": f"test:{n}", "note": f"第{n}笔"}
            points.earn(db, 1, 1, 1, at=town.clock.now(), **said)

    write(town, book)
    return "流水"


def leafed(who: Somebody, heard: Heard) -> list[str]:
    """Every page, by word and by button in turn."""
    pages = [str(heard)]
    while "发“更多”接着看" in pages[-1]:
        last = next(post for post in heard.posts if any(button.says == "更多" for button in post.buttons))
        heard = who.presses("更多", last) if len(pages) % 2 else who.tells("更多")
        pages.append(str(heard))
        assert len(pages) < 30
    return pages


@postgresql_in_journeys
def test_every_list_goes_on_to_its_end(either_town: Town) -> None:
    town = either_town
    town.opened()
    crowded(town)
    town.go_to("5/7", "10:30")
    assert town.app.router.lists.keys() == LISTS.keys()
    wrong: dict[str, object] = {}
    for name, one in LISTS.items():
        who = town.somebody(one.who)
        pages = leafed(who, who.tells(one.says))
        found = re.findall(one.entry, "\n".join(pages))
        if len(found) != MANY - one.gone or len(set(found)) != len(found) or len(pages) < 2:
            wrong[name] = (len(pages), len(found), len(set(found)), pages[0][:200])
        if "没有翻到一半的列表" not in who.tells("更多"):
            wrong[name] = "it goes on after its end"
    assert not wrong
    assert town.look(shown_lists.shown_list.select()) == []


def test_a_list_goes_on_where_it_was_shown_and_for_who_may_read_it(town: Town) -> None:
    owner, ann = town.somebody("王岚"), town.learner("林晓")
    owner.tells("积分")
    owner.tells(entries(town, owner))
    assert "没有翻到一半的列表" in owner.says("更多") and "没有翻到一半的列表" in ann.tells("更多")
    assert owner.chats("更多") == "" and "发“更多”接着看" in owner.tells("next")


KINDS = {one.entry for one in LISTS.values()}
FEW = 5
"""Entries from which up an answer is a list, and not an example."""
NO_LISTS = {
    "排行榜": "a board: the first five and who asks",
    "赛季": "a board",
    "彩排": "the rest is in its workbook, which it says",
    "记录": "who acted stands in every line",
    "更多": "the end of a list: what went before stands above it",
}


@pytest.mark.journey
def test_no_answer_ends_before_its_list_does(town: Town) -> None:
    """Whatever a manager can ask: an answer that has some of a kind and not all of it goes on, or says where the rest is."""
    owner = crowded(town)
    town.go_to("5/7", "10:30")
    wrong, cut = [], set()
    for command in COMMANDS:
        if command.word in NO_LISTS or command.word in ENDS_IT:
            continue
        for says in sentences(command):
            heard = owner.tells(says)
            for entry in KINDS:
                n = len(set(re.findall(entry, str(heard))))
                goes_on = any(button.says == "更多" for post in heard.posts for button in post.buttons)
                if FEW <= n < MANY and goes_on:
                    cut.add(command.word)
                elif FEW <= n < MANY:
                    wrong.append((says, entry, n))
            owner.tells("取消")
    assert not wrong
    assert cut >= {
        "成员",
        "谁没打卡",
        "周完成率",
        "看板",
        "课表",
        "群规",
        "结果",
        "谁没填",
        "入群",
        "联系不上",
        "评分",
        "答",
        "词典",
        "提醒",
    }
