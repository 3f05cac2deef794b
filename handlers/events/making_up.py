"""Who was not there: the replay and a short quiz, by passing which alone 缺席 becomes 已补; and half an hour with the host, where there is one."""

from __future__ import annotations

import re
from datetime import timedelta

from bot import draft
from bot.audience import Audience
from bot.feature import Context, Happened, Line, Phrase, Press, Refusal, Said
from handlers.events import access, holding, quizzes, wording
from handlers.events.quizzes import EventQuiz
from handlers.events.settings import feature
from scheduler import calendar, when
from scheduler.rhythm import Once
from storage import exams, memberships
from storage.events import afterwards, attendance, events
from storage.events.afterwards import EventReplay
from storage.events.events import Event
from storage.exams import Exam

SLICE, MOST_SLOTS, SLOT = 100, 20, timedelta(minutes=30)
LONGEST = 500
CLOCK = re.compile(r"(?<!\d)(\d{1,2})[:：](\d{2})(?!\d)")
EXAM = re.compile(r"E?(\d{1,9})", re.IGNORECASE)

NOT_OVER = Phrase(zh="{event} 还没结束，结束后再发回放。", en="{event} is not over yet; its replay is for afterwards.")
HOW = Phrase(
    zh="回放要有链接和小测。试试：活动 V{id} 回放 https://… 小测=谈判 3题，或用已有的考试：考试=E3",
    en="A replay takes an address and a quiz. Try: event V{id} replay https://… quiz=price 3; with an exam of the camp: exam=E3",
)
NO_EXAM = Phrase(zh="没有考试 {words}。看有哪些：考试", en="There is no exam {words}. To see them: exam")
LONG = Phrase(zh="说明最多{most}字。", en="The words on it have at most {most:character|characters}.")
NOT_SENT_YET = Phrase(
    zh="{event} 的回放还没发，有了我会私聊你。",
    en="The replay of {event} is not here yet; when it is, it comes to you in private.",
)
NOTHING_MISSED = Phrase(
    zh="这两个月你没有缺席的活动，不用补。看接下来的：活动",
    en="You missed no event these two months, so there is nothing to make up for. To see what is to come: event",
)
LATELY = timedelta(days=60)
SENT = Phrase(zh="{event} 的回放已经发过了，没有再发。", en="The replay of {event} was sent before; it was not sent again.")
NOBODY = Phrase(zh="{event} 没有人缺席，不用发回放。", en="Nobody was absent from {event}; no replay is needed.")
WHAT = Phrase(
    zh="{event} 的回放，私信缺席的{n}人。", en="the replay of {event}, in private to {n:person|people} who were absent."
)
DONE = Phrase(
    zh="✅ {event} 的回放正在私信缺席的{n}人。",
    en="✅ The replay of {event} is on its way to {n:person|people} who were absent.",
)
MISSED = Phrase(
    zh="📘 {event} 你没赶上，看回放也算：{link}{words}\n看完做小测“{exam}”，通过就记为已补。",
    en="📘 You missed {event}; the replay does as well: {link}{words}\nThen take the quiz “{exam}”; passing it makes up for it.",
)
WORDS = Phrase(zh="\n{words}", en="\n{words}")
TAKE_QUIZ = Phrase(zh="做小测", en="Take the quiz")
SLOTS = Phrase(zh="也可以约一次一对一（30分钟）。", en="Or take half an hour one to one.")
BOOK = Phrase(zh="约一对一", en="One to one")
MADE_UP = Phrase(zh="✅ {event} 已补上。", en="✅ {event} is made up for.")

