"""填: one question a message, with the way back and on; what is written stands under one's name until it is sent in."""

from __future__ import annotations

import re
from typing import Annotated, Any

from bot import ticking
from bot.arguments import Named
from bot.feature import Asker, Context, Line, Phrase, Press, Refusal, Role, Said
from bot.messages import Kind
from bot.parts import SAYS_LIMIT, Button, Choice, Choices
from bot.today import TODAY, TodayPlace, TodayRow, titled
from handlers.asking.surveys import questions as asked
from handlers.asking.surveys.forms import SCALE
from handlers.asking.surveys.questions import LETTERS, Answer, SurveyQuestion
from handlers.asking.surveys.settings import CLOSED, feature
from handlers.asking.target_rooms import NOT_THERE
from storage import ballots, dialogs, memberships, surveys
from storage.connection import Db
from storage.surveys import Survey

PROMISE = Phrase(
    zh="【匿名】{title}，{n}题。少于{least}人的分组不显示，{author}也看不到是谁填的。没提交的答案暂存在你名下，提交时一并删掉，匿名从那一刻起。",
    en="[anonymous] {title}, {n:question|questions}. Groups under {least} stay hidden, and {author} cannot see who answered what either. "
    "Until you send it in your draft is kept under your name; it goes when you do, and from then on it is anonymous.",
)
NAMED = Phrase(
    zh="【实名】{title}，{n}题。{author}和社群经理会看到你的答案。",
    en="[named] {title}, {n:question|questions}. {author} and the managers will see your answers.",
)
QUESTION = Phrase(zh="{place}/{n} {words}", en="{place}/{n} {words}")
TYPE_LETTERS = Phrase(
    zh="可多选：点选后按“确定”，或回复字母，如 AC",
    en="Several fit: tick them and press “Done”, or answer with letters, like AC",
)
TICKED = Phrase(
    zh="勾上了。再点一次就去掉，选好按“确定”。", en="Ticked. Press it again to take it back, “Done” when all is ticked."
)
UNTICKED = Phrase(zh="去掉了。选好按“确定”。", en="Taken back. Press “Done” when all is ticked.")
"""An anonymous form never says which."""
TYPE_WORDS = Phrase(zh="直接回一句话，没有就按“跳过”", en="Answer in your own words, or press “Skip”")
TEN = Phrase(zh="0 完全不会 … 10 一定会", en="0 not at all … 10 certainly")
ALL_ANSWERED = Phrase(
    zh="{n}题都答了。提交后不能改。", en="{n:question is|questions are} answered, the last one too. Once sent in it is final."
)
SENT = Phrase(zh="✅ 已匿名提交，谢谢你。", en="✅ Sent in, anonymously. Thank you.")
SENT_NAMED = Phrase(zh="✅ 已提交，谢谢你。", en="✅ Sent in. Thank you.")
FINAL = Phrase(zh="问卷 S{id} 你已提交过。", en="You have sent in form S{id} already.")
NOT_ALL = Phrase(zh="还有没答的题，先答完再提交。", en="Some questions are still open; answer them first.")
UNKNOWN = Phrase(zh="没有问卷 S{id}。等你填的：填", en="There is no form S{id}. Those waiting for you: fill")
NO_SUCH = Phrase(zh="S{id} 没有第{place}题。", en="S{id} has no question {place}.")
NOT_ASKED = Phrase(zh="这份问卷只请“{tag}”填。", en="This form asks “{tag}” only.")
FOR_LEARNERS = Phrase(zh="这份问卷是给学员填的。", en="This form is for learners.")
IN_PRIVATE = Phrase(zh="已私聊你，在那里填。", en="See your private chat to fill it in.")
OPEN_FORMS = Phrase(zh="等你填的问卷：\n{lines}", en="Forms waiting for you:\n{lines}")
FORM_LINE = Phrase(zh="填 S{id}：{title}", en="fill S{id}: {title}")
NONE_OPEN = Phrase(zh="现在没有等你填的问卷。", en="No form is waiting for you.")
SET_ASIDE = Phrase(
    zh="问卷 S{survey}（填过的留着，接着填：填 S{survey}）",
    en="form S{survey} (what you filled in is kept; to go on: fill S{survey})",
)
AS_ANSWER = Phrase(zh="作为这题的答案", en="As the answer")
BACK = Phrase(zh="上一题", en="Back")
SKIP = Phrase(zh="跳过", en="Skip")
SEND = Phrase(zh="提交", en="Send in")
FILL_IN = Phrase(zh="填：{title}", en="Fill in: {title}")
FORM = Phrase(zh="问卷", en="Survey")
MOST_IN_CARD = 3
WORDS = re.compile(r"[SsＳｓ]?(\d+)(?:\s+(.*))?", re.DOTALL)
SENDS = {"交", "提交", "send"}
AT_HAND = 5
"""Minutes after which a word of ours is no answer any more, but what it says."""
PER_ROW = 6
"""Points on a row of buttons."""


