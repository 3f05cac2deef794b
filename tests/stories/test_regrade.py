"""重新判分: a corrected key is shown first, confirmed once, told in private, and taken back; swapped twice it ends where it began."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.quiz.bank.marking import mark
from handlers.quiz.bank.questions import (
    Amount,
    FillIn,
    Matching,
    Multiple,
    Numeric,
    Option,
    Pair,
    Question,
    Single,
    TrueFalse,
    even,
    from_plain,
    to_plain,
)
from handlers.quiz.bank.shuffling import shuffled
from handlers.quiz.regrade.rules import corrected, judge
from storage import bank, points
from storage.answers import answer
from storage.contests import player
from storage.exams import sitting
from storage.points import ledger
from tests.engines import on_sqlite
from tests.quiz import OPTIONS, fill, single, write
from tests.stories.test_my_data import erased
from tests.stories.test_question_versions import asked, letter
from tests.town import Heard, Somebody, Town

STEM = "客户说“太贵了”，先做什么？"
B, C = "问清比较对象", "沉默"


def opened(town: Town) -> Somebody:
    wang = town.opened()
    wang.tells("积分")
    return wang


def learners(town: Town, *names: str) -> list[Somebody]:
    people = [town.learner(name) for name in names]
    for person in people:
        person.tells("积分")
    return people


def takes(who: Somebody, exam: str, *options: str) -> Heard:
    """An exam, each question answered by an option's words."""
    heard = who.tells(f"考试 {exam}")
    for words in options:
        post = asked(heard)
        heard = who.presses(letter(post, words), post)
    return heard


def state(town: Town) -> dict[str, object]:
    """Everything a regrade may touch, as the tables have it."""
    lines = town.look(ledger.select())
    holders = {line.membership_id for line in lines}
    return {
        "answers": [(row.id, Fraction(row.earned, row.out_of)) for row in town.look(answer.select().order_by(answer.c.id))],
        "sittings": [(row.id, row.earned, row.out_of) for row in town.look(sitting.select().order_by(sitting.c.id))],
        "players": sorted(
            (row.contest_id, row.membership_id, row.points, row.hits, row.answers, row.streak, row.rank)
            for row in town.look(player.select())
        ),
        "balances": {
            one: total for one in holders if (total := sum(line.amount for line in lines if line.membership_id == one))
        },
    }


def books_are_right(town: Town) -> None:
    assert not write(town, points.astray)
    sources = [row.source for row in town.look(ledger.select())]
    assert len(sources) == len(set(sources))


@on_sqlite
def test_a_corrected_key_is_offered_shown_and_applied_once(either_town: Town) -> None:
    town = either_town
    wang = opened(town)
    fill(town, [single(STEM, "B", why="先弄清参照。")])
    wang.confirms("考试 阶段一 题数=1 及格=80 次数=1")
    lin, zhou, chen = learners(town, "林晓", "周航", "陈默")
    assert "通过。积分+20" in takes(lin, "阶段一", B)
    assert "次数用完" in takes(zhou, "阶段一", C) and "次数用完" in takes(chen, "阶段一", "降价")
    before = state(town)
    changed = wang.tells("题库 Q001 答案 C")
    assert "2个以前的回答是按旧答案判的，还没动" in changed and state(town) == before
    shown = wang.presses("看看影响", changed.posts[-1])
    assert "会改2个回答（2人）：改对1，改错1" in shown and f"按“C {C}”算" in shown
    assert "考试“阶段一”：2人分数有变，1人改为通过，1人改为没通过" in shown
    assert "积分：补20，收回20" in shown and state(town) == before
    done = wang.presses("重新判分", shown.posts[-1])
    assert "已按 v2 重新判分，私下告诉了2人" in done
    assert "没有要改的" in wang.presses("重新判分", shown.posts[-1])
    assert "答案更正为" in lin.heard_privately and "改判为错" in lin.heard_privately
    assert "得分100→0，没到及格线，积分-20" in lin.heard_privately
    assert "得分0→100，通过了，积分+20" in zhou.heard_privately
    assert "改判" not in chen.heard_privately
    assert lin.tells("积分").startswith("积分：0") and zhou.tells("积分").startswith("积分：20")
    assert "测验改判" in lin.tells("流水")
    assert "考过：1人" not in wang.tells("结果 E1") and "通过：1/3=33.3%" in wang.tells("结果 E1")
    assert "正确" not in zhou.tells("我的错题").replace("没有错题", "")
    books_are_right(town)