NO_SLOTS = Phrase(
    zh="没看懂时间。试试：活动 V{id} 一对一 周三 14:00 14:30 15:00",
    en="I did not get the time. Try: event V{id} onetoone Wednesday 14:00 14:30 15:00",
)
PASSED = Phrase(zh="这个时间已经过了，没有加。", en="That time has passed; nothing was added.")
TOO_MANY = Phrase(zh="一次最多加{most}个时段。", en="At most {most:slot|slots} at once.")
KEPT = Phrase(
    zh="✅ {event} 加了{n}个一对一时段，缺席的人在回放那条消息里能约。",
    en="✅ {event} has {n:more slot|more slots} one to one; who was absent finds them under the replay.",
)
KEPT_AND_TOLD = Phrase(
    zh="✅ {event} 加了{n}个一对一时段，正在私信还缺席的{people}人。",
    en="✅ {event} has {n:more slot|more slots} one to one; {people:person|people} still absent are being told.",
)
WHAT_SLOTS = Phrase(
    zh="{event} 的{slots}个一对一时段，私信还缺席的{n}人。",
    en="{slots:slot|slots} one to one on {event}, in private to {n:person|people} still absent.",
)
OFFERED = Phrase(zh="⏰ {event} 可以约一对一了（30分钟）。", en="⏰ You may take half an hour one to one on {event}.")
CHOOSE = Phrase(zh="{event} 的一对一，选一个：", en="One to one on {event}, choose one:")
AT = Phrase(zh="{at:%m-%d %H:%M}", en="{at:%m-%d %H:%M}")
ALL_GONE = Phrase(
    zh="{event} 的一对一时段都约满了。先看回放，或者问主持人。",
    en="Every slot of {event} is taken. Watch the replay, or ask its host.",
)
ONLY_ABSENT = Phrase(zh="一对一留给没赶上 {event} 的人。", en="The slots are for those who missed {event}.")
HAVE_ONE = Phrase(zh="你已经约了 {at:%m-%d %H:%M}，一人一次。", en="You have {at:%m-%d %H:%M} already; it is one each.")
QUICKER = Phrase(zh="这个时段刚被约走了，换一个。", en="Somebody was quicker; please choose another.")
BOOKED = Phrase(
    zh="✅ 约好了：{event} 一对一，{at:%m-%d %H:%M}，找{host}。",
    en="✅ Done: {event} one to one, {at:%m-%d %H:%M}, with {host}.",
)
HOST_HEARS = Phrase(
    zh="⏰ {name} 约了 {event} 的一对一：{at:%m-%d %H:%M}。", en="⏰ {name} took a slot of {event}: {at:%m-%d %H:%M}."
)

feature.act(
    "event_replay",
    Phrase(zh="{who} 给《{title}》缺席的人发了回放", en="{who} sent the replay of “{title}” to who was absent"),
    final=Phrase(zh="回放已经发出，不能撤销。", en="The replay was sent and cannot be taken back."),
)


def give(ctx: Context, one: Event, words: str, exam_words: str | None, quiz_words: str | None) -> None:
    """活动 V3 回放 https://… 小测=谈判 or 考试=E3: to who was absent, and to nobody who was there."""
    _run(ctx, one)
    if one.closed_at is None:
        raise Refusal(NOT_OVER(event=wording.named(one)))
    link, _, said = words.strip().partition(" ")
    if not holding.ADDRESS.fullmatch(link) or (exam_words is None) == (quiz_words is None) or len(link) > LONGEST:
        raise Refusal(HOW(id=one.id))
    if len(said) > LONGEST:
        raise Refusal(LONG(most=LONGEST))
    quiz = quizzes.meant(ctx, one, quiz_words) if quiz_words is not None else None
    exam = _exam(ctx, exam_words) if exam_words is not None else None
    if afterwards.replay(ctx.db, one.id) is not None:
        raise Refusal(SENT(event=wording.named(one)))
    absent = attendance.counts(ctx.db, one.id).absent
    if not absent:
        raise Refusal(NOBODY(event=wording.named(one)))
    if not ctx.sends_draft:
        name = quiz.name if quiz is not None else exam.name if exam is not None else ""
        view = draft.in_private(absent, *_missed(ctx, one, EventReplay(link, said.strip(), exam.id if exam else 0), name))
        notes = (_rules(quiz),) if quiz is not None else ()
        return draft.show(ctx, WHAT(event=wording.named(one), n=absent), view, notes=notes)
    number = exam.id if exam is not None else quizzes.make(ctx, quiz) if quiz is not None else 0
    if not afterwards.give_replay(ctx.db, one.id, link, said.strip(), number, at=ctx.now):
        raise Refusal(SENT(event=wording.named(one)))
    ctx.later("events.missed", f"{one.id}:0", ctx.now)
    ctx.audit("event_replay", title=one.title)
    ctx.reply(DONE(event=wording.named(one), n=absent))


