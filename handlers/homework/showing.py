"""作业: what is to be handed in and how far everybody is, to whoever runs the camp; one's own, to a learner. Names are said in private."""

from __future__ import annotations

from collections.abc import Iterator

from bot.audience import Audience
from bot.fact_rows import FactRow, FactRows
from bot.feature import Context, Line, Page, Phrase, Press, Refusal, Role, Said
from handlers.homework import reviewers, telling, wording
from handlers.homework.settings import feature
from storage.homework import assignments, hand_ins, progress, ratings
from storage.homework.assignments import Homework
from storage.homework.progress import Counts, HomeworkStanding

SHOWN, LISTED = 10, 40
"""Homework on a page, and people on one."""

NONE = Phrase(zh="还没有布置过作业。", en="No homework has been set yet.")
HOW = Phrase(
    zh="布置一份：作业 拜访提纲 写出三个问题 截止=周五 18:00 评阅=何琳",
    en="To set some: homework Visit write three questions until=Fri 18:00 reviewer=Helen",
)
ALL = Phrase(zh="作业", en="Homework")
COUNTS = Phrase(zh="交{handed}/{expected}，{became}，没交{missing}", en="{handed}/{expected} in, {became}, {missing} missing")
BECAME = Phrase(
    zh="通过{accepted}、等评{waiting}、退回{returned}", en="{accepted} accepted, {waiting} to read, {returned} returned"
)
HANDED = Phrase(zh="交{handed}/{expected}", en="{handed}/{expected} in")
IN, OUT = Phrase(zh="交了", en="In"), Phrase(zh="没交", en="Missing")
NOTE = Phrase(zh="{became}，{until}", en="{became}; {until}")
TITLED = Phrase(zh="《{title}》", en="“{title}”")
WHEN_CLOSED = Phrase(zh="已关", en="closed")
WHO = Phrase(zh="《{title}》{until}（只你看到）", en="“{title}”, {until} (only you see this)")
STANDS = Phrase(
    zh="H{id} 第{version}版 {at:%m-%d %H:%M}{late}｜{state}", en="H{id}, version {version}, {at:%m-%d %H:%M}{late} | {state}"
)
MISSING = Phrase(zh="没交", en="not handed in")
LATE = Phrase(zh=" 迟交", en=" late")
STATE = {
    "waiting": Phrase(zh="等评", en="to read"),
    "accepted": Phrase(zh="通过", en="accepted"),
    "returned": Phrase(zh="退回", en="returned"),
    "replaced": Phrase(zh="换了新的", en="replaced"),
}
EXPORT = Phrase(zh="导出", en="Export")
CLOSE = Phrase(zh="不再收", en="Take no more")
NOT_YOURS = Phrase(
    zh="《{title}》由{names}评阅，进度给他们和社群经理看。",
    en="“{title}” is read by {names}; they and the managers see how it goes.",
)
MINE = Phrase(zh="我的作业", en="My homework")
NONE_FOR_ME = Phrase(zh="没有要你交的作业。", en="There is no homework for you.")
ONE_OF_MINE = Phrase(zh="《{title}》{until}：{state}{brief}", en="“{title}”, {until}: {state}{brief}")
BRIEF = Phrase(zh="\n要求：{words}", en="\nWhat to do: {words}")
VERSION = Phrase(
    zh="第{version}版 H{id}（{at:%m-%d %H:%M}）：{became}{words}",
    en="Version {version}, H{id} ({at:%m-%d %H:%M}): {became}{words}",
)
WORDS = Phrase(zh="：{words}", en=": {words}")
SEE = Phrase(zh="看 H{id}", en="See H{id}")
TO_RATE = Phrase(zh="等你评分的有{n}份。", en="{n} of your fellow learners' wait for your rating.")
RATE = Phrase(zh="去评", en="Rate them")
NO_SUCH = Phrase(zh="没有作业“{title}”。看有哪些：作业", en="There is no homework “{title}”. For all of it: homework")


def everything(ctx: Context) -> None:
    """作业 alone."""
    if ctx.role >= Role.EXPERT:
        ctx.show_list("set")
    else:
        _mine(ctx)


@feature.paged("set", by=Role.EXPERT)
def _set(ctx: Context, after: int) -> Page:
    """The newest first, from behind so many."""
    known = sorted(assignments.of_camp(ctx.db, ctx.camp.id), key=lambda one: -one.id)
    how = [HOW] if ctx.role >= Role.MANAGER else []
    if not known:
        return Page((NONE, *how), audience=Audience.REVIEWERS)
    counts = progress.counts(ctx.db, ctx.camp.id)
    some = known[after : after + SHOWN]
    rows = [_row(one, counts[one.id]) for one in some]
    presses = [[Press(one.title, f"作业 {one.id}")] for one in some[:4]]
    said: tuple[Said, ...] = (FactRows.of(*rows, title="" if after else ALL), *([] if after else how), *presses)
    return Page.cut(*said, after=after, most=SHOWN, of=len(known), audience=Audience.REVIEWERS)