def test_the_figures_of_who_was_erased_stay(either_town: Town) -> None:
    """What they typed is gone, so nobody can judge it anew; it is not judged as nothing said."""
    town = either_town
    wang = opened(town)
    fill(town, [Question("我们把买东西的人叫（ ）", FillIn((Option("客户", Fraction(1)),)), "", ("异议",))])
    wang.confirms("考试 阶段一 题数=1 及格=80 次数=1")
    lin, zhou = learners(town, "林晓", "周航")
    for one in (lin, zhou):
        one.tells("考试 阶段一")
        assert "通过" in one.tells("客户")
    erased(town, lin)
    before = {row.membership_id: (row.earned, row.out_of) for row in town.look(answer.select())}
    shown = wang.presses("看看影响", wang.tells("题库 Q001 答案 用户").posts[-1])
    assert "会改1个回答（1人）：改对0，改错1" in shown
    wang.presses("重新判分", shown.posts[-1])
    after = {row.membership_id: (row.earned, row.out_of) for row in town.look(answer.select())}
    assert len([member for member in before if before[member] != after[member]]) == 1


@on_sqlite
def test_it_is_undone_and_done_again(either_town: Town) -> None:
    town = either_town
    wang = opened(town)
    fill(town, [single(STEM, "B")])
    wang.confirms("考试 阶段一 题数=1 次数=1")
    lin, zhou = learners(town, "林晓", "周航")
    takes(lin, "阶段一", B)
    takes(zhou, "阶段一", C)
    before = state(town)
    wang.tells("题库 Q001 答案 C")
    wang.tells("重新判分 Q001 v2")
    after = state(town)
    assert after != before
    assert "改判已撤销" in wang.takes_back()
    assert state(town) == before and "得分0→100，通过了，积分+20" in lin.heard_privately
    wang.tells("重新判分 Q001 v2")
    assert state(town) == after
    assert "2个以前的回答" in wang.tells("题库 Q001 答案 B")
    wang.tells("重新判分 Q001 v3")
    assert state(town) == before
    books_are_right(town)


def test_a_press_of_before_another_change_shows_anew(town: Town) -> None:
    wang = town.somebody("王岚")
    fill(town, [single(STEM, "B")])
    (lin,) = learners(town, "林晓")
    post = asked(lin.tells("练习 题数=1 限时=60秒"))
    lin.presses("B", post)
    shown = wang.presses("看看影响", wang.tells("题库 Q001 答案 C").posts[-1])
    wang.tells("题库 Q001 答案 D")
    assert "又改过了" in wang.presses("重新判分", shown.posts[-1])
    assert "答案更正" not in lin.heard_privately


def test_other_words_are_another_question(town: Town) -> None:
    wang = town.somebody("王岚")
    fill(town, [single(STEM, "B")])
    (lin,) = learners(town, "林晓")
    lin.presses("B", asked(lin.tells("练习 题数=1 限时=60秒")))
    assert "以前的回答" not in wang.tells("题库 Q001 选项B 道歉")
    assert "以前的回答" not in wang.tells("题库 Q001 答案 C")
    assert "另有1个回答，答的时候题干或选项不一样，不改判" in wang.tells("重新判分 Q001")
    assert "没有 Q099" in wang.tells("重新判分 Q099") and "哪道题" in wang.tells("重新判分 天气")
    assert "没有要改判的" in wang.tells("重新判分")
    assert "重新判分" not in lin.tells("帮助") and "经理" in lin.tells("重新判分 Q001")


