"""Words nobody expects: each gets one clear sentence or silence, and changes nothing it should not."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from bot.dispatcher import SORRY
from bot.router import LONGEST
from storage import inbox, points
from storage.checkins import check_in
from tests.town import Town

UGLY = {
    "a megabyte": "打卡 " + "长" * 1_000_000,
    "ten thousand arguments": "加分 " + "x " * 10_000,
    "NUL and escapes": "打卡 \x00\x1b[31m红\x07",
    "right to left": "打卡 \u202eנסיון\u202c",
    "zero width": "打\u200b卡",
    "a lone surrogate": "打卡 \ud800",
    "braces": "打卡 {name} {0} %s",
    "SQL": "打卡 '); DROP TABLE check_in;--",
    "markup": "打卡 <script>alert(1)</script> **粗** [链接](javascript:1)",
    "only emoji": "🙂🙃🫠",
    "only white space": " \n\t　",
    "nothing": "",
    "a slash": "/",
    "an at": "@",
    "an unfinished quotation": "加分 “林晓 10 好",
}


@pytest.mark.parametrize("name", UGLY)
def test_ugly_words(town: Town, name: str) -> None:
    owner = town.somebody("王岚")
    town.learner("林晓")
    for answer in (owner.says(UGLY[name]), owner.tells(UGLY[name])):
        assert SORRY.zh not in answer and len(answer) < 500
    assert town.look(inbox.BURIED)[0][0] == 0 and town.look(points.ASTRAY) == []
    assert "积分" in owner.says("积分")


def test_what_is_too_long_says_how_long(town: Town) -> None:
    owner = town.somebody("王岚")
    words = "打卡 " + "长" * LONGEST
    assert f"这条太长了（{len(words)}字，最多{LONGEST}字），没有记录。" == owner.says(words)
    assert town.look(select(func.count()).select_from(check_in))[0][0] == 0


def test_names_that_are_not_plain(empty_town: Town) -> None:
    town = empty_town
    town.opened()
    for ident, name in (("a", "🐯🔥"), ("b", "Ann {x} %s"), ("c", "\u202eevil"), ("d", "很" * 300), ("e", "<b>粗</b>")):
        someone = town.learner(name, ident=ident)
        assert "第1天" in someone.says("打卡")
    assert "学员：5人" in town.somebody("王岚").tells("成员")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.text(max_size=60))
def test_no_words_at_all_break_anything(town: Town, words: str) -> None:
    owner = town.somebody("王岚")
    for said in (words, f"打卡{words}", f"设置 {words}", f"提醒 {words}"):
        assert SORRY.zh not in owner.tells(said)
