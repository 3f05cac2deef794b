"""Cases in chat: managers are told in private who needs care and why, say what they did, and what came of it."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Any

from bot import deciding
from bot.audience import Audience
from bot.fact_rows import FactRow, FactRows
from bot.feature import Asker, Backlog, Context, Line, Page, Phrase, Press, Refusal, Role, Said, Waiting
from handlers.digest.at_risk import ADVICE, QUIET_WORKDAYS
from handlers.digest.at_risk import said as reasons_said
from handlers.digest.settings import feature
from scheduler import calendar
from scheduler.calendar import DAY
from storage import camps, care, reports
from storage.care import Case
from storage.connection import Db

TITLE = Phrase(zh="⚠️ 需关注{n}人（仅你和其他经理可见）", en="⚠️ Need care: {n} (only managers see this)")
CASE = Phrase(zh="Z{number} {name}", en="Z{number} {name}")
TRY = Phrase(zh="建议：{advice}", en="try: {advice}")
HOW = Phrase(
    zh="联系过就发“看板 Z{number} 联系 聊了什么”；{days}个工作日后我再看一次。",
    en="When you did, send “dashboard Z{number} contacted WHAT”; I look again in {days:workday|workdays}.",
)
CONTACTED = Phrase(zh="Z{number} 联系过", en="Z{number} contacted")
MORE = Phrase(zh="还有{n}人：看板 关注", en="{n} more: dashboard care")
NOBODY = Phrase(zh="现在没有需要关注的人。", en="Nobody needs care right now.")
OPEN = Phrase(zh="需关注{n}人", en="Need care: {n}")
AGAIN = Phrase(zh="{state}；{day.month}/{day.day} 复看", en="{state}; again on {day.month}/{day.day}")
NEW = Phrase(zh="待联系", en="not contacted")
TAKEN = Phrase(zh="{owner}：{action}", en="{owner}: {action}")
NO_CASE = Phrase(zh="没有 Z{number}。发“看板 关注”看全部。", en="There is no Z{number}. Send “dashboard care” for all of them.")
NOTED = Phrase(
    zh="✅ Z{number} {name}：已记下“{action}”，由你跟进。", en="✅ Z{number} {name}: “{action}” noted; it is yours to follow."
)
CLOSED = Phrase(
    zh="✅ Z{number} {name}：{outcome}。10分钟内可发“撤销”。",
    en="✅ Z{number} {name}: {outcome}. “undo” within 10 minutes takes it back.",
)
WAITS = Phrase(zh="{name}：{why}", en="{name}: {why}")
HOW_IS_IT = Phrase(
    zh="{code} 怎么处理？回：联系 聊了什么，或 恢复，或 没变化",
    en="{code}: what was done? Reply: contacted WHAT, or recovered, or same",
)
REOPENED = Phrase(zh="✅ Z{number} 重新打开。", en="✅ Z{number} is open again.")
WHAT = Phrase(
    zh="Z{number} 怎么样了？试试：处理 Z{number} 联系 聊了什么，处理 Z{number} 恢复，处理 Z{number} 没变化",
    en="What of Z{number}? Try: handle Z{number} contacted WHAT, handle Z{number} recovered, handle Z{number} same",
)
OUTCOMES = {
    "recovered": Phrase(zh="已恢复", en="recovered"),
    "same": Phrase(zh="没变化", en="no change"),
    "left": Phrase(zh="已离营", en="left"),
}
RESULTS = Phrase(zh="干预结果 {first}–{last}", en="Outcomes {first}–{last}")
DONE, OTHERS = Phrase(zh="已联系", en="Contacted"), Phrase(zh="未联系", en="Not contacted")
PEOPLE = Phrase(zh="{n}人", en="{n:person|people}")
ENDED = Phrase(zh="{recovered}人恢复，{open}人进行中", en="{recovered} recovered, {open} under way")
JUST_CONTACTED = Phrase(zh="已联系", en="contacted")
ACTS = {"联系", "联系过", "contacted", "contact"}
SAID_OF_IT = re.compile(r"^(联系过?|恢复|没变化)了?[\s,，:：。.!！]*(.*)$", re.DOTALL)
"""联系过了，聊了近况 → 联系过 聊了近况."""
ENDS = {"恢复": "recovered", "recovered": "recovered", "没变化": "same", "same": "same"}
LAST_MONTH = {"上月", "last"}
SHOWN, LISTED = 8, 20
FLAGGED_AT = time(9)
"""The hour from which a case waits on the day it was flagged."""


def take_up(ctx: Context, new: list[list[Any]], closing: list[list[Any]], today: date) -> None:
    """New cases are opened and told; those whose time has come get their outcome from the figures."""
    for case, outcome in closing:
        care.close(ctx.db, case, outcome, on=today)
    if not new:
        return
    due_on = _workdays_after(ctx, today)
    numbers = [
        (care.flag(ctx.db, ctx.camp.id, member, reasons, on=today, due_on=due_on), member, reasons) for member, reasons in new
    ]
    shown = [(number, camps.member(ctx.db, member).name, reasons) for number, member, reasons in numbers[:SHOWN]]
    rows = FactRows.of(*(_row(number, name, reasons) for number, name, reasons in shown))
    rest: list[Said] = [MORE(n=len(numbers) - len(shown))] if len(numbers) > len(shown) else []
    presses: list[Said] = [[Press(CONTACTED(number=number), f"看板 Z{number} 联系")] for number, *_ in shown]
    how = HOW(number=shown[0][0], days=QUIET_WORKDAYS)
    unsure = calendar.of_settings(ctx.camp.settings).warnings(today, due_on)
    for person, _ in reports.staff(ctx.db, ctx.camp.id):
        ctx.tell(person, TITLE(n=len(new)), rows, *rest, how, *unsure, *presses, gently=True)


@feature.paged("cases", by=Role.MANAGER)
def show(ctx: Context, after: int = 0) -> Page:
    """The open cases with a number above `after`: one that ends meanwhile moves none out of sight."""
    cases = [case for case in care.open_cases(ctx.db, ctx.camp.id) if case.id > after]
    if not cases:
        return Page(() if after else (NOBODY,), audience=Audience.MANAGERS)
    rows = FactRows.of(*(_open(ctx, case) for case in cases[:LISTED]), title="" if after else OPEN(n=len(cases)))
    left = len(cases) - LISTED
    return Page((rows,), next=cases[LISTED - 1].id if left > 0 else None, left=max(left, 0), audience=Audience.MANAGERS)


feature.act(
    "care",
    Phrase(zh="{who} 跟进了 {person}（Z{case}）：{action}", en="{who} looked after {person} (Z{case}): {action}"),
    final=Phrase(
        zh="联系过就是联系过；记错了就再记一次，后记的算数。",
        en="What was done was done. To correct the note write it again; the later one counts.",
    ),
)


def _some(reader: Db, asker: Asker, after: int, most: int) -> list[Waiting]:
    cases = care.untouched(reader, asker.camp.id, after=after, most=most)
    return [Waiting(one.id, _morning_of(asker, one.flagged_on), WAITS(name=one.name, why=_first(one.reasons))) for one in cases]


def _first(reasons: list[list[Any]]) -> Any:
    """What a case is about, in short."""
    return reasons_said(reasons[:1])


def _morning_of(asker: Asker, day: date) -> datetime:
    return datetime.combine(day, FLAGGED_AT, asker.camp.zone)


def _backlog(reader: Db, asker: Asker) -> Backlog:
    count, day = care.backlog(reader, asker.camp.id)
    return Backlog(count, None if day is None else _morning_of(asker, day))


def _whole(ctx: Context, number: int) -> tuple[Said, ...]:
    case = care.find(ctx.db, ctx.camp.id, number)
    if case is None:
        raise deciding.none_such(ctx, "Z", number)
    return (FactRows.of(_open(ctx, case)), TRY(advice=ADVICE[case.reasons[0][0]]))


feature.queue(
    "Z",
    Phrase(zh="需要关注的人", en="learners who need care"),
    by=Role.MANAGER,
    waiting=_some,
    backlog=_backlog,
    whole=_whole,
    formerly="C",
)


@feature.decides("Z", "处理", asks=HOW_IS_IT)
def see_to(ctx: Context, number: int, words: str) -> None:
    record(ctx, number, words)


def record(ctx: Context, number: int, words: str) -> None:
    """What a manager says of a case: 联系 and what was done, or an outcome."""
    case = care.find(ctx.db, ctx.camp.id, number)
    if case is None:
        raise Refusal(NO_CASE(number=number))
    verb, _, rest = SAID_OF_IT.sub(r"\1 \2", words.strip(), count=1).partition(" ")
    if verb.casefold() in ACTS:
        action = rest.strip() or JUST_CONTACTED().to(ctx.camp.language)
        if not care.act(ctx.db, number, ctx.person.id, action, at=ctx.now):
            raise deciding.decided(ctx, "Z", number)
        ctx.audit("care", about=f"Z{number}", person=case.person, case=number, action=action)
        ctx.reply(NOTED(number=number, name=case.name, action=action), audience=Audience.MANAGERS)
    elif (outcome := ENDS.get(verb.casefold())) is not None:
        _close(ctx, case, outcome)
    else:
        raise Refusal(WHAT(number=number))


@feature.undoes("care_outcome", by=Role.MANAGER, thing=["case"])
def reopen(ctx: Context, case: int) -> None:
    care.reopen(ctx.db, case)
    ctx.reply(REOPENED(number=case))


def results(ctx: Context, month: str) -> None:
    """The cases of this month, or of the last: contacted and not, recovered and not."""
    last = ctx.today.replace(day=1) - DAY if month.strip().casefold() in LAST_MONTH else ctx.today
    first = last.replace(day=1)
    cases = care.flagged(ctx.db, ctx.camp.id, first, last)
    contacted = [case for case in cases if case.action is not None]
    others = [case for case in cases if case.action is None]
    title = RESULTS(first=_short(first), last=_short(last))
    ctx.reply(FactRows.of(_ended(DONE, contacted), _ended(OTHERS, others), title=title), audience=Audience.MANAGERS)


@feature.merges
def merge(ctx: Context, old: int, kept: int) -> list[Line]:
    for old_member, kept_member, _ in camps.shared(ctx.db, old, kept):
        care.move(ctx.db, old_member, kept_member)
    care.merge(ctx.db, old, kept)
    return []


def _outcome(ctx: Context, person: int, case: int, outcome: str) -> dict[str, Any]:
    return {"case": case, "outcome": OUTCOMES[outcome]}


feature.act(
    "care_outcome",
    Phrase(
        zh="{who} 结束了对 {person} 的跟进（Z{case}）：{outcome}", en="{who} closed the case of {person} (Z{case}): {outcome}"
    ),
    shows=_outcome,
)


def _close(ctx: Context, case: Case, outcome: str) -> None:
    if not care.close(ctx.db, case.id, outcome, on=ctx.today):
        raise deciding.decided(ctx, "Z", case.id)
    ctx.audit("care_outcome", undo={"case": case.id}, about=f"Z{case.id}", person=case.person, case=case.id, outcome=outcome)
    ctx.reply(CLOSED(number=case.id, name=case.name, outcome=OUTCOMES[outcome]), audience=Audience.MANAGERS)


def _row(number: int, name: str, reasons: list[Any]) -> FactRow:
    return FactRow(CASE(number=number, name=name), reasons_said(reasons), TRY(advice=ADVICE[reasons[0][0]]))


def _open(ctx: Context, case: Case) -> FactRow:
    state: Any = NEW
    if case.action is not None and case.owner is not None:
        state = TAKEN(owner=ctx.person_by_id(case.owner).name, action=case.action)
    return FactRow(CASE(number=case.id, name=case.name), reasons_said(case.reasons), AGAIN(state=state, day=case.due_on))


def _ended(label: Phrase, cases: list[Case]) -> FactRow:
    return FactRow(label, PEOPLE(n=len(cases)), ENDED(recovered=_count(cases, "recovered"), open=_count(cases, None)))


def _workdays_after(ctx: Context, day: date) -> date:
    known = calendar.of_settings(ctx.camp.settings)
    for _ in range(QUIET_WORKDAYS):
        day = known.next_workday(day)
    return day


def _count(cases: list[Case], outcome: str | None) -> int:
    return sum(case.outcome == outcome for case in cases)


def _short(day: date) -> str:
    return f"{day.month}/{day.day}"
