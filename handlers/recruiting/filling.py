"""The form, a question a message: answered by words or by a press, taken up where it was left, changed before it is sent."""

from __future__ import annotations

from datetime import timedelta

from bot import ticking
from bot.feature import Context, Line, Phrase, Press, Refusal, Said
from bot.membership import camp_by_id
from bot.parts import Choice, Choices
from handlers.recruiting import form, quizzing, wording
from handlers.recruiting.form import FormField
from handlers.recruiting.settings import feature
from storage import applications, dialogs
from storage.applications import Application

QUESTION = Phrase(zh="{place}/{n} {words}{hint}", en="{place}/{n} {words}{hint}")
SEVERAL = Phrase(
    zh="（可多选：点选后按“确定”，或回复字母，如 AC）",
    en=" (several: tick them and press “Done”, or answer with letters, like AC)",
)
OPTIONAL = Phrase(zh="（选填）", en=" (may be left out)")
YES, NO, SKIP = Phrase(zh="是", en="Yes"), Phrase(zh="否", en="No"), Phrase(zh="跳过", en="Skip")
FILLED = Phrase(zh="都填好了，交之前看一眼：", en="All is filled in. Have a look before you send it:")
NO_FORM = Phrase(zh="没有要填的，可以直接交。", en="There is nothing to fill in; you may send it.")
QUIZ_NEXT = Phrase(
    zh="没问题就开始{n}道入营题，答完就交了。要改：申请 改 2",
    en="If all is well begin the entry quiz of {n}; it is sent with its last answer. To change: apply change 2",
)
SEND_NEXT = Phrase(zh="没问题就交。要改：申请 改 2", en="If all is well send it. To change: apply change 2")
BEGIN_QUIZ, SEND, CHANGE = (
    Phrase(zh="开始入营题", en="Begin the quiz"),
    Phrase(zh="交", en="Send"),
    Phrase(zh="改", en="Change"),
)
WHICH = Phrase(zh="改哪一题？", en="Which one?")
NO_SUCH = Phrase(
    zh="没有第{place}题，一共{n}题。试试：申请 改 1", en="There is no question {place}; questions: {n}. Try: apply change 1"
)
NOTHING = Phrase(zh="没有能改的题。", en="There is no question to change.")
SET_ASIDE = Phrase(zh="申请（填过的留着，接着填：申请）", en="the application (what you filled in is kept; to go on: apply)")
CLOSED = Phrase(
    zh="这份申请已经交了或撤回了。发“申请”看它怎样了。",
    en="That application was sent or withdrawn. Send “apply” to see where it stands.",
)
STEP = "recruiting.answer"
LASTS = timedelta(days=1)
"""How long an answer may be typed without saying what it answers."""
A_ROW = 5


def go_on(ctx: Context, one: Application, *, intro: Line | None = None) -> None:
    """The first question that is not answered, or everything to look at once more."""
    fields, given = wording.fields_of(one), wording.answers_of(ctx, one)
    place = next((place for place in range(len(fields)) if place not in given), None)
    head: list[Said] = [intro] if intro else []
    if place is None:
        return _summary(ctx, one, head)
    put(ctx, one, place, head)


def put(ctx: Context, one: Application, place: int, head: list[Said]) -> None:
    """Asks a question of the form."""
    fields = wording.fields_of(one)
    field, says = fields[place], f"申请 Y{one.id} {place + 1}"
    hint = SEVERAL if field.kind == "multiple" else OPTIONAL if field.is_optional else ""
    said: list[Said] = [*head, QUESTION(place=place + 1, n=len(fields), words=field.words, hint=hint)]
    skip = [Press(SKIP, f"{says} 跳过")] if field.is_optional else []
    match field.kind:
        case "single" | "multiple":
            is_ticked = field.kind == "multiple"
            tick, picked = (ticking.TICK, False) if is_ticked else ("", None)
            said.append(
                Choices(
                    tuple(
                        Choice(letter, option, f"{says} {tick}{letter}", picked=picked)
                        for letter, option in zip(form.LETTERS, field.options, strict=False)
                    )
                )
            )
            done = [Press(ticking.DONE, f"{says} {ticking.HAND_IN}")] if is_ticked else []
            if done + skip:
                said.append(done + skip)
        case "yes_no":
            said.append([Press(YES, f"{says} 是"), Press(NO, f"{says} 否"), *skip])
        case _:
            if skip:
                said.append(skip)
    ctx.ask("answer", until=ctx.now + LASTS, application=one.id, place=place)
    ctx.reply(*said)


