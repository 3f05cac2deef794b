"""The rules of homework: what is late, and when there are enough to rate each other. Nothing here knows a clock, a table or a sentence."""

from __future__ import annotations

from datetime import datetime

LEAST_TO_DRAW = 3
"""Who handed in, from which up they rate each other: of two each would know whose theirs is."""
MOST_BYTES = 20 * 1024 * 1024
"""Of all files of one hand-in together: as much as one file may have that goes to a reviewer packed."""


def is_late(policy: str, until: datetime | None, first_at: datetime) -> bool:
    """Whether it is marked as late: by when somebody first handed it in, so that nobody is late by being sent back."""
    return policy == "mark" and until is not None and first_at > until


def is_refused(policy: str, until: datetime | None, at: datetime, *, has_handed_in: bool) -> bool:
    """Whether it comes too late to be taken. Who handed in before may do so again after it was returned."""
    return policy == "refuse" and until is not None and at > until and not has_handed_in
