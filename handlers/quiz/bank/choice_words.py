"""A choice as people type it in a chat: 选B, （B）, 我觉得是B吧, 第二个, B.问清比较对象; 對, 没错, 应该是错的."""

from __future__ import annotations

import re

from handlers.quiz.bank import normalise
from storage.search.normal import simplified

_BEFORE = re.compile(
    r"^(?:我们?|就|那|个人|应该|觉得|认为|感觉|猜|肯定|选择?|(?:正确|标准)?(?:答案|选项)|the answer|answer|i choose|is|是|为|[:\s])+"
)
_AFTER = re.compile(r"(?:选项|这?项|这个|[吧呢啊呀哦嘛了])*[!?~…。.\s]*$")
_ORDINAL = re.compile(r"第?([一二两三四五六七八]|[1-8])[个项]")
_PLACES = {
    sign: place for place, signs in enumerate(("一1", "二两2", "三3", "四4", "五5", "六6", "七7", "八8")) for sign in signs
}
_LETTERED = re.compile(r"([a-h])(?:[.、:,)\]】]\s*|\s+)(\S.*)", re.DOTALL)
_SPOKEN = {"没错": True, "没毛病": True, "没有错": True, "对滴": True, "是的": True, "不是": False, "不是的": False}
"""True and false as they are said and not written in a bank."""


def without_preface(said: str) -> str:
    """The choice without 我选, 答案是 before it, folded and in simplified characters."""
    folded = simplified(normalise.fold(said))
    return _BEFORE.sub("", folded) or folded


def letters(said: str) -> str | None:
    """Option letters in the order given, or None where anything else was said."""
    if (found := normalise.letters(said)) is not None:
        return found
    rest = _AFTER.sub("", without_preface(said))
    if ordinal := _ORDINAL.fullmatch(rest):
        return "ABCDEFGH"[_PLACES[ordinal[1]]]
    return normalise.letters(rest)


def lettered(said: str) -> tuple[str, str] | None:
    """A letter and the words behind it (B.问清比较对象); None where it is not so said."""
    found = _LETTERED.fullmatch(without_preface(said).strip())
    return (found[1].upper(), found[2]) if found else None


def truth(said: str) -> bool | None:
    """True or false as people say it, or None."""
    for words in (simplified(normalise.fold(said)), without_preface(said)):
        for word in (words, _AFTER.sub("", words)):
            if (found := normalise.truth(word)) is not None:
                return found
            if word in _SPOKEN:
                return _SPOKEN[word]
    return None
