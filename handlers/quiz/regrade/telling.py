"""What a regrade means, in words: to the manager beforehand, to everybody it concerns in private, to a contest's rooms its board."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from bot.fact_rows import FactRows
from bot.feature import Context, Line, Phrase, Said
from bot.figures import short_down
from bot.messages import Address
from handlers.quiz.bank.questions import from_plain
from handlers.quiz.bank.settings import called
from handlers.quiz.contest import board
from handlers.quiz.contest.replaying import Replayed
from handlers.quiz.question_view import chosen_words, right_words
from handlers.quiz.regrade.judging import Outcome, Remarked, Rescored
from storage import camps, contests
from storage.bank import Stored
from storage.contests import Contest
from storage.exams import Exam

STEM_SHOWN = 40
LISTED = 10

PREVIEW = Phrase(
    zh="重新判分 {number}（v{version}）：{stem}\n答案按“{key}”算，会改{n}个回答（{people}人）：改对{right}，改错{wrong}。",
    en="Regrade {number} (v{version}): {stem}\nBy the key “{key}” answers that change: {n} (people: {people}); now right {right}, now wrong {wrong}.",
)
EXAM = Phrase(
    zh="考试“{name}”：{n}人分数有变，{passed}人改为通过，{failed}人改为没通过。",
    en="Exam “{name}”: scores that change: {n}; now passed {passed}, no longer passed {failed}.",
)
PAIR = Phrase(zh="课前课后测“{name}”：{n}人分数有变。", en="Paired test “{name}”: scores that change: {n}.")
CONTEST = Phrase(
    zh="竞赛“{name}”：{n}人分数有变，{moved}人名次有变。",
    en="Contest “{name}”: scores that change: {n}; places that change: {moved}.",
)
POINTS = Phrase(zh="积分：补{paid}，收回{back}。", en="Points: {paid} paid, {back} taken back.")
NO_POINTS = Phrase(zh="积分不变。", en="No points change.")
THEN = Phrase(
    zh="确认后生效一次，私下告诉每个人他变了什么。",
    en="Once confirmed it counts once, and everybody is told in private what changed.",
)

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


AND_MORE = Phrase(zh="另外还有{n}场考试或竞赛的分数会变。", en="Exams and contests besides whose scores change: {n}.")


def preview(ctx: Context, stored: Stored, outcome: Outcome) -> list[Said]:
    """What would change, in figures."""
    right = sum(one.credit > one.answer.credit for one in outcome.answers)
    said: list[Said] = [
        PREVIEW(
            number=called(stored.number),
            version=stored.version,
            stem=_short(stored.plain["stem"]),
            key=right_words(from_plain(stored.plain), (), ctx.language),
            n=len(outcome.answers),
            people=len(outcome.people),
            right=right,
            wrong=len(outcome.answers) - right,
        )
    ]
    said += [_exam(exam, rescored) for exam, rescored in outcome.exams[:LISTED]]
    said += [_contest(contest, replayed) for contest, replayed in outcome.contests[:LISTED]]
    if rest := len(outcome.exams[LISTED:]) + len(outcome.contests[LISTED:]):
        said.append(AND_MORE(n=rest))
    paid, back = (sum(one for one in outcome.points if one * sign > 0) for sign in (1, -1))
    return [*said, POINTS(paid=paid, back=-back) if outcome.points else NO_POINTS, THEN]


def _exam(exam: Exam, rescored: Sequence[Rescored]) -> Line:
    if exam.is_paired:
        return PAIR(name=exam.name, n=len(rescored))
    gained = sum(one.passed == (False, True) for one in rescored)
    return EXAM(name=exam.name, n=len(rescored), passed=gained, failed=sum(one.passed == (True, False) for one in rescored))


def _contest(contest: Contest, replayed: dict[int, Replayed]) -> Line:
    moved = sum(one.places[0] != one.places[1] for one in replayed.values())
    return CONTEST(name=contest.name, n=sum(one.scores[0] != one.scores[1] for one in replayed.values()), moved=moved)


def _short(stem: str) -> str:
    words = " ".join(stem.split())
    return words if len(words) <= STEM_SHOWN else f"{words[:STEM_SHOWN]}…"


# ── to everybody it concerns ─────────────────────────────────────────────────────────────────────────────────────────


def everybody(ctx: Context, stored: Stored, outcome: Outcome) -> int:
    """Tells present members what changed for them, and a contest's rooms the board; gives how many were told. Of an exam that is
    still being taken nothing is said."""
    told = 0
    for number in outcome.people:
        member = camps.member(ctx.db, number)
        said = _own(ctx, number, member.person, outcome)
        if said and member.left_on is None:
            ctx.tell(member.person, *said)
            told += 1
    for contest, replayed in outcome.contests:
        if contest.state == "over" and replayed:
            _post(ctx, contest)
    return told


def _own(ctx: Context, member: int, person: int, outcome: Outcome) -> list[Said]:
    language = ctx.person_by_id(person).language or ctx.camp.language
    answers = [one for one in outcome.answers if one.answer.membership == member and one.answer.over]
    said: list[Said] = [_answer(one, language) for one in answers[-1:]]
    for exam, rescored in outcome.exams:
        said += [_my_exam(exam, one) for one in rescored if one.member == member]
    return said + [_my_contest(contest, replayed[member]) for contest, replayed in outcome.contests if member in replayed]


def _answer(one: Remarked, language: str) -> Line:
    verdict = RIGHT() if one.credit == 1 else PART(share=short_down(one.credit * 100)) if one.credit else WRONG()
    return CORRECTED(
        stem=_short(one.question.stem),
        key=right_words(one.question, one.answer.shown_as, language),
        chosen=chosen_words(one.question, one.answer.said, one.answer.chosen, one.answer.shown_as, language),
        verdict=verdict,
    )


def _my_exam(exam: Exam, one: Rescored) -> Line:
    before, after = (max(score[place] for score in one.scores) for place in (0, 1))
    verdict = "" if one.passed[0] == one.passed[1] else PASSED if one.passed[1] else FAILED
    return MY_EXAM(
        name=exam.name,
        before=short_down(Fraction(before)),
        after=short_down(Fraction(after)),
        verdict=verdict,
        points=_points(one.points),
    )


def _my_contest(contest: Contest, one: Replayed) -> Line:
    before, after = one.scores
    old, new = (place or "–" for place in one.places)
    return MY_CONTEST(
        name=contest.name,
        before=before,
        after=after,
        place=PLACE(before=old, after=new) if old != new else "",
        points=_points(one.points),
    )


def _points(change: int) -> Line | str:
    return MY_POINTS(change=f"{change:+}") if change else ""


def _post(ctx: Context, contest: Contest) -> None:
    players = contests.players(ctx.db, contest.id)
    places = board.ranking(contest, players, contests.teams(ctx.db, contest))
    names = {one.membership: one.name for one in players}
    rows = board.rows(contest, places, names, of=contest.asked)
    for room in contests.places(ctx.db, contest.id) if rows else []:
        ctx.post(Address(room.channel, room.ident, room.thread), FactRows.of(*rows, title=BOARD(name=contest.name)))
