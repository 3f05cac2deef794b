"""How the bank's questions fare, for trainers: hard ones, weak tags, distractors that distract nobody; nothing of fewer than five."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

from bot.feature import Context, Line, Phrase, Role
from bot.figures import decimal, percent
from handlers.quiz.bank.questions import LETTERS, Multiple, Question, Single, from_plain, right_options
from handlers.quiz.bank.settings import called, feature
from handlers.quiz.bank.statistics import (
    ENOUGH,
    MINIMUM,
    Attempt,
    ItemFigures,
    by_segment,
    hard_questions,
    items,
    mastery,
    weak_cells,
    weak_tags,
)
from handlers.quiz.bank.wordings import Wording, wordings
from storage import answers, bank, memberships, question_versions
from storage.answers import GradedAnswer
from storage.bank import Stored
from storage.connection import Db

SHOWN = 5
WEAK = Fraction(70, 100)
"""Tags mastered below this are named: the rule for a module that needs work."""
DULL = 20
"""Discrimination below this is weak (Moodle, Quiz report statistics)."""
SEGMENTS = 8
"""Weak tags of segments named in one report."""

NOT_ENOUGH = Phrase(
    zh="数据不足：还没有哪道题有{least}人答过。先来一场：开赛 热身 题数=5",
    en="Not enough data: no question has been answered by {least:person|people} yet. Start with: contest warm-up questions=5",
)
HARD = Phrase(zh="📊 最难的题（首次作答，至少{least}人）", en="📊 The hardest (first answers, {least:person|people} or more)")
ITEM = Phrase(
    zh="{number} 得分率{facility}（n={n}）{discrimination}{idle}　{stem}",
    en="{number} facility {facility} (n={n}){discrimination}{idle}  {stem}",
)
DISCRIMINATION = Phrase(zh=" 区分指数{value}（效率{efficiency}）", en=" discrimination {value} (efficiency {efficiency})")
EXPLAINED = Phrase(
    zh="得分率是平均拿到几成分；区分指数看答对这题的人别的题是否也答得好，-100到100，低于{dull}偏弱；效率是占可能值的几成。",
    en="Facility is the mean mark; discrimination says whether who got it right did well elsewhere too, -100 to 100, weak below {dull}; "
    "efficiency is its part of what was possible.",
)
TOO_FEW_FOR_IT = Phrase(
    zh=" 区分指数证据不足（n={n}，至少{least}）", en=" discrimination: not enough evidence (n={n}, at least {least})"
)
LEVEL = Phrase(
    zh=" 区分指数算不出（得分都一样，或没有别的题可比）",
    en=" no discrimination (all marks alike, or nothing else to hold them against)",
)
IDLE = Phrase(zh=" 无人选{letters}", en=" nobody chose {letters}")
WEAK_TAGS = Phrase(zh="薄弱标签（掌握率低于{below}）：{tags}", en="Weak tags (mastered below {below}): {tags}")
TAG = Phrase(zh="{tag} {right}/{asked}={rate}", en="{tag} {right}/{asked}={rate}")
NO_WEAK = Phrase(zh="没有掌握率低于{below}的标签。", en="No tag is mastered below {below}.")
BY_SEGMENT = Phrase(zh="按人群（掌握率低于{below}）：\n{lines}", en="By segment (mastered below {below}):\n{lines}")
CELL = Phrase(zh="· {segment}｜{tag} {right}/{asked}={rate}", en="· {segment} | {tag} {right}/{asked}={rate}")
SMALL_CELLS = Phrase(
    zh="不足{least}次、证据不足的：{cells}", en="Fewer than {least:answer|answers}, not enough evidence: {cells}"
)
DULL_ONES = Phrase(
    zh="建议看看（{n}题）：{numbers}，答对的人和答错的人总成绩差不多，题目可能有歧义。",
    en="Worth a look ({n:question|questions}): {numbers}. Those who got them right did no better elsewhere; they may be ambiguous.",
)
TRIED = Phrase(zh="{n}人答过，首次正确率{p}", en="{n:person|people} answered, {p} right at first")
FEW = Phrase(zh="{n}人答过，少于{least}人，不算正确率。", en="{n:person|people} answered; nothing is said of it below {least}.")
STEM_SHOWN = 24


def measure(ctx: Context) -> None:
    """Asks for the figures of the whole bank."""
    ctx.task("bank.measure", camp_id=ctx.camp.id, language=ctx.language)


@feature.task("measure", by=Role.MANAGER)
def measured(reader: Db, camp_id: int, language: str) -> list[str]:
    """The report's lines."""
    questions = {row.id: row for row in bank.everything(reader, camp_id)}
    asked = question_versions.of_camp(reader, camp_id)
    read_as = {number: wordings(row, asked.get(number, ())) for number, row in questions.items()}
    given = answers.attempts(reader, camp_id)
    attempts = [_attempt(one, one.question) for one in given]
    places: dict[tuple[int, int | None], int] = {}
    worded: dict[int, Wording] = {}
    apart = []
    for one in given:
        wording = read_as.get(one.question, {}).get(one.version)
        item = (one.question, wording.version if wording else one.version)
        place = places.setdefault(item, len(places))
        apart.append(_attempt(one, place))
        if wording is not None:
            worded[place] = wording
    known = {place: item for place, item in items(apart).items() if place in worded}
    if not known:
        return [NOT_ENOUGH(least=MINIMUM).to(language)]
    lines: list[Line] = [HARD(least=MINIMUM)]
    numbers = {place: _numbered(questions[wording.question], wording) for place, wording in worded.items()}
    lines += [_item(numbers[place], worded[place], known[place], language) for place in hard_questions(known, SHOWN)]
    lines.append(EXPLAINED(dull=DULL))
    tags = {question: row.plain["tags"] for question, row in questions.items()}
    weak = weak_tags(mastery(attempts, tags), WEAK)
    said = list(TAG(tag=tag, right=one.right, asked=one.asked, rate=percent(one.rate)).to(language) for tag, one in weak)
    lines.append(WEAK_TAGS(below=percent(WEAK), tags=said) if weak else NO_WEAK(below=percent(WEAK)))
    lines += _segments(attempts, tags, _people(reader, camp_id), language)
    dull = [place for place, item in known.items() if item.discrimination is not None and item.discrimination < DULL]
    if dull:
        lines.append(DULL_ONES(n=len(dull), numbers=[numbers[place] for place in dull]))
    return [line.to(language) for line in lines]


