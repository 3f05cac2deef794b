"""微课, 已学 and 已应用: reading a lesson, answering its question, and saying how it was used."""

from __future__ import annotations

import unicodedata
from typing import Annotated, Any

from bot.arguments import Named
from bot.audience import Audience
from bot.fact_rows import FactRow, FactRows
from bot.feature import Context, Line, Page, Phrase, Reason, Refusal, Role
from bot.figures import percent
from bot.messages import FileRef
from handlers.lessons import attaching, card, rating
from handlers.lessons.answering import OPEN_PRIVATE, at_once, find, number_in, privately
from handlers.lessons.draft import LETTERS
from handlers.lessons.settings import APPLIED, APPLIED_POINTS, LEARNED, LEARNED_POINTS, feature
from storage import lessons, people, points
from storage.connection import Db
from storage.lessons import Lesson, LessonStep

OPTIONS = Phrase(zh="L{number} 的选项是 {letters}。", en="L{number} has the options {letters}.")
NOT_QUITE = Phrase(
    zh="L{number} 不是{letter}。再看一眼案例，重新选一次就好。",
    en="L{number}: not {letter}. Look at the case again and pick once more.",
)
DONE = Phrase(
    zh="✅ 学完 L{number}{right}{points}｜必修 {finished}/{all}",
    en="✅ L{number} learned{right}{points} | required {finished}/{all}",
)
DONE_ELECTIVE = Phrase(zh="✅ 学完 L{number}{right}{points}（选修）", en="✅ L{number} learned{right}{points} (elective)")
RIGHT = Phrase(zh="，答对了", en=", right answer")
EARNED = Phrase(zh="｜+{points}｜积分{balance}", en=" | +{points} | {balance:point|points}")
STILL_TO_APPLY = Phrase(
    zh="还差一步：用过之后发“已应用 L{number} 怎么用的”。", en="One step left: after using it send “applied L{number} HOW”."
)
LEARNED_BEFORE = Phrase(zh="L{number} 已经学过了。", en="You have learned L{number} already.")
LEARN_FIRST = Phrase(zh="先学完再应用：已学 L{number}", en="Learn it first: done L{number}")
HOW = Phrase(
    zh="L{number}《{title}》怎么用的？回一句话，或发一张图。",
    en="How did you use L{number} “{title}”? A sentence or a picture will do.",
)
TOO_SHORT = Phrase(
    zh="再具体一点，至少{least}个字：用在谁身上，结果怎样。",
    en="A little more, at least {least:character|characters}: with whom, and what came of it.",
)
USED = Phrase(zh="✅ L{number} 已应用{points}，记下了。", en="✅ L{number} applied{points}; noted.")
USED_BEFORE = Phrase(zh="L{number} 已经记过应用了。", en="L{number} was marked applied before.")
REQUIRED, ELECTIVE = Phrase(zh="必修", en="Required"), Phrase(zh="选修", en="Electives")
N_LESSONS = Phrase(zh="{n}节", en="{n}")
NONE_REQUIRED = Phrase(zh="还没有到期的", en="none has come yet")
WAITING = Phrase(zh="还没学完：\n{lines}", en="Still open:\n{lines}")
OPEN_LESSON = Phrase(zh="· L{number}《{title}》{due}", en="· L{number} “{title}”{due}")
UNTIL = Phrase(zh="（{day.month}/{day.day} 前）", en=" (by {day.month}/{day.day})")
TO_APPLY = Phrase(zh="（待应用）", en=" (to be applied)")
LEAST = 4
"""Characters of a sentence on how a lesson was used."""
SHOWN = 8
MY_PROGRESS = {"进度", "progress"}


