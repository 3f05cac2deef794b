"""The one spelling: what was typed, freed of everything that does not change the question."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Any

VERSION = 2
"""Raised with every change to this file, to `tokens` or to what is posted: wordings indexed under another version are indexed again."""

LONGEST = 1000
"""Characters read of a text: whoever writes more has asked before that."""

_ADDRESS = re.compile(r"(?:https?://|www\.)[!-~]+|[\w.+-]+@[\w-]+\.[\w.-]+")
_CALL = re.compile(r"@[^\s@,，。:：!！?？]+")
_SIGN = re.compile(r"(?<![a-z0-9])(?:c\+\+|[cf]#|\.net\b)")
_SAID = {"c++": "cpp", "c#": "csharp", "f#": "fsharp", ".net": "dotnet"}
_INSIDE = re.compile(r"(?<=[a-z0-9])[.'’](?=[a-z])|(?<=\b[a-z])-(?=[a-z])|(?<=\b[a-z]{2})-(?=[a-z])")
_POINT, _POINT_KEPT = re.compile(r"(?<=\d)[.:](?=\d)"), "\ue000"

_ALL = r"老师们?|大家|各位(?:老师|同学|朋友|大神)?|亲们?|小伙伴们?|同学们?"
_HELLO = rf"(?:{_ALL})?(?:您好|你好|好|早上好|下午好|晚上好|在吗)|{_ALL}|hello|hi|hey|dear all|excuse me"
_MAY_I = r"我?想问一下|问一下|请问(?:一下)?|请教(?:一下)?"
_OPENING = re.compile(rf"^[\W_]*(?:(?:{_HELLO})[\W_]+|(?:{_ALL})?[\W_]*(?:{_MAY_I})(?:{_ALL})?[\W_]*)+")
_THANKS = r"谢谢(?:老师|大家|您|你|啦|了)?|多谢|谢了|感谢|在线等|thanks|thank you|thx"
_CLOSING = re.compile(rf"(?:[\W_]*(?:{_THANKS})|[\W_]+急)+[\W_]*$")


def normal(words: str) -> str:
    """Lower-case simplified letters and digits, in runs parted by single spaces; "" where nothing is left.

    Compatibility forms (NFKC) and traditional characters are folded; addresses, @names, greetings, thanks, emoji and
    punctuation are dropped; c++, c#, .net, node.js and wi-fi become a word each, and 3.5 stays a number.
    """
    folded = simplified(unicodedata.normalize("NFKC", words[:LONGEST]).lower())
    return _runs(_to_the_point(_CALL.sub(" ", _ADDRESS.sub(" ", folded))))


def _to_the_point(words: str) -> str:
    """A greeting goes only where a question remains: 你好 alone may be what is asked about."""
    rest = _CLOSING.sub("", _OPENING.sub("", words))
    return rest if sum(map(str.isalnum, rest)) >= 2 else words


def _runs(words: str) -> str:
    said = _SIGN.sub(lambda found: f" {_SAID[found[0]]} ", words)
    kept = _POINT.sub(_POINT_KEPT, _INSIDE.sub("", said))
    return " ".join("".join(sign if _is_read(sign) else " " for sign in kept).split()).replace(_POINT_KEPT, ".")


def _is_read(sign: str) -> bool:
    """Letters, digits and the marks that belong to a letter."""
    return sign.isalnum() or sign == _POINT_KEPT or unicodedata.category(sign) in ("Mn", "Mc")


def simplified(words: str) -> str:
    """Traditional characters as simplified ones."""
    return words if words.isascii() else str(_converter().convert(words))


@cache
def _converter() -> Any:
    from opencc import OpenCC  # reads its dictionary (15 ms) when the first text comes, not at import

    return OpenCC("t2s")