@feature.command(
    "填",
    "fill",
    help=Phrase(zh="填一份问卷，可以中途停下再接着填。", en="Fill in a form; you may stop and go on later."),
    examples=["填", "填 S3", "填 S3 2 4", "填 S3 交", "fill S3"],
    secret=True,
    answers_nothing=True,
)
def fill(ctx: Context, words: Annotated[str, Named("问卷", "form")] = "") -> None:
    found = WORDS.fullmatch(words.strip())
    if found is None:
        _list(ctx)
        return
    survey = _open_for(ctx, int(found[1]))
    if not ctx.address.direct:
        ctx.tell(ctx.person.id, *_resumed(ctx, survey), until=survey.until)
        _say(ctx, IN_PRIVATE())
        return
    rest = (found[2] or "").strip()
    if not rest:
        _show_next(ctx, survey)
    elif rest.casefold() in SENDS:
        _send(ctx, survey)
    else:
        _go(ctx, survey, rest)


@feature.step("answer", secret=True, called=SET_ASIDE, stays=True)
def answer(ctx: Context, words: str, survey: int, place: int, asked_at: int = 0) -> None:
    """What is typed after a question was asked."""
    _answer(ctx, _open_for(ctx, survey), place, words)


@feature.on("doubt")
def also_an_answer(ctx: Context) -> Press | None:
    """A word of ours may be what somebody has to say, while they were just asked for their own words."""
    waits = dialogs.find(ctx.db, ctx.person.id, ctx.address.key, now=ctx.now)
    if waits is None or waits.step != "surveys.answer" or _minute(ctx) - waits.kept.get("asked_at", 0) > AT_HAND:
        return None
    survey, place = surveys.find(ctx.db, waits.kept["survey"]), waits.kept["place"]
    if survey is None or _questions(survey)[place].kind != "text":
        return None
    says = f"填 S{survey.id} {place + 1} {ctx.event.text.strip()}"
    return Press(AS_ANSWER, says) if len(says.encode()) <= SAYS_LIMIT else None


@feature.panel
def waiting(reader: Db, asker: Asker) -> tuple[dict[str, Any], list[Button]]:
    """A chip and a row of the card over the talk for the form somebody still has to fill in."""
    if asker.membership.role is not Role.LEARNER:
        return {}, []
    running = surveys.running(reader, asker.camp.id)
    mine = [one for one in running if ballots.is_meant(reader, one.asked, asker.membership.id)]
    open_ = [one for one in mine if not ballots.took_part(reader, one.subject, asker.person.id)]
    rows = [
        TodayRow(TodayPlace.WAITS, FORM().to(asker.language), titled(one.title), f"填 S{one.id}")
        for one in open_[:MOST_IN_CARD]
    ]
    return {TODAY: rows}, [Button(FILL_IN(title=one.title).to(asker.language), f"填 S{one.id}") for one in open_[:1]]


def invite(ctx: Context, survey: Survey, person: int) -> None:
    """The promise and the question somebody stands at, in private."""
    language = ctx.person_by_id(person).language or ctx.camp.language
    answers = surveys.written(ctx.db, survey.id, person)
    place = _next(survey, answers)
    said = _question(survey, 0 if place is None else place, language)
    still = "surveys.unanswered", str(survey.id)
    ctx.post_within_budget(person, _promise(ctx, survey), *said, until=survey.until, still=still)


def as_asked(ctx: Context, survey: Survey, language: str) -> list[list[Said]]:
    """What somebody gets who answers one question after the other."""
    asked_ = [_question(survey, place, language) for place in range(len(survey.questions))]
    return [[_promise(ctx, survey), *asked_[0]], *asked_[1:]]


# ── finding the way ──────────────────────────────────────────────────────────────────────────────────────────────────


def _list(ctx: Context) -> None:
    mine = [
        one
        for one in surveys.running(ctx.db, ctx.camp.id)
        if _is_meant(ctx, one) and not ballots.took_part(ctx.db, one.subject, ctx.person.id)
    ]
    if not mine:
        ctx.reply(NONE_OPEN)
        return
    lines = [FORM_LINE(id=one.id, title=one.title).to(ctx.language) for one in mine]
    ctx.reply(OPEN_FORMS(lines="\n".join(lines)), *([[Press(f"S{one.id}", f"填 S{one.id}")] for one in mine[:5]]))


