"""A matching question never shows each right side beside its left one: in an exam, a drill and a review, the same when one comes back."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.quiz.bank.marking import key, mark
from handlers.quiz.bank.questions import Matching, Pair, Question
from handlers.quiz.bank.shuffling import order_of
from tests.quiz import fill, single
from tests.town import Somebody, Town

RIGHTS = {"太贵": "拆成本", "没时间": "约十分钟", "再想想": "问顾虑"}
QUESTION = Question("异议怎么应对", Matching(tuple(Pair(*pair) for pair in RIGHTS.items())), "", ("异议",))


@pytest.fixture
def lin(town: Town) -> Somebody:
    person = town.learner("林晓")
    person.tells("积分")
    return person


def sides(post: object) -> tuple[list[str], list[str]]:
    """What stands on the left and on the right, in the order shown."""
    return re.findall(r"^\d (.+)$", str(post), re.M), re.findall(r"^[A-H] (.+)$", str(post), re.M)


def right_pairs(post: object) -> str:
    left, right = sides(post)
    return " ".join(f"{number}{'ABC'[right.index(RIGHTS[side])]}" for number, side in enumerate(left, 1))


def is_shuffled(post: object) -> bool:
    left, right = sides(post)
    return sorted(right) == sorted(RIGHTS.values()) and right != [RIGHTS[side] for side in left]


def test_in_practice_and_in_review(town: Town, lin: Somebody) -> None:
    fill(town, [QUESTION])
    post = lin.tells("练习").posts[-1]
    assert is_shuffled(post) and "（30秒）" in str(post)
    wrong = lin.tells(" ".join(f"{n}A" for n in (1, 2, 3)))
    assert "答案是 太贵→拆成本、没时间→约十分钟、再想想→问顾虑" in wrong
    town.go_to("5/7", "09:00")
    review = lin.heard_privately.posts[-1]
    assert "复习" in str(review) and is_shuffled(review)
    assert "✅ 下次" in lin.tells(f"答案是{right_pairs(review)}")


def test_in_an_exam_and_after_a_restart(town: Town, lin: Somebody) -> None:
    fill(town, [QUESTION, single("先做什么？")])
    town.somebody("王岚").confirms("考试 快考 题数=2")
    post = lin.tells("考试 快考").posts[-1]
    if "异议怎么应对" not in str(post):
        post = lin.tells("A").posts[-1]
    shown = sides(post)
    assert is_shuffled(post)
    town.restart()
    assert sides(lin.tells("考试 快考").posts[-1]) == shown


@given(st.integers(2, 8), st.integers(0, 3), st.text(max_size=8))
def test_no_seed_gives_the_key_away_and_the_key_fits_what_is_shown(pairs: int, spare: int, seed: str) -> None:
    body = Matching(tuple(Pair(f"左{n}", f"右{n}") for n in range(pairs)), tuple(f"多{n}" for n in range(spare)))
    question = Question("配", body)
    order = order_of(question, seed, options=False)
    assert sorted(order) == list(range(pairs + spare)) and order == order_of(question, seed, options=False)
    assert [body.rights[place] for place in order[:pairs]] != [pair.right for pair in body.pairs]
    if pairs + spare <= 8:
        verdict = mark(question, key(question, order), order)
        assert verdict is not None and verdict.right


def test_the_objection_drill_alone_has_five_seconds(town: Town, lin: Somebody) -> None:
    fill(town, [single("太贵怎么回？", "B", "异议"), single("怎么打卡？", "B", "制度")])
    assert "每题30秒" in lin.tells("练习") and "每题30秒" in lin.tells("练习 制度")
    assert "1题“异议”，每题5秒" in lin.tells("练习 异议抢答")
    assert "每题10秒" in lin.tells("练习 异议抢答 限时=10秒")
