"""Judging anew what was asked under a key that was corrected."""