def test_who_is_still_sitting_is_judged_by_the_new_key_and_hears_nothing_before(town: Town) -> None:
    wang = town.somebody("王岚")
    fill(town, [single(f"问题{n}？", "B") for n in range(2)])
    wang.confirms("考试 阶段一 题数=2")
    (lin,) = learners(town, "林晓")
    first = asked(lin.tells("考试 阶段一"))
    second = asked(lin.presses(letter(first, C), first))
    numbers = ["Q001", "Q002"] if "问题0" in str(first) else ["Q002", "Q001"]
    for number in numbers:
        wang.tells(f"题库 {number} 答案 C")
        wang.tells(f"重新判分 {number} v2")
    assert "更正" not in lin.heard_privately
    heard = lin.presses(letter(second, C), second)  # put before the second key was corrected, with nothing to regrade then
    assert "得分50" in heard
    wang.tells(f"重新判分 {numbers[1]} v2")
    assert "得分50→100，通过了" in lin.heard_privately


def test_a_contest_s_board_places_and_prizes_follow(either_town: Town) -> None:
    town = either_town
    wang = opened(town)
    fill(town, [single(STEM, "B")])
    lin, zhou, chen = learners(town, "林晓", "周航", "陈默")
    wang.says("开赛 异议抢答 题数=1 限时=5秒")
    town.pass_(seconds=30)
    post = next(post for post in town.squares["telegram"].posts if "第1题" in str(post))
    for person, choice in ((lin, "B"), (zhou, "C"), (chen, "A")):
        town.pass_(seconds=1)
        person.presses(choice, post)
    town.pass_(minutes=1)
    assert [one.tells("积分").split("（")[0] for one in (lin, zhou, chen)] == ["积分：55", "积分：5", "积分：5"]
    before = state(town)
    shown = wang.presses("看看影响", wang.tells("题库 Q001 答案 C").posts[-1])
    assert "竞赛“异议抢答”：2人分数有变，2人名次有变" in shown and "积分：补50，收回50" in shown
    wang.presses("重新判分", shown.posts[-1])
    assert [one.tells("积分").split("（")[0] for one in (lin, zhou, chen)] == ["积分：5", "积分：55", "积分：5"]
    assert any("🏆 竞赛“异议抢答”有一题答案更正，重新计分\n1 周航：800" in str(post) for post in town.squares["telegram"].posts)
    assert "名次1→–，积分-50" in lin.heard_privately and "名次–→1，积分+50" in zhou.heard_privately
    assert "🏆 名次\n1 周航：800" in wang.tells("结果 C1")
    wang.tells("题库 Q001 答案 B")
    wang.tells("重新判分 Q001 v3")
    assert state(town) == before
    books_are_right(town)


def test_an_import_that_corrects_keys_says_what_to_judge_anew(town: Town) -> None:
    wang = town.somebody("王岚")
    fill(town, [single(STEM, "B")])
    (lin,) = learners(town, "林晓")
    lin.presses("B", asked(lin.tells("练习 题数=1 限时=60秒")))
    fill(town, [single(STEM, "C")])
    assert "这些题改了答案，以前的回答还按旧答案：Q001。要改判就发：重新判分 Q001" in wang.tells("重新判分")


# ── swapped twice it ends where it began ─────────────────────────────────────────────────────────────────────────────

KEYS = st.lists(st.sampled_from("ABCD"), min_size=1, max_size=4)


@pytest.fixture(scope="module")
def played(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Town, Somebody, dict[str, object]]]:
    """Three people, an exam of two questions and a contest of two, everything answered."""
    folder: Path = tmp_path_factory.mktemp("regrade")
    shutil.copyfile(template, folder / "town.db")
    town = Town(f"sqlite:///{folder}/town.db", folder)
    wang = opened(town)
    fill(town, [single("甲题？", "B"), single("乙题？", "C")])
    people = learners(town, "林晓", "周航", "陈默")
    wang.confirms("考试 阶段一 题数=2 次数=1 及格=50")
    for person, options in zip(people, ((B, B), (C, B), ("降价", C)), strict=True):
        takes(person, "阶段一", *options)
    wang.says("开赛 抢答 题数=2 限时=5秒")
    for n, choices in ((1, "BCA"), (2, "CCD")):
        while not (open_ := [post for post in town.squares["telegram"].posts if f"第{n}题" in str(post) and post.buttons]):
            town.pass_(seconds=1)
        for person, choice in zip(people, choices, strict=True):
            town.pass_(seconds=1)
            person.presses(choice, open_[0])
    town.pass_(minutes=1)
    yield town, wang, state(town)
    town.close()


