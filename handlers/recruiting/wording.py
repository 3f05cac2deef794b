"""How an application is named and shown: its number, its answers in one line or in all, and what became of it."""

from __future__ import annotations

from bot.feature import Context, Line, Phrase, Said
from handlers.recruiting import form
from handlers.recruiting.form import Answer, FormField
from handlers.recruiting.settings import PREFIX
from storage import applications
from storage.applications import Application

DIGITS = 4
LONGEST_IN_SHORT, LONGEST_NAME = 24, 24

SCORE = Phrase(zh="入营题 {right}/{asked} 对", en="entry quiz {right}/{asked}")
APART = Phrase(zh="{first}｜{rest}", en="{first} | {rest}")
ANSWER = Phrase(zh="{place} {words} → {answer}", en="{place} {words} → {answer}")
STATE = {
    "open": Phrase(zh="还没交", en="not sent yet"),
    "quiz": Phrase(zh="入营题没做完", en="the entry quiz is not finished"),
    "sent": Phrase(zh="在等答复", en="waits for an answer"),
    "approved": Phrase(zh="已通过", en="approved"),
    "rejected": Phrase(zh="没有通过", en="turned down"),
    "withdrawn": Phrase(zh="已撤回", en="withdrawn"),
}


def code(number: int) -> str:
    """Y-0012"""
    return f"{PREFIX}-{number:0{DIGITS}}"


def fields_of(one: Application) -> list[FormField]:
    """The questions it answers."""
    return form.of_stored(one.fields)


def answers_of(ctx: Context, one: Application) -> dict[int, Answer]:
    """What was answered, by the question's place; what is only ticked is not."""
    return {place: said.answer for place, said in applications.answers(ctx.db, one.id).items() if not said.is_ticked}


def answer_lines(fields: list[FormField], answers: dict[int, Answer]) -> list[Line]:
    """Every question with its answer."""
    return [
        ANSWER(place=place + 1, words=field.words, answer=form.said(field, answers.get(place)))
        for place, field in enumerate(fields)
    ]


def score(right: int, asked: int) -> Line | str:
    """4/5, where there was a quiz."""
    return SCORE(right=right, asked=asked) if asked else ""


def in_one_line(name: str, fields: list[FormField], answers: dict[int, Answer], quiz: Line | str) -> Line | str:
    """林晓｜骨干｜需求洞察、谈判｜入营题 4/5 对: what was chosen, and not what was written at length."""
    told: list[Said] = [name[:LONGEST_NAME]]
    for place, field in enumerate(fields):
        answer = answers.get(place)
        if answer is not None and field.kind in ("single", "multiple"):
            told.append(_chosen(field, answer))
        elif answer is not None and not isinstance(answer, bool | list):
            told.append(answer[:LONGEST_IN_SHORT])
    if quiz:
        told.append(quiz)
    line = told.pop()
    while told:
        line = APART(first=told.pop(), rest=line)
    assert isinstance(line, Line | str)
    return line


def _chosen(field: FormField, answer: Answer) -> Line:
    return CHOSEN(options=form.said(field, answer))


CHOSEN = Phrase(zh="{options}", en="{options}")
