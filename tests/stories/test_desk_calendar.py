"""The desk's calendar: a month day by day, with what makes a day work or rest, and the sentences that change it."""

from __future__ import annotations

import pytest

from tests.desk import asks, cells, figures, filled, table
from tests.stories.test_lessons import imported
from tests.town import Town


def test_a_month_says_what_each_day_is_and_holds(either_town: Town) -> None:
    town = either_town
    manager = town.opened()
    for name in ("林晓", "周航", "何琳", "林木"):
        town.learner(name).tells("请假 5/20")
    town.somebody("林晓").tells("请假 5/21")
    manager.confirms("活动 分享会 5/20 16:00 名额=2")
    manager.confirms("活动 复盘会 5/22 10:00")
    manager.tells("活动 V2 取消 讲者病了")
    shown = asks(town, manager, "calendar")
    days = {row[0]: row for row in cells(shown, "days")}
    assert len(days) == 31 and table(shown, "days")["title"] == "2026年5月"
    assert days["2026-05-01"][2] == "放假" and days["2026-05-09"][2] == "调休上班" and days["2026-05-10"][2] == "休息"
    assert days["2026-05-20"][3] == "16:00 分享会（V1）"
    assert days["2026-05-20"][5].endswith("等4人") and days["2026-05-21"][5] == "林晓"
    assert days["2026-05-22"][3] == "", "what was called off is not on"
    assert figures(shown)["请假人天"] == "5" and figures(shown)["活动"] == "1"
    assert [(row[0], row[7]) for row in cells(shown, "events")] == [("V1", "未开始"), ("V2", "已取消")]
    before = asks(town, manager, "calendar", subject="2026-04")
    assert figures(before)["请假人天"] == "0" and not cells(before, "events")


@pytest.mark.parametrize("subject", ["2026-13", "2026-00", "1", "x", "２０２６-05", "2026-05-01", "' or 1=1 --"])
def test_what_is_no_month_is_said(town: Town, subject: str) -> None:
    assert "2027-05" in asks(town, town.somebody("王岚"), "calendar", subject=subject)["says"]


def test_a_year_turns(town: Town) -> None:
    manager = town.somebody("王岚")
    shown = asks(town, manager, "calendar", subject="2026-12")
    assert figures(shown)["上个月"] == "2026年11月" and figures(shown)["下个月"] == "2027年1月"
    assert len(cells(shown, "days")) == 31 and len(cells(asks(town, manager, "calendar", subject="2028-02"), "days")) == 29


def test_days_that_are_picked_are_made_work_or_rest_and_taken_back(town: Town) -> None:
    manager = town.somebody("王岚")
    shown = table(asks(town, manager, "calendar"), "days")
    off, work, clear = shown["for_many"]
    assert all(doing["shown"] for doing in (off, work, clear))
    names = next(row[2] for row in shown["rows"] if row[0] == "2026-05-20")

    def kind() -> str:
        return str(next(row[2] for row in cells(asks(town, manager, "calendar"), "days") if row[0] == "2026-05-20"))

    assert kind() == "上班"
    manager.tells(filled(off, **names))
    assert kind() == "放假"
    manager.takes_back()
    assert kind() == "上班"
    manager.tells(filled(off, **names)), manager.tells(filled(clear, **names))
    assert kind() == "上班"


def test_lessons_stand_where_they_came(either_town: Town) -> None:
    town = either_town
    town.opened()
    town.learner("林晓")
    manager = imported(town)
    assert not any(row[4] for row in cells(asks(town, manager, "calendar"), "days"))
    town.go_to("5/7", "08:30")
    came = {row[0]: row[4] for row in cells(asks(town, manager, "calendar"), "days") if row[4]}
    assert came == {"2026-05-06": "L1《澄清参照》", "2026-05-07": "L2《复述确认》"}
