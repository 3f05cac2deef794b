"""Names and words as people write them: what is only there to join or to hide, what two spellings of a name share, how a name is shown."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Set

DIRECTION = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
"""Marks that turn the direction of what follows, in whatever it is quoted."""
IGNORABLE = re.compile(
    f"[\u00ad\u034f{DIRECTION}\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200d\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0"
    "\U000e0000-\U000e0fff]"
)
"""What leaves no trace of its own: joiners, variation selectors, tags, blank fillers (Unicode's Default_Ignorable_Code_Point, and the empty
Braille cell)."""
CONTROL = re.compile("[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u200b\ufeff\ud800-\udfff" + DIRECTION + "]")
"""Nothing a person typed on purpose: control characters, direction marks, lone surrogates. Joiners and selectors are not among them: they make
one picture of 👩 and 💻."""
LONGEST = 128
"""Characters of a name that are shown and kept: as many as the most generous of our platforms takes."""
MOST_WORDS = 8
"""Words a name may have to be found at the beginning of what somebody says."""


def clean(words: str) -> str:
    """The words without what nobody typed on purpose; every picture stays whole."""
    return CONTROL.sub("", words).strip()


def folded(name: str) -> str:
    """What is compared of a name: case, composition, width, spaces and whatever leaves no trace make no difference."""
    plain = unicodedata.normalize("NFKC", IGNORABLE.sub("", name)).casefold()
    return " ".join(unicodedata.normalize("NFKC", IGNORABLE.sub("", plain)).split())


def shown(name: str) -> str:
    """A name as it can stand in a sentence of ours: on one line, turning no direction; "" where nothing of it could be seen."""
    plain = " ".join(CONTROL.sub("", name[:LONGEST]).split())
    return plain if any(_prints(letter) for letter in IGNORABLE.sub("", plain)) else ""


def _prints(letter: str) -> bool:
    return unicodedata.category(letter)[0] in "LNPS"


def numbered(name: str) -> tuple[str, int | None]:
    """A name and the number behind its last #: 林晓#12, or #12 alone; None where there is none."""
    plain, sign, number = name.rpartition("#")
    return (plain, int(number)) if sign and re.fullmatch(r"[0-9]{1,9}", number) else (name, None)


def first_name(words: str, known: Callable[[Set[str]], Set[str]]) -> tuple[str, str] | None:
    """The longest known name that `words` begin with, as it is written there, and the rest; `known` picks out of folded names those
    somebody has. An @ before it and a number behind it belong to it."""
    ends = [word.end() for word in re.finditer(r"\S+", words)][:MOST_WORDS]
    spelled = {end: _spellings(words[:end].strip()) for end in reversed(ends)}
    theirs = known(set().union(*spelled.values()))
    found = next((end for end, spellings in spelled.items() if spellings & theirs), None)
    return None if found is None else (words[:found].strip(), words[found:].lstrip())


def _spellings(written: str) -> Set[str]:
    """What somebody who writes this may call a member: three spellings at most."""
    bare = written.lstrip("@＠")
    return {folded(written), folded(bare), folded(numbered(bare)[0])}
