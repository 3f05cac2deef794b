"""A form's result as a workbook: what the chat said, every question's counts, the groups, what was written, and named responses."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bot.documents.workbook import Workbook
from bot.feature import Phrase
from bot.figures import decimal
from bot.phrases import listed
from handlers.asking.surveys import statistics
from handlers.asking.surveys.questions import SurveyQuestion
from handlers.asking.surveys.settings import feature
from handlers.asking.surveys.statistics import Result
from storage import ballots, surveys
from storage.connection import Db
from storage.files import Files

SUMMARY, COUNTS = Phrase(zh="结果", en="Result"), Phrase(zh="计数", en="Counts")
GROUPS, TEXTS, RESPONSES = Phrase(zh="分组", en="Groups"), Phrase(zh="原文", en="Texts"), Phrase(zh="答卷", en="Responses")
COUNT_HEADS = Phrase(zh="题号;题目;选择;人数;均分;4–5分%;NPS", en="No.;question;choice;people;mean;4–5 %;NPS")
GROUP_HEADS = Phrase(zh="分组;n;均分", en="group;n;mean")
TEXT_HEADS = Phrase(zh="题号;题目;原文", en="No.;question;text")
REST = Phrase(zh="其他", en="others")
NAME = Phrase(zh="姓名", en="name")


@feature.task("book")
def book(reader: Db, survey: int, result: dict[str, Any], language: str, said: list[str], files: Files) -> list[dict[str, Any]]:
    """The workbook, kept in the store: its file, name and size in bytes. The figures are those given, not counted again."""
    form, found = surveys.find(reader, survey), Result.of(result)
    assert form is not None
    questions = [SurveyQuestion.of(stored) for stored in form.questions]
    made = Workbook()
    made.add_lines(SUMMARY().to(language), said)
    made.add(COUNTS().to(language), COUNT_HEADS().to(language).split(";"), _counts(questions, found, language))
    if found.groups:
        made.add(GROUPS().to(language), GROUP_HEADS().to(language).split(";"), _groups(questions, found, language))
    if any(found.texts.values()):
        made.add(TEXTS().to(language), TEXT_HEADS().to(language).split(";"), _texts(questions, found, language))
    if not form.anonymous:
        heads = [NAME().to(language), *(question.words(language) for question in questions)]
        made.add(RESPONSES().to(language), heads, _responses(reader, form, questions, language))
    content, name = made.saved(), f"{form.title}.xlsx"
    return [{"file": files.put(content, name), "name": name, "size": len(content)}]


def _counts(questions: list[SurveyQuestion], found: Result, language: str) -> Iterable[list[Any]]:
    for place, question in enumerate(questions):
        if question.kind == "text":
            continue
        mean = statistics.mean(found.total, [place]) if question.kind in ("scale", "ten") else None
        high = statistics.high(found.total, [place]) if question.kind == "scale" else None
        score = statistics.nps(found.total, place) if question.kind == "nps" else None
        figures = [decimal(value) if value is not None else "" for value in (mean, high and 100 * high, score)]
        for row, choice in enumerate(question.choices):
            words = question.option(int(choice), language) if question.options else choice
            times = found.total.counts.get(str(place), {}).get(choice, 0)
            yield [place + 1, question.words(language), words, times, *(figures if row == 0 else ["", "", ""])]


def _groups(questions: list[SurveyQuestion], found: Result, language: str) -> Iterable[list[Any]]:
    for label, tally in found.groups.items():
        mean = statistics.mean(tally, statistics.scales(questions))
        called = REST().to(language) if label == ballots.REST else label
        yield [called, tally.n, decimal(mean) if mean is not None else ""]


def _texts(questions: list[SurveyQuestion], found: Result, language: str) -> Iterable[list[Any]]:
    for place, texts in found.texts.items():
        yield from ([int(place) + 1, questions[int(place)].words(language), text] for text in texts)


def _responses(reader: Db, form: surveys.Survey, questions: list[SurveyQuestion], language: str) -> Iterable[list[Any]]:
    names = surveys.names(reader, form.id)
    for person, answers in surveys.responses(reader, form.id):
        yield [
            names[person],
            *(_said(question, answers.get(str(place), ""), language) for place, question in enumerate(questions)),
        ]


def _said(question: SurveyQuestion, answer: list[str] | str, language: str) -> str:
    if isinstance(answer, str):
        return answer
    return listed([question.option(int(choice), language) if question.options else choice for choice in answer], language)
