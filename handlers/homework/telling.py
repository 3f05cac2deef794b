"""Who owes it hears of it: when it is set, when its deadline moves, a day before it, and when it was taken back. Nobody else does."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.feature import Context, Happened, Line, Phrase, Press, Refusal, Said
from handlers.homework import wording
from handlers.homework.settings import feature
from storage import memberships
from storage.homework import assignments, progress
from storage.homework.assignments import Homework

feature.fact("assigned", "homework")

SLICE = 100
"""People told in one transaction."""
AHEAD = timedelta(hours=24)
"""How long before the deadline who still owes it is reminded."""

SET = Phrase(
    zh="📘 作业《{title}》，{until}{brief}\n写好发我：交作业 {title}。文字、图片、语音、文件都行，可以分几条发。",
    en="📘 Homework “{title}”, {until}{brief}\nTo hand it in send me: submit {title}. Text, pictures, recordings and files all do, in several "
    "messages if you like.",
)
BRIEF = Phrase(zh="\n要求：{words}", en="\nWhat to do: {words}")
MOVED = Phrase(zh="⏰ 作业《{title}》改为 {until}。", en="⏰ Homework “{title}” is now due {until}.")
MOVED_TO_NONE = Phrase(zh="⏰ 作业《{title}》不限时间了。", en="⏰ Homework “{title}” has no deadline any more.")
DUE = Phrase(zh="{at:%m-%d %H:%M} 截止", en="on {at:%m-%d %H:%M}")
WITHDRAWN = Phrase(
    zh="📘 作业《{title}》撤回了，不用交。", en="📘 Homework “{title}” was taken back; nothing is to be handed in."
)
REMIND = Phrase(
    zh="⏰ 作业《{title}》{at:%m-%d %H:%M} 截止，还差你的。有困难就告诉社群经理。",
    en="⏰ Homework “{title}” is due on {at:%m-%d %H:%M} and yours is still open. Tell the manager if something is in the way.",
)
NOT_ANY_MORE = Phrase(zh="这份作业已经撤回了。", en="That homework was taken back.")
WAITING = Phrase(
    zh="📘 营里有{n}份作业等你交：{titles}。按一下就能开始交。",
    en="📘 {n:homework is|homeworks are} waiting for you: {titles}. Press one to begin.",
)
TITLED = Phrase(zh="《{title}》（{until}）", en="“{title}” ({until})")
MOST = 5
"""Buttons below each other."""
HAND_IN = Phrase(zh="交作业", en="Hand it in")


def set_said(title: str, until: Line, brief: str) -> Line:
    """What everybody who owes it reads first."""
    return SET(title=title, until=until, brief=BRIEF(words=brief) if brief else "")


def moved_said(title: str, until: datetime | None) -> Line:
    """What they read when the deadline moves."""
    return MOVED(title=title, until=DUE(at=until)) if until is not None else MOVED_TO_NONE(title=title)


def begin(ctx: Context, number: int, what: str) -> None:
    """Tells them in slices: `set`, `moved` or `withdrawn`."""
    ctx.later("homework.tell", f"{number}:{what}:0", ctx.now)


def plan(ctx: Context, number: int, until: datetime | None) -> None:
    """The reminder and the deadline stand on the agenda, where they are to come."""
    remind_at = until - AHEAD if until is not None and until - AHEAD > ctx.now else None
    ctx.later("homework.remind", f"{number}:0", remind_at)
    ctx.later("homework.due", str(number), until if until is not None and until > ctx.now else None)


@feature.condition("owing")
def owing(ctx: Context, person: int, subject: str) -> bool:
    """Whether somebody still owes it."""
    return progress.owes(ctx.db, int(subject), person)


@feature.due("tell")
def tell(ctx: Context, subject: str, _: datetime) -> None:
    """One slice; the rest follow in transactions of their own."""
    number, what, after = subject.split(":")
    one = assignments.find_any(ctx.db, int(number))
    if one is None or (one.withdrawn_at is not None) != (what == "withdrawn"):
        return
    slice_ = progress.owing(ctx.db, one.id, after=int(after), most=SLICE)
    for owes in slice_:
        ctx.tell(owes.person, *_said(one, what), until=one.until)
        if what == "set":
            ctx.happened("homework.assigned", owes.id, homework=one.id)
    if len(slice_) == SLICE:
        ctx.later("homework.tell", f"{number}:{what}:{slice_[-1].id}", ctx.now)


def _said(one: Homework, what: str) -> tuple[Said, ...]:
    if what == "withdrawn":
        return (WITHDRAWN(title=one.title),)
    line = set_said(one.title, wording.until_of(one), one.brief) if what == "set" else moved_said(one.title, one.until)
    return line, hand_in_press(one)


def hand_in_press(one: Homework) -> list[Press]:
    """The button that begins handing in."""
    return [Press(HAND_IN, f"交作业 {one.id}")]


@feature.on("fact:members.joined")
def newcomer(ctx: Context, fact: Happened) -> None:
    """Whoever comes later owes what is open too, and hears of it in one message."""
    owed = [
        one.homework
        for one in progress.mine(ctx.db, fact.member)
        if one.state is None and one.homework.is_open and (one.homework.until is None or one.homework.until > ctx.now)
    ]
    if owed:
        titles = [TITLED(title=one.title, until=wording.until_of(one)) for one in owed]
        person = memberships.member(ctx.db, fact.member).person
        ctx.tell(person, WAITING(n=len(owed), titles=titles), *[[Press(one.title, f"交作业 {one.id}")] for one in owed[:MOST]])
        for one in owed:
            ctx.happened("homework.assigned", fact.member, homework=one.id)


@feature.due("remind")
def remind(ctx: Context, subject: str, due_at: datetime) -> None:
    """A day before: those who still owe it, and still do when the hours they chose to be left alone are over."""
    number, after = map(int, subject.split(":"))
    one = assignments.find(ctx.db, number)
    if one is None or not one.is_open or one.until is None:
        return
    slice_ = progress.owing(ctx.db, number, after=after, most=SLICE)
    for owes in slice_:
        said = REMIND(title=one.title, at=one.until), hand_in_press(one)
        ctx.nudge(owes.person, *said, still=("homework.owing", str(number)), until=one.until)
    if len(slice_) == SLICE:
        ctx.later("homework.remind", f"{number}:{slice_[-1].id}", ctx.now)


def standing(ctx: Context, number: int) -> Homework:
    """One that stands. Raises Refusal where it was withdrawn."""
    one = assignments.find(ctx.db, number)
    if one is None:
        raise Refusal(NOT_ANY_MORE)
    return one
