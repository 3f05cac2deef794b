"""Quizzes: the question bank, live contests, drills and exams, and mistakes that come back."""

from handlers.quiz import merging
from handlers.quiz.bank import hand_out, look_up, measure, receive
from handlers.quiz.bank.settings import feature as bank
from handlers.quiz.choose import feature as quiz
from handlers.quiz.contest import ending, lobby, opening, result, running, stopping
from handlers.quiz.contest import merging as merging_contests
from handlers.quiz.contest.settings import feature as contest
from handlers.quiz.exam import comparing, drill, gate, grading, pairing, sitting
from handlers.quiz.exam import merging as merging_exams
from handlers.quiz.exam import opening as opening_exams
from handlers.quiz.exam.settings import feature as exam
from handlers.quiz.review import learning, mistakes, morning
from handlers.quiz.review.settings import feature as review

__all__ = [
    "bank",
    "comparing",
    "contest",
    "drill",
    "ending",
    "exam",
    "gate",
    "grading",
    "hand_out",
    "learning",
    "lobby",
    "look_up",
    "measure",
    "merging",
    "merging_contests",
    "merging_exams",
    "mistakes",
    "morning",
    "opening",
    "opening_exams",
    "pairing",
    "quiz",
    "receive",
    "result",
    "review",
    "running",
    "sitting",
    "stopping",
]
