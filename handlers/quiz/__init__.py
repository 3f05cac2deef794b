"""Quizzes: the question bank, live contests, drills and exams, and mistakes that come back."""

from handlers.quiz import merging, personal_data, records, typed_answers
from handlers.quiz.answer_command import feature as quiz
from handlers.quiz.bank import commands, file_kind, item_analysis, page
from handlers.quiz.bank.settings import feature as bank
from handlers.quiz.contest import counter as contest_counter
from handlers.quiz.contest import ending, lobby, opening, result, running, season, stopping
from handlers.quiz.contest import merging as merging_contests
from handlers.quiz.contest.settings import feature as contest
from handlers.quiz.exam import comparing, counter, drill, finishing, gate, grading, pairing, sitting, study_time
from handlers.quiz.exam import merging as merging_exams
from handlers.quiz.exam import opening as opening_exams
from handlers.quiz.exam import records as exam_records
from handlers.quiz.exam.settings import feature as exam
from handlers.quiz.regrade import command as regrade
from handlers.quiz.review import learning, mistakes, morning
from handlers.quiz.review.settings import feature as review

__all__ = [
    "bank",
    "commands",
    "comparing",
    "contest",
    "contest_counter",
    "counter",
    "drill",
    "ending",
    "exam",
    "exam_records",
    "file_kind",
    "finishing",
    "gate",
    "grading",
    "item_analysis",
    "learning",
    "lobby",
    "merging",
    "merging_contests",
    "merging_exams",
    "mistakes",
    "morning",
    "opening",
    "opening_exams",
    "page",
    "pairing",
    "personal_data",
    "quiz",
    "records",
    "regrade",
    "result",
    "review",
    "running",
    "season",
    "sitting",
    "stopping",
    "study_time",
    "typed_answers",
]
