"""Onboarding: stages from the day one joined, an exam at 100 %, a mentor's word; who is told, and once."""

from __future__ import annotations

from sqlalchemy import func, select

from storage.onboarding import onboarding_stage
from tests.quiz import OPTIONS, fill, single
from tests.stories.test_mentors import jump, last
from tests.town import Somebody, Town

SET = "入职 设 30/30/30 关口=考试:产品知识,签字"


def letter_of(option: str, who: Somebody) -> str:
    """The letter an option stands behind in the question they were asked last."""
    lines = last(who).split("\n")
    return next(line[0] for line in lines if line[1:].startswith(f". {option}"))


def test_the_next_stage_comes_after_the_gate_and_the_day_and_both_are_shown(either_town: Town) -> None:
    town = either_town
    town.opened()
    manager, chen, zhou = town.somebody("王岚"), town.learner("陈默"), town.learner("周航")
    for one in (manager, chen, zhou):
        one.tells("积分")
    fill(town, [single(f"产品第{n}问？", "B") for n in range(2)])
    assert "没有叫“产品知识”的考试" in manager.tells(SET)
    manager.confirms("考试 产品知识 题数=2 及格=50 次数=3")
    assert "“产品知识”的及格是50，做关口要100" in manager.tells(SET)
    manager.confirms("考试 产品知识 及格=100")
    shown = manager.tells(SET)
    assert "入职路线，3段，90天" in shown and "第1段（30天，关口：考试“产品知识”100分）" in shown
    assert "入职路线定了" in manager.presses("发出", manager.heard_privately.posts[-1])
    assert "▶ 你的入职路线：第1段" in last(chen)
    mine = chen.tells("入职")
    assert "入职路线（5/6 加入）" in mine and "▶ 第1段（30天，关口：考试“产品知识”100分），还差：考试“产品知识”100分" in mine
    assert "🔒 第2段（30天，关口：导师签字）：6/5起，且先过第1段（还差：考试“产品知识”100分）" in mine
    jump(town, "6/5", "09:01")
    assert "入职第2段" not in str(chen.heard_privately), "the day alone opens nothing"
    chen.tells("考试 产品知识")
    chen.presses(letter_of(OPTIONS[1], chen), chen.heard_privately.posts[-1])
    chen.presses(letter_of(OPTIONS[0], chen), chen.heard_privately.posts[-1])
    assert "▶ 第1段" in chen.tells("入职"), "half of it is not all of it"
    chen.tells("考试 产品知识")
    for _ in range(2):
        chen.presses(letter_of(OPTIONS[1], chen), chen.heard_privately.posts[-1])
    assert "▶ 入职第2段（30天，关口：导师签字）开始了，过关要：导师签字" in last(chen, "入职第2段")
    town.restart()
    jump(town, "6/8", "09:01")
    assert sum("入职第2段" in str(post) for post in chen.heard_privately.posts) == 1
    assert "要由陈默的导师或社群经理来做" in zhou.tells("入职 签字 陈默") and "只给本人、导师" in zhou.tells("入职 陈默")
    manager.tells("辅导 陈默 导师=周航 8周 行为=先问参照")
    for one in (chen, zhou):
        one.tells("辅导 好的")
    assert "✅ 第1段" in zhou.tells("入职 陈默")
    assert "陈默的第2段签过字了" in zhou.tells("入职 签字 陈默") and "周航给你的入职第2段签字了" in last(chen)
    assert "现在没有等签字的一段" in zhou.tells("入职 签字 陈默")
    assert "🔒 第3段（30天，关口：没有关口）：7/5起，前面的关口都过了" in chen.tells("入职")
    assert "签字收回了" in zhou.takes_back() and "▶ 第2段" in chen.tells("入职")
    assert "· 陈默：▶ 第2段" in manager.tells("入职") and "· 周航：▶ 第1段" in manager.tells("入职")


def test_what_is_wrong_is_one_sentence_and_changes_nothing(town: Town) -> None:
    manager, ann = town.somebody("王岚"), town.learner("林晓")
    for one in (manager, ann):
        one.tells("积分")
    for words, why in (
        ("入职 设 30", "段数是2到6"),
        ("入职 设 0/30", "段数是2到6"),
        ("入职 设 30/30 关口=签字,签字,签字", "不多于段数"),
        ("入职 设 30/30 关口=随便", "关口依次写"),
        ("入职 签字", "给谁签"),
        ("入职 签字 林晓", "还没有入职路线"),
        ("入职", "还没有入职路线"),
    ):
        said = manager.tells(words)
        assert why in said, (words, said)
    assert "由社群经理来定" in ann.tells("入职 设 30/30") and "没有入职路线" in ann.tells("入职")
    assert town.look(select(func.count()).select_from(onboarding_stage)) == [(0,)]
    manager.confirms("入职 设 30/30/30 关口=签字")
    assert "现在没有等签字" in manager.tells("入职 签字 王岚")
    town.pass_(minutes=1)
    assert "撤了" in manager.takes_back() and "没有入职路线" in ann.tells("入职")
