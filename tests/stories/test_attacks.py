"""Attacks of our own from inside a camp: borrowed names, other camps' numbers, races, what is over, and words made to be slow."""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any

import pytest
import structlog
from sqlalchemy import func, select

from bot.messages import Kind
from bot.names import DIRECTION
from bot.router import LONGEST
from storage import audit
from storage.camps import camp
from storage.people import person
from storage.points import ledger
from storage.tables import metadata
from tests.stories.test_long_numbers import PREFIXES
from tests.stories.test_permissions import COMMANDS
from tests.stories.test_retention import GOES
from tests.town import CAMP, Somebody, Town

A, B = "群一", "群二"
SECRET = "翡翠计划"
"""Stands in all that the other camp has, and nowhere else."""


def other_camp(town: Town) -> Somebody:
    """Another camp in group B with a poll, a form, a reminder, a question and a rule of its own; gives its manager."""
    owner = town.somebody("王岚")
    owner.says("开营 乙营", room=B)
    owner.tells("切换 乙营")
    owner.confirms(f"投票 {SECRET}去哪？ 爬山/唱歌", room=B)
    owner.says(f"提醒 明天9点 {SECRET}开会", room=B)
    zhou = town.somebody("周航")
    zhou.room = B
    zhou.comes()
    zhou.says(f"提问 {SECRET}的报价怎么算？")
    owner.tells(f"切换 {CAMP}")
    return zhou


def books(town: Town) -> dict[str, list[str]]:
    """Every row of the other camp, as it stands."""
    found = {}
    for table in metadata.sorted_tables:
        if "camp_id" in table.c and table.name not in GOES | {"agenda"}:
            found[table.name] = sorted(map(repr, town.look(select(table).where(table.c.camp_id == 2))))
    return found


@pytest.mark.journey
@pytest.mark.parametrize("role", ["learner", "expert", "manager", "host"])
def test_no_command_of_any_role_reaches_another_camps_numbers(town: Town, role: str) -> None:
    """Every word × every prefix × every role: nothing of the other camp is said, and nothing of it changes."""
    other_camp(town)
    lin = town.learner("林晓")
    if role in ("expert", "manager"):
        assert "现在是" in town.somebody("王岚").says(f"角色 林晓 {role}")
    lin.is_room_admin = role == "host"
    lin.tells("积分")
    before, told = books(town), []
    with structlog.testing.capture_logs() as logs:
        for command in COMMANDS:
            for prefix in PREFIXES:
                for words in (f"{command.word} {prefix}1", f"{command.word} {prefix}2 A"):
                    said = lin.says(words) if role == "host" else lin.tells(words)
                    told += [words] if SECRET in said else []
    assert told == [] and books(town) == before
    assert [log for log in logs if log["log_level"] == "error"] == []


def test_who_manages_one_camp_is_nobody_in_another(town: Town) -> None:
    other_camp(town)
    lin = town.learner("林晓")
    town.somebody("王岚").says("角色 林晓 manager")
    before = books(town)
    for words in ("结果 P1", "投 P1 A", "提醒 取消 R1", "答 A1 x", "投票 P1 停", "切换 乙营", "撤销", "记录", "导出 成员"):
        assert SECRET not in lin.tells(words) and books(town) == before, words


# ── names ────────────────────────────────────────────────────────────────────────────────────────────────────────────

LOOKALIKES = ["王\u200b岚", "王岚\u202e", "\u2067王岚\u2069", "王 岚", "王岚\ufe0f", "\u00ad王岚", "王岚\n"]


@pytest.mark.parametrize("name", LOOKALIKES)
def test_who_looks_like_a_manager_is_none_and_turns_no_line_around(town: Town, name: str) -> None:
    liar = town.learner(name, ident="4711")
    assert "要由" in liar.says("设置 打卡分 9") and "要由" in liar.tells("导出 成员")
    liar.says("打卡")
    board = town.learner("林晓").tells("排行榜")
    assert not set(board) & set("\u200b\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")
    assert len(DIRECTION) > 5
    (row,) = [one for one in town.look(select(person.c.name)) if one.name != "王岚" and one.name != "林晓"] or [None]
    assert row is None or "\n" not in row.name


