"""Exams, tests before and after, stage gates."""