@feature.command(
    "微课",
    "lesson",
    help=Phrase(
        zh="看今天的微课；某一节：微课 L12；进度：微课 进度",
        en="Today's lesson; one of them: lesson L12; how far I am: lesson progress",
    ),
    examples=["微课", "微课 L12", "微课 进度", "微课 L12 9", "lesson L12"],
    opens="L",
    asked={
        r"今[天日](?:的)?(?:微课|课程?)(?:是什么|呢|在哪)?|今[天日](?:要|该)?学(?:什么|啥)|今[天日]有(?:什么|啥)?课(?:吗|么)?|有(?:什么|啥)课": "",
        r"第\s*(?P<number>\d{1,4})\s*(?:节|课)(?:微?课)?": "L{number}",
        r"(?:我的)?课程表|我的课表|(?:还)?有(?:哪些|几节|多少)(?:微)?课(?:没学)?": "进度",
        r"我?学到(?:哪|第几课?)(?:里|儿|一课)?了?|(?:which|how many) lessons (?:are )?left": "进度",
        r"(?:what is |what's )?today's lesson|what (?:do|should) (?:i|we) learn today": "",
    },
)
def lesson_(
    ctx: Context, which: Annotated[str, Named("课号", "lesson")] = "", score: Annotated[str, Named("打分", "score")] = ""
) -> None:
    if which.strip().casefold() in MY_PROGRESS:
        return _show_progress(ctx)
    meant = find(ctx, which)
    if ctx.event.files and ctx.role >= Role.EXPERT:
        attaching.attach(ctx, meant)
    elif score:
        rating.take(ctx, meant, score)
    else:
        privately(ctx, *card.whole(meant))


@feature.command(
    "已学",
    "done",
    help=Phrase(zh="学完一节微课；有题的带上答案：已学 L12 B", en="A lesson is learned; with its question: done L12 B"),
    examples=["已学", "已学 L12", "已学 L12 B", "done L12"],
)
def done(
    ctx: Context, which: Annotated[str, Named("课号", "lesson")] = "", choice: Annotated[str, Named("选项", "choice")] = ""
) -> None:
    if not choice and which and number_in(which) is None:
        which, choice = "", which
    meant = find(ctx, which)
    kept = lessons.done(ctx.db, ctx.member.id, meant.id)
    if kept is not None and kept.at is not None:
        at_once(ctx, LEARNED_BEFORE(number=meant.number))
        return
    if meant.question is not None and not _is_right(ctx, meant, choice):
        return
    lessons.learn(ctx.db, ctx.camp.id, ctx.member.id, meant.id, at=ctx.said_at)
    earned = _pay(ctx, LEARNED, ctx.setting(LEARNED_POINTS), meant)
    said = {"number": meant.number, "right": RIGHT if meant.question else "", "points": earned}
    steps = [step for step in lessons.progress(ctx.db, ctx.camp.id, ctx.member.id) if step.required]
    if any(step.lesson == meant.id for step in steps):
        line = DONE(**said, finished=sum(step.is_finished for step in steps), all=len(steps))
    else:
        line = DONE_ELECTIVE(**said)
    at_once(ctx, line, *([STILL_TO_APPLY(number=meant.number)] if meant.apply else []))
    ctx.happened("lessons.learned", ctx.member.id, lesson=meant.id)


@feature.command(
    "已应用",
    "applied",
    help=Phrase(zh="说说一节微课怎么用上的，可附图。", en="Say how you used a lesson; a picture may come with it."),
    examples=["已应用 L12 今天对客户用了，他说出了顾虑", "applied L12 asked first, the client explained"],
)
def applied(
    ctx: Context, which: Annotated[str, Named("课号", "lesson")] = "", how: Annotated[str, Named("怎么用的", "how")] = ""
) -> None:
    if which and number_in(which) is None:
        which, how = "", f"{which} {how}".strip()
    meant = find(ctx, which)
    kept = lessons.done(ctx.db, ctx.member.id, meant.id)
    if kept is None or kept.at is None:
        raise Refusal(LEARN_FIRST(number=meant.number))
    if kept.applied_at is not None:
        at_once(ctx, USED_BEFORE(number=meant.number))
    elif not how and not ctx.event.files:
        ctx.ask("how", number=meant.number)
        ctx.reply(HOW(number=meant.number, title=meant.title))
    else:
        _apply(ctx, meant, how)


@feature.step("how", called=Phrase(zh="L{number} 怎么用的", en="how you used L{number}"))
def how_it_was_used(ctx: Context, words: str, number: int) -> None:
    _apply(ctx, find(ctx, str(number)), words.strip())


