"""Why a change may be called the training's: a control group, or an assumption that is stated. Nothing else is a ground."""

from __future__ import annotations

import re
from typing import NamedTuple

from bot.phrases import Line, Phrase, Refusal

KINDS = {
    "对照组": "control",
    "对照": "control",
    "control": "control",
    "control group": "control",
    "假设": "assumption",
    "前提": "assumption",
    "assumption": "assumption",
    "assuming": "assumption",
}
LONGEST = 200
_SAID = re.compile(
    rf"\s*(?P<kind>{'|'.join(sorted(KINDS, key=len, reverse=True))})(?![a-z])\s*[:：=,，、;；]?\s*(?P<stated>.*)",
    re.IGNORECASE | re.DOTALL,
)
LONG = Phrase(zh="依据最多{most}字，请写短些。", en="The grounds have at most {most:character|characters}.")


class Grounds(NamedTuple):
    """A control group or an assumption, and what was stated of it."""

    basis: str | None
    stated: str


NO_CLAIM = Grounds(None, "")
"""Where nothing is attributed to anything."""


def grounds(words: str | None, how: Phrase | Line, *, has_control: bool = False) -> Grounds:
    """What is stated in 对照组：未参训的30人同期只涨2%. A control group whose figures are there (`has_control`) needs no words of its own.
    Raises Refusal, with how it is said, where it is neither or where nothing is stated of it."""
    if not words:
        return NO_CLAIM
    found = _SAID.fullmatch(words)
    said = Grounds(KINDS[found["kind"].casefold()], found["stated"].strip()) if found else NO_CLAIM
    if not said.stated and not (has_control and said.basis == "control"):
        raise Refusal(how)
    if len(said.stated) > LONGEST:
        raise Refusal(LONG(most=LONGEST))
    return said
