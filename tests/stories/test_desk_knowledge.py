"""The desk's knowledge: entries found and mended by sentences, pairs that may ask the same side by side, what was looked at this week."""

from __future__ import annotations

from typing import Any

import pytest

from storage import archive_table
from tests.desk import asks, cells, figures, filled, table
from tests.stories.test_desk import manager_of_another
from tests.stories.test_qa_overlap import PAIR
from tests.stories.test_search import write
from tests.town import Town


def said(shown: Any, words: str) -> Any:
    """The doing whose sentence has these words."""
    return next(
        doing
        for block in shown["blocks"]
        for doing in [*block.get("doings", []), *block.get("for_many", [])]
        if words in doing["says"]
    )


def charts(shown: Any) -> list[Any]:
    return [block for block in shown["blocks"] if block["kind"] == "chart"]


@pytest.mark.long
@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        ({"sort": "number"}, [1, 2, 3, 4]),
        ({"filters": {"state": "used"}, "sort": "-number", "start": 1}, [2, 1]),
        ({"filters": {"words": "报价"}, "sort": "number"}, [1, 2]),
        ({"filters": {"words": "三年"}}, [2]),
        ({"filters": {"words": "%"}}, []),
        ({"filters": {"tag": "异议"}}, [1]),
        ({"filters": {"tag": "' or 1=1 --"}}, []),
        ({"filters": {"state": "retired"}}, [4]),
    ],
)
def test_entries_are_filtered_and_put_in_order(either_town: Town, asked: dict[str, Any], numbers: list[int]) -> None:
    town = either_town
    manager = town.opened()
    write(town, *PAIR, ("旧的问题", "旧的答案", (), None))
    manager.tells("归档 K-0004 作废")
    shown = table(asks(town, manager, "knowledge", **asked), "entries")
    assert [row[1][0][0] for row in shown["rows"]] == [f"K-{number:04}" for number in numbers]
    assert shown["total"] == len(numbers) + asked.get("start", 0)


@pytest.mark.parametrize("sort", archive_table.PAGES)
def test_every_order_is_one_on_both_engines(either_town: Town, sort: str) -> None:
    manager = either_town.opened()
    write(either_town, *PAIR)
    assert len(cells(asks(either_town, manager, "knowledge", sort=sort), "entries")) == 3


def test_an_entry_is_mended_by_the_sentences_beside_it_and_its_versions_stay(either_town: Town) -> None:
    town = either_town
    manager = town.opened()
    write(town, *PAIR)
    shown = asks(town, manager, "knowledge", subject="1")
    assert shown["title"] == "K-0001" and "先问与谁比。" in str(shown["blocks"])
    change = said(shown, "改 {answer}")
    assert change["blanks"][0]["given"] == "先问与谁比。"
    manager.tells(filled(change, code="K-0001", answer="先问和谁比，再报价。"))
    manager.tells(filled(said(shown, "{tags}"), code="K-0001", tags="异议；价格"))
    shown = asks(town, manager, "knowledge", subject="1")
    assert figures(shown)["版本"] == "第3版" and figures(shown)["标签"] == "异议 · 价格"
    assert cells(shown, "versions")[0][2] == "先问与谁比。"
    manager.tells(filled(said(shown, "作废"), code="K-0001"))
    shown = asks(town, manager, "knowledge", subject="1")
    assert figures(shown)["状态"] == "已作废"
    manager.tells(filled(said(shown, "恢复"), code="K-0001"))
    assert figures(asks(town, manager, "knowledge", subject="1"))["状态"] == "在用"


def test_pairs_stand_side_by_side_and_are_decided_there(town: Town) -> None:
    manager = town.somebody("王岚")
    write(town, *PAIR)
    town.go_to("5/7", "09:30")
    shown = asks(town, manager, "knowledge")
    (pair,) = cells(shown, "pairs")
    assert "客户嫌报价高怎么回" in pair[0] and "客户嫌报价太高怎么回" in pair[1] and 60 <= pair[2] <= 100
    (names,) = (row[2] for row in table(shown, "pairs")["rows"])
    keep = said(shown, "留 {one}")
    assert keep["shown"]
    assert "K-0002 已并入 K-0001" in manager.tells(filled(keep, **names))
    assert figures(asks(town, manager, "knowledge"))["可能重复"] == "0"
    manager.takes_back()
    assert "各留各的" in manager.tells(filled(said(shown, "忽略"), **names))
    assert figures(asks(town, manager, "knowledge"))["可能重复"] == "0"


def test_heat_stands_as_the_chat_says_it(town: Town) -> None:
    manager, zhou = town.somebody("王岚"), town.learner("周航")
    write(town, *PAIR)
    assert not charts(asks(town, manager, "knowledge"))
    zhou.says("搜 合同要盖几份章")
    warm = charts(asks(town, manager, "knowledge"))[0]["rows"]
    assert warm and warm[0][0].startswith("K-0003")
    assert "K-0003" in zhou.says("热度")


def test_an_expert_mends_and_does_not_retire(town: Town) -> None:
    manager, expert = town.somebody("王岚"), town.learner("何琳")
    write(town, *PAIR)
    manager.tells("角色 何琳 专家")
    shown = asks(town, expert, "knowledge")
    assert not table(shown, "entries")["for_many"]
    assert not any("作废" in str(block.get("doings")) for block in asks(town, expert, "knowledge", subject="1")["blocks"])


@pytest.mark.parametrize("subject", ["1", "9", "x", "１", "99999999999999999999"])
def test_an_entry_of_another_camp_is_not_there(town: Town, subject: str) -> None:
    other = manager_of_another(town)
    write(town, *PAIR)
    assert asks(town, other, "knowledge", camp=2, subject=subject) == asks(town, other, "knowledge", camp=2, subject="777")
