"""学习账单: one's own figures with a kind line and a title, for oneself until 晒; once a week unasked, for who did not say no."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Annotated, Any

from bot.arguments import Named
from bot.fact_rows import FactRow, FactRows
from bot.feature import Camp, Context, Feature, Late, Line, Phrase, Refusal, Role, Said, Theme
from bot.membership import camp_by_id
from bot.messages import Kind
from bot.parts import Picture
from bot.pictures import NoGlyph, in_both_looks
from bot.titles import title
from handlers.bill import card
from handlers.bill.figures import Bill, BilledLearner, Stretch, gather, stretch
from handlers.bill.remarks import remark
from handlers.bill.remarks import said as remark_said
from scheduler import calendar
from scheduler.calendar import DAY, week_of
from scheduler.rhythm import Weekly
from storage import bills, memberships, people, reports, standing, uniting
from storage.connection import Db
from storage.files import Files

feature = Feature("bill", Theme.PERSONAL)

COLOURS = "digest.colours"
"""The setting of the digest's pictures; bills follow it."""
BATCH = 50
"""Bills to one task: drawn in a few seconds, told in one slice."""
SAME_DAY = Late.within(timedelta(hours=9))
AT = time(12)

MINE = Phrase(zh="📊 {stretch} 学习账单", en="📊 Learning bill {stretch}")
CHECK_INS, N_TIMES = Phrase(zh="打卡", en="Check-ins"), Phrase(zh="{n}次", en="{n}")
MAKEUPS = Phrase(zh="含补卡{n}", en="{n} made up")
LESSONS, N_LESSONS = Phrase(zh="微课", en="Lessons"), Phrase(zh="{n}节", en="{n}")
EVENTS = Phrase(zh="活动", en="Events")
ATTENDED = Phrase(zh="到场{came}/{expected}", en="came to {came}/{expected}")
APPLIED, CONTEST = Phrase(zh="应用", en="Used"), Phrase(zh="竞赛", en="Contest")
NTH = Phrase(zh="第{rank}", en="rank {rank}")
MENDED, N_QUESTIONS = Phrase(zh="错题救回", en="Mistakes mended"), Phrase(zh="{n}道", en="{n}")
POINTS, GAINED = Phrase(zh="积分", en="Points"), Phrase(zh="{gained:+d}", en="{gained:+d}")
RANK, PLACE = Phrase(zh="名次", en="Rank"), Phrase(zh="{rank}/{of}", en="{rank} of {of}")
CLIMBED = Phrase(zh="↑{n}", en="↑{n}")
TITLE, REMARK = Phrase(zh="称号", en="Title"), Phrase(zh="评语：{remark}", en="{remark}")
ONLY_YOU = Phrase(zh="仅你可见，回复“晒”才会发群。", en="Only you see this; reply “share” to post it in the group.")
NO_MORE = Phrase(zh="不想每周收到：学习账单 停", en="To get none unasked: bill stop")
SHARED = Phrase(
    zh="🎁 {name} 晒了学习账单（{stretch}）\n打卡{stamps}次、微课{learned}节，积分{points}。{remark}称号：{title}",
    en="🎁 {name} shares a learning bill ({stretch})\nCheck-ins: {stamps}, lessons: {learned}, points: {points}. {remark} Title: {title}",
)
DONE = Phrase(zh="✅ 已发到群里。", en="✅ Posted in the group.")
SHARED_BEFORE = Phrase(zh="这份账单已经晒过了。", en="That bill was shared already.")
NONE_YET = Phrase(zh="先看一眼自己的：学习账单", en="Look at yours first: bill")
NOT_A_STRETCH = Phrase(zh="看哪一段？试试：学习账单 上周，学习账单 全程", en="Which stretch? Try: bill last, bill camp")
STOPPED = Phrase(zh="✅ 不再每周发给你；想看随时发“学习账单”。", en="✅ No more weekly bills; send “bill” whenever you like.")
RESUMED = Phrase(zh="✅ 每周一会发给你。", en="✅ You get one every Monday.")
LEARNERS_ONLY = Phrase(
    zh="学习账单是学员的；看某个人发“看板 名字”。", en="Bills are for learners; for one person send “dashboard NAME”."
)
IN_PRIVATE = Phrase(zh="已私聊发给你。", en="Sent to you in private.")
OPEN_PRIVATE = Phrase(zh="先私聊我说一句话，我才能发给你。", en="Say a word to me in private first, so that I can send it.")
STOP, RESUME = {"停", "stop"}, {"开", "恢复", "resume"}


