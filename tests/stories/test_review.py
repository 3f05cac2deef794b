"""The review half of journey J6: a mistake comes back after 1, 2, 6 and 17 days, on workday mornings, three a day."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import partial

import pytest

from storage import answers, memberships, reviews
from tests.quiz import fill, right_in, single, write, wrong_in
from tests.town import ZONE, Post, Somebody, Town


@pytest.fixture
def lin(town: Town) -> Somebody:
    """A learner we can write to in private."""
    person = town.learner("林晓")
    person.tells("积分")
    return person


def misses(town: Town, who: Somebody, count: int = 1) -> None:
    """Gets `count` questions of the bank wrong in a drill."""
    heard = who.tells(f"练习 题数={count} 限时=60秒")
    for _ in range(count):
        post = heard.posts[-1]
        heard = who.presses(wrong_in(town, post), post)


def reviews_of(who: Somebody) -> list[Post]:
    return [post for post in who.heard_privately.posts if "复习" in str(post).split("：")[0] and post.buttons]


def test_j6_a_mistake_comes_back_after_1_2_6_and_17_days(town: Town, lin: Somebody) -> None:
    fill(town, [single("客户说“再考虑一下”，怎么回？", "C", why="先问清顾虑。")])
    misses(town, lin)
    town.go_to("5/7", "08:30")
    assert not reviews_of(lin)
    town.go_to("5/7", "08:31")
    card = reviews_of(lin)[-1]
    assert str(card).startswith("今日复习1题（昨天答错）：客户说“再考虑一下”，怎么回？")
    assert lin.tells("C") == "✅ 下次 5/9（2天后）。掌握度：异议 0%→100%"
    town.go_to("5/9", "09:00")
    assert lin.presses("C", reviews_of(lin)[-1]).startswith("✅ 下次 5/15（6天后）。")
    town.go_to("5/15", "09:00")
    assert lin.presses("C", reviews_of(lin)[-1]).startswith("✅ 下次 6/1（17天后）。")
    town.go_to("5/31", "23:00")
    assert len(reviews_of(lin)) == 3
    town.go_to("6/1", "09:00")
    assert len(reviews_of(lin)) == 4
    assert lin.tells("今天不想复习") == "好的，顺延到下一个工作日，不扣分。"
    town.go_to("6/2", "09:00")
    assert len(reviews_of(lin)) == 5


def test_a_wrong_answer_in_review_begins_again(town: Town, lin: Somebody) -> None:
    fill(town, [single("怎么回？", "C", why="先问清顾虑。")])
    misses(town, lin)
    town.go_to("5/7", "09:00")
    assert lin.tells("A").startswith("答案是 C 沉默，因为先问清顾虑。下次 5/8（1天后）。")
    assert "要在" not in lin.tells("我的错题") and "已加入复习，下次 5/8。" in lin.tells("我的错题")


def test_no_more_than_three_a_day_and_the_rest_later(town: Town, lin: Somebody) -> None:
    fill(town, [single(f"问题{n}？") for n in range(8)])
    misses(town, lin, 8)
    town.go_to("5/7", "09:00")
    assert str(reviews_of(lin)[-1]).startswith("今日复习3题")
    for n in (1, 2, 3):
        assert len(reviews_of(lin)) == n
        lin.presses(right_in(town, reviews_of(lin)[-1]), reviews_of(lin)[-1])
    assert len(reviews_of(lin)) == 3 and "今天没有要复习的题了" in lin.tells("我的错题 复习")
    town.go_to("5/8", "09:00")
    assert len(reviews_of(lin)) == 4


def test_three_hundred_overdue_cards_never_exceed_the_day_s_three(town: Town, lin: Somebody) -> None:
    fill(town, [single(f"问题{n}？") for n in range(300)])
    due, last = datetime(2026, 5, 6, 20, tzinfo=ZONE), date(2026, 4, 1)
    member = next(row.id for row in town.look(memberships.MEMBERS, camp=1) if row.role == "learner")
    for n in range(1, 301):
        write(town, partial(reviews.keep, member=member, kept=reviews.Kept(n, 1.0 + n / 10, 5.0, last, due)))
    town.go_to("5/7", "08:31")
    for _ in range(10):
        lin.presses(right_in(town, reviews_of(lin)[-1]), reviews_of(lin)[-1])
    assert len(reviews_of(lin)) == 3
    assert [str(one).split("：")[1].split("？")[0] for one in reviews_of(lin)] == ["问题0", "问题1", "问题2"]


def test_holidays_and_weekends_are_quiet(town: Town, lin: Somebody) -> None:
    fill(town, [single("怎么回？")])
    town.clock.move(datetime(2026, 9, 30, 10, 0, tzinfo=ZONE).astimezone(UTC))
    misses(town, lin)
    town.go_to("10/7", "23:00")
    assert not reviews_of(lin)
    town.go_to("10/8", "09:00")
    assert len(reviews_of(lin)) == 1


def test_the_card_says_what_the_bank_says_now(town: Town, lin: Somebody) -> None:
    fill(town, [single("旧的问法？", "C")])
    misses(town, lin)
    owner = town.somebody("王岚")
    assert "已改为 v2" in owner.tells("题库 Q001 题干 新的问法？")
    town.go_to("5/7", "09:00")
    assert "新的问法？" in str(reviews_of(lin)[-1])
    owner.tells("题库 Q001 停用")
    lin.presses("B", reviews_of(lin)[-1])
    town.go_to("5/8", "09:00")
    assert len(reviews_of(lin)) == 1


def test_right_but_slow_comes_back_and_right_does_not(town: Town, lin: Somebody) -> None:
    fill(town, [single("怎么回？", "C")])
    post = lin.tells("练习 题数=1 限时=10秒").posts[-1]
    town.pass_(seconds=7)
    lin.presses("C", post)
    assert len(town.look(reviews.card.select())) == 1
    town.pass_(minutes=1)
    assert "没有错题" in lin.tells("我的错题")
    town.go_to("5/8", "10:00")
    post = lin.tells("练习 题数=1 限时=10秒").posts[-1]
    assert "✅" in lin.presses("C", post)


def test_who_cannot_be_reached_is_not_written_to(town: Town) -> None:
    fill(town, [single("怎么回？", "C")])
    zhou = town.learner("周航")
    town.somebody("王岚").says("开赛 热身 题数=1 限时=5秒")
    town.pass_(seconds=30)
    post = next(post for post in town.squares["telegram"].posts if "第1题" in str(post))
    zhou.presses("A", post)
    town.pass_(minutes=1)
    town.go_to("5/7", "09:00")
    assert not zhou.heard_privately.posts
    assert "先私聊我发一句" in zhou.says("我的错题")
    assert "第1题你选A 降价，正确C 沉默" in zhou.tells("我的错题")
    assert "今日复习1题" in zhou.presses("现在复习1题", zhou.heard_privately.posts[-1])


def test_an_answer_is_the_person_s_own_and_given_once(town: Town, lin: Somebody) -> None:
    fill(town, [single("怎么回？", "C")])
    misses(town, lin)
    town.go_to("5/7", "09:00")
    card = reviews_of(lin)[-1]
    other = town.learner("周航")
    other.tells("积分")
    says = next(button.says for button in card.buttons if button.label == "C")
    assert "这题是问别人的" in other.tells(says)
    assert "没看懂" in lin.tells("不知道呀")
    assert lin.tells("C").startswith("✅") and "这题已经换成后面的题了" in lin.tells(says)
    assert len(town.look(answers.ATTEMPTS, camp=1)) == 2


def test_the_time_and_the_number_of_days_are_the_camp_s(town: Town, lin: Somebody) -> None:
    fill(town, [single("怎么回？", "C")])
    town.somebody("王岚").says("设置 复习时间 07:15")
    misses(town, lin)
    town.go_to("5/7", "07:14")
    assert not reviews_of(lin)
    town.go_to("5/7", "07:15")
    assert len(reviews_of(lin)) == 1