def test_points_meant_for_a_name_two_people_bear_go_to_neither(town: Town) -> None:
    town.learner("林晓", ident="1")
    town.learner("林\u200b晓", ident="2")
    said = town.somebody("王岚").says("加分 林晓 30 案例")
    (row,) = town.look(select(func.count().label("n")).select_from(ledger).where(ledger.c.reason == "award"))
    assert row.n == 0 and "林晓" in said


# ── races, and what is over ──────────────────────────────────────────────────────────────────────────────────────────


def at_once(town: Town, events: list[Any]) -> None:
    async def together() -> None:
        await asyncio.gather(*(town.app.receive(event) for event in events))

    town.run(together())
    town.settle()


def test_one_draft_confirmed_twice_at_once_is_sent_once(either_town: Town) -> None:
    town = either_town
    manager = town.opened()
    manager.tells("投票 周五去哪？ 爬山/唱歌")
    shown = manager.heard_privately.posts[-1]
    says = next(button.says for button in shown.buttons if button.label == "发出")
    before = len([post for post in town.squares["telegram"].posts if post.room == A])
    at_once(town, [manager.event(Kind.PRESSED, says, manager.private, shown) for _ in range(6)])
    sent = [post for post in town.squares["telegram"].posts if post.room == A][before:]
    assert len([post for post in sent if "周五去哪" in str(post)]) == 1


def test_what_several_set_at_once_is_all_set(either_town: Town) -> None:
    town = either_town
    manager = town.opened()
    said = ["设置 打卡分 7", "设置 补卡分 3", "设置 每月补卡 4", "设置 打卡最少字数 9", "日历 加班 5/9", "日历 加班 5/10"]
    others = [town.learner(name) for name in ("林晓", "周航", "陈默", "何琳", "吴桐", "许诺")]
    for one in others:
        assert "经理" in manager.tells(f"角色 {one.name} 经理")
    at_once(town, [one.event(Kind.SAID, words, one.private) for one, words in zip(others, said, strict=True)])
    (row,) = town.look(select(camp.c.settings))
    kept = json.loads(row.settings)
    assert {
        key: kept.get(key) for key in ("checkin.points", "checkin.makeup_points", "checkin.makeups", "checkin.least_note")
    } == {
        "checkin.points": 7,
        "checkin.makeup_points": 3,
        "checkin.makeups": 4,
        "checkin.least_note": 9,
    }
    assert kept["calendar.days"].keys() == {"2026-05-09", "2026-05-10"}


def test_one_act_taken_back_twice_at_once_is_taken_back_once(either_town: Town) -> None:
    town = either_town
    manager, lin = town.opened(), town.learner("林晓")
    manager.says("加分 林晓 30 案例")
    shown = manager.tells("撤销").posts[-1]
    says = next(button.says for button in shown.buttons if button.label == "确认撤销")
    at_once(town, [manager.event(Kind.PRESSED, says, manager.private, shown) for _ in range(6)])
    assert "积分：0" in lin.tells("积分")
    (row,) = town.look(select(func.count().label("n")).select_from(ledger).where(ledger.c.amount == -30))
    assert row.n == 1


def test_the_same_event_from_two_lines_at_once_counts_once(either_town: Town) -> None:
    town = either_town
    town.opened()
    lin = town.learner("林晓")
    event = lin.event(Kind.SAID, "打卡", town.at("telegram", A))
    at_once(town, [event] * 8)
    assert "积分：5" in lin.tells("积分")


def test_a_button_of_a_draft_that_is_over_sends_nothing(town: Town) -> None:
    manager = town.somebody("王岚")
    manager.tells("投票 周五去哪？ 爬山/唱歌")
    shown = manager.heard_privately.posts[-1]
    town.pass_(hours=30)
    before = len([post for post in town.squares["telegram"].posts if "周五去哪" in str(post) and post.room == A])
    assert manager.presses("发出", shown)
    assert len([post for post in town.squares["telegram"].posts if "周五去哪" in str(post) and post.room == A]) == before


