"""How stages are read, and where somebody stands: a stage is open once its day has come and every gate before it is passed. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from bot.arguments import whole
from storage.onboarding import OnboardingStage

MOST_STAGES, MOST_DAYS = 6, 365
USUAL = (30, 30, 30)
BETWEEN = re.compile(r"[/／,，、;；\s-]+")
GATES = re.compile(r"[,，、;；]")
SIGNED = {"签字", "导师签字", "导师", "签", "signoff", "sign-off", "sign off", "mentor"}
LENGTH = re.compile(
    r"(?:第\s*[一二三四五六1-6]\s*[段阶]段?|[前中后](?:间|面)?)?\s*(?P<days>\d{1,3}|[一二两三四五六七八九十百]{1,5})\s*(?:天|日|days?)?",
    re.IGNORECASE,
)
OPEN = {"无", "没有", "none"}
EXAM = re.compile(r"(?:考试|exam)[:：]\s*(?P<name>\S.*)", re.IGNORECASE)


class StageGate(NamedTuple):
    """What must be passed at the end of a stage: an exam with 100 %, a mentor's word, or nothing."""

    kind: str
    exam: str | None = None


def days(words: str) -> list[int] | None:
    """30/30/30; None for what are no stages."""
    pieces = [LENGTH.fullmatch(piece) for piece in BETWEEN.split(unicodedata.normalize("NFKC", words).strip())]
    if not 2 <= len(pieces) <= MOST_STAGES:
        return None
    try:
        numbers = [whole(piece["days"]) if piece else 0 for piece in pieces]
    except ValueError:  # 十百
        return None
    return numbers if all(1 <= number <= MOST_DAYS for number in numbers) else None


def gates(words: str, stages: int) -> list[StageGate] | None:
    """考试:产品知识,签字 for as many stages: what is not written is open; None for what is no gate or one too many."""
    found: list[StageGate] = []
    for piece in (piece.strip() for piece in GATES.split(words) if piece.strip()):
        exam = EXAM.fullmatch(piece)
        if exam is not None:
            found.append(StageGate("exam", exam["name"].strip()))
        elif piece.casefold() in SIGNED:
            found.append(StageGate("signoff"))
        elif piece.casefold() in OPEN:
            found.append(StageGate("none"))
        else:
            return None
    return [*found, *[StageGate("none")] * (stages - len(found))] if len(found) <= stages else None


class StageStanding(NamedTuple):
    """A stage as somebody stands to it."""

    stage: OnboardingStage
    opens_on: date
    is_open: bool
    is_passed: bool
    waits_for: OnboardingStage | None
    """The stage before it whose gate is still to be passed."""


def standing(stages: Sequence[OnboardingStage], joined_on: date, today: date, met: Collection[int]) -> list[StageStanding]:
    """Every stage. `met` are those (ids) whose gate is passed; one without a gate is passed when the next one's day has come."""
    found: list[StageStanding] = []
    blocked: OnboardingStage | None = None
    for place, stage in enumerate(stages):
        opens_on = joined_on + timedelta(stage.opens_after)
        is_open = blocked is None and today >= opens_on
        if stage.gate == "none":
            ends = stages[place + 1].opens_after if place + 1 < len(stages) else stage.opens_after + stage.days
            is_passed = is_open and today >= joined_on + timedelta(ends)
        else:
            is_passed = is_open and stage.id in met
        found.append(StageStanding(stage, opens_on, is_open, is_passed, blocked))
        if blocked is None and stage.gate != "none" and not is_passed:
            blocked = stage
    return found