def mine(ctx: Context, words: str) -> None:
    """活动 回放: to whoever missed something lately, what there is to make up for it."""
    known = events.between(ctx.db, ctx.camp.id, ctx.now - LATELY, ctx.now)
    missed = [
        one for one in known if (at := attendance.theirs(ctx.db, one.id, ctx.member.id)) is not None and at.state == "absent"
    ]
    for one in sorted(missed, key=lambda one: one.starts_at, reverse=True):
        given = afterwards.replay(ctx.db, one.id)
        exam = exams.find(ctx.db, given.exam) if given is not None else None
        if given is not None and exam is not None:
            ctx.reply(*_missed(ctx, one, given, exam.name), audience=Audience.PERSON)
            return
    raise Refusal(NOT_SENT_YET(event=wording.named(missed[-1])) if missed else NOTHING_MISSED)


def _run(ctx: Context, one: Event) -> None:
    if not access.may_run(ctx, one):
        raise Refusal(access.NOT_YOURS(event=wording.named(one)))
    if one.cancelled_at is not None:
        raise Refusal(wording.CANCELLED(event=wording.named(one), reason=""))


def _rules(quiz: EventQuiz) -> Line:
    rules = {"n": quiz.questions, "mark": quizzes.PASS_MARK, "tries": quizzes.TRIES}
    return quizzes.RULES(name=quiz.name, tag=f"“{quiz.tag}”" if quiz.tag else quizzes.WHOLE_BANK, **rules)


def _exam(ctx: Context, words: str) -> Exam:
    """The exam meant by a number or its name. Raises Refusal."""
    plain = words.strip(' “”"')
    number = EXAM.fullmatch(plain)
    found = exams.find(ctx.db, int(number[1])) if number else exams.named(ctx.db, ctx.camp.id, plain)
    if found is None or found.camp != ctx.camp.id:
        raise Refusal(NO_EXAM(words=plain[:20]))
    return found


def _missed(ctx: Context, one: Event, given: EventReplay, quiz: str) -> tuple[Said, ...]:
    words = WORDS(words=given.words) if given.words else ""
    has_slots = bool(afterwards.free_slots(ctx.db, one.id, ctx.now))
    presses = [Press(TAKE_QUIZ, f"考试 E{given.exam}"), *([Press(BOOK, f"活动 V{one.id} 约")] if has_slots else [])]
    said: Line = MISSED(event=wording.named(one), link=given.link, words=words, exam=quiz)
    return (said, *([SLOTS] if has_slots else []), presses)


@feature.due("missed")
def tell(ctx: Context, subject: str, _: object) -> None:
    """One slice of who was absent; the rest follow."""
    number, after = map(int, subject.split(":"))
    one, given = events.by_number(ctx.db, number), afterwards.replay(ctx.db, number)
    exam = exams.find(ctx.db, given.exam) if given is not None else None
    if one is None or given is None or exam is None:
        return
    slice_ = attendance.some_absent(ctx.db, number, after=after, most=SLICE)
    for who in slice_:
        ctx.tell(who.person, *_missed(ctx, one, given, exam.name))
    if len(slice_) == SLICE:
        ctx.later("events.missed", f"{number}:{slice_[-1].id}", ctx.now)


@feature.on("fact:exam.passed")
def passed(ctx: Context, fact: Happened) -> None:
    _settle(ctx, fact, done=True)


@feature.on("fact:exam.unpassed")
def unpassed(ctx: Context, fact: Happened) -> None:
    _settle(ctx, fact, done=False)


def _settle(ctx: Context, fact: Happened, *, done: bool) -> None:
    for number in afterwards.made_up_by(ctx.db, fact.details["exam"], fact.member):
        if not attendance.make_up(ctx.db, number, fact.member, done=done):
            continue
        one = events.by_number(ctx.db, number)
        assert one is not None
        if done:
            ctx.tell(memberships.member(ctx.db, fact.member).person, MADE_UP(event=wording.named(one)))
        ctx.happened("events.made_up" if done else "events.unmade_up", fact.member, event=number)


# ── one to one ───────────────────────────────────────────────────────────────────────────────────────────────────────


