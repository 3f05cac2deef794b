"""Behind the rows of Asking: what came of a poll or a form as far as it may be told now, and who has not answered where it is named."""

from __future__ import annotations

import re
from datetime import datetime

from bot.desk_page import (
    Block,
    CellKind,
    Chart,
    Column,
    DeskQuery,
    DeskView,
    Figure,
    KeyFigures,
    Link,
    Prose,
    Sentence,
    Sentences,
    Table,
    TableRow,
)
from bot.feature import Context, Line, Phrase, Refusal
from bot.figures import decimal, percent
from handlers.asking.polls import showing
from handlers.asking.polls.counting import OptionScore
from handlers.asking.surveys import results, statistics
from handlers.asking.surveys.questions import SurveyQuestion
from handlers.asking.surveys.statistics import Result
from storage import ballots, polls, surveys
from storage.ballots import Electorate
from storage.polls import Poll
from storage.surveys import Survey

BACK = "asking"
SUBJECT = re.compile(r"([PS])(\d{1,15})", re.ASCII)
MOST_NAMED = 500
"""Who has not answered, on the page."""
MOST_TEXTS = 200

NO_SUCH = Phrase(zh="没有这个投票或问卷。", en="There is no such poll or form.")
ANSWERED, MISSING, UNTIL = Phrase(zh="已答", en="Answered"), Phrase(zh="还没答", en="Missing"), Phrase(zh="截止", en="Until")
MOMENT = Phrase(zh="{at:%m-%d %H:%M}", en="{at:%m-%d %H:%M}")
CLOSED = Phrase(zh="已截止", en="closed")
HIDDEN = Phrase(zh="结果截止后公布，现在谁都看不到。", en="The result is shown when it closes; until then to nobody.")
NOT_TOLD = Phrase(
    zh="匿名问卷满{least}份才给结果，每多{least}份更新一次。点“结果”看现在能看的。",
    en="An anonymous form tells from {least:answer|answers} on, and again with {least} more. “Result” says what may be told now.",
)
NAMED_ALREADY = Phrase(zh="都答了。", en="Everybody has answered.")
NO_LIST = Phrase(zh="匿名的不列谁没答。", en="What is anonymous has no list of who is missing.")
NAME = Phrase(zh="名字", en="Name")
VOTES, MEANS = Phrase(zh="票数", en="Votes"), Phrase(zh="各题均分（1–5）", en="Means, 1 to 5")
HIGH = Phrase(zh="n={n}，4–5分 {high}%", en="n={n}, 4–5: {high}%")
OF_N = Phrase(zh="n={n}", en="n={n}")
NUMBERED = Phrase(zh="{place} {words}", en="{place} {words}")
NPS, TEN = Phrase(zh="NPS {score}", en="NPS {score}"), Phrase(zh="{mean}/10", en="{mean}/10")
WORDS = Phrase(zh="写了什么", en="What was written")
RESULT = Sentence(Phrase(zh="结果", en="Result"), Phrase(zh="结果 {code}", en="result {code}"))
EXPORT = Sentence(Phrase(zh="导出", en="Export"), Phrase(zh="结果 {code} 导出", en="result {code} export"))
NUDGE, CLOSE = Phrase(zh="提醒没答的", en="Remind who has not"), Phrase(zh="现在截止", en="Close it now")
WHILE_OPEN = {
    "P": (
        Sentence(NUDGE, Phrase(zh="投票 {code} 提醒", en="poll {code} nudge"), shown=True),
        Sentence(CLOSE, Phrase(zh="投票 {code} 截止", en="poll {code} close"), shown=True),
    ),
    "S": (
        Sentence(NUDGE, Phrase(zh="问卷 {code} 提醒", en="survey {code} nudge"), shown=True),
        Sentence(CLOSE, Phrase(zh="问卷 {code} 截止", en="survey {code} close"), shown=True),
    ),
}


def behind(ctx: Context, asked: DeskQuery) -> DeskView:
    """A poll or a form of this camp. Raises Refusal for anything else."""
    meant = SUBJECT.fullmatch(asked.subject)
    if meant is not None and meant[1] == "P":
        poll = polls.find(ctx.db, int(meant[2]))
        if poll is not None and poll.camp == ctx.camp.id:
            return _poll(ctx, poll)
    elif meant is not None:
        survey = surveys.find(ctx.db, int(meant[2]))
        if survey is not None and survey.camp == ctx.camp.id:
            return _survey(ctx, survey)
    raise Refusal(NO_SUCH)


def _poll(ctx: Context, one: Poll) -> DeskView:
    head = _head(ctx, "P", one.id, one.subject, one.asked, is_open=one.stage != "closed", until=one.until)
    missing = _missing(ctx, one.subject, one.asked, anonymous=one.anonymous)
    return DeskView((*head, _votes(ctx, one), missing), one.title, BACK)


