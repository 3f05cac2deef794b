"""A regrade brought about: worked out in a task, written in one short transaction, then points and tellings in slices."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.feature import Context
from handlers.quiz.bank.questions import from_plain
from handlers.quiz.bank.settings import feature
from handlers.quiz.contest import replaying
from handlers.quiz.exam import passing
from handlers.quiz.regrade import telling
from handlers.quiz.regrade.judging import Keys, worked_out
from handlers.quiz.regrade.plan import PersonRow, Plan, planned
from handlers.quiz.regrade.telling import ContestChange, ExamChange
from handlers.quiz.review.learning import relearn
from storage import bank, contests, exams, memberships, question_versions, regrades
from storage.bank import Stored
from storage.connection import Db

SLICE = 20
"""People paid and told in one transaction: each costs about a millisecond."""


def keys_now(db: Db, question: int) -> Keys:
    """The keys that count."""
    return {one.version: one.regraded for one in question_versions.asked(db, question)}


def plan_for(db: Db, camp: int, question: int, keys: Keys, after: int) -> Plan:
    """What is to be written so that answers to a question, those behind the answer `after`, are judged by these keys."""
    stored = bank.current(db, question)
    assert stored is not None
    outcome = worked_out(db, camp, question, keys, after=after)
    present = {one.id for one in memberships.members(db, camp)}
    return planned(stored.version, keys_now(db, question), keys, outcome, present)


def write(ctx: Context, stored: Stored, plan: Plan) -> bool:
    """The keys, marks, scores, tallies and places at once; what they mean for people follows in slices. False, and nothing is
    written, where something is not as it was when the plan was made. The question is held."""
    if not _stands(ctx, stored, plan):
        return False
    for version, key in plan.keys.items():
        if key != plan.was.get(version):
            question_versions.regrade(ctx.db, stored.id, version, key)
    regrades.remark(ctx.db, plan.marks)
    for scores in plan.scores.values():
        regrades.rescore(ctx.db, scores)
    for board in plan.boards:
        regrades.retally(ctx.db, board.contest.id, board.changed)
        if board.is_new:
            telling.post(ctx, board.contest, board.first, board.names)
    for start in range(0, len(plan.people), SLICE):
        ctx.task("bank.settle", quietly=True, question=stored.id, people=plan.people[start : start + SLICE])
    return True


def _stands(ctx: Context, stored: Stored, plan: Plan) -> bool:
    db = ctx.db
    return (
        stored.version == plan.version
        and keys_now(db, stored.id) == plan.was
        and regrades.are_marked(db, ctx.camp.id, stored.id, plan.marks)
        and all(regrades.are_scored(db, exam, scores) for exam, scores in plan.scores.items())
        and all(
            contests.hold(db, one.contest.id) == (one.contest.state, one.contest.asked)
            and regrades.are_tallied(db, one.contest.id, one.before)
            for one in plan.boards
        )
    )


@feature.task("settle")
def settle_of(reader: Db, **rest: Any) -> list[Any]:
    """Only makes room for others before the slice."""
    return []


@feature.on("done:bank.settle")
def settle(ctx: Context) -> None:
    """A slice of people: points and reviews are brought to what their answers earn now, and they hear it. Of an exam that is still
    being taken nothing is said."""
    payload = ctx.event.data["payload"]
    stored = bank.current(ctx.db, payload["question"])
    assert stored is not None
    judged = {one.version: one.judged for one in question_versions.asked(ctx.db, stored.id)}
    exam, contest = _found_once(exams.find, ctx.db), _found_once(contests.find, ctx.db)
    for row in payload["people"]:
        _settle_one(ctx, stored.id, judged, row, exam, contest)


def _found_once(find: Callable[[Db, int], Any], db: Db) -> Callable[[int], Any]:
    known: dict[int, Any] = {}
    return lambda number: known[number] if number in known else known.setdefault(number, find(db, number))


def _settle_one(
    ctx: Context,
    question: int,
    judged: dict[int, dict[str, Any]],
    row: PersonRow,
    exam: Callable[[int], Any],
    contest: Callable[[int], Any],
) -> None:
    member, over, of_exams, of_contests = row
    if memberships.find_member(ctx.db, member) is None:  # two accounts became one meanwhile, and its points were settled there
        return
    known = [one for number in over if (one := regrades.judged_one(ctx.db, number)) is not None]
    for one in known:
        relearn(ctx, member, question, right=one.credit == 1)
    exam_changes = []
    for number, before, after, passed, passes in of_exams:
        change = 0 if exam(number).is_paired else passing.settle(ctx, exam(number), member)
        exam_changes.append(ExamChange(exam(number), (before, after), (passed, passes), change))
    contest_changes = []
    for number, before, after, old, new in of_contests:
        change = replaying.settle(ctx, contest(number), member) if old != new else 0
        contest_changes.append(ContestChange(contest(number), (before, after), (old, new), change))
    answer = (known[-1], from_plain(judged[known[-1].version])) if known else None
    if answer or exam_changes or contest_changes:
        telling.tell(ctx, member, answer, exam_changes, contest_changes)
    _say_facts(ctx, member, question, exam_changes, contest_changes, is_answered=bool(known))


def _say_facts(
    ctx: Context,
    member: int,
    question: int,
    of_exams: list[ExamChange],
    of_contests: list[ContestChange],
    *,
    is_answered: bool,
) -> None:
    """What is otherwise from now on: an exam passed or not any more, another place, another mark."""
    for one in of_exams:
        if one.passed[0] != one.passed[1]:
            ctx.happened("exam.passed" if one.passed[1] else "exam.unpassed", member, exam=one.exam.id)
    for contest in of_contests:
        if contest.places[0] != contest.places[1]:
            ctx.happened("contest.placed", member, contest=contest.contest.id, place=contest.places[1])
    if is_answered:
        ctx.happened("review.answered", member, questions=(question,))
