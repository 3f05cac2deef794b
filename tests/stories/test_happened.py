"""What operations say happened: heard in the same transaction, alone, in order, no deeper than three, with a reversal for whatever is
taken back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from bot.feature import Context, Feature, Happened, Phrase, Refusal, Theme
from bot.messages import Address
from bot.router import Router
from storage import checkins, memberships
from tests.quiz import fill, single
from tests.stories.test_connect import two_accounts
from tests.stories.test_lessons import imported, send
from tests.stories.test_my_data import erased
from tests.stories.test_regrade import B, C, takes
from tests.town import Town

HEARD: list[tuple[str, str, dict[str, Any]]] = []
"""Feature, fact and details, as they were heard."""
NOTED = Phrase(zh="听到了 {name}", en="heard {name}")


def with_features(town: Town, *more: Feature) -> None:
    """The same town with features that listen."""
    app = town.app
    app.router = app.dispatcher.router = app.identity.router = Router([*app.router.features, *more], "小助")


class Ear:
    """Hears every fact of a town; what was undone with its transaction was not heard."""

    def __init__(self, town: Town) -> None:
        self.square, self.before = town.squares["telegram"], 0
        feature = Feature("ear", Theme.CAMP)
        for name in town.app.router.facts:
            feature.on(f"fact:{name}")(self._hear)
        with_features(town, feature)
        self.heard()

    def _hear(self, ctx: Context, fact: Happened) -> None:
        assert ctx.camp_or_none is not None and memberships.find_member(ctx.db, fact.member) is not None
        ctx.post(Address("telegram", "耳朵"), NOTED(name=fact.name))

    def heard(self) -> list[str]:
        """The names of what was said since the last time."""
        posts = [str(post) for post in self.square.posts if post.room == "耳朵"]
        new, self.before = posts[self.before :], len(posts)
        return [one.removeprefix("听到了 ") for one in new]

    @contextmanager
    def hears(self, *names: str) -> Iterator[None]:
        """Exactly these facts are said inside, in this order."""
        self.heard()
        yield
        assert self.heard() == list(names)


# ── how it is told ───────────────────────────────────────────────────────────────────────────────────────────────────


def _town_of_listeners(town: Town) -> None:
    HEARD.clear()
    broken, after, refusing = Feature("a_broken", Theme.CAMP), Feature("z_after", Theme.CAMP), Feature("m_refuses", Theme.CAMP)

    @broken.on("fact:checkin.done")
    def breaks(ctx: Context, fact: Happened) -> None:
        checkins.append(ctx.db, fact.member, fact.details["day"], "坏掉的听众写的")
        ctx.tell(ctx.person.id, NOTED(name="坏掉的"))
        HEARD.append((ctx.feature, fact.name, dict(fact.details)))
        raise ZeroDivisionError

    @refusing.on("fact:checkin.done")
    def refuses(ctx: Context, fact: Happened) -> None:
        HEARD.append((ctx.feature, fact.name, dict(fact.details)))
        raise Refusal(NOTED(name="拒绝"))

    @after.on("fact:checkin.done")
    def hears(ctx: Context, fact: Happened) -> None:
        HEARD.append((ctx.feature, fact.name, dict(fact.details)))
        ctx.tell(ctx.person.id, NOTED(name=fact.name))

    with_features(town, after, broken, refusing)


def test_a_listeners_bug_is_undone_and_costs_nobody_anything(either_town: Town, caplog: pytest.LogCaptureFixture) -> None:
    town = either_town
    town.opened()
    ann = town.learner("林晓")
    ann.tells("积分")
    _town_of_listeners(town)
    assert "✅ 林晓 第1天" in ann.says("打卡 第一章")
    assert [feature for feature, *_ in HEARD] == ["a_broken", "m_refuses", "z_after"]
    assert "听到了 checkin.done" in ann.heard_privately and "坏掉的" not in ann.heard_privately
    assert [row.note for row in town.look(checkins.check_in.select())] == ["第一章"]


def test_facts_answer_facts_three_deep_and_no_deeper(town: Town) -> None:
    ann = town.learner("林晓")
    ann.tells("积分")
    HEARD.clear()
    circle = Feature("circle", Theme.CAMP)
    circle.fact("turned", "n")

    @circle.on("fact:checkin.done")
    @circle.on("fact:circle.turned")
    def turn(ctx: Context, fact: Happened) -> None:
        n = fact.details.get("n", 0)
        HEARD.append((ctx.feature, fact.name, {"n": n}))
        ctx.tell(ctx.person.id, NOTED(name=f"第{n}圈"))
        ctx.happened("circle.turned", fact.member, n=n + 1)

    with_features(town, circle)
    assert "第1天" in ann.says("打卡")
    assert [details["n"] for _, _, details in HEARD] == [0, 1, 2]
    told = str(ann.heard_privately)
    assert "第0圈" in told and "第1圈" in told and "第2圈" not in told


def test_a_fact_with_other_details_is_a_bug_of_the_speaker(town: Town) -> None:
    ann = town.learner("林晓")
    wrong = Feature("wrong", Theme.CAMP)

    @wrong.command("说错", "saywrong", help=NOTED, examples=["说错", "saywrong"])
    def say(ctx: Context) -> None:
        ctx.happened("checkin.done", ctx.member.id, day=ctx.today)

    with_features(town, wrong)
    assert "出错了" in ann.tells("说错")


# ── who says what ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_checking_in_making_up_and_joining(town: Town) -> None:
    ear = Ear(town)
    ann = town.somebody("林晓")
    with ear.hears("members.joined", "checkin.done"):
        ann.says("打卡")
    with ear.hears():
        ann.says("打卡 再说一句")
    town.pass_workdays(2)
    with ear.hears("checkin.done"):
        ann.says("补卡 昨天 补上")
    with ear.hears():
        ann.says("补卡 昨天 补上")
    town.go_to("5/9")
    with ear.hears("checkin.done"):
        ann.says("打卡")


def test_a_roster_brings_members_and_its_undoing_takes_them_away(town: Town) -> None:
    ear = Ear(town)
    wang = town.somebody("王岚")
    wang.tells("积分")
    ear.heard()
    send(town, wang, "姓名,账号\n赵敏,telegram:t9\n钱进,telegram:t8\n", "名单.csv", says="导入 成员")
    wang.tells("导入")
    assert ear.heard() == ["members.joined", "members.joined"]
    wang.takes_back()
    assert ear.heard() == ["members.left", "members.left"]


def test_an_exam_passed_and_not_passed_any_more(town: Town) -> None:
    wang = town.somebody("王岚")
    wang.tells("积分")
    fill(town, [single("客户说“太贵了”，先做什么？", "B")])
    wang.confirms("考试 阶段一 题数=1 及格=80 次数=1")
    lin, zhou = town.learner("林晓"), town.learner("周航")
    for one in (lin, zhou):
        one.tells("积分")
    ear = Ear(town)
    with ear.hears("exam.passed", "review.answered"):
        takes(lin, "阶段一", B)
    with ear.hears("exam.failed", "review.answered"):
        takes(zhou, "阶段一", C)
    with ear.hears():
        changed = wang.tells("题库 Q001 答案 C")
        shown = wang.presses("看看影响", changed.posts[-1])
    wang.presses("重新判分", shown.posts[-1])
    assert sorted(ear.heard()) == ["exam.passed", "exam.unpassed", "review.answered", "review.answered"]
    wang.takes_back()
    assert sorted(ear.heard()) == ["exam.passed", "exam.unpassed", "review.answered", "review.answered"]


def test_a_lower_mark_passes_and_taking_it_back_does_not(town: Town) -> None:
    wang, lin = town.somebody("王岚"), town.learner("林晓")
    for one in (wang, lin):
        one.tells("积分")
    fill(town, [single("甲", "B"), single("乙", "B")])
    wang.confirms("考试 阶段一 题数=2 及格=80 次数=1")
    takes(lin, "阶段一", B, C)
    ear = Ear(town)
    with ear.hears("exam.passed"):
        wang.confirms("考试 阶段一 题数=2 及格=50 次数=1")
    with ear.hears("exam.unpassed"):
        wang.takes_back()


def test_an_answer_accepted_unaccepted_and_of_use(town: Town) -> None:
    wang, ann, he = town.somebody("王岚"), town.learner("林晓"), town.learner("何琳")
    for one in (wang, ann, he):
        one.tells("积分")
    wang.tells("角色 何琳 专家")
    ear = Ear(town)
    with ear.hears():
        ann.says("提问 客户嫌报价高怎么回")
        he.tells("答 A-0001 先问与谁比")
    with ear.hears("qa.accepted"):
        ann.tells("采纳 A-0001")
    with ear.hears("qa.unaccepted"):
        ann.takes_back()
    with ear.hears("qa.accepted"):
        ann.tells("采纳 A-0001")
    with ear.hears("qa.used"):
        ann.tells("用上了 K-0002")
    with ear.hears():
        he.tells("用上了 K-0002")


def test_lessons_learned_and_applied(town: Town) -> None:
    imported(town)
    ann = town.learner("林晓")
    ann.tells("积分")
    town.go_to("5/8")
    ear = Ear(town)
    with ear.hears("lessons.learned"):
        ann.tells("已学 L2")
    with ear.hears():
        ann.tells("已学 L2")
    with ear.hears("lessons.applied"):
        ann.tells("已应用 L2 今天对客户用了，他说出了顾虑")


def test_two_accounts_become_one_and_one_is_erased(either_town: Town) -> None:
    town = either_town
    ann, on_wecom = two_accounts(town)
    ann.tells("积分")
    ear = Ear(town)
    with ear.hears("connect.merged"):
        on_wecom.becomes_one_with(ann)
    ear.heard()
    erased(town, ann)
    assert ear.heard() == ["my_data.erased"]
