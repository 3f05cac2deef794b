"""Homework: what was set and who reads it (`assignments`), every version handed in with what became of it (`hand_ins`), what its raters
gave (`ratings`), how far everybody is (`progress`) and what waits for whom (`waiting`).

`moving` joins two memberships of one person.
"""

from __future__ import annotations

from storage.homework import assignments, hand_ins, moving, progress, ratings, waiting

__all__ = ["assignments", "hand_ins", "moving", "progress", "ratings", "waiting"]
