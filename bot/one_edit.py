"""Whether two words are one slip of the finger apart."""

from __future__ import annotations


def within_one_edit(word: str, other: str) -> bool:
    """Whether one letter more, less or other, or two that changed places, make the words equal (Damerau 1964)."""
    if len(word) > len(other):
        word, other = other, word
    if len(other) - len(word) > 1:
        return False
    same = next((at for at, (one, two) in enumerate(zip(word, other, strict=False)) if one != two), len(word))
    if len(word) < len(other):
        return word[same:] == other[same + 1 :]
    swapped = word[same : same + 2] == other[same : same + 2][::-1] and word[same + 2 :] == other[same + 2 :]
    return swapped or word[same + 1 :] == other[same + 1 :]
