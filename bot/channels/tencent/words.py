"""What people said, out of what the platform sends: without control characters and colours of a terminal, a lone word without its full stop."""

from __future__ import annotations

import re

_COLOURS = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
_STOPS = "。．.！!～~，,、；;"


def legible(words: str) -> str:
    """The words with what nobody can read or XML may not hold left out; line ends and tabs stay."""
    return _CONTROLS.sub("", _COLOURS.sub("", words)).strip()


def unpunctuated(words: str) -> str:
    """A single word without the stop a transcript or a habit puts after it ("积分。"); sentences stay as they are."""
    bare = words.rstrip(_STOPS)
    return bare if bare and not re.search(rf"[\s{re.escape(_STOPS)}]", bare) else words
