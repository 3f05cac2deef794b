"""Homework rated by a rubric: peers drawn at the deadline by a printed seed, means to the author, a third where two are far apart."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from sqlalchemy import select

from bot import rubric
from bot.messages import Kind
from storage.homework.assignments import hand_in
from storage.homework.ratings import hand_in_rating
from tests.homework import hands_in, last, learners, staffed
from tests.town import Somebody, Town

NAMES = ("林晓", "周航", "赵雨", "陈默", "孙悦", "吴桐")
ASKED = select(hand_in_rating.c.hand_in_id, hand_in_rating.c.membership_id, hand_in_rating.c.dropped_at)
AUTHORS = select(hand_in.c.id, hand_in.c.membership_id)


def drawn(town: Town, *names: str, options: str = "") -> tuple[Somebody, Somebody, dict[str, Somebody]]:
    """So many handed in, the deadline has come and the peers are drawn."""
    owner, expert = staffed(town)
    people = dict(zip(names, learners(town, *names), strict=True))
    owner.confirms(f"作业 案例分析 截止=5/12 18:00 同伴=2 维度=逻辑、数据、表达 {options}")
    for name, who in people.items():
        hands_in(who, "案例分析", f"{name}写的案例")
    town.go_to("5/12", "18:01")
    return owner, expert, people


def raters(town: Town) -> dict[int, list[int]]:
    """Number → the memberships who are to rate it."""
    found: dict[int, list[int]] = {}
    for row in town.look(ASKED):
        if row.dropped_at is None:
            found.setdefault(row.hand_in_id, []).append(row.membership_id)
    return found


def to_rate(who: Somebody) -> list[int]:
    """The numbers somebody has still to rate."""
    return [int(number) for number in re.findall(r"^H(\d+) →", who.tells("作业 评"), re.MULTILINE)]


def test_row_53_two_rate_a_third_where_they_are_far_apart(town: Town) -> None:
    owner, _, people = drawn(town, *NAMES)
    printed = next(str(post) for post in owner.heard_privately.posts if "抽好了互评" in str(post))
    assert "6人交了，每人评2份，05-15 18:00 前评完" in printed
    seed = re.search(r"种子 (\S+)，", printed)
    assert seed is not None
    authors = {row.id: row.membership_id for row in town.look(AUTHORS)}
    reckoned = rubric.draw(authors.values(), 2, seed[1])
    assert {authors[number]: sorted(those) for number, those in raters(town).items()} == {
        author: sorted(those) for author, those in reckoned.items()
    }, "the seed draws it again"

    mine = {name: to_rate(who) for name, who in people.items()}
    assert Counter(map(len, mine.values())) == {2: 6}
    number = 1
    first, second = (name for name in NAMES if number in mine[name])
    shown = people[first].tells("作业 评 H1")
    assert "同学的《案例分析》（H1），不写是谁的" in shown and "林晓" not in shown.split("林晓写的案例")[0]
    assert "评好了：逻辑5分、数据4分、表达4分" in people[first].tells(f"作业 评 H{number} 5 4 4 结构清楚")
    assert "评好了" in people[second].tells(f"作业 评 H{number} 2 4 4")
    assert "均分" not in str(people["林晓"].heard_privately), "it waits for the third"
    third = next(name for name in NAMES if number in to_rate(people[name]))
    assert third not in ("林晓", first, second)
    people[third].tells(f"作业 评 H{number} 5 4 4")
    told = next(str(post) for post in people["林晓"].heard_privately.posts if "评好了：" in str(post) and "均分" in str(post))
    assert told.startswith("📝 作业《案例分析》（H1）评好了：逻辑4.0、数据4.0、表达4.0，均分4.0\n评阅1：结构清楚")
    assert not any(name in told for name in NAMES)
    assert "🎉 作业《案例分析》通过了（H1）" in last(people["林晓"]) and "同伴均分4.0，过线3" in last(people["林晓"])
    assert first in owner.tells(f"作业 看 H{number}"), "managers see who rated"
    assert first not in people["林晓"].tells(f"作业 看 H{number}")
    assert "没有改动" in owner.tells("通过 H1 好")


def test_buttons_line_by_line_and_a_word_at_the_end(town: Town) -> None:
    _, _, people = drawn(town, "林晓", "周航", "赵雨")
    who = people["周航"]
    number = to_rate(who)[0]
    said = who.tells(f"作业 评 H{number}")
    for place, points in enumerate(("4", "3", "5"), 1):
        assert f"{place}/3" in said
        said = who.presses(points, said.posts[-1])
    assert "逻辑4分、数据3分、表达5分。写一句评语发我就提交" in said
    assert f"✅ H{number} 评好了：逻辑4分、数据3分、表达5分，谢谢你。还有1份等你评。" in who.tells("数据再具体些")
    assert "已经评过，没有再改" in who.tells(f"作业 评 H{number} 1 1 1")


def test_who_left_is_replaced_and_time_runs_out(town: Town) -> None:
    owner, _, people = drawn(town, *NAMES[:4])
    gone = next(name for name in NAMES[1:4] if 1 in to_rate(people[name]))
    town.hear(people[gone].event(Kind.LEFT, "", town.at("telegram", "群一")))
    assert all(len(those) == 2 for those in raters(town).values()), "another was asked for each of theirs"
    others = [name for name in NAMES[:4] if name != gone]
    for name in others:
        for number in to_rate(people[name]):
            if name != "林晓":
                people[name].tells(f"作业 评 H{number} 4 4 4")
    town.go_to("5/14", "18:01")
    assert "等你评，05-15 18:00 前评完" in last(people["林晓"])
    town.go_to("5/15", "18:01")
    assert to_rate(people["林晓"]) == []
    assert "通过3、等评0" in owner.tells("作业 案例分析"), "what was given by then decides; who left is in no count"


def test_too_few_to_draw_and_named_reviewers_decide(town: Town) -> None:
    owner, _, _ = drawn(town, "林晓", "周航")
    assert any("只有2人交，抽不成互评" in str(post) for post in owner.heard_privately.posts)
    assert "✅" in owner.tells("通过 H1 好")


def test_a_mean_below_the_line_waits_for_a_person(town: Town) -> None:
    owner, _, people = drawn(town, "林晓", "周航", "赵雨")
    owner.tells("设置 互评过线 4")
    for who in people.values():
        for number in to_rate(who):
            who.tells(f"作业 评 H{number} 3 3 3")
    assert "通过0、等评3" in owner.tells("作业 案例分析")
    assert "均分3.0" in str(owner.heard_privately)


def test_named_reviewers_rate_at_once_and_a_colleague_is_the_third(town: Town) -> None:
    owner, expert = staffed(town)
    other, third = town.learner("周航"), town.learner("孙悦")
    for who in (other, third):
        who.tells("开始")
        owner.tells(f"角色 {who.name} 专家")
    (ann,) = learners(town, "林晓")
    owner.confirms("作业 案例分析 截止=5/12 18:00 评阅=何琳、周航 维度=逻辑、数据")
    number = hands_in(ann, "案例分析")
    assert "请评一份《案例分析》" in str(expert.heard_privately) and "林晓" not in last(other)
    expert.tells(f"作业 评 H{number} 5 5 很好")
    other.tells(f"作业 评 H{number} 2 5")
    asked = [who for who in (owner, third) if to_rate(who) == [number]]
    assert len(asked) == 1
    asked[0].tells(f"作业 评 H{number} 4 4")
    assert "逻辑3.7、数据4.7，均分4.2" in last(ann)
    assert "通过了" not in last(ann)
    expert.tells(f"通过 H{number} 好")
    assert "通过了" in last(ann)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("作业 评", "没有等你评分的作业"),
        ("作业 评 H1", "没有请你评分"),
        ("作业 评 H99 4 4 4", "没有请你评分"),
        ("作业 评 什么", "评哪一份"),
        ("作业 看 H99", "没有"),
        ("作业 看", "看哪一份"),
    ],
)
def test_what_was_not_asked_of_somebody(town: Town, words: str, said: str) -> None:
    staffed(town)
    (ann,) = learners(town, "林晓")
    assert said in ann.tells(words)


def test_points_that_are_none(town: Town) -> None:
    _, _, people = drawn(town, "林晓", "周航", "赵雨")
    who = people["周航"]
    number = to_rate(who)[0]
    for words in ("4 4", "4 4 6", "0 4 4", "四 4 4", "4 4 4 4", "好", "4.5 4 4", "-4 4 4"):
        assert "要3个1到5的分，依次是逻辑、数据、表达" in who.tells(f"作业 评 H{number} {words}"), words
    assert "还差逻辑、数据、表达没打分" in who.tells(f"作业 评 H{number} 交")
    assert "评语最多1000字" in who.tells(f"作业 评 H{number} 4 4 4 {'长' * 1001}")
    assert number in to_rate(who)


def test_a_late_one_is_rated_by_who_was_asked_least(town: Town) -> None:
    owner, _ = staffed(town)
    people = dict(zip(NAMES[:5], learners(town, *NAMES[:5]), strict=True))
    owner.confirms("作业 案例分析 截止=5/12 18:00 同伴=2")
    for name in NAMES[:4]:
        hands_in(people[name], "案例分析")
    town.go_to("5/12", "18:01")
    people["孙悦"].tells("交作业 案例分析 来晚了")
    assert "第1版已交（H5）：文字1段，迟交" in people["孙悦"].tells("完成")
    asked = raters(town)
    assert {number: len(those) for number, those in asked.items()} == dict.fromkeys(range(1, 6), 2)
    loads = Counter(rater for those in asked.values() for rater in those)
    assert sorted(loads.values()) == [2, 2, 3, 3]
    assert "H5" not in owner.tells("待办"), "it waits for its raters"
    town.go_to("5/15", "18:02")
    assert "H5" in owner.tells("待办 H"), "they did not come to it in time"