def test_a_button_pressed_by_somebody_else_is_their_own_sentence(town: Town) -> None:
    """A press is typing: what a manager was shown does nothing for a learner who sends the same words."""
    manager, lin = town.somebody("王岚"), town.learner("林晓")
    manager.tells("投票 周五去哪？ 爬山/唱歌")
    shown = manager.heard_privately.posts[-1]
    says = next(button.says for button in shown.buttons if button.label == "发出")
    lin.tells(says)
    town.hear(lin.event(Kind.PRESSED, says, lin.private))
    assert not [post for post in town.squares["telegram"].posts if "周五去哪" in str(post) and post.room == A]


def test_who_lost_their_role_loses_it_for_what_they_were_shown_before(town: Town) -> None:
    owner, lin = town.somebody("王岚"), town.learner("林晓")
    owner.says("角色 林晓 manager")
    lin.tells("投票 周五去哪？ 爬山/唱歌")
    shown = lin.heard_privately.posts[-1]
    owner.says("角色 林晓 learner")
    lin.presses("发出", shown)
    assert not [post for post in town.squares["telegram"].posts if "周五去哪" in str(post) and post.room == A]


def test_who_left_and_comes_again_is_no_manager_by_it(town: Town) -> None:
    """Rejoining brings no more than was there: a learner who was shown the door comes back as one."""
    lin = town.learner("林晓")
    town.hear(lin.event(Kind.LEFT, "", town.at("telegram", A)))
    lin.is_room_admin = False
    lin.comes()
    assert "要由" in lin.says("设置 打卡分 9")
    (rows,) = [town.look(audit.ENTRIES, camp=1, before=2**62, most=50)]
    assert [row for row in rows if row.act == "refused"]


def test_a_link_that_carries_a_command_changes_nothing_by_itself(town: Town) -> None:
    """Whoever is made to press Start says nothing but start."""
    manager = town.somebody("王岚")
    before = books_of_first(town)
    for command in COMMANDS:
        if command.by.name in ("MANAGER", "OWNER", "EXPERT"):
            manager.tells(f"/start {command.word}")
            manager.tells(f"/start {command.examples[0].replace(' ', '_')}")
    after = books_of_first(town)
    assert after == before


def books_of_first(town: Town) -> dict[str, list[str]]:
    tables = [
        table
        for table in metadata.sorted_tables
        if table.name in ("camp", "rule", "poll", "reminder", "ledger", "contest", "membership")
    ]
    return {table.name: sorted(map(repr, town.look(select(table)))) for table in tables}


# ── words made to be slow, or to find everything ─────────────────────────────────────────────────────────────────────

SLOW = [
    " ",
    "打卡",
    "明天",
    "1",
    "A/",
    "@",
    "还是",
    "截止=",
    "9点",
    "“",
    "(",
    "\n",
    "，",
    "a ",
    "每",
    "-",
    "＝",
    "第1天",
    "@小助 ",
    "#",
]


@pytest.mark.parametrize("piece", SLOW)
def test_a_message_of_one_piece_over_and_over_is_heard_in_its_time(town: Town, piece: str) -> None:
    """4,000 characters of the same: no pattern of ours goes back over them again and again."""
    lin = town.learner("林晓")
    words = (piece * LONGEST)[: LONGEST - 20]
    began = time.process_time()
    for before in ("", "提醒 ", "投票 ", "提问 ", "打卡 ", "请假 ", "搜 "):
        lin.tells(before + words)
    assert time.process_time() - began < 7 * 2, "CPU seconds: a bound against hanging"


@pytest.mark.parametrize("words", ["%", "_", "%%", "*", "' OR 1=1 --", '" OR ""="', "\\", "NEAR(", "a* OR b*"])
def test_no_sign_finds_everything(town: Town, words: str) -> None:
    lin = town.learner("林晓")
    lin.says("提问 翡翠的报价怎么算？")
    assert "翡翠" not in town.learner("周航").tells(f"搜 {words}")