def keep_slots(ctx: Context, one: Event, words: str) -> None:
    """活动 V3 一对一 周三 14:00 14:30: half hours the host keeps."""
    _run(ctx, one)
    clocks = list(CLOCK.finditer(words))
    if not clocks:
        raise Refusal(NO_SLOTS(id=one.id))
    if len(clocks) > MOST_SLOTS:
        raise Refusal(TOO_MANY(most=MOST_SLOTS))
    day = words[: clocks[0].start()]
    moments = []
    for clock in clocks:
        found = when.read(f"{day} {clock[0]}", ctx.local(ctx.said_at), calendar.of_settings(ctx.camp.settings))
        if isinstance(found, when.Impossible):
            raise Refusal(found.why)
        if found is None or found.rest or not isinstance(found.rhythm, Once):
            raise Refusal(NO_SLOTS(id=one.id))
        if found.rhythm.moment <= ctx.now or found.rhythm.moment > ctx.now + holding.NEARLY_A_YEAR:
            raise Refusal(PASSED)
        moments.append(found.rhythm.moment)
    absent = attendance.counts(ctx.db, one.id).absent if afterwards.replay(ctx.db, one.id) is not None else 0
    if absent and not ctx.sends_draft:
        view = draft.in_private(absent, *_offered(one))
        return draft.show(ctx, WHAT_SLOTS(event=wording.named(one), slots=len(moments), n=absent), view)
    kept = sum(afterwards.keep_slot(ctx.db, one.id, moment, ctx.member.id) for moment in moments)
    if not absent:
        return _reply(ctx, KEPT(event=wording.named(one), n=kept))
    ctx.later("events.offer", f"{one.id}:0", ctx.now)
    _reply(ctx, KEPT_AND_TOLD(event=wording.named(one), n=kept, people=absent))


def _offered(one: Event) -> tuple[Said, ...]:
    return OFFERED(event=wording.named(one)), [Press(BOOK, f"活动 V{one.id} 约")]


@feature.due("offer")
def offer(ctx: Context, subject: str, _: object) -> None:
    """One slice of who is absent still and has the replay already: there are hours to be had."""
    number, after = map(int, subject.split(":"))
    one = events.by_number(ctx.db, number)
    if one is None or not afterwards.free_slots(ctx.db, number, ctx.now):
        return
    slice_ = attendance.some_absent(ctx.db, number, after=after, most=SLICE)
    for who in slice_:
        if afterwards.slot_of(ctx.db, number, who.id) is None:
            ctx.tell(who.person, *_offered(one), gently=True)
    if len(slice_) == SLICE:
        ctx.later("events.offer", f"{number}:{slice_[-1].id}", ctx.now)


def book(ctx: Context, one: Event, words: str) -> None:
    """活动 V3 约: what is still free; 活动 V3 约 12 takes it."""
    mine = attendance.theirs(ctx.db, one.id, ctx.member.id)
    if mine is None or mine.state not in ("absent", "made_up"):
        raise Refusal(ONLY_ABSENT(event=wording.named(one)))
    if (known := afterwards.slot_of(ctx.db, one.id, ctx.member.id)) is not None:
        raise Refusal(HAVE_ONE(at=known.starts_at))
    free = afterwards.free_slots(ctx.db, one.id, ctx.now)
    number = words.strip().lstrip("#")
    if not free:
        raise Refusal(ALL_GONE(event=wording.named(one)))
    if not number.isdecimal():
        presses = [[Press(AT(at=it.starts_at), f"活动 V{one.id} 约 {it.id}")] for it in free[:6]]
        return _reply(ctx, CHOOSE(event=wording.named(one)), *presses)
    taken = afterwards.take_slot(ctx.db, one.id, int(number[:9]), ctx.member.id, at=ctx.now)
    if taken is None:
        raise Refusal(QUICKER)
    host = memberships.member(ctx.db, taken.host)
    _reply(ctx, BOOKED(event=wording.named(one), at=taken.starts_at, host=host.name))
    ctx.tell(host.person, HOST_HEARS(name=ctx.person.name, event=wording.named(one), at=taken.starts_at))


def _reply(ctx: Context, *said: Said) -> None:
    ctx.reply(*said, audience=Audience.PERSON)