@feature.on("done:bank.measure")
def report(ctx: Context) -> None:
    ctx.reply("\n".join(ctx.event.data["rows"]))


def _attempt(one: GradedAnswer, item: int) -> Attempt:
    return Attempt(one.membership, item, Fraction(one.earned, one.out_of), tuple(one.chosen))


def _numbered(stored: Stored, wording: Wording) -> str:
    return called(stored.number) if wording.is_current else f"{called(stored.number)}（v{wording.version}）"


def _item(number: str, wording: Wording, item: ItemFigures, language: str) -> Line:
    question = from_plain(wording.plain)
    idle = "".join(LETTERS[place] for place in item.idle(_wrong(question)))
    stem = " ".join(question.stem.split())
    return ITEM(
        number=number,
        facility=percent(item.facility),
        n=item.attempts,
        discrimination=_discrimination(item),
        idle=IDLE(letters=idle) if idle else "",
        stem=stem if len(stem) <= STEM_SHOWN else f"{stem[:STEM_SHOWN]}…",
    )


def _discrimination(item: ItemFigures) -> Line:
    """How well it parts the strong from the weak, or why that is not said."""
    if item.attempts < ENOUGH:
        return TOO_FEW_FOR_IT(n=item.attempts, least=ENOUGH)
    if item.discrimination is None or item.efficiency is None:
        return LEVEL()
    return DISCRIMINATION(value=decimal(Fraction(item.discrimination)), efficiency=decimal(Fraction(item.efficiency)))


def _people(reader: Db, camp_id: int) -> dict[str, set[int]]:
    """Segment → its members."""
    return {
        tag: {one.id for one in memberships.members(reader, camp_id, tagged=tag)}
        for tag, _ in memberships.tags(reader, camp_id)
    }


def _segments(attempts: list[Attempt], tags: dict[int, list[str]], people: dict[str, set[int]], language: str) -> list[Line]:
    """Which tags which segment of the members is weak at; cells of too few answers are named without a figure."""
    cells = by_segment(attempts, tags, people)
    weak = weak_cells(cells, WEAK)[:SEGMENTS]
    small = [f"{segment}｜{tag}" for (segment, tag), one in cells.items() if one.asked < MINIMUM]
    said: list[Line] = []
    if weak:
        told = [
            CELL(segment=segment, tag=tag, right=one.right, asked=one.asked, rate=percent(one.rate)).to(language)
            for (segment, tag), one in weak
        ]
        said.append(BY_SEGMENT(below=percent(WEAK), lines="\n".join(told)))
    if small:
        said.append(SMALL_CELLS(least=MINIMUM, cells=small[:SEGMENTS]))
    return said


def _wrong(question: Question) -> list[int]:
    match question.body:
        case Single(options) | Multiple(options):
            return [place for place in range(len(options)) if place not in right_options(options)]
        case _:
            return []


class FirstAnswers(NamedTuple):
    """How a question fared as it reads now, everybody's first answer counting: how many, how many right, and how many chose each place."""

    n: int
    right: int
    chosen: Mapping[int, int]


def first_answers(db: Db, camp: int, stored: Stored) -> FirstAnswers:
    """Of all who answered it so."""
    read_as = wordings(stored, question_versions.asked(db, stored.id))
    given = [one for one in answers.attempts_at(db, camp, stored.id) if (read := read_as.get(one.version)) and read.is_current]
    first = {one.membership: one for one in reversed(given)}.values()
    chosen = Counter(place for one in first for place in one.chosen)
    return FirstAnswers(len(first), sum(one.earned == one.out_of for one in first), chosen)


def figures_of(fared: FirstAnswers) -> list[Line]:
    """The same in a line; nothing where nobody answered it so."""
    if not fared.n:
        return []
    if fared.n < MINIMUM:
        return [FEW(n=fared.n, least=MINIMUM)]
    return [TRIED(n=fared.n, p=percent(Fraction(fared.right, fared.n)))]
