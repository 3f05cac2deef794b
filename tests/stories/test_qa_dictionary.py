"""词典: a camp's own words are known to the search at once, and what is indexed follows in slices while people check in."""

from __future__ import annotations

import pytest

from bot.messages import Kind
from bot.parts import Progress
from tests.stories.test_search import write
from tests.town import Town


def test_a_synonym_is_known_to_the_search_and_can_be_forgotten(town: Town) -> None:
    write(town, ("企业微信怎么加客户", "扫码，备注来意", (), None), ("报销单在哪里交", "交前台", (), None))
    owner, zhou = town.somebody("王岚"), town.learner("周航")
    assert "没有找到" in zhou.says("搜 绿泡泡")
    assert owner.says("词典 绿泡泡=企业微信") == "✅ 词典第1版：绿泡泡=企业微信。已按它重新索引4条问法。"
    assert "K-0001" in zhou.says("搜 绿泡泡怎么加客户").splitlines()[0] and "K-0001" in zhou.says("搜 绿泡泡")
    assert owner.says("词典") == "词典第1版，2个词：企业微信、绿泡泡=企业微信"
    assert owner.says("词典 删 绿泡泡") == "✅ 词典第2版：不再有“绿泡泡”。已按它重新索引4条问法。"
    assert "没有找到" in zhou.says("搜 绿泡泡")


def test_a_synonym_of_a_synonym_means_what_that_means(town: Town) -> None:
    write(town, ("企业微信怎么加客户", "扫码，备注来意", (), None))
    owner, zhou = town.somebody("王岚"), town.learner("周航")
    owner.says("词典 企微=企业微信、WeCom=企微")
    assert "K-0001" in zhou.says("搜 wecom")
    owner.says("词典 企业微信=企业版微信")
    write(town, ("企业版微信怎么群发", "工具栏里选群发", (), None))
    assert "K-0002" in zhou.says("搜 企微 群发") and "K-0001" in zhou.says("搜 企微 加客户")


def test_a_large_archive_is_indexed_anew_in_slices_with_progress(town: Town) -> None:
    write(town, *[(f"第{n}组的企微群怎么建", f"找第{n}组组长", (), None) for n in range(1, 61)])
    owner, zhou = town.somebody("王岚"), town.learner("周航")
    square = town.squares["telegram"]
    before = len(square.posts)
    said = owner.says("词典 企微=企业微信")
    assert "正在按它重新索引120条问法" in said and said.endswith("✅ 120条问法都已按词典第1版索引。")
    (progress,) = [post for post in square.posts[before:] if post.edits]
    assert progress.edits >= 2 and not any(isinstance(part, Progress) for part in progress.parts)
    assert "K-0042" in zhou.says("搜 第42组的企业微信群怎么建").splitlines()[0]


def test_a_restart_in_the_middle_of_indexing_finishes_it(town: Town) -> None:
    write(town, *[(f"第{n}组的企微群怎么建", f"找第{n}组组长", (), None) for n in range(1, 61)])
    owner = town.somebody("王岚")
    town.receive(owner.event(Kind.SAID, "词典 企微=企业微信", owner.private))
    town.restart()
    assert "✅ 120条问法都已按词典第1版索引。" in owner.heard_privately


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("", "词典还是空的。"),
        ("微", "“微”不能当词"),
        ("企微=", "✅ 词典第1版：企微。"),
        ("=企业微信", "“”不能当词"),
        ("🎉🎉", "“🎉🎉”不能当词"),
        ("长" * 21, "不能当词"),
        ("删 没有的", "词典里没有“没有的”。"),
        ("、".join(f"词{n}号" for n in range(501)), "词典最多500个词"),
    ],
)
def test_what_cannot_be_a_word_is_said_in_a_sentence(town: Town, words: str, answer: str) -> None:
    assert answer in town.somebody("王岚").says(f"词典 {words}")


def test_the_dictionary_is_the_managers(town: Town) -> None:
    assert "经理" in town.learner("林晓").says("词典 企微=企业微信")
    assert "还是空的" in town.somebody("王岚").says("词典")
