"""考试: a manager opens one with its rules; everybody takes it in private and sees what is open to them."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from difflib import get_close_matches
from typing import Annotated

from bot import draft
from bot.arguments import EVERYONE, Named, Onwards, Tagged
from bot.feature import Context, Line, Phrase, Press, Refusal, Role, Said
from bot.figures import short_down
from handlers.quiz.exam import resitting
from handlers.quiz.exam.changing import follow_deadline, follow_mark
from handlers.quiz.exam.deadline import take_deadline
from handlers.quiz.exam.passing import is_pass, passed_by
from handlers.quiz.exam.settings import EXAM_ROLES, feature
from handlers.quiz.exam.taking import take
from handlers.quiz.exam.taking_back import plain
from storage import bank, exams
from storage.exams import Exam

NUMBER = re.compile(r"[EeＥｅ](\d{1,12})")
LONGEST_NAME = 30
MOST_QUESTIONS = 200
MOST_ATTEMPTS = 10
MOST_MINUTES = 600

LIST = Phrase(
    zh="考试：\n{lines}\n要考就发编号，如：考试 E{id}", en="Exams:\n{lines}\nTo take one send its number, like: exam E{id}"
)
LINE = Phrase(zh="E{id} {role}“{name}” {state}", en="E{id} {role} “{name}” {state}")
NOT_TAKEN = Phrase(zh="还没考", en="not taken")
DONE = Phrase(zh="{score}分", en="{score}")
PASSED = Phrase(zh="{score}分 ✅", en="{score} ✅")
WAITING = Phrase(zh="等专家批阅", en="waits for an expert")
OVER = Phrase(zh="已截止", en="closed")
NO_EXAMS = Phrase(zh="现在没有考试。", en="There is no exam now.")
HOW_TO_OPEN = Phrase(
    zh="开一场：考试 名称 题数=20 及格=80 次数=2 限时=30分 标签=产品",
    en="To open one: exam NAME questions=20 pass=80 attempts=2 limit=30min tag=TAG",
)
NO_SUCH = Phrase(zh="没有叫“{name}”的考试。发“考试”看有哪些。", en="There is no exam “{name}”. Send “exam” for the list.")
IN_PRIVATE = Phrase(
    zh="考试在私聊里进行：私聊我发“考试 {name}”。", en="Exams are taken in private: send me “exam {name}” there."
)
FOR_MANAGERS = Phrase(
    zh="开考要由社群经理来做。直接考就发“考试 {name}”。", en="Opening an exam is for managers. To take it send “exam {name}”."
)
LONG_NAME = Phrase(zh="名称最多{most}个字。", en="A name has at most {most:character|characters}.")
BAD_COUNT = Phrase(
    zh="题数是1到{most}。试试：考试 {name} 题数=20", en="questions is 1 to {most}. Try: exam {name} questions=20"
)
BAD_MARK = Phrase(zh="及格是1到100。试试：考试 {name} 及格=80", en="pass is 1 to 100. Try: exam {name} pass=80")
BAD_ATTEMPTS = Phrase(zh="次数是1到{most}。试试：考试 {name} 次数=2", en="attempts is 1 to {most}. Try: exam {name} attempts=2")
BAD_MINUTES = Phrase(
    zh="限时是1到{most}分钟。试试：考试 {name} 限时=30分",
    en="limit is 1 to {most:minute|minutes}. Try: exam {name} limit=30min",
)
TOO_FEW = Phrase(
    zh="题库里{tag}只有{n}题，不够{wanted}题。", en="The bank has only {n:question|questions}{tag}, fewer than {wanted}."
)
OF_TAG = Phrase(zh="带“{tag}”标签的", en=" tagged “{tag}”")
OPENED = Phrase(
    zh="✅ 考试“{name}”（E{id}）：{count}题，及格{mark}，每人{attempts}次{minutes}{until}。考的人私聊我发：考试 {name}",
    en="✅ Exam “{name}” (E{id}): {count:question|questions}, {mark} passes, {attempts:attempt|attempts}{minutes}{until}. To take it in private: exam {name}",
)
WHAT = Phrase(
    zh="新开考试“{name}”：{count}题，及格{mark}，每人{attempts}次{minutes}{until}，在{rooms}个群里宣布。",
    en="a new exam “{name}”: {count:question|questions}, {mark} passes, {attempts:attempt|attempts}{minutes}{until}, announced in "
    "{rooms:group|groups}.",
)
NEARLY = Phrase(
    zh="已有“{near}”。如果是写错了名字，就不要发出；“{name}”会是另一场。",
    en="There is “{near}” already. If this was a slip do not send it; “{name}” would be another exam.",
)
GO_TO = Phrase(zh="去考“{name}”", en="Take “{name}”")
MINUTES = Phrase(zh="，限时{n}分钟", en=", {n:minute|minutes}")
UNTIL = Phrase(zh="，{at:%m-%d %H:%M} 截止", en=", until {at:%m-%d %H:%M}")
ANNOUNCED = Phrase(
    zh="📝 考试“{name}”开始：{count}题，及格{mark}{until}。私聊我发：考试 {name}",
    en="📝 Exam “{name}” is open: {count:question|questions}, {mark} passes{until}. In private send: exam {name}",
)


@feature.command(
    "考试",
    "exam",
    help=Phrase(
        zh="看有哪些考试、参加考试；经理带上题数等就是开考。",
        en="The exams and taking one; a manager opens one by naming its rules.",
    ),
    examples=["考试", "考试 阶段一", "考试 阶段一 题数=20 及格=80 次数=2 限时=30分", "exam stage1 questions=20 pass=80"],
    asked={
        r"(?:我的|看看?|查(?:一下)?)?(?:考试)?(?:成绩|分数单)(?:呢|单|出来了(?:吗|没)?|怎么样)?|(?:我)?(?:考试)?(?:及格|考过)了?(?:吗|没|没有)": "",
        r"(?:什么时候|几点|哪天|几号|啥时候)(?:要)?考试?|考试(?:时间|几点|什么时候|安排|在什么时候|是哪天)(?:开始|开考|是)?": "",
        r"when is (?:the|my|our) (?:next )?exam|(?:what (?:is|was|are) )?my (?:exam )?(?:results?|grades?|marks?)|did i pass": "",
    },
)
def exam(
    ctx: Context,
    name: Annotated[str, Named("名称", "name")] = "",
    *,
    count: Annotated[int | None, Named("题数", "questions")] = None,
    tag: Annotated[Tagged, Named("标签", "tag")] = EVERYONE,
    mark: Annotated[int | None, Named("及格", "pass")] = None,
    attempts: Annotated[int | None, Named("次数", "attempts")] = None,
    limit: Annotated[timedelta | None, Named("限时", "limit")] = None,
    until: Annotated[Onwards | None, Named("截止", "until", ("截至", "deadline", "due", "by"))] = None,
) -> None:
    title, deadline = take_deadline(ctx, name.strip(), until)
    known = _find(ctx, title)
    if not title:
        return _list(ctx)
    resit = resitting.WORDS.fullmatch(title) if known is None else None
    if resit is not None and (meant := _find(ctx, resit["exam"])) is not None:
        return resitting.give(ctx, meant, resit["who"] or "", deadline)
    if any((count, tag, mark, attempts, limit, deadline)) or (known is None and ctx.role >= Role.MANAGER):
        return _open(ctx, title, known, count, tag, mark, attempts, limit, deadline)
    if known is None:
        raise Refusal(NO_SUCH(name=title[:24]))
    if not ctx.address.direct:
        raise Refusal(IN_PRIVATE(name=known.name))
    take(ctx, known)


def _find(ctx: Context, title: str) -> Exam | None:
    """The exam meant by name or number, whatever its part in a pair."""
    number = NUMBER.fullmatch(title)
    if number:
        found = exams.find(ctx.db, int(number[1]))
        return found if found is not None and found.camp == ctx.camp.id else None
    return exams.named(ctx.db, ctx.camp.id, title)


def _open(
    ctx: Context,
    name: str,
    known: Exam | None,
    count: int | None,
    tag: str,
    mark: int | None,
    attempts: int | None,
    limit: timedelta | None,
    deadline: datetime | None,
) -> None:
    """Opens an exam, or changes the rules of the one of that name."""
    if ctx.role < Role.MANAGER:
        raise Refusal(FOR_MANAGERS(name=name[:24]))
    name = known.name if known else name
    questions = count if count is not None else known.questions if known else 10
    pass_mark = mark if mark is not None else known.pass_mark if known else 80
    tries = attempts if attempts is not None else known.attempts if known else 2
    minutes = int(limit.total_seconds() // 60) if limit is not None else known.minutes if known else None
    _check(name, questions, pass_mark, tries, minutes)
    wanted = tag or (known.tag if known else None) or None
    stock = bank.stock(ctx.db, ctx.camp.id, wanted)
    if len(stock) < questions:
        raise Refusal(TOO_FEW(tag=OF_TAG(tag=wanted) if wanted else "", n=len(stock), wanted=questions))
    until = deadline or (known.until if known else None)
    ends = UNTIL(at=until) if until else ""
    said = {"name": name, "count": questions, "mark": pass_mark, "until": ends}
    rules_said = {**said, "attempts": tries, "minutes": MINUTES(n=minutes) if minutes else ""}
    if known is None and not ctx.sends_draft:
        return _preview(ctx, name, WHAT(**rules_said, rooms=len(ctx.rooms())), ANNOUNCED(**said), until)
    passed = passed_by(ctx.db, known) if known else set()
    number = exams.open_exam(
        ctx.db,
        ctx.camp.id,
        name,
        "exam",
        tag=wanted,
        questions=questions,
        pass_mark=pass_mark,
        attempts=tries,
        minutes=minutes,
        form=None,
        until=until,
        at=ctx.now,
    )
    if known is not None:
        follow_deadline(ctx, known, until)
        follow_mark(ctx, replace(known, pass_mark=pass_mark), passed)
    ctx.audit("exam", undo={"exam": number, "before": plain(known)}, exam=number, name=name)
    ctx.reply(OPENED(**rules_said, id=number))
    if known is None:
        for room in ctx.rooms():
            if ctx.address.direct or room != ctx.address:
                ctx.post(room, ANNOUNCED(**said))


def _preview(ctx: Context, name: str, what: Line, announced: Line, until: datetime | None) -> None:
    """A new exam is shown first, with the one of nearly that name: a slip would open another and announce it."""
    names = {one.name: one for one in exams.everything(ctx.db, ctx.camp.id)}
    near = get_close_matches(name, names, n=1, cutoff=0.5)
    notes: list[Said] = (
        [NEARLY(near=near[0], name=name), [Press(GO_TO(name=near[0]), f"考试 E{names[near[0]].id}")]] if near else []
    )
    draft.show(ctx, what, draft.in_rooms(len(ctx.rooms()), announced), notes=tuple(notes), until=until)


feature.act("exam", Phrase(zh="{who} 设了考试 E{exam}“{name}”", en="{who} set exam E{exam} “{name}”"))


def _check(name: str, count: int, mark: int, attempts: int, minutes: int | None) -> None:
    """Raises Refusal naming the first rule out of bounds."""
    if len(name) > LONGEST_NAME:
        raise Refusal(LONG_NAME(most=LONGEST_NAME))
    if not 1 <= count <= MOST_QUESTIONS:
        raise Refusal(BAD_COUNT(most=MOST_QUESTIONS, name=name))
    if not 1 <= mark <= 100:
        raise Refusal(BAD_MARK(name=name))
    if not 1 <= attempts <= MOST_ATTEMPTS:
        raise Refusal(BAD_ATTEMPTS(most=MOST_ATTEMPTS, name=name))
    if minutes is not None and not 1 <= minutes <= MOST_MINUTES:
        raise Refusal(BAD_MINUTES(most=MOST_MINUTES, name=name))


# ── what is open to me ───────────────────────────────────────────────────────────────────────────────────────────────


def _list(ctx: Context) -> None:
    known = exams.everything(ctx.db, ctx.camp.id)
    how = [HOW_TO_OPEN] if ctx.role >= Role.MANAGER else []
    if not known:
        ctx.reply(NO_EXAMS, *how)
        return
    lines = [
        LINE(id=one.id, role=EXAM_ROLES[one.role], name=one.name, state=_state(ctx, one)).to(ctx.language, ctx.zone)
        for one in known
    ]
    ctx.reply(LIST(lines="\n".join(lines), id=known[-1].id), *how)


def _state(ctx: Context, one: Exam) -> Line:
    """Where I stand with it: in private only, in a group nobody's score is said."""
    mine = exams.mine(ctx.db, one.id, ctx.member.id) if ctx.address.direct else []
    scores = [sitting.score for sitting in mine if sitting.score is not None]
    if scores:
        best = max(scores)
        passes = any(is_pass(one, sitting) for sitting in mine)
        return (PASSED if passes else DONE)(score=short_down(best))
    if any(sitting.ended for sitting in mine):
        return WAITING()
    return OVER() if one.until is not None and one.until <= ctx.now else NOT_TAKEN()
