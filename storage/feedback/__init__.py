"""360° feedback: what it is about and its waves (`waves`), and who rates whom (`people`). What is said is anonymous: `storage.ballots`."""

from __future__ import annotations

from storage.feedback import people, waves

__all__ = ["people", "waves"]
