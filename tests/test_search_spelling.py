"""Spelling and cutting a question: what does not change it is gone, what does stays."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.search.normal import LONGEST, normal
from storage.search.tokens import Dictionary, cut, stem

EMPTY = cut("")


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("請問這個問題問過嗎？", "这个问题问过吗"),
        ("ＡＢＣ１２３　怎么办", "abc123 怎么办"),
        ("@小助 请问老师，报价高怎么回？谢谢", "报价高怎么回"),
        ("大家好，晨会怎么开😀👍🏻", "晨会怎么开"),
        ("老师好！客户嫌贵怎么办，急！在线等", "客户嫌贵怎么办"),
        ("Hi, how do I handle objections? Thanks!", "how do i handle objections"),
        ("看 https://example.com/a?b=1 里的第3步", "看 里的第3步"),
        ("写信到 wang.lan@example.com 还是打电话", "写信到 还是打电话"),
        ("C++和C#、.NET、node.js哪个好", "cpp 和 csharp dotnet nodejs哪个好"),
        ("Wi-Fi连不上，e-mail呢", "wifi连不上 email呢"),
        ("Pro-Max 和 ProMax", "pro max 和 promax"),
        ("It's 3.5 or 3.4.5, at 11:00", "its 3.5 or 3.4.5 at 11.00"),
        ("sql' OR 1=1; -- NEAR(a, b) * ^", "sql or 1 1 near a b"),
        ("שלום עולם", "שלום עולם"),
        ("Ⅳ级 ㎏", "iv级 kg"),
    ],
)
def test_it_is_spelled(said, read):
    assert normal(said) == read


@pytest.mark.parametrize("said", ["你好", "请问一下", "谢谢", "hello"])
def test_a_civility_alone_may_be_what_is_asked_about(said):
    assert normal(said) == said


@pytest.mark.parametrize(
    "said", ["老师的电话是多少", "大家都怎么考勤", "急求答案", "着急怎么办", "你好用英语怎么说", "历史老师"]
)
def test_a_civility_inside_a_question_stays(said):
    assert normal(said) == said


@pytest.mark.parametrize("said", ["", "   ", "😀😀👍", "？！……", "\u200b\u200f", "---"])
def test_nothing_is_left_of_nothing(said):
    assert normal(said) == ""
    assert cut(normal(said)) == EMPTY


@given(st.text(max_size=80))
def test_what_is_left_is_letters_and_single_spaces(said):
    read = normal(said)
    assert read == " ".join(read.split())
    assert all(sign.isalnum() or sign in " ." or not sign.isascii() for sign in read)


def test_ten_thousand_characters_cost_what_a_thousand_cost():
    assert normal("问" * 10_000) == "问" * LONGEST


def test_chinese_is_cut_to_characters_and_pairs():
    assert cut("报价高") == ({"报", "价", "高"}, {"报价", "价高"})


def test_english_is_stemmed_and_paired():
    assert cut("handling objections") == cut("handles objection")
    assert "handl object" in cut("handling objections").pairs


def test_many_threads_stem_at_once():
    words = ["handling", "objections", "generously", "relational", "running", "happiness", "conditions", "activities"] * 500
    alone = [stem.__wrapped__(word) for word in words]
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(stem.__wrapped__, words, chunksize=50)) == alone


def test_mixed_text_keeps_words_whole_and_their_parts():
    tokens = cut("iphone15怎么截图")
    assert {"iphone15", "iphon", "15", "怎"} <= tokens.singles
    assert {"iphone15", "iphon", "iphone15 怎", "怎么"} <= tokens.pairs


def test_a_space_between_chinese_words_changes_nothing():
    assert cut("报价 高") == cut("报价高")


def test_a_domain_word_is_a_token_and_a_synonym_is_read_as_it():
    dictionary = Dictionary(1, {"企业微信": "企业微信", "企微": "企业微信"})
    assert "企业微信" in cut("企业微信怎么建群", dictionary).pairs
    assert cut("企微怎么建群", dictionary) == cut("企业微信怎么建群", dictionary)
    assert "企业微信" not in cut("企业微信怎么建群").pairs


def test_a_latin_synonym_is_read_only_as_a_whole_word():
    dictionary = Dictionary(1, {"ip": "知识产权"})
    assert "知识产权" in cut("ip怎么保护", dictionary).pairs
    assert cut("tips怎么写", dictionary) == cut("tips怎么写")
