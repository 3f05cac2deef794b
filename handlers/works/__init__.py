"""Contests of works: works handed in as homework, judged by a rubric and voted on, round by round, with a result that says how it was computed."""

from handlers.works import command, judging, keeping, result, voting
from handlers.works.settings import feature

__all__ = ["command", "feature", "judging", "keeping", "result", "voting"]