def _open_for(ctx: Context, number: int) -> Survey:
    """The form, where this person may fill it in. Raises Refusal."""
    survey = surveys.find(ctx.db, number)
    if survey is None or survey.camp != ctx.camp.id:
        raise Refusal(UNKNOWN(id=number))
    if not survey.is_open:
        raise Refusal(CLOSED(id=number))
    if not _is_meant(ctx, survey):
        raise Refusal(NOT_THERE if survey.asked.room else NOT_ASKED(tag=survey.only) if survey.only else FOR_LEARNERS)
    if ballots.took_part(ctx.db, survey.subject, ctx.person.id):
        raise Refusal(FINAL(id=number))
    return survey


def _is_meant(ctx: Context, survey: Survey) -> bool:
    return ballots.is_meant(ctx.db, survey.asked, ctx.member.id)


def _go(ctx: Context, survey: Survey, words: str) -> None:
    """`2` shows a question, `2 4` answers it."""
    number, _, rest = words.partition(" ")
    if not number.isdecimal() or not 1 <= int(number) <= len(survey.questions):
        raise Refusal(NO_SUCH(id=survey.id, place=number[:6]))
    if rest.strip():
        _answer(ctx, survey, int(number) - 1, rest)
    else:
        _ask(ctx, survey, int(number) - 1)


def _answer(ctx: Context, survey: Survey, place: int, words: str) -> None:
    answers = surveys.written(ctx.db, survey.id, ctx.person.id)
    question = _questions(survey)[place]
    try:
        if question.kind == "multiple" and (letter := ticking.letter_of(words)) is not None:
            return _tick(ctx, survey, place, letter)
        ticked = answers.pop(_ticks(place), "")
        if question.kind == "multiple" and ticking.hands_in(words):
            if not ticked:
                raise Refusal(ticking.TICK_FIRST)
            words = ticked
        answers[str(place)] = asked.read(question, words)
    except Refusal:
        _expect(ctx, survey, place)
        raise
    surveys.write(ctx.db, survey.id, ctx.person.id, answers)
    _show_next(ctx, survey, after=place)


def _tick(ctx: Context, survey: Survey, place: int, letter: str) -> None:
    """What is ticked stands in the draft until it is handed in, and goes with it. An anonymous form repeats it nowhere."""
    asked.read(_questions(survey)[place], letter)
    answers = surveys.written(ctx.db, survey.id, ctx.person.id)
    ticked = ticking.toggled(answers.get(_ticks(place), ""), letter)
    surveys.write(ctx.db, survey.id, ctx.person.id, {**answers, _ticks(place): ticked})
    _expect(ctx, survey, place)
    if survey.anonymous:
        _say(ctx, TICKED() if letter in ticked else UNTICKED())
    elif not ticking.show(ctx, None, ticked, f"填 S{survey.id} {place + 1} {ticking.HAND_IN}"):
        _say(ctx, ticking.said_of(ticked))


def _ticks(place: int) -> str:
    """Where the draft keeps what is ticked and not yet an answer."""
    return f"{ticking.TICK}{place}"


def _untick(ctx: Context, survey: Survey, place: int) -> None:
    """A question that is shown anew shows nothing ticked."""
    answers = surveys.written(ctx.db, survey.id, ctx.person.id)
    if answers.pop(_ticks(place), None) is not None:
        surveys.write(ctx.db, survey.id, ctx.person.id, answers)


def _show_next(ctx: Context, survey: Survey, *, after: int = -1) -> None:
    answers = surveys.written(ctx.db, survey.id, ctx.person.id)
    place = _next(survey, answers, after)
    if place is not None:
        _ask(ctx, survey, place, *([] if answers else [_promise(ctx, survey)]))
        return
    last = len(survey.questions)
    ctx.reply(ALL_ANSWERED(n=last), [Press(SEND, f"填 S{survey.id} 交"), Press(BACK, f"填 S{survey.id} {last}")])


def _next(survey: Survey, answers: dict[str, Answer], after: int = -1) -> int | None:
    """The first question without an answer, from behind `after` and then from the start; None where all have one."""
    open_ = [place for place in range(len(survey.questions)) if str(place) not in answers]
    return next((place for place in open_ if place > after), open_[0] if open_ else None)


def _expect(ctx: Context, survey: Survey, place: int) -> None:
    """Their next words here answer that question, as long as the form is open."""
    ctx.ask("answer", until=survey.until, survey=survey.id, place=place, asked_at=_minute(ctx))