@feature.task("keep")
def keep(reader: Db, member: int, lesson: int, file: str, name: str) -> list[Any]:
    """A file that shows how a lesson was used; it is in the store by now."""
    return [[member, lesson, file]]


@feature.on("done:lessons.keep")
def kept(ctx: Context) -> None:
    for member, lesson, file in ctx.event.data["rows"]:
        lessons.keep_evidence(ctx.db, member, lesson, file)


def _show_progress(ctx: Context) -> None:
    """For this person alone, wherever they asked."""
    if not ctx.address.direct and people.private_address(ctx.db, ctx.person.id) is None:
        at_once(ctx, OPEN_PRIVATE())
    else:
        ctx.show_list("progress")


@feature.paged("progress")
def _progress(ctx: Context, after: int) -> Page:
    """What is still open, from the lesson behind the place `after` on."""
    steps = lessons.progress(ctx.db, ctx.camp.id, ctx.member.id)
    still = [step for step in steps if step.required and not step.is_finished]
    lines = "\n".join(_open(step).to(ctx.language) for step in still[after : after + SHOWN])
    said = [WAITING(lines=lines)] if lines else []
    head = [] if after else [progress_of(steps)]
    return Page.cut(*head, *said, after=after, most=SHOWN, of=len(still), audience=Audience.PERSON)


def progress_of(steps: list[LessonStep]) -> FactRows:
    """How far a member is: what is required, and what they chose besides."""
    required = [step for step in steps if step.required]
    finished = sum(step.is_finished for step in required)
    elective = sum(step.is_finished for step in steps if not step.required)
    rate = percent(finished, len(required))
    return FactRows.of(
        FactRow(REQUIRED, f"{finished}/{len(required)}", rate) if required else FactRow(REQUIRED, NONE_REQUIRED),
        FactRow(ELECTIVE, N_LESSONS(n=elective)),
    )


# ── rules ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _is_right(ctx: Context, meant: Lesson, choice: str) -> bool:
    """Whether the closing question is answered; says what is missing where it is not."""
    assert meant.question is not None
    letter = unicodedata.normalize("NFKC", choice).strip().upper()
    if not letter:
        privately(ctx, card.QUESTION(stem=meant.question["stem"]), card.options(meant))
        return False
    letters = LETTERS[: len(meant.question["options"])]
    if len(letter) > 1 or letter not in letters:
        raise Refusal(OPTIONS(number=meant.number, letters=letters))
    lessons.answer(ctx.db, ctx.camp.id, ctx.member.id, meant.id, letter)
    if letter != meant.question["right"]:
        at_once(ctx, NOT_QUITE(number=meant.number, letter=letter))
        return False
    return True


def _apply(ctx: Context, meant: Lesson, how: str) -> None:
    files: tuple[FileRef, ...] = ctx.event.files
    if not files and len(how) < LEAST:
        raise Refusal(TOO_SHORT(least=LEAST))
    lessons.apply(ctx.db, ctx.member.id, meant.id, how, at=ctx.said_at)
    for file in files[:1]:
        ctx.fetch(file, "lessons.keep", member=ctx.member.id, lesson=meant.id)
    ctx.reply(USED(number=meant.number, points=_pay(ctx, APPLIED, ctx.setting(APPLIED_POINTS), meant)))
    ctx.happened("lessons.applied", ctx.member.id, lesson=meant.id)


def _pay(ctx: Context, reason: Reason, amount: int, meant: Lesson) -> Line | str:
    """Books points for a lesson, once; gives what to say of them."""
    if not amount:
        return ""
    source = f"{reason.code}:{ctx.member.id}:{meant.id}"
    balance = points.earn(
        ctx.db, ctx.camp.id, ctx.member.id, amount, category=reason.category, reason=reason.code, source=source, at=ctx.now
    )
    return "" if balance is None else EARNED(points=amount, balance=balance)


def _open(step: LessonStep) -> Line:
    if step.learned_at is not None:
        due: Any = TO_APPLY
    else:
        due = UNTIL(day=step.due_on) if step.due_on else ""
    return OPEN_LESSON(number=step.number, title=step.title, due=due)
