"""The desk's levels and return: the figures of the report as it was published, with their n and sentence, and each month's return; typed in a workbook."""

from __future__ import annotations

import io
from typing import Any

import pytest
from openpyxl import load_workbook

from bot.messages import Account
from storage import kept_figures
from tests.desk import asks, cells, filled, table
from tests.programme import Programme
from tests.stories.test_kirkpatrick import programme
from tests.town import Somebody, Town

__all__ = ["programme"]


def workbook(town: Town, who: Somebody, page: str, name: str) -> list[tuple[Any, ...]]:
    """A table of the desk as its file has it, heads first."""
    account = Account(who.channel, who.id, who.name)
    book = town.run(town.app.desk_table(account, who.private, 1, {"page": page, "table": name}))
    assert book is not None
    sheet = load_workbook(io.BytesIO(book)).active
    assert sheet is not None
    return list(sheet.iter_rows(values_only=True))


def test_before_a_report_the_page_says_how_to_make_one(town: Town) -> None:
    shown = asks(town, town.somebody("王岚"), "levels")
    assert [block["kind"] for block in shown["blocks"]] == ["doings", "prose", "table"]
    assert shown["blocks"][0]["doings"][0]["says"] == "柯氏报告" and "还没有出过柯氏报告" in shown["blocks"][1]["words"]
    assert "目标 加" in table(shown, "targets")["empty"]


@pytest.mark.long
def test_the_page_has_the_figures_that_were_published(programme: Programme) -> None:
    """Number for number what is kept, each with its sentence; looking counts nothing anew and keeps nothing."""
    town, wang = programme.town, programme.town.somebody("王岚")
    programme.report()
    kept = [one for one in programme.kept if one.report.startswith("kirkpatrick")]
    shown = asks(town, wang, "levels")
    rows = [row for level in (1, 2, 3, 4) for row in cells(shown, f"level{level}")]
    assert [row[0] for row in rows] == [f"#{one.number}" for one in kept if one.level]
    assert [row[5] for row in rows] == [one.n for one in kept if one.level] and all(row[7] for row in rows)
    assert all(row[4] is None for row in rows), "there is no report before"
    assert all("证据不足" in str(row[3]) or "无数据" in str(row[3]) for row in rows if kept[int(row[0][1:]) - 1].value is None)
    again = asks(town, wang, "levels")
    assert again == shown and len(programme.kept) == len(kept)
    said = wang.heard_privately
    assert f"均分{rows[0][3]}" in said, "as the chat says it"
    for level in (1, 2, 3, 4):
        block = table(shown, f"level{level}")
        assert block["rows"] or block["empty"], "what is missing is said"
    heads, *filed = workbook(town, wang, "levels", "level1")
    assert heads[3] == "数" and all(
        isinstance(row[3], int | float) for row in filed if kept[int(row[0][1:]) - 1].value is not None
    )


@pytest.mark.long
def test_the_report_before_stands_beside(programme: Programme) -> None:
    town, wang = programme.town, programme.town.somebody("王岚")
    programme.report()
    before = cells(asks(town, wang, "levels"), "level1")
    town.pass_(days=1)
    programme.report()
    assert len({row.report for row in town.look(kept_figures.NEWEST, camp=1, most=5)}) == 2
    assert [row[4] for row in cells(asks(town, wang, "levels"), "level1")] == [row[3] for row in before]


@pytest.mark.long
def test_nobodys_name_is_kept_with_a_figure(programme: Programme) -> None:
    """A lecturer is a number in what is kept, and the page says who that is today."""
    programme.report()
    names = {row.name for row in programme.ask("SELECT name FROM person WHERE name <> ''")}
    about = {row.about for row in programme.kept if row.about}
    assert about and not any(name in words for words in about for name in names)


def test_each_months_return_with_its_amounts_gate_and_whose_word(town: Town) -> None:
    wang = town.somebody("王岚")
    empty = asks(town, wang, "roi")
    assert table(empty, "returns")["empty"] == "还没有算过ROI。" and "150%" in str(empty["blocks"][1])
    doing = empty["blocks"][0]["doings"][0]
    sentence = filled(doing, e1="80000", e2="98000", t="2", ts="45", c="360000", month="2026-05")
    assert "TE＝1,260,000元，TE/C＝350%" in wang.tells(sentence)
    wang.tells("ROI 80000 81000 1 10 100000 月=2026-04 归因=假设:行情不变")
    shown = asks(town, wang, "roi")
    may, april = cells(shown, "returns")
    assert may[:9] == ["2026-05", "1,260,000", "350%", "150%，达标", 80000.0, 98000.0, 2.0, 45, 360000.0]
    assert april[1:4] == ["-90,000", "-90%", "150%，未达标"]
    assert "不能说都是培训带来的" in may[11] and "依据是假设：行情不变" in april[11]
    chart = next(block for block in shown["blocks"] if block["kind"] == "chart")
    assert chart["series"][0][1] == [-90.0, 350.0] and chart["x"] == ["2026年4月", "2026年5月"]
    heads, first, _ = workbook(town, wang, "roi", "returns")
    assert heads[1] == "TE（元）" and first[1:3] == (1260000, 3.5)
    wang.takes_back()
    assert [row[0] for row in cells(asks(town, wang, "roi"), "returns")] == ["2026-05"]
