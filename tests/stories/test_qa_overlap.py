"""查重: found at night, told in the morning, merged only by a manager, and parted again."""

from __future__ import annotations

import pytest

from tests.stories.test_search import write
from tests.town import Heard, Somebody, Town

PAIR = [
    ("客户嫌报价高怎么回", "先问与谁比。", ("异议",), "何琳"),
    ("客户嫌报价太高怎么回", "拆成三年总成本。", (), None),
    ("合同要盖几份章", "一式四份。", (), None),
]
NAMED = "这两条像是问同一件事"


@pytest.fixture
def listed(town: Town) -> Town:
    """The morning after two entries were written that ask the same."""
    write(town, *PAIR)
    town.go_to("5/7", "09:30")
    return town


def told(town: Town) -> Heard:
    return town.somebody("王岚").heard_privately


def test_a_pair_found_at_night_is_told_to_managers_once(town: Town) -> None:
    owner = town.somebody("王岚")
    owner.tells("我的")
    lin = town.learner("林晓")
    lin.tells("我的")
    write(town, *PAIR)
    town.go_to("5/7", "09:00")
    assert "可能重复" not in told(town)
    town.go_to("5/7", "09:30")
    assert told(town).count("问答库里有1对可能重复，发“查重”逐对看；合不合并由你定。") == 1
    town.go_to("5/9", "12:00")
    assert told(town).count("可能重复") == 1 and "可能重复" not in lin.heard_privately
    assert "K-0002" in lin.says("搜 客户嫌报价太高怎么回")  # nothing was merged


def test_merged_by_a_manager_and_parted_again(listed: Town) -> None:
    owner, zhou = listed.somebody("王岚"), listed.learner("周航")
    pair = owner.tells("查重")
    assert NAMED in pair and "K-0001《客户嫌报价高怎么回》先问与谁比。（何琳）" in pair
    done = owner.presses("留 K-0001", pair.posts[0])
    assert "✅ K-0002 已并入 K-0001" in done and "没有要查重的了" in done
    found = zhou.says("搜 客户嫌报价太高怎么回")
    assert "K-0001" in found and "K-0002" not in found
    assert owner.takes_back() == "✅ K-0002 已从 K-0001 分开。" and NAMED in owner.tells("查重")
    found = zhou.says("搜 客户嫌报价太高怎么回")
    assert found.startswith("1 K-0002") and "2 K-0001" in found


def test_kept_apart_they_are_never_named_again(listed: Town) -> None:
    owner = listed.somebody("王岚")
    apart = owner.presses("忽略 X1", owner.tells("查重").posts[0])
    assert "各留各的" in apart
    assert "X1 重新等着定" in owner.takes_back() and NAMED in owner.tells("查重")
    assert "各留各的" in owner.tells("查重 K-0002 不同 K-0001")
    assert "王岚 认定 K-0001 和 K-0002 不同。没有改动" in owner.tells("合并 X1 留 K-0001")
    write(listed, ("客户嫌报价高怎么回复", "看手册", (), None))
    listed.go_to("5/8", "09:30")
    rest = owner.tells("查重")
    assert NAMED in rest and "K-0004" in rest
    assert not ("K-0001《" in rest and "K-0002《" in rest)


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("K-0001 并入 K-0001", "K-0001 不能并入自己。"),
        ("K-0001 并入 K-0099", "没有 K-0099"),
        ("K-0001 不同 K-0003", "K-0001 和 K-0003 不在查重名单里。"),
        ("K-0001", "发“查重”看名单"),
        ("随便", "发“查重”看名单"),
    ],
)
def test_a_wrong_pair_has_its_sentence_and_nothing_is_merged(listed: Town, words: str, answer: str) -> None:
    owner = listed.somebody("王岚")
    assert answer in owner.tells(f"查重 {words}")
    assert NAMED in owner.tells("查重")


def test_only_a_manager_merges(listed: Town) -> None:
    lin: Somebody = listed.learner("林晓")
    assert "经理" in lin.says("查重 K-0002 并入 K-0001")
    assert "K-0002" in lin.says("搜 客户嫌报价太高怎么回")
