"""Mentors: who is paired with whom and for how long, and what both say of each week."""

from storage.mentors import pairs, weeks

__all__ = ["pairs", "weeks"]
