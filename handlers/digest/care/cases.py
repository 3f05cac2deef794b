"""Cases in chat: managers are told in private who needs care and why; what is open stands in 待办 until it is closed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from bot import deciding
from bot.audience import Audience
from bot.fact_rows import FactRow, FactRows
from bot.feature import Asker, Backlog, Camp, Context, Line, Page, Phrase, Press, Refusal, Role, Said, Waiting
from handlers.digest.care.flagging import due_on
from handlers.digest.care.rules import ADVICE, QUIET_WORKDAYS
from handlers.digest.care.rules import said as reasons_said
from handlers.digest.care.settings import bounds, feature
from scheduler import calendar
from storage import care, care_rules, memberships, reports
from storage.care import Case
from storage.care_rules import OWN
from storage.connection import Db

TITLE = Phrase(zh="⚠️ 需关注{n}人（仅你和其他经理可见）", en="⚠️ Need care: {n} (only managers see this)")
CASE = Phrase(zh="Z{number} {name}", en="Z{number} {name}")
TRY = Phrase(zh="建议：{advice}", en="try: {advice}")
HOW = Phrase(
    zh="用你的名字带句话：处理 Z{number} 提醒 有困难告诉我｜还可以：辅导、补训、聊聊、忽略。{days}个工作日后我再看一次。",
    en="Send words under your name: handle Z{number} remind I am here to help. Also: coach, train, talk, ignore. I look again in "
    "{days:workday|workdays}.",
)
CONTACTED = Phrase(zh="Z{number} 联系过", en="Z{number} contacted")
MORE = Phrase(zh="还有{n}人：看板 关注", en="{n} more: dashboard care")
NOBODY = Phrase(zh="现在没有需要关注的人。", en="Nobody needs care right now.")
OPEN = Phrase(zh="需关注{n}人", en="Need care: {n}")
AGAIN = Phrase(zh="{state}；{day.month}/{day.day} 复看", en="{state}; again on {day.month}/{day.day}")
NO_CASE = Phrase(
    zh="{name}现在不在需关注的人里。看有谁：看板 关注",
    en="{name} is not among those who need care now. To see who is: dashboard care",
)
NEW = Phrase(zh="待联系", en="not contacted")
TAKEN = Phrase(zh="{owner}：{action}", en="{owner}: {action}")
WAITS = Phrase(zh="{name}：{why}", en="{name}: {why}")
UNDER_WAY = Phrase(
    zh="{name}：{owner}在跟进，{day.month}/{day.day} 复看", en="{name}: {owner} is on it, again on {day.month}/{day.day}"
)
RULE_VERSION = Phrase(zh="规则第{version}版（{since:%m-%d}起）", en="rule version {version} (since {since:%m-%d})")
STEP = Phrase(zh="{at:%m-%d %H:%M} {what}", en="{at:%m-%d %H:%M} {what}")
BY = Phrase(zh="{by} {kind}：{words}", en="{by}, {kind}: {words}")
HAPPENED = Phrase(zh="{kind}：{words}", en="{kind}: {words}")
KINDS = {
    "remind": Phrase(zh="提醒", en="a word"),
    "coach": Phrase(zh="辅导", en="coaching"),
    "train": Phrase(zh="补训", en="extra training"),
    "talk": Phrase(zh="聊聊", en="a talk"),
    "ignore": Phrase(zh="忽略", en="ignored"),
    "exam": Phrase(zh="又一次低分", en="one more low exam"),
    "event": Phrase(zh="进展", en="progress"),
}
"""What a step of a case is called."""
SHOWN, LISTED, STEPS = 8, 20, 10
FLAGGED_AT = time(9)
"""The hour from which a case waits on the day it was flagged."""


def take_up(ctx: Context, new: list[list[Any]], closing: list[list[Any]], today: date) -> None:
    """New cases are opened and told; those whose time has come get their outcome from the figures."""
    for case, outcome, numbers in closing:
        care.close(ctx.db, case, outcome, on=today, evidence=numbers)
    opened = [(number, member, fired) for member, fired in new if (number := open_case(ctx, member, fired, today)) is not None]
    if opened:
        tell(ctx, opened, today)


def open_case(ctx: Context, member: int, reasons: list[Any], today: date) -> int | None:
    """The number of a new case, which names the version of its rule; None where they have an open one."""
    code, numbers = reasons[0]
    of = bounds(ctx.camp)
    rule = numbers["rule"] if code == OWN else care_rules.version(ctx.db, ctx.camp.id, code, of.of_rule(code), at=ctx.now)
    number = care.flag(ctx.db, ctx.camp.id, member, reasons, on=today, due_on=due_on(ctx.camp, today), rule=rule)
    if number is None:
        return None
    for exam in (numbers["exam"] for fired, numbers in reasons if fired == "R1" and "exam" in numbers):
        care.about_exam(ctx.db, number, member, exam)
    return number


def tell(ctx: Context, opened: Sequence[tuple[int, int, list[Any]]], today: date) -> None:
    """The managers, each in private, of cases that were opened."""
    shown = [(number, memberships.member(ctx.db, member).name, reasons) for number, member, reasons in opened[:SHOWN]]
    rows = FactRows.of(*(_row(number, name, reasons) for number, name, reasons in shown))
    rest: list[Said] = [MORE(n=len(opened) - len(shown))] if len(opened) > len(shown) else []
    presses: list[Said] = [[Press(CONTACTED(number=number), f"处理 Z{number} 联系")] for number, *_ in shown]
    how = HOW(number=shown[0][0], days=QUIET_WORKDAYS)
    unsure = calendar.of_settings(ctx.camp.settings).warnings(today, due_on(ctx.camp, today))
    for person, _ in reports.staff(ctx.db, ctx.camp.id):
        ctx.tell(person, TITLE(n=len(opened)), rows, *rest, how, *unsure, *presses, gently=True)


@feature.paged("cases", by=Role.MANAGER)
def show(ctx: Context, after: int = 0) -> Page:
    """The open cases with a number above `after`: one that ends meanwhile moves none out of sight."""
    cases = [case for case in care.open_cases(ctx.db, ctx.camp.id) if case.id > after]
    if not cases:
        return Page(() if after else (NOBODY,), audience=Audience.MANAGERS)
    rows = FactRows.of(*(_open(ctx, case) for case in cases[:LISTED]), title="" if after else OPEN(n=len(cases)))
    left = len(cases) - LISTED
    return Page((rows,), next=cases[LISTED - 1].id if left > 0 else None, left=max(left, 0), audience=Audience.MANAGERS)


def _some(reader: Db, asker: Asker, after: int, most: int) -> list[Waiting]:
    cases = care.some_open(reader, asker.camp.id, after=after, most=most)
    owners = dict(reports.staff(reader, asker.camp.id))
    return [Waiting(one.id, morning_of(asker.camp, one.flagged_on), _in_a_line(one, owners)) for one in cases]


def _in_a_line(case: Case, owners: dict[int, str]) -> Line:
    if case.kind is None or case.owner not in owners:
        return WAITS(name=case.name, why=reasons_said(case.reasons[:1]))
    return UNDER_WAY(name=case.name, owner=owners[case.owner], day=case.due_on)


def morning_of(camp: Camp, day: date) -> datetime:
    return datetime.combine(day, FLAGGED_AT, camp.zone)


def _backlog(reader: Db, asker: Asker) -> Backlog:
    """One that somebody is looking after waits for nobody before it is looked at again."""
    count, untouched, due = care.backlog(reader, asker.camp.id)
    since = [morning_of(asker.camp, day) for day in (untouched, due) if day is not None]
    return Backlog(count, min([asker.now, *since]) if since else None)


def _whole(ctx: Context, number: int) -> tuple[Said, ...]:
    case = care.find(ctx.db, ctx.camp.id, number)
    if case is None:
        raise deciding.none_such(ctx, "Z", number)
    rule = None if case.rule is None else care_rules.find(ctx.db, case.rule)
    version = [RULE_VERSION(version=rule.version, since=rule.since)] if rule is not None else []
    steps = [STEP(at=one.at, what=_step(one)) for one in care.steps(ctx.db, case.id)[-STEPS:]]
    return (FactRows.of(_open(ctx, case)), TRY(advice=ADVICE[case.reasons[0][0]]), *version, *steps)


def _called(ctx: Context, words: str) -> tuple[int, str] | None:
    """The open case of the member whose name the words begin with, and what stands behind it."""
    first = ctx.whose().begins(words)
    if first is None:
        return None
    member = ctx.member_named(first[0])
    number = next((one.id for one in care.open_cases(ctx.db, ctx.camp.id) if one.membership == member.id), None)
    if number is None:
        raise Refusal(NO_CASE(name=member.name))
    return number, first[1]


def _step(step: care.CareStep) -> Line:
    kind = KINDS.get(step.kind, KINDS["event"])
    return HAPPENED(kind=kind, words=step.words) if step.by is None else BY(by=step.by, kind=kind, words=step.words)


feature.queue(
    "Z",
    Phrase(zh="需要关注的人", en="learners who need care"),
    by=Role.MANAGER,
    waiting=_some,
    backlog=_backlog,
    whole=_whole,
    formerly="C",
    called=_called,
)


def _row(number: int, name: str, reasons: list[Any]) -> FactRow:
    return FactRow(CASE(number=number, name=name), reasons_said(reasons), TRY(advice=ADVICE[reasons[0][0]]))


def _open(ctx: Context, case: Case) -> FactRow:
    state: Any = NEW
    if case.kind is not None and case.owner is not None:
        state = TAKEN(owner=ctx.person_by_id(case.owner).name, action=case.action)
    return FactRow(CASE(number=case.id, name=case.name), reasons_said(case.reasons), AGAIN(state=state, day=case.due_on))
