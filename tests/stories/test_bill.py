"""The learning bill — journey J12: every figure is the ledger's, only its owner sees it until they share it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select

from bot.parts import Picture
from handlers.bill.figures import Bill
from handlers.bill.remarks import REMARKS, remark, said
from storage.bills import bill as bill_table
from storage.memberships import membership
from storage.points import ledger
from tests.engines import on_sqlite, postgresql_in_journeys
from tests.town import ZONE, Heard, Somebody, Town

UNKIND = ("落后", "倒数", "垫底", "最后一名", "最差", "太差", "懒", "丢人", "失败", "不及格", "羞", "废", "笨", "糟", "拖后腿")
"""What a bill never says."""


def second_week(town: Town) -> list[Somebody]:
    """Five learners: 林晓 checked in every day but one, the others on fewer."""
    people = [town.learner(name) for name in ("林晓", "周航", "陈默", "赵雨", "钱多")]
    for person in people:
        person.tells("积分")
    for day, count in (("5/7", 1), ("5/8", 3), ("5/9", 5), ("5/11", 4), ("5/12", 1), ("5/13", 1), ("5/14", 1)):
        town.go_to(day, "10:00")
        for person in people[:count] if day != "5/11" else people[1:]:
            person.says("打卡")
    return people


@pytest.fixture
def camp(town: Town) -> list[Somebody]:
    return second_week(town)


@on_sqlite
def test_j12_the_bill_and_sharing_it(either_town: Town) -> None:
    town = either_town
    town.opened()
    camp = second_week(town)
    lin = camp[0]
    assert "已补 5/11" in lin.says("补卡 5/11")
    answer = lin.tells("学习账单")
    assert answer.startswith("📊 5/11–5/14 学习账单\n打卡：4次（含补卡1）\n微课：0节\n积分：52（+37）\n名次：1/5")
    assert "评语：" in answer and "称号：破冰者" in answer and "破冰者" in lin.tells("积分")
    assert "仅你可见，回复“晒”才会发群。" in answer
    picture = next(part for part in answer.posts[0].parts if isinstance(part, Picture))
    assert town.app.files.read(picture.file).startswith(b"\x89PNG")
    assert all("学习账单" not in str(post) for post in town.squares["telegram"].posts if post.room == town.group)
    assert "✅ 已发到群里" in lin.tells("晒")
    shared = [post for post in town.squares["telegram"].posts if post.room == town.group][-1]
    assert "🎁 林晓 晒了学习账单（5/11–5/14）\n打卡4次、微课0节，积分52。" in str(shared)
    assert any(isinstance(part, Picture) and part.file == picture.file for part in shared.parts)
    assert "已经晒过了" in lin.tells("晒")
    assert "先看一眼自己的" in town.learner("新人").tells("晒")


@postgresql_in_journeys
def test_every_figure_is_recomputed_from_the_ledger_and_the_stamps(either_town: Town) -> None:
    town = either_town
    town.opened()
    camp = second_week(town)
    for person in camp:
        person.tells("学习账单")
    rows = town.look(select(bill_table).where(bill_table.c.first == date(2026, 5, 11)))
    assert len(rows) == 5
    monday = datetime(2026, 5, 11, tzinfo=ZONE)
    for row in rows:
        now = func.sum(ledger.c.amount)
        sums = {
            one[0]: (one[1], one[2])
            for one in town.look(
                select(
                    membership.c.id,
                    select(func.coalesce(now, 0)).where(ledger.c.membership_id == membership.c.id).scalar_subquery(),
                    select(func.coalesce(now, 0))
                    .where(ledger.c.membership_id == membership.c.id, ledger.c.at < monday)
                    .scalar_subquery(),
                ).where(membership.c.role == "learner")
            )
        }
        points, before = sums[row.membership_id]
        figures = row.figures
        assert figures["points"] == points and figures["gained"] == points - before
        assert figures["rank"] == 1 + sum(other > points for other, _ in sums.values())
        assert figures["rank_before"] == 1 + sum(other > before for _, other in sums.values())
        assert figures["of"] == 5


def test_in_the_group_it_comes_in_private(town: Town, camp: list[Somebody]) -> None:
    assert camp[0].says("学习账单") == "已私聊发给你。"
    assert "学习账单" in str(camp[0].heard_privately.posts[-1])
    stranger = town.learner("新人")
    assert "先私聊我说一句话" in stranger.says("学习账单")
    assert "账单是学员的" in town.somebody("王岚").tells("学习账单")
    assert "看哪一段" in camp[0].tells("学习账单 去年")
    assert "全程 5/6–5/14" in camp[0].tells("学习账单 全程") and "5/4–5/10 学习账单" in camp[0].tells("学习账单 上周")


def test_everybody_reachable_gets_one_on_monday_unless_they_said_no(town: Town, camp: list[Somebody]) -> None:
    assert "不再每周发" in camp[1].tells("学习账单 停")
    before = [len(bills(person.heard_privately)) for person in camp]
    town.go_to("5/18", "11:59")
    assert [len(bills(person.heard_privately)) for person in camp] == before
    town.go_to("5/18", "12:00")
    after = [len(bills(person.heard_privately)) for person in camp]
    assert [now - then for now, then in zip(after, before, strict=True)] == [1, 0, 1, 1, 1]
    assert "不想每周收到：学习账单 停" in bills(camp[0].heard_privately)[-1]
    assert "每周一会发给你" in camp[1].tells("学习账单 开")
    town.restart()
    assert len(bills(camp[0].heard_privately)) == after[0]


def test_a_name_no_font_has_gets_the_words_without_the_picture(town: Town) -> None:
    rare = town.learner("ᠠ野")
    rare.tells("打卡")
    answer = rare.tells("学习账单")
    assert "学习账单" in answer and not any(isinstance(part, Picture) for part in answer.posts[0].parts)


def test_bills_move_with_the_person(town: Town, camp: list[Somebody]) -> None:
    from storage import bills

    members = town.look(select(membership.c.id).where(membership.c.role == "learner").order_by(membership.c.id))
    old, kept, *others = (row.id for row in members)
    camp[0].tells("学习账单"), camp[1].tells("学习账单"), camp[0].tells("学习账单 停")

    async def move() -> None:
        await town.database.transact(lambda db: bills.move(db, old, kept))

    town.run(move())
    assert {row.membership_id for row in town.look(select(bill_table.c.membership_id))} == {kept, *others}
    assert town.look(select(bills.no_bill.c.membership_id))[0][0] == kept


def test_no_remark_is_unkind_in_either_language() -> None:
    for one in REMARKS:
        assert not any(word in one.line.zh for word in UNKIND)
        unkind = ("last place", "worst", "lazy", "poor", "fail", "behind", "shame")
        assert not any(word in one.line.en.lower() for word in unkind)


@pytest.mark.parametrize(
    ("figures", "rule"),
    [
        ({"applied": 1, "learned": 2}, "used"),
        ({"contest": 3, "stamps": 1}, "podium"),
        ({"mended": 1, "stamps": 1, "expected": 4}, "mistakes"),
        ({"stamps": 4, "expected": 5, "rank": 6, "rank_before": 15}, "climbed"),
        ({"stamps": 5, "expected": 5, "streak": 9, "rank_before": 1}, "streak"),
        ({"stamps": 4, "expected": 4, "makeups": 1, "rank_before": 1}, "mended"),
        ({"stamps": 4, "expected": 4, "rank_before": 1}, "full"),
        ({"stamps": 1, "expected": 4, "learned": 4, "rank_before": 1}, "lessons"),
        ({"stamps": 1, "expected": 4}, "first"),
        ({"stamps": 1, "expected": 4, "rank_before": 1}, "some"),
        ({"rank_before": 1}, "welcome"),
    ],
)
def test_the_line_is_chosen_by_rule(figures: dict[str, int], rule: str) -> None:
    bill = _bill(**figures)
    chosen = remark(bill)
    assert chosen.rule == rule and remark(bill) is chosen
    for language in ("zh", "en"):
        assert "{" not in said(_bill(**figures, rule=rule)).to(language)


def _bill(**given: object) -> Bill:
    plain = dict.fromkeys(
        ("stamps", "makeups", "expected", "streak", "learned", "applied", "points", "gained", "rank_before", "lifetime"), 0
    )
    said_of = {"period": "week", "first": "2026-05-11", "last": "2026-05-17", "name": "林晓", "rank": 1, "of": 1}
    return Bill(**{**plain, **said_of, **given})  # type: ignore[arg-type]


def bills(heard: Heard) -> list[str]:
    return [str(post) for post in heard.posts if "学习账单\n" in str(post)]


def test_moments_are_the_camps(empty_town: Town) -> None:
    """A stamp at 00:30 on Monday in Shanghai is Sunday's in UTC; it is Monday's in the bill."""
    town = empty_town
    town.clock.move(datetime(2026, 5, 8, 1, 0, tzinfo=UTC))
    town.opened()
    lin = town.learner("林晓")
    lin.tells("积分")
    town.go_to("5/11", "00:30")
    lin.says("打卡")
    town.go_to("5/12", "10:00")
    assert "📊 5/11–5/12 学习账单\n打卡：1次\n微课：0节\n积分：5（+5）" in lin.tells("学习账单")
    assert date(2026, 5, 11).weekday() == 0
