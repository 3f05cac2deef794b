"""Which replies take part in a topic: of eight characters or more, and not what was said before. Pure."""

from __future__ import annotations

import re
import unicodedata
from hashlib import sha256

from bot.names import folded

SHORTEST = 8
LONGEST_TITLE = 60
REPEATED = re.compile(r"(.{1,4}?)\1{2,}", re.DOTALL)
"""哈哈哈哈哈哈哈哈, 不知道不知道不知道, ！！！！"""


def is_long_enough(words: str) -> bool:
    """Whether there are so many characters that are not spaces, what is said over and over counted once, and a letter or figure among them."""
    letters = REPEATED.sub(r"\1", "".join(folded(words).split()))
    return len(letters) >= SHORTEST and any(unicodedata.category(letter)[0] in "LN" for letter in letters)


def mark(words: str) -> str:
    """What two replies that say the same share: case, width, spaces and marks between the words make no difference."""
    plain = "".join(letter for letter in folded(words) if unicodedata.category(letter)[0] in "LNS")
    return sha256(plain.encode()).hexdigest()
