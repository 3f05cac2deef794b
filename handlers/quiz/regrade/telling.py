"""What a regrade meant, in words: to everybody it concerns in private, to a contest's rooms its board."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.fact_rows import FactRows
from bot.feature import Context, Line, Phrase, Said
from bot.figures import short_down
from bot.messages import Address
from handlers.quiz.bank.questions import Question
from handlers.quiz.contest import board
from handlers.quiz.contest.scoring import Ranking
from handlers.quiz.question_view import chosen_words, right_words, short_stem
from storage import contests, memberships
from storage.contests import Contest
from storage.exams import Exam
from storage.regrades import JudgedAnswer

CORRECTED = Phrase(
    zh="📝 “{stem}”的答案更正为 {key}。你答的 {chosen} {verdict}。",
    en="📝 The key of “{stem}” was corrected to {key}. Your answer {chosen} {verdict}.",
)
RIGHT = Phrase(zh="改判为对", en="counts as right now")
WRONG = Phrase(zh="改判为错", en="counts as wrong now")
PART = Phrase(zh="改为得{share}%", en="earns {share}% now")
MY_EXAM = Phrase(
    zh="考试“{name}”：得分{before}→{after}{verdict}{points}。", en="Exam “{name}”: {before} → {after}{verdict}{points}."
)
PASSED = Phrase(zh="，通过了", en=", passed")
FAILED = Phrase(zh="，没到及格线", en=", below the pass mark")
MY_CONTEST = Phrase(
    zh="竞赛“{name}”：{before}→{after}{place}{points}。", en="Contest “{name}”: {before} → {after}{place}{points}."
)
PLACE = Phrase(zh="，名次{before}→{after}", en=", place {before} → {after}")
MY_POINTS = Phrase(zh="，积分{change}", en=", points {change}")
BOARD = Phrase(
    zh="🏆 竞赛“{name}”有一题答案更正，重新计分",
    en="🏆 A key of the contest “{name}” was corrected. Scored anew",
)


@dataclass(frozen=True, slots=True)
class ExamChange:
    """What became of an exam for somebody: the best of their scores, whether they have passed, and their points."""

    exam: Exam
    scores: tuple[str, str]
    passed: tuple[bool, bool]
    points: int


@dataclass(frozen=True, slots=True)
class ContestChange:
    """What became of a contest for somebody: their score, their place (None without one), and their points."""

    contest: Contest
    scores: tuple[int, int]
    places: tuple[int | None, int | None]
    points: int


def tell(
    ctx: Context,
    member: int,
    answer: tuple[JudgedAnswer, Question] | None,
    exams: Sequence[ExamChange],
    of_contests: Sequence[ContestChange],
) -> None:
    """Tells a present member in private what changed for them."""
    who = memberships.member(ctx.db, member)
    if who.left_on is not None:
        return
    language = ctx.person_by_id(who.person).language or ctx.camp.language
    said: list[Said] = [] if answer is None else [_answer(*answer, language)]
    ctx.tell(who.person, *said, *(_exam(one) for one in exams), *(_contest(one) for one in of_contests))


def _answer(one: JudgedAnswer, question: Question, language: str) -> Line:
    verdict = RIGHT() if one.credit == 1 else PART(share=short_down(one.credit * 100)) if one.credit else WRONG()
    return CORRECTED(
        stem=short_stem(question.stem),
        key=right_words(question, one.shown_as, language),
        chosen=chosen_words(question, one.said, one.chosen, one.shown_as, language),
        verdict=verdict,
    )


def _exam(one: ExamChange) -> Line:
    before, after = one.scores
    verdict = "" if one.passed[0] == one.passed[1] else PASSED if one.passed[1] else FAILED
    return MY_EXAM(name=one.exam.name, before=before, after=after, verdict=verdict, points=_points(one.points))


def _contest(one: ContestChange) -> Line:
    before, after = one.scores
    old, new = (place or "–" for place in one.places)
    return MY_CONTEST(
        name=one.contest.name,
        before=before,
        after=after,
        place=PLACE(before=old, after=new) if old != new else "",
        points=_points(one.points),
    )


def _points(change: int) -> Line | str:
    return MY_POINTS(change=f"{change:+}") if change else ""


def post(ctx: Context, contest: Contest, first: Sequence[Ranking], names: Mapping[int, str]) -> None:
    """The first of a contest that is over, to the rooms it was played in."""
    rows = board.rows(contest, first, names, of=contest.asked)
    for room in contests.places(ctx.db, contest.id) if rows else []:
        ctx.post(Address(room.channel, room.ident, room.thread), FactRows.of(*rows, title=BOARD(name=contest.name)))