def _minute(ctx: Context) -> int:
    return int(ctx.now.timestamp() // 60)


def _ask(ctx: Context, survey: Survey, place: int, *first: Said) -> None:
    _untick(ctx, survey, place)
    _expect(ctx, survey, place)
    ctx.reply(*first, *_question(survey, place, ctx.language))


def _resumed(ctx: Context, survey: Survey) -> list[Said]:
    """The promise and the question one stands at."""
    place = _next(survey, surveys.written(ctx.db, survey.id, ctx.person.id)) or 0
    _untick(ctx, survey, place)
    return [_promise(ctx, survey), *_question(survey, place, ctx.person.language or ctx.camp.language)]


# ── how a question looks ─────────────────────────────────────────────────────────────────────────────────────────────


def _promise(ctx: Context, survey: Survey) -> Line:
    promise = PROMISE if survey.anonymous else NAMED
    author = ctx.person_by_id(survey.author).name
    said = {"title": survey.title, "n": len(survey.questions), "author": author}
    return promise(**said, least=ballots.LEAST) if survey.anonymous else promise(**said)


def _question(survey: Survey, place: int, language: str) -> list[Said]:
    questions = _questions(survey)
    question, says = questions[place], f"填 S{survey.id} {place + 1}"
    said: list[Said] = [QUESTION(place=place + 1, n=len(questions), words=question.words(language)), *_hint(question)]
    match question.kind:
        case "scale" | "nps" | "ten":
            points = question.choices
            rows = [points[at : at + PER_ROW] for at in range(0, len(points), PER_ROW)]
            said += [[Press(point, f"{says} {point}") for point in row] for row in rows]
        case "single" | "multiple":
            several = question.kind == "multiple"
            tick, picked = (ticking.TICK, False) if several else ("", None)
            offered = enumerate(LETTERS[: len(question.options)])
            said.append(
                Choices(
                    tuple(
                        Choice(letter, question.option(at, language), f"{says} {tick}{letter}", picked=picked)
                        for at, letter in offered
                    )
                )
            )
            said += [[Press(ticking.DONE, f"{says} {ticking.HAND_IN}")]] if several else []
    back = [Press(BACK, f"填 S{survey.id} {place}")] if place else []
    skip = [Press(SKIP, f"{says} 跳过")] if question.kind == "text" else []
    return [*said, *([[*back, *skip]] if back or skip else [])]


def _hint(question: SurveyQuestion) -> list[Said]:
    match question.kind:
        case "scale":
            return [SCALE]
        case "nps" | "ten":
            return [TEN]
        case "multiple":
            return [TYPE_LETTERS]
        case "text":
            return [TYPE_WORDS]
    return []


# ── sending in ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _send(ctx: Context, survey: Survey) -> None:
    """The draft goes; what stays is a ballot nobody's name is on, or a named response."""
    written = surveys.written(ctx.db, survey.id, ctx.person.id)
    if _next(survey, written) is not None:
        raise Refusal(NOT_ALL)
    answers = {str(place): written[str(place)] for place in range(len(survey.questions))}
    ballots.take_part(ctx.db, survey.subject, ctx.person.id)
    surveys.drop_draft(ctx.db, survey.id, ctx.person.id)
    if not survey.anonymous:
        surveys.respond(ctx.db, survey.id, ctx.person.id, answers, at=ctx.now)
        _say(ctx, SENT_NAMED())
        return
    ballots.cast(ctx.db, survey.subject, answers, label(memberships.tags_of(ctx.db, ctx.member.id), survey.axis, _sizes(ctx)))
    ctx.later("ballots.mix", survey.subject, ballots.mix_at(ctx.now))
    _say(ctx, SENT())


def label(tags: list[str], axis: str, sizes: dict[str, int]) -> str:
    """The one group somebody is counted in: their tag on the axis (部门:华东) where the camp has such tags, else the tag of theirs
    that most have. `sizes` are the camp's tags and how many have each."""
    marks = (f"{axis}:", f"{axis}：")
    if axis and any(tag.startswith(marks) for tag in sizes):
        return next((tag[len(axis) + 1 :] for tag in tags if tag.startswith(marks)), ballots.REST)
    plain = [tag for tag in tags if ":" not in tag and "：" not in tag] or tags
    return max(plain, key=lambda tag: (sizes.get(tag, 0), tag), default=ballots.REST)


def _sizes(ctx: Context) -> dict[str, int]:
    return dict(memberships.tags(ctx.db, ctx.camp.id))


def _questions(survey: Survey) -> list[SurveyQuestion]:
    return [SurveyQuestion.of(stored) for stored in survey.questions]


def _say(ctx: Context, line: Line) -> None:
    """To whoever pressed alone in a group, as a reply in private."""
    if ctx.event.kind is Kind.PRESSED and not ctx.address.direct:
        ctx.whisper(line)
    else:
        ctx.reply(line)
