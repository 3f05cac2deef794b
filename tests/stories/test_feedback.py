"""Key behaviours are rated at 30 and 90 days by oneself, a manager and peers, anonymously; what is missing is said, and nothing is sent twice."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from typing import Any

from sqlalchemy import select

from bot.named_figures import Measured
from handlers.feedback.figures import OTHERS
from storage import ballots
from storage.feedback.tables import feedback_rated, feedback_rater, feedback_self, feedback_wave
from storage.memberships import membership
from storage.people import person
from tests.engines import on_sqlite, postgresql_in_journeys
from tests.quiz import write
from tests.stories.test_connect import two_accounts
from tests.town import ZONE, Somebody, Town

NAMES = ("林晓", "周航", "陈默", "赵敏", "钱进")
TWELVE = (*NAMES, *(f"学员{n:02}" for n in range(1, 8)))
"""As many as make a figure of what others gave."""
SET = "互评 设 行为=先问参照、记录异议 结束=2026-05-06"
ASKED = "训后30天互评"


def ready(town: Town, names: tuple[str, ...] = NAMES) -> tuple[Somebody, dict[str, Somebody]]:
    manager = town.opened()
    people = {name: town.learner(name) for name in names}
    for one in people.values():
        one.tells("积分")
    return manager, people


def comes_to(town: Town, day: str, at: str) -> None:
    """The days between are not lived through: what was due in them is done once, a little before."""
    month, number = map(int, day.split("/"))
    town.clock.move(
        datetime.combine(date(2026, month, number), time.fromisoformat(at), ZONE).astimezone(UTC) - timedelta(minutes=40)
    )
    town.settle()
    town.go_to(day, at)


def rates_all(one: Somebody, marks: str, *, own: str = "5 5") -> None:
    """Everybody they are asked about gets the same, they themselves their own."""
    said = one.tells("互评 评")
    while "几分" in said:
        said = one.tells(own if "给你自己" in said else marks)
    assert "都评完了" in said


@postgresql_in_journeys
def test_row_73_rated_at_30_and_90_days_merged_missing_shown_and_its_trend(either_town: Town) -> None:
    town = either_town
    manager, people = ready(town, TWELVE)
    said = manager.tells(SET)
    assert (
        "12人，2项行为（先问参照、记录异议）" in said
        and "06-05、08-04发给大家" in said
        and "上级王岚和抽到的4位同事匿名评" in said
    )
    comes_to(town, "6/5", "09:59")
    assert ASKED not in people["林晓"].heard_privately
    town.go_to("6/5", "10:01")
    town.restart()
    town.go_to("6/5", "10:05")
    for one in (*people.values(), manager):
        assert one.heard_privately.count(ASKED) == 1
    assert "给你自己和4位同事打分" in people["林晓"].heard_privately and "社群经理也看不到" in people["林晓"].heard_privately
    assert "要2个1到5的分" in asked_then(people["林晓"], "4")
    for name in TWELVE[:-1]:
        rates_all(people[name], "3 4")
    assert "收到 44/60，缺16" in manager.tells("互评")
    assert "他评均分" not in manager.tells("互评"), "nothing is told before it is closed"
    comes_to(town, "6/12", "10:30")
    assert (
        people[TWELVE[-1]].heard_privately.count("互评还差你的") == 1 and "互评还差你的" not in people["林晓"].heard_privately
    )
    assert people["林晓"].tells("互评").startswith("现在没有等你打分的")
    comes_to(town, "6/19", "10:30")
    assert "训后30天：他评均分3.50，12人有3人以上评；收到 44/60，缺16" in manager.tells("互评")
    mine = people["林晓"].tells("互评 我的")
    assert "自评5.00、他评3.50（" in mine and "上级" not in mine, "one manager is a group below three"
    assert "（请了5人，缺" in mine
    assert "先问参照：3.00" in mine and "不足3人的组已合并" in mine
    assert "别人的互评只有社群经理看得到" in people["林晓"].tells("互评 周航") and "他评3.50" in manager.tells("互评 周航")

    comes_to(town, "8/4", "10:30")
    for one in (*people.values(), manager):
        rates_all(one, "4 4")
    comes_to(town, "8/18", "10:30")
    assert "先问参照：3.00→4.00（+1.00）" in manager.tells("互评") and "记录异议：4.00→4.00（0.00）" in manager.tells("互评")
    assert "先问参照：3.00→4.00（+1.00）" in people["林晓"].tells("互评 我的")
    found = write(town, lambda db: OTHERS.query(db, 1, {"feedback": 1, "days": 90}))
    assert found == Measured(Fraction(4), 12, 12) and OTHERS.is_enough(found)
    assert write(town, lambda db: OTHERS.query(db, 2, {"feedback": 1, "days": 90})) == Measured(None, 0)


def asked_then(one: Somebody, words: str) -> Any:
    one.tells("互评 评")
    return one.tells(words)


@postgresql_in_journeys
def test_row_81_follow_ups_survive_restarts_are_sent_once_and_say_that_they_are_late(either_town: Town) -> None:
    town = either_town
    manager, _ = ready(town)
    manager.tells(SET)
    for day, days in (("6/5", 30), ("8/4", 90), ("11/2", 180)):
        comes_to(town, day, "09:30")
        town.restart()
        town.go_to(day, "10:30")
        assert manager.heard_privately.count(f"培训结束{days}天了") == 1
    assert "晚发" not in manager.heard_privately
    town.clock.move(datetime(2027, 5, 10, 0, 0, tzinfo=UTC))  # away on the day itself
    town.restart()
    town.settle()
    assert manager.heard_privately.count("培训结束365天了：导入最近的业绩，就能和去年同月比一整年。（原定 05-06，晚发）") == 1
    town.restart()
    town.pass_(days=2)
    assert manager.heard_privately.count("培训结束365天了") == 1


@on_sqlite
def test_n8_no_row_joins_a_rating_to_a_rater(either_town: Town) -> None:
    town = either_town
    manager, people = ready(town)
    manager.tells(SET)
    comes_to(town, "6/5", "10:05")
    for place, one in enumerate(people.values()):
        rates_all(one, f"{place % 5 + 1} 3")
    raters = {row.person_id for row in town.look(select(ballots.participation))}
    for row in town.look(select(ballots.ballot)):
        assert set(row._fields) == {"subject", "key", "answers", "fresh", "label"} and row.label in (None, "others")
        assert len(row.key) == 32 and not any(str(one) == row.key for one in raters)
    comes_to(town, "6/19", "10:30")
    assert town.look(select(ballots.ballot)) == [], "what is counted is kept, no single ballot is"
    counted = {
        row.label: row.counts for row in town.look(select(ballots.tally).where(ballots.tally.c.subject.like("feedback:%")))
    }
    assert counted.keys() == {"others"}
    assert all(sum(marks.values()) >= 3 for marks in counted["others"]["counts"].values())
    assert "他评均分证据不足（n=5，至少需10），5人有3人以上评" in manager.tells("互评"), "five people make no figure"
    own = town.look(select(feedback_self.c.membership_id))
    assert len(own) == 5, "what one gave oneself is one's own word"


@on_sqlite
def test_fewer_than_three_others_show_nothing(either_town: Town) -> None:
    town = either_town
    manager, people = ready(town)
    manager.tells(SET)
    comes_to(town, "6/5", "10:05")
    for name in NAMES[:2]:
        rates_all(people[name], "1 1")
    comes_to(town, "6/19", "10:30")
    assert "没有人有3人以上评，不显示分数；收到 8/25，缺17" in manager.tells("互评")
    shown = manager.tells("互评 陈默")
    assert "他评不足3人，不显示" in shown and "1.00" not in shown
    assert town.look(select(ballots.tally).where(ballots.tally.c.subject.like("feedback:%"))) == []


@on_sqlite
def test_what_is_wrong_gets_one_sentence_and_changes_nothing(either_town: Town) -> None:
    town = either_town
    manager, people = ready(town)
    for words, said in {
        "互评": "还没有互评。设一个",
        "互评 设": "写上1到8项关键行为和结束日",
        "互评 设 行为=先问参照": "写上1到8项关键行为和结束日",
        "互评 设 行为=先问参照 结束=某天": "没看懂培训哪天结束",
        "互评 设 行为=先问参照 结束=2026-01-01": "已经过了，现在评不出变化",
        "互评 设 行为=先问参照 结束=2026-05-06 同事=2": "同事写几位：3到8",
        "互评 设 行为=先问参照 结束=2026-05-06 给=没这标签": "能互评的只有0人",
        "互评 停": "现在没有互评",
        "互评 评分人 林晓 上级=王岚 同事=周航、陈默、赵敏": "现在没有互评",
        "互评 评": "现在没有在收的互评",
    }.items():
        assert said in manager.tells(words), words
    assert town.look(select(feedback_rated)) == []
    manager.tells(SET)
    assert "已经有一个互评" in manager.tells(SET)
    before = town.look(select(feedback_rater))
    for words, said in {
        "互评 评分人 林晓 上级=王岚 同事=周航、陈默、林晓": "林晓不能当自己的同事来评",
        "互评 评分人 林晓 上级=林晓 同事=周航、陈默、赵敏": "林晓不能当自己的同事来评",
        "互评 评分人 林晓 上级=王岚 同事=周航、陈默": "至少3位同事",
        "互评 评分人 王岚 上级=林晓 同事=周航、陈默、赵敏": "王岚不在这次互评里",
    }.items():
        assert said in manager.tells(words), words
    assert town.look(select(feedback_rater)) == before
    assert "评林晓的人：王岚（上级）、周航、陈默、赵敏" in manager.tells("互评 评分人 林晓 上级=王岚 同事=周航、陈默、赵敏")
    assert "钱进" in manager.takes_back()
    assert "社群经理来做" in people["林晓"].tells("互评 停") and "现在没有等你打分的" in people["林晓"].tells("互评")
    assert "互评停了" in manager.tells("互评 停") and "接着收" in manager.takes_back()
    manager.tells("互评 停")
    comes_to(town, "6/5", "10:30")
    assert ASKED not in people["林晓"].heard_privately and town.look(select(feedback_wave)) == []


@on_sqlite
def test_behaviours_confirmed_by_the_other_side_stand_beside_the_marks(either_town: Town) -> None:
    town = either_town
    manager, people = ready(town)
    manager.confirms("行为 加 先问参照 频率=每周1次")
    manager.tells(SET)
    people["林晓"].tells("行为 记 先问参照 周航")
    people["周航"].presses("是的", people["周航"].heard_privately.posts[-1])
    assert "行为打卡：对方确认1次，自报0次" in manager.tells("互评 林晓")


def test_two_accounts_of_one_person_are_one_rater_and_one_rated(either_town: Town) -> None:
    town = either_town
    on_telegram, on_wecom = two_accounts(town)
    for name in ("周航", "陈默", "赵敏"):
        town.learner(name, "telegram").tells("积分")
    for one in (on_telegram, on_wecom):
        one.tells("积分")
    assert "5人" in town.somebody("王岚").tells(SET)
    on_telegram.becomes_one_with(on_wecom)
    rows = town.look(
        select(person.c.name, feedback_rated.c.id)
        .select_from(feedback_rated.join(membership, membership.c.id == feedback_rated.c.membership_id).join(person))
        .where(person.c.name == "林晓")
    )
    assert len(rows) == 1
    assert (
        town.look(
            select(feedback_rater.c.rated_id)
            .select_from(feedback_rater.join(feedback_rated, feedback_rated.c.id == feedback_rater.c.rated_id))
            .where(feedback_rated.c.membership_id == feedback_rater.c.membership_id)
        )
        == []
    ), "nobody rates themselves"
