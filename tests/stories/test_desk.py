"""The desk: whoever may sees every page of their camp, nobody else sees any; ids of another camp are nobody's; what is said there is of that camp."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from openpyxl import load_workbook

from bot.desk_page import DeskQuery
from bot.feature import Role
from bot.messages import Account, Address, InboundEvent, Kind
from storage import member_table, memberships
from storage.member_table import MemberFilter
from tests.desk import asks, composed, table
from tests.quiz import fill, single
from tests.stories.test_search import write
from tests.town import CAMP, Somebody, Town

PAGES = [
    "today",
    "people",
    "learning",
    "questions",
    "asking",
    "knowledge",
    "calendar",
    "reports",
    "levels",
    "roi",
    "settings",
    "log",
]
B = "群二"


def manager_of_another(town: Town) -> Somebody:
    """Somebody who runs a camp of their own, and is in no other."""
    owner = town.somebody("王岚")
    owner.says("开营 乙营", room=B)
    other = town.somebody("丁宁")
    other.says("打卡", room=B)
    owner.tells("切换 乙营")
    owner.tells("角色 丁宁 经理")
    owner.tells(f"切换 {CAMP}")
    return other


def test_every_page_is_in_the_table(town: Town) -> None:
    assert list(town.app.router.pages) == PAGES


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_for_whom_it_is(town: Town, page: str) -> None:
    manager, expert, learner = town.somebody("王岚"), town.learner("何琳"), town.learner("林晓")
    manager.tells("角色 何琳 专家")
    other = manager_of_another(town)
    assert asks(town, manager, page)["blocks"], "a manager of the camp"
    is_for_experts = town.app.router.pages[page].by <= Role.EXPERT
    seen = asks(town, expert, page)
    assert bool(seen.get("blocks")) is is_for_experts and ("says" in seen) is not is_for_experts
    assert asks(town, learner, page) is None, "a learner"
    assert asks(town, other, page) is None, "a manager of another camp"
    assert asks(town, other, page, camp=2)["blocks"], "who sees their own"
    assert asks(town, town.somebody("陌生人"), page) is None
    manager.tells("角色 何琳 学员")
    assert asks(town, expert, page) is None, "the role is today's"


def test_the_desk_begins_with_the_camp_and_the_pages_of_the_role(town: Town) -> None:
    manager, expert = town.somebody("王岚"), town.learner("何琳")
    manager.tells("角色 何琳 专家")
    begun = asks(town, manager, None)
    assert (begun["camp"], [name for name, _ in begun["pages"]]) == (CAMP, PAGES)
    mine = [name for name, _ in asks(town, expert, None)["pages"]]
    assert mine == [name for name in PAGES if town.app.router.pages[name].by <= Role.EXPERT]


SUBJECTS = {
    "people": ["{member}"],
    "learning": ["homework-1", "exam-1"],
    "questions": ["1"],
    "asking": ["P1", "S1", "new-poll", "new-form", "ready-form"],
    "knowledge": ["1"],
}
"""What stands behind a number or a name on a page, of a camp that has one of each."""
OWN = {"asking": ["new-poll", "new-form", "ready-form"]}
"""What is nobody's: every camp has the same."""
SENTENCES = ["投票 周五去哪？ 爬山/唱歌", "问卷 柯氏一级", "题库 Q001 解析 先问与谁比"]
"""What is seen while it is typed."""


def with_one_of_each(town: Town) -> Somebody:
    """A camp with a question, homework, an exam, a poll, a form and an entry of the archive; gives its manager."""
    manager = town.somebody("王岚")
    town.learner("林晓").tells("积分")
    fill(town, [single("客户说太贵，先做什么？")])
    for words in (
        "作业 拜访提纲 截止=6/10 18:00",
        "考试 阶段一 题数=1",
        "投票 周五去哪？ 爬山/唱歌 实名",
        "问卷 训后反馈 实名\n有用吗 [1-5]",
    ):
        manager.confirms(words)
    write(town, ("客户嫌报价高怎么回", "先问与谁比。", (), None))
    return manager


