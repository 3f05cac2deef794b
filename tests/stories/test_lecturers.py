"""A lecturer's year: every total is the sum of the parts that are shown, and stars go by a rule that is said."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from bot.contributions import Contributed
from handlers.lecturers import rules
from storage import teaching
from storage.connection import Db
from storage.lessons import ratings
from tests.homework import hands_in, learners, staffed
from tests.stories.test_lessons import imported
from tests.town import Town

ROWS = st.lists(
    st.builds(
        Contributed,
        member=st.integers(1, 4),
        day=st.just(date(2026, 5, 6)),
        what=st.just("x"),
        minutes=st.integers(0, 60),
        score=st.integers(0, 200),
        rated=st.integers(0, 20),
    ),
    max_size=30,
)


@given(st.dictionaries(st.sampled_from(["lessons", "homework", "answers"]), ROWS, max_size=3))
def test_every_total_is_the_sum_of_its_parts(kinds: dict[str, list[Contributed]]) -> None:
    by_member = rules.by_member(kinds)
    every = [row for rows in kinds.values() for row in rows]
    for member, parts in by_member.items():
        whole = rules.total(row for rows in parts.values() for row in rows)
        pieces = [rules.total(rows) for rows in parts.values()]
        for figure in ("n", "minutes", "score", "rated"):
            assert getattr(whole, figure) == sum(getattr(piece, figure) for piece in pieces)
        assert whole.n == sum(row.member == member for row in every)
    assert sum(rules.total(r for rows in parts.values() for r in rows).n for parts in by_member.values()) == len(every)


def test_the_stars_go_by_the_years_mean() -> None:
    def stars(score: int, rated: int) -> int | None:
        return rules.YearTotals(1, 0, score, rated).stars

    assert [stars(mean, 10) for mean in (100, 95, 94, 90, 89, 85, 84, 80, 79, 0)] == [5, 5, 4, 4, 3, 3, 2, 2, 1, 1]
    assert stars(90, 9) is None and stars(0, 0) is None, "too few say nothing"
    assert rules.YearTotals(1, 0, 849, 100).mean == Fraction(849, 100) and stars(849, 100) == 2, "8.49 is not 8.5"


def score(town: Town, lesson: int, scores: list[int]) -> None:
    """Scores as they are kept, whoever gave them."""

    def write(db: Db) -> None:
        db.many(ratings.SCORED, ({"lesson_id": lesson, "score": one, "times": 1} for one in scores))

    async def transact() -> None:
        await town.database.transact(write)

    town.run(transact())


def test_a_file_adds_up_lessons_answers_and_scores(town: Town) -> None:
    wang, he, chen = town.somebody("王岚"), town.learner("何琳"), town.learner("陈默")
    for one in (he, chen):
        one.tells("积分")
    wang.tells("角色 何琳 专家")
    assert "何琳：还没有" in wang.tells("讲师") and "何琳 2026年还没有讲课" in wang.tells("讲师 何琳")
    assert "专家或社群经理" in chen.tells("讲师"), "it names people and what they were rated"
    imported(town)
    town.go_to("5/8", "12:00")
    score(town, 1, [10, 9, 10, 9, 8, 7, 7, 6, 3, 10])
    score(town, 2, [10, 10, 10, 10])
    chen.says("提问 客户嫌报价高怎么回")
    answer = he.says("答 A-0001 先问和谁比", about=None)
    assert "已记录" in answer
    assert "已归档" in chen.says("采纳")
    said = he.tells("讲师 何琳")
    minutes = [int(row.minutes) for row in town.look(teaching.TAUGHT, camp=1, first=date(2026, 1, 1), last=date(2026, 12, 31))]
    assert len(minutes) == 3
    assert f"微课：3项、{sum(minutes)}分钟、评分7.90（n=10）" in said, "four scores alone could be guessed at"
    assert "采纳的回答：1项（A-0001）" in said and f"合计：4项、{sum(minutes)}分钟、评分7.90（n=10）" in said
    assert "2026年星级：★\n" in said and "8.5起三星" in said
    score(town, 2, [10, 10, 10, 10, 10, 10])
    assert f"合计：4项、{sum(minutes)}分钟、评分8.95（n=20）" in he.tells("讲师 何琳") and "★★★" in he.tells("讲师 何琳")
    roster = wang.says("讲师")
    assert "已私聊发给你" in roster and "何琳：微课 3、采纳的回答 1" in str(wang.heard_privately.posts[-1])
    assert "陈默" not in str(wang.heard_privately.posts[-1])
    assert "2025年还没有讲课" in wang.tells("讲师 何琳 年=2025")
    for wrong, why in {
        "讲师 何林": "何琳",
        "讲师 何琳 年=26": "四位数",
        "讲师 年=2027": "四位数",
        "讲师 年=去年": "不能当作年",
        "讲师 何琳 月=5": "没有“月”这个选项",
        "讲师 陈默": "2026年还没有讲课",
    }.items():
        answer = wang.tells(wrong)
        assert why in answer and len(answer.splitlines()) == 1, f"{wrong} → {answer}"


def test_homework_that_was_reviewed_is_its_reviewers(town: Town) -> None:
    owner, expert = staffed(town)
    ann, bob = learners(town, "林晓", "周航")
    owner.confirms("作业 拜访提纲 写出三个问题 截止=6/10 18:00 评阅=何琳")
    for one in (ann, bob):
        hands_in(one, "拜访提纲", "我的三个问题")
    expert.tells("退回 H1 缺数据")
    expert.tells("通过 H2 提纲清晰")
    hands_in(ann, "拜访提纲", "补上了数据")
    expert.tells("通过 H3 好多了")
    said = owner.tells("讲师 何琳")
    assert "批改作业：3项（H3、H2、H1）" in said and "合计：3项" in said and "证据不足（n=0，至少10）" in said