def _summary(ctx: Context, one: Application, head: list[Said]) -> None:
    fields, quiz = wording.fields_of(one), quizzing.wanted(ctx)
    lines = wording.answer_lines(fields, wording.answers_of(ctx, one))
    send = Press(BEGIN_QUIZ if quiz else SEND, f"申请 Y{one.id} 交")
    following = QUIZ_NEXT(n=quiz) if quiz else SEND_NEXT()
    change = [Press(CHANGE, f"申请 Y{one.id} 改")] if fields else []
    if not fields:
        ctx.reply(*head, following if quiz else NO_FORM(), [send])
    else:
        ctx.reply(*head, FILLED, *lines, following, [send, *change])


def change(ctx: Context, one: Application, words: str) -> None:
    """改 2 asks the second question again; 改 alone asks which."""
    fields = wording.fields_of(one)
    if not fields:
        raise Refusal(NOTHING)
    plain = words.strip().removeprefix("第").removesuffix("题").strip()
    if not plain:
        presses = [Press(str(place + 1), f"申请 Y{one.id} 改 {place + 1}") for place in range(len(fields))]
        rows = [presses[first : first + A_ROW] for first in range(0, len(presses), A_ROW)]
        return _which(ctx, one, rows)
    put(ctx, one, _place(plain, fields), [])


def _which(ctx: Context, one: Application, rows: list[list[Press]]) -> None:
    lines = wording.answer_lines(wording.fields_of(one), wording.answers_of(ctx, one))
    ctx.reply(WHICH, *lines, *rows)


def _place(words: str, fields: list[FormField]) -> int:
    if not words.isdecimal() or not 1 <= int(words[:6]) <= len(fields):
        raise Refusal(NO_SUCH(place=words[:12], n=len(fields)))
    return int(words) - 1


def take(ctx: Context, one: Application, which: str, words: str) -> None:
    """An answer that names its question: what a button says."""
    place = _place(which, wording.fields_of(one))
    if not words:
        return put(ctx, one, place, [])
    _answer(ctx, one, place, words)


def _answer(ctx: Context, one: Application, place: int, words: str) -> None:
    field = wording.fields_of(one)[place]
    if field.kind == "multiple" and (letter := ticking.letter_of(words)) is not None:
        return _tick(ctx, one, place, letter)
    if field.kind == "multiple" and ticking.hands_in(words):
        ticked = applications.answers(ctx.db, one.id).get(place)
        if ticked is None or not ticked.answer:
            raise Refusal(ticking.TICK_FIRST)
        words = "".join(form.LETTERS[at] for at in ticked.answer)
    applications.answer(ctx.db, one.id, place, form.answered(field, words))
    go_on(ctx, one)


def _tick(ctx: Context, one: Application, place: int, letter: str) -> None:
    field, known = wording.fields_of(one)[place], applications.answers(ctx.db, one.id).get(place)
    if letter not in form.LETTERS[: len(field.options)] or len(letter) != 1:
        raise form.not_among(field)
    before = known.answer if known is not None and known.is_ticked and isinstance(known.answer, list) else []
    at = form.LETTERS.index(letter)
    now = sorted(set(before) ^ {at})
    applications.answer(ctx.db, one.id, place, now, is_ticked=True)
    letters = "".join(form.LETTERS[one_of] for one_of in now)
    if not ticking.show(ctx, None, letters, f"申请 Y{one.id} {place + 1} {ticking.HAND_IN}"):
        ctx.reply(ticking.said_of(letters))


def is_answer(ctx: Context, words: str) -> bool:
    """Whether a word of ours answers the question that waits: it is one of its options, or the question takes any words and the command is
    nothing this person may say."""
    waits = dialogs.find(ctx.db, ctx.person.id, ctx.address.key, now=ctx.now)
    one = applications.find(ctx.db, waits.kept["application"]) if waits is not None and waits.step == STEP else None
    if waits is None or one is None or one.state != "open":
        return False
    field, match = wording.fields_of(one)[waits.kept["place"]], ctx.router.match(words)
    if field.kind == "text":
        return match is not None and match.command.by > ctx.role
    try:
        form.answered(field, words)
    except Refusal:
        return False
    return True


@feature.step("answer", called=SET_ASIDE, stays=True, claims=is_answer)
def answer(ctx: Context, words: str, application: int, place: int) -> None:
    """What is typed after a question was asked; where it does not fit the question waits on."""
    one = applications.find(ctx.db, application)
    if one is None or one.person != ctx.person.id or one.state != "open":
        raise Refusal(CLOSED)
    with ctx.in_camp(camp_by_id(ctx.db, one.camp)):
        _answer(ctx, one, place, words)