@feature.command(
    "学习账单",
    "bill",
    help=Phrase(
        zh="我的学习账单：本周、上周或全程；每周一份，停：学习账单 停",
        en="My learning bill of this week, last week or the camp; to stop it: bill stop",
    ),
    examples=["学习账单", "学习账单 上周", "学习账单 停", "bill camp"],
)
def bill_(ctx: Context, which: Annotated[str, Named("哪一段", "stretch")] = "") -> None:
    word = which.strip().casefold()
    if word in STOP:
        bills.stop(ctx.db, ctx.member.id)
        ctx.reply(STOPPED)
        return
    if word in RESUME:
        bills.resume(ctx.db, ctx.member.id)
        ctx.reply(RESUMED)
        return
    of = stretch(which, ctx.today, reports.opened_at(ctx.db, ctx.camp.id).astimezone(ctx.zone).date())
    if of is None:
        raise Refusal(NOT_A_STRETCH)
    if ctx.role is not Role.LEARNER:
        raise Refusal(LEARNERS_ONLY)
    if not ctx.address.direct and people.private_address(ctx.db, ctx.person.id) is None:
        raise Refusal(OPEN_PRIVATE)
    _ask(ctx, of, member=ctx.member.id)
    if not ctx.address.direct:
        _quietly(ctx, IN_PRIVATE)


@feature.command(
    "晒",
    "share",
    help=Phrase(zh="把刚看的学习账单发到群里。", en="Post the bill you just looked at in the group."),
    examples=["晒", "share"],
)
def share(ctx: Context) -> None:
    row = bills.last(ctx.db, ctx.member.id)
    if row is None:
        raise Refusal(NONE_YET)
    if not bills.share(ctx.db, ctx.member.id, row.period, row.first, at=ctx.now):
        raise Refusal(SHARED_BEFORE)
    bill = Bill(**row.figures)
    said: list[Said] = [
        SHARED(
            name=bill.name,
            stretch=card.stretch(bill),
            stamps=bill.stamps,
            learned=bill.learned,
            points=bill.points,
            remark=remark_said(bill),
            title=title(bill.lifetime),
        )
    ]
    if row.picture:
        said.append(Picture(row.picture, card.alt(bill).to(ctx.camp.language), row.width, row.height))
    ctx.announce(*said)
    if ctx.address.direct:
        ctx.reply(DONE)


@feature.every(lambda camp: Weekly(0, AT, on_rest_day="next_workday"), name="weekly", late=SAME_DAY)
def weekly(ctx: Context, due_at: datetime) -> None:
    """Last week's bill to every learner who can be written to and did not say no."""
    monday, _ = week_of(ctx.local(due_at).date())
    _ask(ctx, Stretch("week", monday - 7 * DAY, monday - DAY), after=0)


def _ask(ctx: Context, of: Stretch, *, member: int | None = None, after: int = 0) -> None:
    """Asks for one bill, or for the next of everybody's."""
    colours = ctx.setting(next(setting for setting in ctx.router.settings if setting.key == COLOURS))
    ctx.task(
        "bill.make",
        camp=ctx.camp.id,
        period=of.period,
        first=of.first.isoformat(),
        last=of.last.isoformat(),
        now=ctx.now.isoformat(),
        colours=colours,
        member=member,
        after=after,
    )


@feature.task("make")
def make(
    reader: Db,
    camp: int,
    period: str,
    first: str,
    last: str,
    now: str,
    colours: str,
    member: int | None,
    after: int,
    files: Files,
) -> list[Any]:
    """Bills with their pictures, a row each; who did nothing at all in a week gets none unasked."""
    home = camp_by_id(reader, camp)
    wanted = [member] if member is not None else [row.id for row in bills.wanted(reader, camp, after=after, most=BATCH)]
    rows = [_learner(reader, home, one) for one in wanted]
    of = Stretch(period, date.fromisoformat(first), date.fromisoformat(last))
    found = gather(reader, home, [learner for learner, _, _ in rows], of, datetime.fromisoformat(now))
    made = []
    for learner, person, language in rows:
        bill = found.get(learner.membership)
        if bill is None or (member is None and not (bill.stamps or bill.learned or bill.gained)):
            continue
        bill = replace(bill, rule=remark(bill).rule)
        drawn = _drawn(bill, language or home.language, colours, files)
        made.append({"member": learner.membership, "person": person, "figures": bill.plain(), **drawn})
    if member is None and len(wanted) == BATCH:
        made.append({"next": wanted[-1]})
    return made