def test_the_table_has_every_page_that_takes_a_number(town: Town) -> None:
    manager = town.somebody("王岚")
    taking = {page for page in PAGES if "says" in asks(town, manager, page, subject="987654321")}
    assert taking - {"calendar"} == set(SUBJECTS), "a calendar's month is nobody's"
    assert set(town.app.router.previews) == {words.split()[0] for words in SENTENCES}


@pytest.mark.parametrize("page", SUBJECTS)
def test_behind_a_page_nobody_sees_what_is_of_another_camp(town: Town, page: str) -> None:
    manager, learner, other = with_one_of_each(town), town.learner("林晓"), manager_of_another(town)
    members = table(asks(town, manager, "people"), "people")["rows"]
    member = next(row[0] for row in members if row[1][0][0] == "林晓")
    for subject in (words.replace("{member}", member) for words in SUBJECTS[page]):
        assert asks(town, manager, page, subject=subject)["blocks"], f"{subject} is there"
        assert asks(town, learner, page, subject=subject) is None
        assert asks(town, other, page, subject=subject) is None, "they are no member there"
        if subject not in OWN.get(page, ()):
            seen = asks(town, other, page, camp=2, subject=subject)
            none = asks(town, other, page, camp=2, subject=re.sub(r"\d+", "987654", subject))
            assert seen == none and "says" in seen, "at their own desk it is as if it was not there"


@pytest.mark.parametrize("words", SENTENCES)
def test_what_is_typed_at_a_desk_is_seen_by_its_managers_alone(town: Town, words: str) -> None:
    manager, learner, other = with_one_of_each(town), town.learner("林晓"), manager_of_another(town)
    expert = town.learner("何琳")
    manager.tells("角色 何琳 专家")
    assert composed(town, manager, words)["messages"]
    assert composed(town, learner, words) is None and composed(town, other, words) is None
    assert "社群经理" in composed(town, expert, words)["says"]
    if words.startswith("题库"):
        assert composed(town, other, words, camp=2) == composed(town, other, words.replace("Q001", "Q999"), camp=2)


def test_a_number_of_another_camp_is_answered_like_one_there_is_not(town: Town) -> None:
    manager, other = town.somebody("王岚"), manager_of_another(town)
    there = table(asks(town, other, "people", camp=2), "people")["rows"]
    assert {row[1][0][0] for row in there} == {"王岚", "丁宁"}
    theirs = next(row[0] for row in there if row[1][0][0] == "丁宁")
    assert asks(town, manager, "people", subject=theirs) == asks(town, manager, "people", subject="999999")
    assert asks(town, manager, "nowhere") == asks(town, manager, "nowhere", subject="1")
    mine = table(asks(town, manager, "people"), "people")["rows"]
    assert "丁宁" not in {row[1][0][0] for row in mine}


def test_what_is_said_at_a_desk_is_said_in_its_camp_whichever_is_chosen_in_the_chat(town: Town) -> None:
    manager = town.somebody("王岚")
    manager_of_another(town)
    manager.tells("切换 乙营")
    town.learner("林晓")

    def at_desk(words: str, camp: int) -> None:
        account = Account(manager.channel, manager.id, manager.name)
        data = {"to_us": True, "desk": camp}
        town.events += 1
        town.hear(InboundEvent(f"desk:{town.events}", town.clock.now(), manager.private, account, Kind.SAID, words, data=data))

    at_desk("标签 林晓 +骨干", 1)
    assert "林晓 的标签：骨干" in str(manager.heard_privately.posts[-1])
    at_desk("标签 林晓 +骨干", 2)
    assert "没有叫“林晓”的人" in str(manager.heard_privately.posts[-1])
    assert "乙营" in manager.tells("成员"), "the chat's own camp stands"
    log = table(asks(town, manager, "log"), "log")["rows"]
    assert log[0][1][2] == "王岚 改了 林晓 的标签：+骨干", "the log reads as if it was typed"


