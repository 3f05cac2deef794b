"""Extra training: 69.9 is in and 70.0 out; a roster, two sessions a week with sign-in, a re-test, and out on passing; the case knows."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from sqlalchemy import insert, select

from handlers.remedial import rules
from storage import answers, asks, bank, care, remedial
from storage.connection import Db
from storage.reports import enrolment
from tests.engines import postgresql_in_journeys
from tests.quiz import fill, single, write
from tests.stories.test_cases import flagged
from tests.stories.test_exam import takes
from tests.town import Town


def answered(town: Town, **right: int) -> None:
    """By name how many of ten questions about 谈判 they answer right, now."""
    if not town.look(bank.ALL, camp=1, tag="谈判"):
        fill(town, [single(f"谈{n}", "AB"[n % 2], "谈判") for n in range(10)])
    members = {row.name: row.id for row in town.look(enrolment.ROSTER, camp=1)}
    questions = [row.question_id for row in town.look(select(bank.question_tag).where(bank.question_tag.c.tag == "谈判"))]
    at = town.clock.now()

    def give(db: Db) -> None:
        for name, good in right.items():
            for n, question in enumerate(questions):
                put = {"camp_id": 1, "question_id": question, "place": 0, "asked_at": at, "kind": "drill"}
                ask = db.value(insert(asks.ask).returning(asks.ask.c.id), **put)
                said = {"said": "A", "chosen": [0], "earned": int(n < good), "out_of": 1, "received_at": at}
                db.run(insert(answers.answer), ask_id=ask, membership_id=members[name], camp_id=1, question_id=question, **said)

    write(town, give)


@postgresql_in_journeys
def test_from_below_the_line_to_a_re_test(either_town: Town) -> None:
    town = either_town
    wang, qian, zhao, lin = town.opened(), *(town.learner(name) for name in ("钱多", "赵雨", "林晓"))
    for one in (qian, zhao, lin):
        one.tells("积分")
    assert "近4周没有人低于70" in wang.tells("补训")
    answered(town, 钱多=5, 赵雨=6, 林晓=7)
    number = flagged(town, "钱多", ["R6", {"module": "谈判", "score": "62", "below": 70}])
    wang.tells(f"处理 Z{number} 补训")
    town.pass_(minutes=1)
    said = wang.tells("补训 谈判")
    assert "谈判低于70：2人" in said and "钱多：50" in said and "赵雨：60" in said and "林晓" not in said, "70 itself is enough"
    assert "谈判：2人" in wang.tells("补训")
    for wrong, why in (
        ("补训 唱歌", "没有人的“唱歌”低于70"),
        ("补训 谈判 时间=周四 19:00", "一周两天和几点"),
        ("补训 谈判 时间=周二,周四", "一周两天和几点"),
        ("补训 谈判 时间=周四,周五 19:00 补考=没有", "没有叫“没有”的考试"),
        ("补训 名单 谈判", "“谈判”没有开补训"),
        ("补训 加 林晓", "谁、哪个模块"),
        ("补训 结束 谈判", "“谈判”没有开补训"),
    ):
        assert why in wang.tells(wrong), wrong
    assert "要由社群经理来安排" in lin.tells("补训 谈判") and "你现在没有补训" in qian.tells("补训")
    assert "现在没有要签到的补训" in qian.tells("补训 签到")

    draft = str(wang.tells("补训 谈判 时间=周四,周五 19:00").posts[-1])
    assert "谈判补训，2人，每周四、周五 19:00" in draft and "钱多 50" in draft
    shown = wang.presses("发出", wang.heard_privately.posts[-1])
    assert "✅ 谈判补训开了：2人，第一次 05-06 19:00" in shown
    heard = str(qian.heard_privately.posts[-1])
    assert "王岚给你留了谈判补训的位子" in heard and "50" not in heard and "低" not in heard, "nobody is shamed"
    assert "补训的位子" not in str(lin.heard_privately)
    assert "已经开着" in wang.confirms("补训 谈判 时间=周四,周五 19:00")
    assert "✅ 林晓加进谈判补训" in wang.tells("补训 加 林晓 谈判") and "已经在" in wang.tells("补训 加 林晓 谈判")
    assert "林晓不在谈判补训里了" in wang.takes_back() and "林晓不在谈判补训里" in wang.tells("补训 去 林晓 谈判")

    zhao.tells("请假 5/6")
    before = {one.name: len(one.heard_privately.posts) for one in (qian, zhao, lin)}
    town.go_to("5/6", "19:00")
    (post,) = qian.heard_privately.posts[before["钱多"] :]
    assert "谈判补训 19:00 开始" in str(post)
    assert len(zhao.heard_privately.posts) == before["赵雨"] and len(lin.heard_privately.posts) == before["林晓"], (
        "leave excuses"
    )
    assert "✅ 谈判补训签到了（19:00）" in qian.presses("签到", post)
    assert "19:00 已签到" in qian.tells("补训 签到")
    assert "现在没有要签到的补训" in zhao.tells("补训 签到")
    said = wang.tells("补训 名单 谈判")
    assert "钱多：来时50，签到1/1" in said and "赵雨：来时60，签到0/0" in said

    wang.confirms("考试 谈判补考 题数=10 标签=谈判 及格=80 次数=3")
    takes(town, qian, "谈判补考", right=6, of=10)
    assert "谈判补考60，到70就结束" in str(qian.heard_privately)
    takes(town, qian, "谈判补考", right=7, of=10)
    assert "✅ 谈判补考70，过了，补训到此结束。" in str(qian.heard_privately), "70.0 is out, whatever the exam's own mark"
    assert "钱多：来时50，签到1/1（已通过）" in wang.tells("补训 名单 谈判") and "你现在没有补训" in qian.tells("补训")
    whole = wang.tells(f"待办 Z{number}")
    for step in ("王岚 补训：", "进展：谈判补训：开始", "进展：谈判补训：签到", "进展：谈判补考60", "进展：谈判补考70，通过"):
        assert step in whole, step
    assert "✅ 谈判补训结束了" in wang.tells("补训 结束 谈判") and "谈判补训你不用来了" in str(zhao.heard_privately)
    assert "谈判补训又开了" in wang.takes_back() and "赵雨：来时60" in wang.tells("补训 名单 谈判")


def test_a_session_after_an_outage_is_said_once_late_and_says_so(town: Town) -> None:
    wang, qian = town.somebody("王岚"), town.learner("钱多")
    qian.tells("积分")
    answered(town, 钱多=6)
    town.pass_(minutes=1)
    wang.confirms("补训 谈判 时间=周二,周四 19:00")
    town.go_to("5/7", "18:50")
    before = len(qian.heard_privately.posts)
    town.clock.move(town.now.replace(hour=19, minute=20))
    town.restart()
    town.settle()
    (post,) = qian.heard_privately.posts[before:]
    assert "谈判补训 19:00 已经开始（提醒补发" in str(post)
    assert "签到了（19:20）" in qian.presses("签到", post)
    town.go_to("5/12", "18:59")
    before = len(qian.heard_privately.posts)
    town.clock.move(town.now.replace(day=13, hour=8))
    town.restart()
    assert not [post for post in qian.heard_privately.posts[before:] if "补训" in str(post)], (
        "there is nothing to come to any more"
    )
    town.go_to("5/14", "19:00")
    assert "谈判补训 19:00 开始" in str(qian.heard_privately.posts[-1]), "the weeks go on"


def test_two_accounts_came_where_either_did(town: Town) -> None:
    town.learner("钱多")
    town.learner("小钱")
    members = {row.name: row.id for row in town.look(enrolment.ROSTER, camp=1)}
    old, kept, at = members["钱多"], members["小钱"], town.clock.now()

    def both(db: Db) -> int:
        plan: dict[str, Any] = {"below": 70, "weekdays": [1, 3], "time": "19:00", "exam": None, "by": 1, "at": at}
        training = remedial.open_training(db, 1, "谈判", **plan)
        assert training is not None and remedial.open_training(db, 1, "谈判", **plan) is None
        for member in (old, kept):
            remedial.join(db, training, member, "62", at=at)
        session = remedial.hold(db, training, at, [old, kept])
        assert session is not None and remedial.hold(db, training, at, [old]) is None
        assert remedial.sign_in(db, session, old, at=at) and not remedial.sign_in(db, session, old, at=at)
        remedial.move(db, old, kept, at=at)
        return training

    training = write(town, both)
    (person,) = write(town, lambda db: remedial.roster(db, training))
    assert (person.membership, person.came, person.expected) == (kept, 1, 1)
    assert write(town, lambda db: care.open_of(db, kept)) is None


# ── pure ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_69_9_is_in_and_70_out() -> None:
    told = [(1, "谈判", 1000, 699), (2, "谈判", 1000, 700), (3, "谈判", 4, 0), (4, "异议", 5, 0)]
    assert rules.low(told, 70) == {"谈判": {1: Fraction(699, 10)}, "异议": {4: Fraction(0)}}
    assert rules.passes(Fraction(70), 70) and not rules.passes(Fraction(699, 10), 70)


@pytest.mark.parametrize(
    ("words", "plan"),
    [
        ("周二,周四 19:00", ([1, 3], "19:00")),
        ("周二、周四19:00", ([1, 3], "19:00")),
        ("每周三和周日 20：30", ([2, 6], "20:30")),
        ("Tue, Thursday 9:05", ([1, 3], "09:05")),
    ],
)
def test_two_days_and_a_time(words: str, plan: tuple[list[int], str]) -> None:
    assert rules.twice_a_week(words) == plan


@pytest.mark.parametrize("words", ["周二 19:00", "周二周四", "周一周二周三 19:00", "", "周二,周四 19:00 20:00"])
def test_anything_else_is_no_plan(words: str) -> None:
    with pytest.raises(ValueError):
        rules.twice_a_week(words)
