"""Item statistics keep the wordings of a question apart: what was asked otherwise, or by another key, is another item."""

from __future__ import annotations

from fractions import Fraction
from statistics import correlation

from bot.figures import decimal, percent
from tests.engines import on_sqlite
from tests.quiz import fill, single
from tests.stories.test_exam import reachable
from tests.stories.test_question_versions import asked, letter
from tests.town import Somebody, Town

RIGHT, WRONG = "问清比较对象", "沉默"
PEOPLE = 22


def sits(who: Somebody, exam: str, answers: dict[str, bool]) -> list[int]:
    """An exam, each question answered rightly or wrongly by its stem; gives the marks in the stems' order."""
    heard = who.tells(f"考试 {exam}")
    for _ in answers:
        post = asked(heard)
        stem = next(stem for stem in answers if stem in str(post))
        heard = who.presses(letter(post, RIGHT if answers[stem] else WRONG), post)
    return [int(right) for right in answers.values()]


@on_sqlite
def test_a_new_wording_begins_anew_and_the_old_one_keeps_its_own_figures(either_town: Town) -> None:
    town = either_town
    wang = town.opened()
    wang.tells("积分")
    fill(town, [single(f"题目{n}？", "B") for n in range(3)])
    people = [reachable(town, f"学员{n}") for n in range(PEOPLE)]
    wang.confirms("考试 一 题数=3 次数=1")
    marks = [
        sits(one, "一", {"题目0": n % 2 == 0, "题目1": n % 2 == 0 or n % 3 == 0, "题目2": n % 4 < 2})
        for n, one in enumerate(people)
    ]
    first = [row[0] for row in marks]
    shown = f"得分率{percent(Fraction(sum(first), PEOPLE))}（n={PEOPLE}） 区分指数"
    by_hand = 100 * correlation(first, [row[1] + row[2] for row in marks])
    assert f"Q001 {shown}{decimal(Fraction(by_hand))}" in wang.tells("题库 统计")
    assert f"{PEOPLE}人答过" in wang.tells("题库 Q001")

    wang.tells("题库 Q001 标签 谈判")  # the same words: the same item
    assert f"Q001 {shown}" in wang.tells("题库 统计") and f"{PEOPLE}人答过" in wang.tells("题库 Q001")

    wang.tells("题库 Q001 题干 题目0改过？")
    report = wang.tells("题库 统计")
    assert f"Q001（v1） {shown}{decimal(Fraction(by_hand))}" in report and "题目0？" in report and "题目0改过" not in report
    assert "人答过" not in wang.tells("题库 Q001")
    wang.confirms("考试 二 题数=3 次数=1")
    for one in people[:6]:
        sits(one, "二", {"题目0改过": False, "题目1": True, "题目2": True})
    report = wang.tells("题库 统计")
    assert "Q001 得分率0.0%（n=6） 区分指数证据不足（n=6，至少20）" in report and f"Q001（v1） {shown}" in report
    assert "6人答过，首次正确率0.0%" in wang.tells("题库 Q001")
