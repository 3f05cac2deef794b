"""What was asked for is marked in a piece of the text, whatever script and shape it is written in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.search import excerpt


def shown(text, asked, most=100):
    return "".join(f"[{one.words}]" if one.hit else one.words for one in excerpt(text, asked, most))


@pytest.mark.parametrize(
    ("text", "asked", "marked"),
    [
        ("先问报价高在哪里，再拆成三年总成本", "报价高", "先问[报价高]在哪里，再拆成三年总成本"),
        ("报价太高", "报价 高", "[报价]太[高]"),
        ("先看看報價單", "报价单", "先看看[報價單]"),
        ("ＣＲＭ系统怎么登录", "crm 登录", "[ＣＲＭ]系统怎么[登录]"),
        ("Handling objections well", "how to handle an objection", "[Handling] [objections] well"),
        ("两行\n  的  回答", "回答", "两行 的 [回答]"),
        ("没有一个字", "年会抽奖", "没有一个字"),
    ],
)
def test_hits_are_marked(text, asked, marked):
    assert shown(text, asked) == marked


def test_a_long_text_is_cut_around_what_was_asked_for():
    text = "一" * 100 + "先问报价高在哪里" + "二" * 100
    assert shown(text, "报价高", 20) == "…" + "一" * 2 + "先问[报价高]在哪里" + "二" * 10 + "…"
    assert shown(text, "没有", 5) == "一" * 5 + "…"


@given(st.text(max_size=60), st.text(max_size=20), st.integers(1, 30))
def test_it_is_a_piece_of_the_text(text, asked, most):
    line = " ".join(text.split())
    words = "".join(one.words for one in excerpt(text, asked, most))
    assert words.removeprefix("…").removesuffix("…") in line or words in line
    assert len(words) <= most + 2