@pytest.mark.long
@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({"filters": {"words": "林"}}, ["林晓", "林木"]),
        ({"filters": {"words": "%"}}, []),
        ({"filters": {"tag": "骨干"}}, ["林晓"]),
        ({"filters": {"role": "expert"}}, ["何琳"]),
        ({"filters": {"activity": "active"}, "sort": "-points"}, ["林晓", "周航"]),
        ({"filters": {"activity": "quiet", "role": "learner"}}, ["林木"]),
        ({"filters": {"points": "1"}, "sort": "name"}, ["周航", "林晓"]),
        ({"filters": {"care": "open"}}, []),
        ({"filters": {"streak": "2"}}, ["林晓"]),
        ({"filters": {"words": "林"}, "start": 1}, ["林木"]),
    ],
)
def test_people_are_filtered_and_put_in_order(either_town: Town, asked: dict[str, Any], names: list[str]) -> None:
    town = either_town
    manager = town.opened()
    people = {name: town.learner(name) for name in ("林晓", "周航", "何琳", "林木")}
    people["林晓"].says("打卡 第一天")
    town.go_to("5/7")
    people["林晓"].says("打卡 第二天")
    people["周航"].says("打卡 第一天")
    manager.tells("标签 林晓 +骨干")
    manager.tells("角色 何琳 专家")
    shown = table(asks(town, manager, "people", **{"sort": "joined", **asked}), "people")
    assert [row[1][0][0] for row in shown["rows"]] == names
    assert shown["total"] == len(names) + asked.get("start", 0)


@pytest.mark.long
@pytest.mark.parametrize("sort", member_table.PAGES)
def test_every_order_is_one_on_both_engines(either_town: Town, sort: str) -> None:
    town = either_town
    manager = town.opened()
    for name in ("林晓", "周航"):
        town.learner(name).says("打卡")
    shown = table(asks(town, manager, "people", sort=sort), "people")
    assert len(shown["rows"]) == 3 and shown["sort"] == sort


def test_a_tag_for_many_is_a_sentence_each_that_names_whom_it_means(town: Town) -> None:
    """Two of one name are told apart, and the sentence the page composes is understood."""
    manager = town.somebody("王岚")
    town.learner("林晓", ident="1"), town.learner("林晓", ident="2"), town.learner("Ann Lee")
    shown = table(asks(town, manager, "people"), "people")
    adding = next(doing for doing in shown["for_many"] if "+" in doing["says"])
    assert adding["shown"], "what changes more than one thing is shown before it is sent"
    for _, _, names in shown["rows"]:
        words = adding["says"].replace("{who}", names["who"]).replace("{tag}", "骨干")
        assert "骨干" in manager.tells(words)
    tagged = table(asks(town, manager, "people", filters={"tag": "骨干"}), "people")
    assert tagged["total"] == 4


def test_a_setting_is_saved_by_the_sentence_of_its_form_and_taken_back(town: Town) -> None:
    manager = town.somebody("王岚")
    form = next(block for block in asks(town, manager, "settings")["blocks"] if block["kind"] == "form")
    fields = [field for _, some in form["groups"] for field in some]
    assert len(fields) == len(town.app.router.settings) and all(field["help"] for field in fields)
    field = next(one for one in fields if one["key"] == "打卡分")
    said = manager.tells(form["says"].replace("{name}", field["key"]).replace("{value}", "7"))
    assert "7" in said
    history = table(asks(town, manager, "settings"), "changed")["rows"]
    assert "打卡分" in history[0][1][1]
    manager.takes_back()
    assert table(asks(town, manager, "settings"), "changed")["rows"][0][1][2] == "已撤销"


def test_today_says_who_is_missing_and_what_waits_with_the_words_that_decide_it(town: Town) -> None:
    manager, first, second = town.somebody("王岚"), town.learner("林晓"), town.learner("周航")
    town.go_to("5/7")
    first.says("打卡")
    shown = asks(town, manager, "today")
    assert shown["blocks"][0]["rows"][0][:3] == ["今日打卡", "1/2", "还差1人"]
    assert [row[1][0][0] for row in table(shown, "missing")["rows"]] == ["周航"]
    second.says("打卡")
    assert "都打了" in str(asks(town, manager, "today"))
    town.go_to("5/9", "10:00")
    town.go_to("5/10", "10:00")
    assert "休息日" in str(asks(town, manager, "today"))


