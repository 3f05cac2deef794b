"""Options as people write them: other words for a name, a colon, spaces around the sign; and what is no option."""

from __future__ import annotations

from typing import Annotated, Any

import pytest

from bot.arguments import EMPTY, UNKNOWN, Misread, Named, Onwards, Tagged, bind, parameters


def planned(
    ctx: Any,
    title: Annotated[str, Named("标题", "title")],
    *,
    seats: Annotated[int | None, Named("名额", "seats", ("人数", "places"))] = None,
    speaker: Annotated[Onwards | None, Named("讲者", "speaker", ("讲师",))] = None,
    owner: Annotated[str | None, Named("负责", "owner")] = None,
    tag: Annotated[Tagged | None, Named("标签", "tag")] = None,
) -> None:
    """A command with options."""


GRAMMAR = parameters(planned)


@pytest.mark.parametrize(
    ("words", "given"),
    [
        ("分享会 名额=30", {"title": "分享会", "seats": 30}),
        ("分享会 人数=30", {"title": "分享会", "seats": 30}),
        ("Talk places=30", {"title": "Talk", "seats": 30}),
        ("Talk SEATS=30", {"title": "Talk", "seats": 30}),
        ("Talk seat=30", {"title": "Talk", "seats": 30}),
        ("分享会 负责人=何琳", {"title": "分享会", "owner": "何琳"}),
        ("分享会 名额：30", {"title": "分享会", "seats": 30}),
        ("分享会 讲师： 何琳 名额 = 30", {"title": "分享会", "speaker": "何琳", "seats": 30}),
        ("分享会 名额＝３０", {"title": "分享会", "seats": 30}),
        ("分享会 标签=骨干", {"title": "分享会", "tag": "骨干"}),
        ("分享会 标签=全员", {"title": "分享会", "tag": ""}),
        ("Talk tag=Everyone", {"title": "Talk", "tag": ""}),
        ("分享会 16:00", {"title": "分享会 16:00"}),
        ("分享会，讲者：何琳，名额：三十", {"title": "分享会", "speaker": "何琳", "seats": 30}),
        ("Talk; speaker=Helen; seats=30", {"title": "Talk", "speaker": "Helen", "seats": 30}),
        ("分享会 讲者=何琳，周航", {"title": "分享会", "speaker": "何琳，周航"}),
        ("主题：客户异议，答：先认同", {"title": "主题：客户异议，答：先认同"}),
        ("主题：客户异议", {"title": "主题：客户异议"}),
        ("1 + 1 = 2", {"title": "1 + 1 = 2"}),
    ],
)
def test_an_option_is_heard_however_it_is_written(words: str, given: dict[str, Any]) -> None:
    assert bind(GRAMMAR, words) == given


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("分享会 名额=", EMPTY),
        ("名额= 讲者=何琳", EMPTY),
        ("分享会 颜色=红", UNKNOWN),
        ("分享会 s=3", UNKNOWN),
        ("分享会 模板=", UNKNOWN),
    ],
)
def test_what_is_no_option_or_has_no_value_is_said(words: str, why: Any) -> None:
    with pytest.raises(Misread) as said:
        bind(GRAMMAR, words)
    assert said.value.line.phrase is why
