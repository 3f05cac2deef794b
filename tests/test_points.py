"""The ledger: purses and kinds, and that what is taken back leaves the balance and the lifetime as if it had never been."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.titles import LEVELS, title
from storage import camps, memberships, people, points
from storage.connection import Db
from storage.database import connect
from tests.town import START, Town

ENTRY: dict[str, Any] = {"category": "contribution", "reason": "award", "at": START}


@pytest.fixture
def db(either_url: str) -> Iterator[Db]:
    """A camp of two members, on each engine."""
    engine = connect(either_url)
    db = Db(engine)
    with db.transaction("BEGIN"):
        camp = camps.open_camp(db, "营", language="zh", timezone="Asia/Shanghai", at=START)
        assert camp == 1
        for name in ("林晓", "周航"):
            who, _ = people.meet(db, "telegram", name, name, "zh", at=START)
            memberships.join(db, camp, who, "learner", day=START.date(), at=START)
    yield db
    db.close()
    engine.dispose()


@dataclass
class Books:
    """What the ledger must come to, kept beside it: what was earned or spent for a source, and whether it still stands."""

    db: Db
    amounts: list[int]
    standing: list[bool]
    purse: str = "points"

    def book(self, amount: int) -> None:
        source = f"award:{len(self.amounts)}"
        write = points.earn if amount > 0 else points.spend
        if amount < 0 and self.held < -amount:
            with pytest.raises(points.NotCovered) as short:
                write(self.db, 1, 1, -amount, source=source, purse=self.purse, **ENTRY)
            assert short.value.balance == self.held
            return
        balance = write(self.db, 1, 1, abs(amount), source=source, purse=self.purse, **ENTRY)
        self.amounts.append(amount)
        self.standing.append(True)
        assert balance == self.held
        again = write(self.db, 1, 1, abs(amount), source=source, purse=self.purse, **ENTRY)
        assert again is None, "a source is booked once"

    def take_back(self, which: int) -> None:
        if self.amounts:
            which %= len(self.amounts)
            spent = self.purse == "coins" and self.standing[which] and self.held < self.amounts[which]
            undone = points.take_back(self.db, f"award:{which}", reason="award_back", at=START)
            assert undone == (self.amounts[which] if self.standing[which] and not spent else 0)
            self.standing[which] = self.standing[which] and spent

    @property
    def held(self) -> int:
        return sum(amount for amount, stands in zip(self.amounts, self.standing, strict=True) if stands)

    @property
    def earned(self) -> int:
        """The lifetime, which is of points alone."""
        standing = zip(self.amounts, self.standing, strict=True)
        return sum(amount for amount, stands in standing if stands and amount > 0) if self.purse == "points" else 0


def totals(db: Db, member: int, purse: str = "points") -> tuple[int, int]:
    """The running columns: (balance, lifetime)."""
    row = db.one(points.TOTALS, membership=member)
    return getattr(row, purse), row.lifetime


MOVES = st.lists(
    st.one_of(
        st.tuples(st.just("book"), st.integers(-1000, 1000).filter(bool)),
        st.tuples(st.just("take_back"), st.integers(0, 50)),
        st.tuples(st.just("unite"), st.just(0)),
    ),
    max_size=25,
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(moves=MOVES, purse=st.sampled_from(points.PURSES))
def test_what_is_taken_back_was_never_there_in_whatever_order(db: Db, moves: list[tuple[str, int]], purse: str) -> None:
    db.execute("BEGIN")
    books, owner = Books(db, [], [], purse), 1
    for move, number in moves:
        if move == "unite" and owner == 1:
            points.move(db, 1, 2)  # accounts become one; what was booked before is taken back after
            owner = 2
        elif owner == 1 or move == "take_back":
            getattr(books, "take_back" if move == "unite" else move)(number)
        assert totals(db, owner, purse) == (books.held, books.earned)
        assert sum(total for _, total in points.categories(db, owner)) == (books.held if purse == "points" else 0)
        assert purse == "points" or books.held >= 0
        assert points.astray(db) == []
    for which in sorted(range(len(books.amounts)), key=lambda n: books.amounts[n]):
        books.take_back(which)  # what was spent comes back first, so that what paid for it is there
    assert totals(db, owner, purse) == (0, 0)
    db.execute("ROLLBACK")


@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
def test_of_payments_for_one_thing_the_first_stands(db: Db, order: tuple[int, int]) -> None:
    db.execute("BEGIN")
    first, second = order
    points.earn(db, 1, first, 20, source=f"exam:3:{first}", **ENTRY)
    points.earn(db, 1, second, 30, source=f"exam:3:{second}", **ENTRY)
    points.earn(db, 1, second, 7, source=f"exam:33:{second}", **ENTRY)
    points.move(db, 1, 2)
    assert points.keep_first(db, 2, "exam:3:%", reason="exam_twice", at=START) == 30
    assert points.keep_first(db, 2, "exam:3:%", reason="exam_twice", at=START) == 0
    assert totals(db, 2) == (27, 27) and points.astray(db) == []
    db.execute("ROLLBACK")


def test_a_line_that_cannot_be_is_refused_by_the_database(db: Db) -> None:
    with db.transaction("BEGIN"):
        points.earn(db, 1, 1, 20, source="award:1", **ENTRY)
        points.spend(db, 1, 1, 5, source="award:2", **ENTRY)
        first = db.one(points.BY_SOURCE, booked_for="award:1").id
        assert points.take_back(db, "award:1", reason="award_back", at=START) == 20
    impossible: list[dict[str, Any]] = [
        {"amount": -5},
        {"amount": 5, "kind": "spend"},
        {"amount": 5, "kind": "reverse", "reverses": first},
        {"amount": -5, "kind": "refund", "reverses": first},
        {"amount": -5, "kind": "reverse"},
        {"amount": 5, "kind": "earn", "reverses": first},
        {"amount": -5, "kind": "reverse", "reverses": 999_999},
        {"amount": 5, "purse": "gold"},
        {"amount": 5, "kind": "gift"},
    ]
    for n, line in enumerate(impossible):
        with pytest.raises(Exception, match=r"(?i)constraint"), db.transaction("BEGIN"):
            points.book(db, 1, 1, source=f"award:bad{n}", **ENTRY, **line)
    with db.transaction("BEGIN"):
        again = points.book(db, 1, 1, -20, source="twice", kind="reverse", reverses=first, **ENTRY)
        coins = points.earn(db, 1, 1, 9, source="coins", purse="coins", **ENTRY)
    assert not again and coins == 9
    assert points.astray(db) == [] and points.entries(db, 1, 9)[0].reason == "award_back", "coins are no points"
    with pytest.raises(Exception, match=r"(?i)constraint"), db.transaction("BEGIN"):
        db.run(points.COINS_BALANCE, membership=1, amount=-10)


def test_a_running_column_that_went_astray_is_found(db: Db) -> None:
    with db.transaction("BEGIN"):
        points.earn(db, 1, 1, 20, source="award:1", **ENTRY)
        points.take_back(db, "award:1", reason="award_back", at=START)
        db.execute("UPDATE membership SET lifetime = 20 WHERE id = 1")
    assert points.astray(db) == [points.Astray(membership=1, points=0, lifetime=20, coins=0, held=0, earned=0, coins_held=0)]


def test_coins_are_given_by_hand_and_make_no_title(either_town: Town) -> None:
    town = either_town
    wang, lin = town.opened(), town.learner("林晓")
    lin.tells("积分")
    assert "✅ 林晓 +200金币（带新人），余200金币" in wang.tells("加分 林晓 0 带新人 币=200")
    assert "社群经理给你加了200金币：带新人" in str(lin.heard_privately.posts[-1])
    assert "积分：0" in lin.tells("积分") and "金币：200" in lin.tells("积分") and title(0)().to("zh") in lin.tells("积分")
    assert "+200" in lin.tells("流水 金币") and "还没有流水" in lin.tells("流水")
    wang.tells("设置 币名 学霸币")
    assert "学霸币：200" in lin.tells("积分") and "合计200学霸币" in lin.tells("流水 学霸币")
    both = wang.tells("加分 林晓 60 分享 币=-50")
    assert "+60（分享），积分60" in both and "-50学霸币（分享），余150学霸币" in both
    back = wang.takes_back()
    assert "60分已收回，积分0" in back and "-50学霸币已收回，余200学霸币" in back
    for wrong, said in {"币=0": "一次加1到1000分", "币=1001": "一次加1到1000分", "币=-201": "只有200学霸币"}.items():
        assert said in wang.tells(f"加分 林晓 0 手滑 {wrong}")
    for wrong in ("积分", "两个 字", "12345", "一二三四五六七八九"):
        assert "币名" in wang.tells(f"设置 币名 {wrong}") and "学霸币" in lin.tells("积分")
    assert town.look(points.ASTRAY) == []


def test_an_award_taken_back_takes_the_title_with_it(either_town: Town) -> None:
    town = either_town
    wang, lin = town.opened(), town.learner("林晓")
    sprout, companion = title(0)().to("zh"), title(200)().to("zh")
    assert LEVELS[1][0] <= 200
    wang.says("加分 林晓 200 案例")
    assert companion in lin.tells("积分")
    assert "200分已收回，积分0" in wang.takes_back()
    assert sprout in lin.tells("积分") and companion not in lin.tells("积分")
    wang.says("加分 林晓 60 案例")
    wang.says("加分 林晓 -20 迟到")
    assert lin.tells("积分").startswith("积分：40（") and title(60)().to("zh") in lin.tells("积分")
    assert "-20分已收回，积分60" in wang.takes_back()
    assert "60分已收回，积分0" in wang.takes_back()
    assert sprout in lin.tells("积分") and "撤销加分 -60" in lin.tells("流水")
    assert town.look(points.ASTRAY) == []
