"""The entry quiz: drawn from the bank when the form is done, a question a message, each answered once; the last answer sends the application."""

from __future__ import annotations

import random
from datetime import timedelta

from bot import ticking
from bot.feature import Context, Phrase, Press, Refusal, Said
from bot.membership import camp_by_id
from bot.parts import Choice, Choices, Picture
from handlers.recruiting import entry_quiz, finishing
from handlers.recruiting.settings import ENTRY_QUIZ, feature
from storage import applications, bank, dialogs, question_versions
from storage.applications import Application, QuizQuestion

HEAD = Phrase(zh="入营题 {place}/{n} {stem}", en="Entry quiz {place}/{n}: {stem}")
SEVERAL = Phrase(
    zh="可多选：点选后按“确定”，或回复字母，如 AC。",
    en="Several may be right: tick them and press “Done”, or answer with letters, like AC.",
)
ANSWERED = Phrase(zh="这题答过了，不能改。", en="That one is answered; it cannot be changed.")
SET_ASIDE = Phrase(zh="入营题（接着做：申请）", en="the entry quiz (to go on: apply)")
SENT_ALREADY = Phrase(
    zh="这份申请已经交了或撤回了。发“申请”看它怎样了。",
    en="That application was sent or withdrawn. Send “apply” to see where it stands.",
)
STEP = "recruiting.quiz_answer"
LASTS = timedelta(days=1)


def wanted(ctx: Context) -> int:
    """How many questions an application is asked, as far as the bank has them."""
    number, tag = ctx.setting(ENTRY_QUIZ)
    return min(number, len(_stock(ctx, tag))) if number else 0


def _stock(ctx: Context, tag: str) -> list[int]:
    return sorted({question for question, _ in bank.stock(ctx.db, ctx.camp.id, tag or None, pressed=True)})


def begin(ctx: Context, one: Application) -> None:
    """Draws the questions, keeps them as they read now, and asks the first."""
    _, tag = ctx.setting(ENTRY_QUIZ)
    drawn: list[tuple[int, int]] = []
    for question in random.Random(f"Y{one.id}").sample(_stock(ctx, tag), wanted(ctx)):
        stored = bank.current(ctx.db, question)
        assert stored is not None
        question_versions.keep(ctx.db, stored)
        drawn.append((stored.id, stored.version))
    applications.draw(ctx.db, one.id, drawn)
    go_on(ctx, one)


def go_on(ctx: Context, one: Application) -> None:
    """The next question; after the last one the application is sent."""
    quiz = applications.quiz(ctx.db, one.id)
    following = next((question for question in quiz if question.chosen is None), None)
    if following is None:
        return finishing.send(ctx, one)
    ctx.ask("quiz_answer", until=ctx.now + LASTS, application=one.id, place=following.place)
    ctx.reply(*_asked(ctx, one, following, len(quiz)))


def _asked(ctx: Context, one: Application, question: QuizQuestion, n: int) -> list[Said]:
    says = f"申请 Y{one.id} q{question.place + 1}"
    several = question.kind == "multiple"
    tick, picked = (ticking.TICK, False) if several else ("", None)
    options = entry_quiz.options(question.kind, question.options, ctx.language)
    said: list[Said] = [Picture(question.picture, question.stem)] if question.picture else []
    said.append(HEAD(place=question.place + 1, n=n, stem=question.stem))
    if several:
        said.append(SEVERAL)
    said.append(
        Choices(
            tuple(
                Choice(letter, words, f"{says} {tick}{letter}", picked=picked)
                for letter, words in zip(entry_quiz.LETTERS, options, strict=False)
            )
        )
    )
    return [*said, [Press(ticking.DONE, f"{says} {ticking.HAND_IN}")]] if several else said


def take(ctx: Context, one: Application, which: str, words: str) -> None:
    """An answer that names its question: what a button says."""
    quiz = applications.quiz(ctx.db, one.id)
    question = next((one_of for one_of in quiz if str(one_of.place + 1) == which), None)
    if question is None or question.chosen is not None:
        raise Refusal(ANSWERED)
    _answer(ctx, one, question, words)


def _answer(ctx: Context, one: Application, question: QuizQuestion, words: str) -> None:
    if question.kind == "multiple" and (letter := ticking.letter_of(words)) is not None:
        letters = "".join(sorted(ticking.toggled(question.ticked, entry_quiz.letters(question.kind, question.options, letter))))
        applications.tick(ctx.db, one.id, question.place, letters)
        if not ticking.show(ctx, None, letters, f"申请 Y{one.id} q{question.place + 1} {ticking.HAND_IN}"):
            ctx.reply(ticking.said_of(letters))
        return
    if question.kind == "multiple" and ticking.hands_in(words):
        if not question.ticked:
            raise Refusal(ticking.TICK_FIRST)
        words = question.ticked
    letters = entry_quiz.letters(question.kind, question.options, words)
    right = entry_quiz.is_right(question.kind, question.answer, letters)
    if not applications.choose(ctx.db, one.id, question.place, letters, right=right):
        raise Refusal(ANSWERED)
    go_on(ctx, one)


def is_answer(ctx: Context, words: str) -> bool:
    """Whether a word of ours is an option of the question that waits."""
    waits = dialogs.find(ctx.db, ctx.person.id, ctx.address.key, now=ctx.now)
    if waits is None or waits.step != STEP:
        return False
    quiz = applications.quiz(ctx.db, waits.kept["application"])
    question = next((one for one in quiz if one.place == waits.kept["place"] and one.chosen is None), None)
    try:
        return question is not None and bool(entry_quiz.letters(question.kind, question.options, words))
    except Refusal:
        return False


@feature.step("quiz_answer", called=SET_ASIDE, stays=True, claims=is_answer)
def answer(ctx: Context, words: str, application: int, place: int) -> None:
    """What is typed after a question of the quiz; where it does not fit the question waits on."""
    one = applications.find(ctx.db, application)
    if one is None or one.person != ctx.person.id or one.state != "quiz":
        raise Refusal(SENT_ALREADY)
    with ctx.in_camp(camp_by_id(ctx.db, one.camp)):
        take(ctx, one, str(place + 1), words)