@pytest.mark.long
@given(KEYS)
@settings(max_examples=30, deadline=None)
def test_whatever_keys_there_were_between_the_first_key_gives_the_first_state(
    played: tuple[Town, Somebody, dict[str, object]], keys: list[str]
) -> None:
    town, wang, first = played
    for key in [*keys, "B"]:
        wang.tells(f"题库 Q001 答案 {key}")
        (version,) = (row.version for row in town.look(bank.question.select().where(bank.question.c.number == 1)))
        wang.tells(f"重新判分 Q001 v{version}")
        assert "没有要改的" in wang.tells(f"重新判分 Q001 v{version}")
        books_are_right(town)
    assert state(town) == first


# ── the key in the order people saw ──────────────────────────────────────────────────────────────────────────────────


@given(st.permutations(range(4)), st.integers(0, 3), st.integers(0, 3), st.text(max_size=4))
def test_options_in_another_order_keep_their_words(order: list[int], right: int, pressed: int, seed: str) -> None:
    """What somebody pressed is judged by its words, wherever the bank has the option by now."""
    was = Question("题？", Single(even(OPTIONS, [0])))
    now = Question("题？", Single(even([OPTIONS[place] for place in order], [order.index(right)])))
    fixed = corrected(was, now)
    assert fixed is not None
    shown = shuffled(OPTIONS, seed)
    verdict = mark(fixed, "ABCD"[pressed], shown)
    assert verdict is not None and verdict.right == (shown[pressed] == right)
    again = judge(from_plain(to_plain(fixed)), "", verdict.chosen)
    assert again is not None and again.credit == verdict.credit


SAME = {
    "multiple": (Question("题？", Multiple(even(OPTIONS, [0, 1]))), Question("题？", Multiple(even(OPTIONS[::-1], [0, 3])))),
    "true or false": (Question("题？", TrueFalse(True)), Question("题？", TrueFalse(False))),
    "fill in": (
        Question("题（ ）", FillIn((Option("客户", Fraction(1)),))),
        Question("题（ ）", FillIn((Option("用户", Fraction(1)),))),
    ),
    "numeric": (Question("题？", Numeric((Amount(Decimal(3)),))), Question("题？", Numeric((Amount(Decimal(4)),)))),
    "matching": (
        Question("题", Matching((Pair("一", "甲"), Pair("二", "乙")), ("丙",))),
        Question("题", Matching((Pair("二", "甲"), Pair("一", "乙")), ("丙",))),
    ),
}
ANSWERS = {"multiple": "AD", "true or false": "B", "fill in": "用户", "numeric": "4", "matching": "1B 2A"}


@pytest.mark.parametrize("kind", SAME)
def test_every_kind_that_is_judged_by_rule_is_judged_anew(kind: str) -> None:
    was, now = SAME[kind]
    fixed, said = corrected(was, now), ANSWERS[kind]
    assert fixed is not None
    before, after = mark(was, said), mark(fixed, said)
    assert before is not None and after is not None and not before.right and after.right
    again = judge(from_plain(to_plain(fixed)), said, before.chosen)
    assert again is not None and again.right
    back = corrected(fixed, was)
    assert back is not None and judge(back, said, before.chosen) == before


def test_other_right_sides_are_another_question() -> None:
    was = Question("题", Matching((Pair("一", "甲"), Pair("二", "乙"))))
    assert corrected(was, Question("题", Matching((Pair("一", "甲"), Pair("二", "丁"))))) is None