def test_what_waits_is_decided_by_the_sentence_its_words_make(either_town: Town) -> None:
    """What must be said besides is asked for on the page, so that one sentence says all of it; in a chat the bot would ask."""
    town = either_town
    manager, ann = town.opened(), town.learner("林晓")
    ann.tells("积分")
    manager.confirms("作业 拜访提纲 截止=6/10 18:00")
    ann.tells("交作业 拜访提纲 我的三个问题"), ann.tells("完成")
    (thing,) = next(block for block in asks(town, manager, "today")["blocks"] if block["kind"] == "things" and block["n"])[
        "things"
    ]
    ways = {word: (says, needs) for word, _, says, needs in thing["ways"]}
    assert set(ways) == {"通过", "退回"} and not ways["通过"][1] and "H1" in ways["退回"][1]
    assert "退回" in manager.tells(f"{ways['退回'][0]} 第二问太宽")
    assert "第二问太宽" in str(ann.heard_privately.posts[-1])
    assert "没有等你定的" in str(asks(town, manager, "today"))


@pytest.mark.parametrize(
    "said",
    [
        {"page": "people", "start": -1},
        {"page": "people", "start": "1"},
        {"page": "people", "filters": ["x"]},
        {"page": "people", "filters": {"words": 1}},
        {"page": "people", "filters": {"words": "x" * 300}},
        {"page": "people", "filters": {str(n): "x" for n in range(20)}},
        {"page": "people", "sort": "x" * 300},
    ],
)
def test_what_no_page_asks_is_not_looked_at(town: Town, said: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        asks(town, town.somebody("王岚"), **said)


@pytest.mark.parametrize("given", ["' or 1=1 --", "-99999999999", "１", "<b>", "\\", "_"])
def test_odd_filters_find_nobody_or_ask_for_nothing(town: Town, given: str) -> None:
    manager = town.somebody("王岚")
    for key in ("words", "tag", "role", "activity", "points", "streak"):
        shown = table(asks(town, manager, "people", filters={key: given}), "people")
        assert shown["total"] in (0, 1)
    assert "says" in asks(town, manager, "people", subject=given)


def test_a_table_comes_as_a_workbook_with_its_numbers_as_numbers_and_no_formula(town: Town) -> None:
    manager = town.somebody("王岚")
    town.learner("=1+1", ident="f").says("打卡")
    account = Account(manager.channel, manager.id, manager.name)
    book = town.run(town.app.desk_table(account, manager.private, 1, {"page": "people", "table": "people"}))
    assert book is not None
    sheet = load_workbook(io.BytesIO(book)).active
    assert sheet is not None
    rows = list(sheet.iter_rows())
    theirs = next(row for row in rows if row[0].value == "=1+1")
    assert rows[0][0].value == "名字" and theirs[0].data_type == "s" and theirs[3].data_type == "n"
    assert theirs[7].is_date
    assert town.run(town.app.desk_table(account, manager.private, 1, {"page": "people", "table": "nothing"})) is None
    learner = Account(manager.channel, "f", "=1+1")
    assert (
        town.run(town.app.desk_table(learner, Address("telegram", "@f", direct=True), 1, {"page": "people", "table": "people"}))
        is None
    )


def test_a_link_to_the_desk_is_for_managers_and_experts_in_private_alone(town: Town) -> None:
    manager, learner = town.somebody("王岚"), town.learner("林晓")
    assert "没有开网页" in manager.tells("工作台")
    assert "专家或社群经理" in learner.tells("工作台")
    assert "私聊" in manager.says("/工作台")


def test_a_query_knows_its_number_and_its_order() -> None:
    assert DeskQuery("12").number == 12 and DeskQuery("x").number is None and DeskQuery("１").number is None
    assert DeskQuery(sort="-points").sorted_by((), "name") == "name"


def test_members_are_counted_as_they_are_listed(town: Town) -> None:
    town.learners(3)

    async def look() -> tuple[int, int, int]:
        def read(db: Any) -> tuple[int, int, int]:
            given: Any = {"since": town.now.date(), "unbroken": town.now.date()}
            rows = member_table.page(db, 1, MemberFilter(), sort="name", start=0, most=50, **given)
            return len(rows), member_table.count(db, 1, MemberFilter(), **given), len(memberships.members(db, 1))

        return await town.database.read(read)

    assert len(set(town.run(look()))) == 1