def _votes(ctx: Context, one: Poll) -> Block:
    """The options with their votes, where they may be told."""
    if not showing.is_told(one):
        return Prose(HIDDEN)
    options = polls.options(ctx.db, one.id)
    counted = showing.results(ctx.db, one, options)
    if counted is None:
        return Prose(showing.TOO_FEW(least=ballots.LEAST))
    rows = [(option.words, counted[option.place].votes, _of(counted[option.place])) for option in options]
    return Chart("bars", VOTES, rows=rows)


def _of(score: OptionScore) -> str:
    return percent(score.votes, score.of) if score.of else ""


def _survey(ctx: Context, one: Survey) -> DeskView:
    head = _head(ctx, "S", one.id, one.subject, one.asked, is_open=one.is_open, until=one.until)
    found = results.as_told(ctx, one)
    shown: list[Block] = [Prose(NOT_TOLD(least=ballots.LEAST))] if found is None else _figures(one, found, ctx.language)
    missing = _missing(ctx, one.subject, one.asked, anonymous=one.anonymous)
    return DeskView((*head, *shown, missing), one.title, BACK)


# ── what both have ───────────────────────────────────────────────────────────────────────────────────────────────────


def _head(
    ctx: Context, letter: str, number: int, subject: str, asked: Electorate, *, is_open: bool, until: datetime | None
) -> tuple[KeyFigures, Sentences]:
    """How many have answered, until when, and what can be said about it."""
    done, expected = ballots.turnout(ctx.db, subject, asked)
    figures = [Figure(ANSWERED, f"{done}/{expected}", percent(done, expected)), Figure(MISSING, str(expected - done))]
    if until is not None:
        figures.append(Figure(UNTIL, MOMENT(at=until), "" if is_open else CLOSED))
    said = (RESULT, EXPORT, *(WHILE_OPEN[letter] if is_open else ()))
    return KeyFigures(figures), Sentences(said, names={"code": f"{letter}{number}"})


def _missing(ctx: Context, subject: str, asked: Electorate, *, anonymous: bool) -> Block:
    """Who has not answered; of what is anonymous nobody is named."""
    if anonymous:
        return Prose(NO_LIST)
    absent = ballots.missing(ctx.db, subject, asked, most=MOST_NAMED)
    rows = [TableRow((Link(one.name, f"people/{one.membership}"),), str(one.membership)) for one in absent]
    return Table("missing", (Column("name", NAME, CellKind.LINK),), rows, title=MISSING, empty=NAMED_ALREADY)


# ── a form, question by question ─────────────────────────────────────────────────────────────────────────────────────


def _figures(one: Survey, found: Result, language: str) -> list[Block]:
    """The mean of all, each question of points, the options of the others, and what was written."""
    questions = [SurveyQuestion.of(stored) for stored in one.questions]
    blocks: list[Block] = []
    figures = [Figure(*row) for row in results.overall(one, questions, found)]
    for place, question in enumerate(questions):
        figures += _points(question, found, place, language)
    if figures:
        blocks.append(KeyFigures(figures))
    if means := [row for place in statistics.scales(questions) for row in _mean(questions[place], found, place, language)]:
        blocks.append(Chart("bars", MEANS, rows=means, most=5))
    for place, question in enumerate(questions):
        if question.kind in ("single", "multiple"):
            blocks.append(_options(question, found, place, language))
        elif question.kind == "text":
            blocks.append(_texts(question, found, place, language))
    return blocks


def _called(question: SurveyQuestion, place: int, language: str) -> str:
    return NUMBERED(place=place + 1, words=question.words(language)).to(language)


def _points(question: SurveyQuestion, found: Result, place: int, language: str) -> list[Figure]:
    n = OF_N(n=statistics.answered(found.total, place))
    if question.kind == "nps" and (score := statistics.nps(found.total, place)) is not None:
        return [Figure(_called(question, place, language), NPS(score=decimal(score)), n)]
    if question.kind == "ten" and (mean := statistics.mean(found.total, [place])) is not None:
        return [Figure(_called(question, place, language), TEN(mean=decimal(mean)), n)]
    return []


def _mean(question: SurveyQuestion, found: Result, place: int, language: str) -> list[tuple[str, float, Line]]:
    mean, high = statistics.mean(found.total, [place]), statistics.high(found.total, [place])
    if mean is None or high is None:
        return []
    note = HIGH(n=statistics.answered(found.total, place), high=decimal(100 * high))
    return [(_called(question, place, language), float(decimal(mean)), note)]


def _options(question: SurveyQuestion, found: Result, place: int, language: str) -> Chart:
    of = found.total.n
    ranked = statistics.ranked(found.total, place, len(question.options))
    rows = [(question.option(at, language), times, percent(times, of) if of else "") for at, times in ranked]
    return Chart("bars", _called(question, place, language), rows=rows, most=max(of, 1))


def _texts(question: SurveyQuestion, found: Result, place: int, language: str) -> Table:
    written = found.texts.get(str(place), [])
    rows = [TableRow((words,), str(at)) for at, words in enumerate(written[:MOST_TEXTS])]
    column = Column("words", WORDS)
    return Table(f"texts{place + 1}", (column,), rows, len(written), title=_called(question, place, language))