def _learner(reader: Db, home: Camp, member: int) -> tuple[BilledLearner, int, str | None]:
    """(learner, person, language) of a membership."""
    known = memberships.member(reader, member)
    row = standing.in_camp(reader, home.id, known.person)
    return BilledLearner(member, known.name, known.joined_on, row.streak, row.streak_to), known.person, row.language


def _drawn(bill: Bill, language: str, colours: str, files: Files) -> dict[str, Any]:
    """The picture in the store and its size; an empty name where it cannot be drawn or is not wanted."""
    try:
        drawn = in_both_looks(partial(card.sheet, bill, language), colours) if colours != "none" else None
    except NoGlyph:
        drawn = None
    if drawn is None:
        return {"picture": "", "size": [0, 0]}
    content, size = drawn
    return {"picture": files.put(content, "bill.png"), "size": list(size)}


@feature.on("done:bill.make")
def hand_over(ctx: Context) -> None:
    asked = ctx.event.data["payload"]
    of = Stretch(asked["period"], date.fromisoformat(asked["first"]), date.fromisoformat(asked["last"]))
    for row in ctx.event.data["rows"]:
        if "next" in row:
            _ask(ctx, of, after=row["next"])
        else:
            _give(ctx, of, row, unasked=asked["member"] is None)


def _give(ctx: Context, of: Stretch, row: dict[str, Any], *, unasked: bool) -> None:
    bill = Bill(**row["figures"])
    picture, size = row["picture"] or None, tuple(row["size"])
    bills.keep(ctx.db, row["member"], of.period, of.first, row["figures"], picture, size, at=ctx.now)
    unsure = calendar.of_settings(ctx.camp.settings).warnings(of.first, of.last)
    said: list[Said] = [*_words(bill), *unsure, ONLY_YOU, *([NO_MORE] if unasked else [])]
    if picture:
        language = ctx.person_by_id(row["person"]).language or ctx.camp.language
        said.append(Picture(picture, card.alt(bill).to(language), *size))
    (ctx.post_within_budget if unasked else ctx.tell)(row["person"], *said)


def _words(bill: Bill) -> list[Said]:
    """The figures in rows, and the line they were praised with."""
    rows = FactRows.of(
        FactRow(CHECK_INS, N_TIMES(n=bill.stamps), MAKEUPS(n=bill.makeups) if bill.makeups else ""),
        FactRow(LESSONS, N_LESSONS(n=bill.learned)),
        FactRow(APPLIED, N_TIMES(n=bill.applied)) if bill.applied else None,
        FactRow(EVENTS, ATTENDED(came=bill.events, expected=bill.events_expected)) if bill.events_expected else None,
        FactRow(CONTEST, NTH(rank=bill.contest)) if bill.contest else None,
        FactRow(MENDED, N_QUESTIONS(n=bill.mended)) if bill.mended else None,
        FactRow(POINTS, str(bill.points), GAINED(gained=bill.gained)),
        FactRow(RANK, PLACE(rank=bill.rank, of=bill.of), CLIMBED(n=bill.climbed) if bill.climbed else ""),
        FactRow(TITLE, title(bill.lifetime)),
        FactRow(card.BADGES, list(bill.badges)) if bill.badges else None,
    )
    return [MINE(stretch=card.stretch(bill)), rows, REMARK(remark=remark_said(bill))]


@feature.merges
def merge(ctx: Context, old: int, kept: int) -> list[Line]:
    for old_member, kept_member, _ in uniting.shared(ctx.db, old, kept):
        bills.move(ctx.db, old_member, kept_member)
    return []


def _quietly(ctx: Context, phrase: Phrase) -> None:
    """In a group a press is answered with a toast."""
    if ctx.event.kind is Kind.PRESSED:
        ctx.whisper(phrase)
    else:
        ctx.reply(phrase)