def _row(one: Homework, counts: Counts) -> FactRow:
    note = NOTE(became=became(counts), until=_until(one))
    return FactRow(TITLED(title=one.title), HANDED(**_handed(counts)), note)


def counted(counts: Counts) -> Line:
    """How far everybody is, with its base."""
    return COUNTS(**_handed(counts), became=became(counts), missing=counts.missing)


def became(counts: Counts) -> Line:
    """What became of what was handed in."""
    return BECAME(accepted=counts.accepted, waiting=counts.waiting, returned=counts.returned)


def _handed(counts: Counts) -> dict[str, int]:
    return {"handed": counts.expected - counts.missing, "expected": counts.expected}


def _until(one: Homework) -> Line | Phrase:
    return wording.until_of(one) if one.is_open else WHEN_CLOSED


def one_homework(ctx: Context, one: Homework) -> None:
    """作业 拜访提纲: everybody's place in it to whoever runs it, one's own to a learner."""
    if ctx.role < Role.EXPERT:
        return _one_of_mine(ctx, one)
    if not reviewers.may_decide(ctx, one):
        raise Refusal(NOT_YOURS(title=one.title, names=[who.name for who in reviewers.named(ctx, one)]))
    ctx.show_list("people", number=one.id)


@feature.paged("people", by=Role.EXPERT)
def _people(ctx: Context, after: int, *, number: int) -> Page:
    """Who handed in, by when they did; at the end who has not."""
    one = assignments.find(ctx.db, number)
    if one is None:
        raise Refusal(NONE)
    standings = progress.standings(ctx.db, number)
    title = WHO(title=one.title, until=_until(one))
    rows = [FactRow(stands.name, _stands(stands)) for stands in standings[after : after + LISTED]]
    counts = progress.counts(ctx.db, ctx.camp.id)[number]
    handed = FactRow(IN, f"{counts.expected - counts.missing}/{counts.expected}", became(counts))
    head = [] if after else [FactRows.of(handed, FactRow(OUT, str(counts.missing)), title=title)]
    presses = [Press(EXPORT, f"作业 导出 {number}"), *([Press(CLOSE, f"作业 关 {number}")] if one.is_open else [])]
    foot = [presses] if ctx.role >= Role.MANAGER and not after else []
    said: tuple[Said, ...] = (*head, FactRows.of(*rows), *foot)
    return Page.cut(*said, after=after, most=LISTED, of=len(standings), audience=Audience.REVIEWERS)


def _stands(one: HomeworkStanding) -> Line | Phrase:
    if one.hand_in is None or one.state is None:
        return MISSING
    late = LATE if one.late else ""
    return STANDS(id=one.hand_in, version=one.version, at=one.at, late=late, state=STATE[one.state])


# ── a learner's own ──────────────────────────────────────────────────────────────────────────────────────────────────


def _mine(ctx: Context) -> None:
    mine = progress.mine(ctx.db, ctx.member.id)
    rate = list(_to_rate(ctx))
    if not mine:
        ctx.reply(NONE_FOR_ME, *rate, audience=Audience.PERSON)
        return
    rows = [FactRow(TITLED(title=one.homework.title), wording.STATE[one.state], _until(one.homework)) for one in mine]
    owed = [one.homework for one in mine if one.homework.is_open and one.state in (None, "returned")]
    presses = [[Press(f"{telling.HAND_IN().to(ctx.language)} {one.title}", f"交作业 {one.id}")] for one in owed[:4]]
    ctx.reply(FactRows.of(*rows, title=MINE), *rate, *presses, audience=Audience.PERSON)


def _to_rate(ctx: Context) -> Iterator[Said]:
    n = len(ratings.mine(ctx.db, ctx.member.id))
    if n:
        yield TO_RATE(n=n)
        yield [Press(RATE, "作业 评")]


def _one_of_mine(ctx: Context, one: Homework) -> None:
    mine = next((it for it in progress.mine(ctx.db, ctx.member.id) if it.homework.id == one.id), None)
    if mine is None:
        raise Refusal(NO_SUCH(title=one.title))
    known = hand_ins.versions(ctx.db, one.id, ctx.member.id)
    brief = BRIEF(words=one.brief) if one.brief else ""
    head = ONE_OF_MINE(title=one.title, until=_until(one), state=wording.STATE[mine.state], brief=brief)
    lines = [
        VERSION(
            version=it.version,
            id=it.id,
            at=it.at,
            became=wording.STATE[it.state],
            words=WORDS(words=it.reason) if it.reason else "",
        )
        for it in known
    ]
    owes = one.is_open and mine.state in (None, "returned")
    presses = [*([Press(SEE(id=known[-1].id), f"作业 看 H{known[-1].id}")] if known else [])]
    presses += telling.hand_in_press(one) if owes else []
    ctx.reply(head, *lines, *([presses] if presses else []), audience=Audience.PERSON)
