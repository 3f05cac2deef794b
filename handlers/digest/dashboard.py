"""看板: activity of a stretch of days in figures with their definitions, one member's page, and the cases of those who need care."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date, datetime
from typing import Annotated, Any

from bot.arguments import Named
from bot.audience import Audience
from bot.fact_rows import FactRow, FactRows
from bot.feature import Context, Line, Phrase, Press, Role
from bot.figures import percent
from bot.parts import File, Text, decode, encode
from handlers.digest import learner_list, sections, xlsx_export
from handlers.digest.activity import COHORTS, Retention, busiest, funnel, retention, topics, total
from handlers.digest.activity import STAGES as STAGE_NAMES
from handlers.digest.asked_days import AskedDays, asked_days
from handlers.digest.care import acting, results
from handlers.digest.care.rules import said as reasons_said
from handlers.digest.care.settings import feature as care_feature
from handlers.digest.figures import OLDEST_MAKEUP, Figures, gather
from handlers.digest.report_period import ReportPeriod
from handlers.digest.sections import short
from handlers.digest.settings import feature
from handlers.digest.weekly import payload, span
from scheduler import calendar
from scheduler.calendar import DAY, week_of
from storage import bills, care, checkins, lessons, points, reports, standing
from storage.connection import Db
from storage.files import Files

TITLE = Phrase(zh="📊 {camp} {period}（{first}–{last}）", en="📊 {camp}, {period} ({first}–{last})")
TODAY_OFF = Phrase(zh="今天是休息日，不计完成率", en="today is a day off; no rate is counted")
ALL_OFF = Phrase(zh="这几天是休息日，不计完成率", en="these days are days off; no rate is counted")
NOBODY_EXPECTED = Phrase(zh="没有应打卡的人", en="nobody was expected")
DAILY = Phrase(zh="工作日 {workdays}，全部日子 {all}", en="workdays {workdays}, all days {all}")
ACTIVE = Phrase(zh="活跃", en="Active")
OF_ENROLLED = Phrase(zh="在营{n}人", en="of {n} in the camp")
D1, D7, W4 = (
    Phrase(zh="次日留存", en="Back the next day"),
    Phrase(zh="7日留存", en="Back on day 7"),
    Phrase(zh="第4周留存", en="Back in week 4"),
)
FUNNEL = Phrase(zh="五环节", en="Five stages")
STAGES = Phrase(
    zh="登录{enrolled} → 激活{activated} → 应用{learned} → 互动{used} → 推广{shared}",
    en="in {enrolled} → activated {activated} → learned {learned} → used {used} → shared {shared}",
)
CONTESTS = Phrase(zh="竞赛", en="Contests")
CONTEST = Phrase(zh="《{name}》{n}人", en="“{name}” {n}")
TURNOUT = Phrase(zh="《{title}》{done}/{asked}", en="“{title}” {done}/{asked}")
MOST_EVENTS = 3
SECTIONS = (sections.lessons, sections.tests, sections.weak, sections.questions, sections.events, sections.hottest)
"""What the dashboard says in the digest's words."""
HOURS = Phrase(zh="时段", en="Hours")
HOUR = Phrase(zh="{hour}点 {share}", en="{hour}:00 {share}")
TOPICS = Phrase(zh="话题", en="Topics")
TOPIC = Phrase(zh="{word} {n}", en="{word} {n}")
BASIS = Phrase(zh="只统计与小助的互动；口径：看板 口径", en="Only what was said to the bot; definitions: dashboard definitions")
COHORT_TITLE = Phrase(zh="📊 {camp} 留存，按入营周", en="📊 {camp}, retention by join week")
COHORT = Phrase(zh="{week}起", en="From {week}")
KEPT = Phrase(zh="次日 {d1}，7日 {d7}，第4周 {w4}", en="next day {d1}, day 7 {d7}, week 4 {w4}")
JOINED = Phrase(zh="{n}人", en="{n} joined")
NO_SHARE = Phrase(zh="未到", en="not yet")
DEFINITIONS = Phrase(
    zh="口径\n活跃：当天打卡、学完或应用一节微课、答题、提问或回答，查看不算；一个人两个平台算一个，经理、专家和机器人不算\n"
    "日活率：活跃人日÷在营人日\n留存：入营后第1天、第7天（休息日顺延到工作日）、第22–28天有没有活跃，只算已到日子的人\n"
    "五环节：在营 → 打过卡 → 学完过微课 → 应用过微课或有贡献分 → 晒过账单；每一环只数走完前面各环的人\n"
    "话题：大家打卡时写的话里常出现的词；群里的闲聊不记录",
    en="Definitions\nActive: checked in, learned or used a lesson, answered a quiz question, asked or answered one that day; looking things up is no act; "
    "one person on two channels counts once, managers, experts and the bot do not\n"
    "Daily active: active learner-days of all learner-days\nRetention: active on the first and the seventh day after joining (a day off moves on) "
    "and on days 22 to 28; only those whose day has come\n"
    "Stages: in the camp → checked in → learned a lesson → used one or contributed → shared a bill; each counts who took all before it\n"
    "Topics: words people often write with their check-ins; group talk is not recorded",
)
BOOK_NAME = Phrase(zh="看板-{first}-{last}.xlsx", en="dashboard-{first}-{last}.xlsx")
JOINED_ON, STAMPS = Phrase(zh="入营", en="Joined"), Phrase(zh="本周打卡", en="Check-ins this week")
STREAK, N_WORKDAYS = Phrase(zh="连续", en="Streak"), Phrase(zh="{n}个工作日", en="{n:workday|workdays}")
REQUIRED, POINTS = Phrase(zh="必修微课", en="Required lessons"), Phrase(zh="积分", en="Points")
RANK = Phrase(zh="第{rank}名/{of}", en="rank {rank} of {of}")
BILL = Phrase(zh="最近账单评语", en="Line of the latest bill")
REMARKS = {
    "used": Phrase(zh="学了也用了", en="learned and used"),
    "podium": Phrase(zh="竞赛前三", en="among the first three of a contest"),
    "mistakes": Phrase(zh="救回错题", en="mistakes mended"),
    "climbed": Phrase(zh="名次上升", en="places climbed"),
    "streak": Phrase(zh="连续7个工作日以上", en="seven workdays in a row or more"),
    "mended": Phrase(zh="缺卡补齐", en="missing days made up"),
    "full": Phrase(zh="全勤", en="not a day missing"),
    "lessons": Phrase(zh="学完3节以上", en="three lessons or more"),
    "first": Phrase(zh="第一周", en="a first week"),
    "some": Phrase(zh="来过", en="was there"),
    "welcome": Phrase(zh="没有记录", en="nothing yet"),
}
"""What a bill's line was chosen for, by the name its rule is kept with."""
CASE = Phrase(zh="Z{number}", en="Z{number}")
OPEN = Phrase(zh="进行中", en="open")
XLSX = {"xlsx", "表格", "excel"}
NAMES = {"名单", "names", "list"}
COHORT_WORDS = {"留存", "retention"}
CASE_NUMBER = re.compile(r"[zc]-?(\d{1,9})")
"""Z12; C12 is what it was called before 0.2.0, and here no contest's."""
COMPARED = {"环比", "同比", "对比", "compare", "compared"}
COMPARE = Phrase(
    zh="看板一次说一段日子，两段各发一次来比；近四周并排、比上周差几个百分点，在工作台“报表”里。",
    en="The dashboard tells one stretch of days: ask for each to compare them. The last four weeks side by side, and how many points each is "
    "from the week before, stand under Reports of the desk.",
)
THIS_WEEK, LAST_WEEK, DESK = (
    Phrase(zh="看板 本周", en="dashboard week"),
    Phrase(zh="看板 上周", en="dashboard last"),
    Phrase(zh="工作台", en="desk"),
)
CARE, RESULTS, TERMS = {"关注", "care"}, {"干预", "outcomes"}, {"口径", "definitions"}


NAMED_DAYS = (
    r"上个?月|[本这]个?月|上[一个]{0,2}季度|[本这]个?季度|第?[一二三四1-4]季度|q[1-4]|h[12]|[上下]半年|今年|去年|上周|[本这]周"
)
PERIOD = r"(?:this|last) (?:week|month|quarter|year)"
"""Days behind us, as they stand in a sentence."""


@feature.command(
    "看板",
    "dashboard",
    help=Phrase(
        zh="今日、本周、上周、本月、全程、第3周或几号到几号的数字，加“名单”看是谁，加“xlsx”要表格；"
        "看板 留存 按入营周；看板 林晓 看一个人；看板 关注 看需关注的人",
        en="Figures of today, week, last, month, camp, week 3 or some days, with list for who they are and xlsx for the workbook; "
        "dashboard retention by join week; dashboard NAME for one person; "
        "dashboard care for who needs it",
    ),
    by=Role.MANAGER,
    examples=[
        "看板",
        "看板 本月",
        "看板 本周 xlsx",
        "看板 第3周",
        "看板 5/6-5/12 名单",
        "看板 留存",
        "看板 关注",
        "看板 林晓",
        "dashboard week",
    ],
    asked={
        r"今[天日]的?(?:打卡)?(?:情况|数据)(?:怎么样|如何)?|今[天日](?:有)?(?:多少|几个?)人(?:打卡|打了卡)了?": "今日",
        r"今[天日]打卡率|today's (?:figures|numbers)": "今日",
        r"(?:打卡|完成|活跃)率|(?:营里?|大家)的?(?:数据|情况)|how (?:are we|is the camp) doing": "",
        r"谁(?:最近)?(?:最?需要(?:被)?关[注心怀]|该关[注心]|落后|掉队|落下|快?跟不上|没跟上|快掉队)了?": "关注",
        r"有(?:没有)?(?:谁|人)(?:需?要|该)我?(?:关[注心]|跟进)(?:一下)?的?|(?:要|需要?|该|待)关[注心]的?(?:人|学员|同学|名单|谁|列表|有哪些)*": "关注",
        r"关注的人|(?:今[天日])?我?(?:要|该)(?:跟进|关心|联系)(?:谁|哪些人)|(?:掉队|预警)(?:名单|的人|了谁)": "关注",
        r"who (?:needs? (?:my )?(?:care|attention|help)|is (?:falling|left|lagging) behind|is struggling)": "关注",
        r"who should i (?:contact|follow up with|worry about)": "关注",
        r"(?P<month>上个?月|这个?月|本月)?的?(?:干预|跟进|关怀|帮扶)的?(?:结果|效果|成效|情况)(?:怎么样|怎样|如何|好不好)?": "干预 {month}",
        r"(?:联系|跟进)过的人(?:恢复|好转)了(?:几个|多少)人?": "干预",
        r"(?P<week>[本上这]周)的?(?:打卡)?(?:情况|数据)(?:怎么样|如何)?": "{week}",
        rf"(?P<days>{NAMED_DAYS})的?(?:整体|总体|营里?|打卡|学习|大家|我们)?的?(?:情况|数据|表现|报告|总结|结果|怎么样|如何){{1,2}}": "{days}",
        rf"(?:报告|周报|月报)[ ：:]*(?P<days>{NAMED_DAYS})": "{days}",
        r"(?:我们|大家|营里|学员们?)(?:最近|现在|这阵子|这段时间|近来)?(?:学得|做得|表现得?|整体)?(?:怎么样|如何)了?": "",
        r"how(?:'s| is| are) (?:everyone|everybody|the group|the learners|people) doing|how(?:'s| is) (?:it|the camp) going": "",
        rf"(?:how did (?:we|they) do|(?:the )?(?:report|figures|numbers|results|data)(?: for| of| from)?) (?P<days>{PERIOD})": "{days}",
        rf"(?P<days>{PERIOD})(?:'s)? (?:report|figures|numbers|results|data)": "{days}",
        r"(?:打卡率?|完成率|活跃率?|日活|数据)?的?(?:环比|同比)(?:怎么样|如何|多少)?": "环比",
        rf"[和跟与比](?:{NAMED_DAYS})相?比?(?:怎么样|如何|好还是差|好吗|好了吗|变化)?": "环比",
        r"(?:week|month|quarter|year)[ -](?:over|on)[ -](?:week|month|quarter|year)": "环比",
        r"(?:how (?:does it|do we) )?compared? (?:to|with) last (?:week|month|quarter|year)": "环比",
        r"is .{1,30} (?:better|worse|higher|lower) than last (?:week|month|quarter|year)": "环比",
        r"(?!(?:导出|下载|给我|看看?|查查?|要)?(?:一下)?(?:我|你|大家|全部|所有|学员们))(?:导出|看看?|查)?"
        r"(?P<who>[^\s的，。？?]{2,12})的学习(?:记录|情况|档案|数据)": "{who}",
        r"(?!(?:export )?my\b)(?:export )?(?P<who>\w{2,20}(?: \w{2,20})?)'s (?:learning )?records?": "{who}",
    },
)
def dashboard(
    ctx: Context,
    what: Annotated[str, Named("看什么", "what")] = "",
    more: Annotated[str, Named("内容", "more")] = "",
) -> None:
    word = what.strip().casefold()
    if word in COMPARED:
        ctx.reply(COMPARE, [Press(one, one.zh) for one in (THIS_WEEK, LAST_WEEK, DESK)])
        return
    days, wants = _days_and_form(ctx, f"{what} {more}")
    if (case := CASE_NUMBER.fullmatch(word)) is not None:
        acting.record(ctx, int(case[1]), more)
    elif days is not None:
        _figures(ctx, days, wants=wants)
    elif word in CARE:
        ctx.feature = care_feature.name
        ctx.show_list("cases")
    elif word in RESULTS:
        results.results(ctx, more)
    elif word in TERMS:
        ctx.reply(DEFINITIONS)
    elif word in COHORT_WORDS:
        ctx.reply(learner_list.WORKING, audience=Audience.MANAGERS)
        ctx.task("digest.cohorts", **{**payload(ctx, ctx.today, ctx.today), "language": ctx.language})
    else:
        _member(ctx, what)


def _days_and_form(ctx: Context, words: str) -> tuple[AskedDays | None, str]:
    """The days that are meant, and whether their workbook or the list of names behind them is wanted."""
    parts = words.split()
    forms = [word for word in parts if word.casefold() in XLSX | NAMES]
    wants = "" if not forms else "book" if forms[0].casefold() in XLSX else "names"
    opened = reports.opened_at(ctx.db, ctx.camp.id).astimezone(ctx.zone).date()
    known = calendar.of_settings(ctx.camp.settings)
    return asked_days(" ".join(word for word in parts if word not in forms), ctx.today, opened, known), wants


def _figures(ctx: Context, days: AskedDays, *, wants: str) -> None:
    ctx.reply(learner_list.WORKING, audience=Audience.MANAGERS)
    called = (days.called if isinstance(days.called, Line) else days.called()).to(ctx.language)
    if wants == "names":
        return learner_list.ask(ctx, days.first, days.last, called)
    asked = {**payload(ctx, days.first, days.last), "language": ctx.language}
    ctx.task("digest.dashboard", period=called, wants_book=wants == "book", **asked)


@feature.task("dashboard", by=Role.MANAGER)
def count(
    reader: Db,
    camp: int,
    first: str,
    last: str,
    now: str,
    threshold: int,
    language: str,
    colours: str,
    period: str,
    wants_book: bool,
    files: Files,
) -> list[Any]:
    """The dashboard in words, and as a workbook where one is wanted."""
    of = span(reader, camp, first, last, now, threshold)
    found = gather(reader, of)
    cohorts = _cohorts(reader, of)
    row: dict[str, Any] = {"parts": _said(reader, of, found, cohorts, period, language)}
    if wants_book:
        content = xlsx_export.workbook(found, xlsx_export.members(reader, of), language, cohorts)
        name = BOOK_NAME(first=first, last=last).to(language)
        row |= {"file": files.put(content, "dashboard.xlsx"), "name": name, "size": len(content)}
    return [row]


@feature.task("cohorts", by=Role.MANAGER)
def cohorts(reader: Db, camp: int, first: str, last: str, now: str, threshold: int, language: str, colours: str) -> list[Any]:
    """Retention by join week, as encoded parts."""
    of = span(reader, camp, first, last, now, threshold)
    rows = [
        FactRow(
            COHORT(week=short(monday.isoformat())),
            KEPT(d1=_share(kept.d1), d7=_share(kept.d7), w4=_share(kept.w4)),
            JOINED(n=kept.joined),
        )
        for monday, kept in _cohorts(reader, of).items()
    ]
    return [{"parts": _encoded(COHORT_TITLE(camp=of.camp.name), rows, language)}]


@feature.on("done:digest.cohorts")
@feature.on("done:digest.dashboard")
def show(ctx: Context) -> None:
    for row in ctx.event.data["rows"]:
        file = [File(row["file"], row["name"], row["size"])] if "file" in row else []
        asked = ctx.event.data["payload"]
        first, last = (date.fromisoformat(asked[end]) for end in ("first", "last"))
        unsure = calendar.of_settings(ctx.camp.settings).warnings(first, last)
        who = [] if ctx.event.data["name"] == "digest.cohorts" else [learner_list.button(first, last)]
        ctx.reply(*decode(row["parts"]), *unsure, *file, *who, audience=Audience.MANAGERS)


# ── the words ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _said(reader: Db, of: ReportPeriod, found: Figures, cohorts: dict[date, Retention], period: str, language: str) -> str:
    title = TITLE(camp=found.camp, period=period, first=short(found.days[0].day), last=short(found.days[-1].day))
    contests = reports.contests(reader, of.camp.id, *of.moments)[-MOST_EVENTS:]
    polls = reports.turnouts(reader, of.camp.id, *of.moments)[-MOST_EVENTS:]
    words = topics(reports.notes(reader, of.camp.id, of.first, of.last))
    rows = (
        check_ins(found),
        *_activity(found, total(cohorts.values())),
        FactRow(FUNNEL, STAGES(**dict(zip(STAGE_NAMES, _stages(reader, of), strict=True)))),
        *(section(found) for section in SECTIONS),
        _listed(CONTESTS, [CONTEST(name=name, n=n) for name, n in contests]),
        _listed(sections.POLLS, [TURNOUT(title=title, done=done, asked=asked) for title, done, asked in polls]),
        _listed(HOURS, _hours(reader, of)),
        _listed(TOPICS, [TOPIC(word=word, n=n) for word, n in words]),
    )
    return _encoded(title, [row for row in rows if row is not None], language)


def check_ins(found: Figures) -> FactRow:
    """The rate against the threshold; where nobody was expected there is none, and why is said."""
    if (said := sections.rate(found)) is not None:
        return said
    if any(day.works for day in found.days):
        return FactRow(sections.RATE, NOBODY_EXPECTED)
    return FactRow(sections.RATE, TODAY_OFF if len(found.days) == 1 else ALL_OFF)


def _activity(found: Figures, kept: Retention) -> list[FactRow]:
    daily = DAILY(workdays=percent(*found.daily_active), all=percent(*found.active_all_days))
    active = sections.N_PEOPLE(n=found.weekly_active)
    return [
        FactRow(sections.DAILY, daily),
        FactRow(ACTIVE, active, OF_ENROLLED(n=found.days[-1].enrolled)),
        *(FactRow(name, _share(pair)) for name, pair in ((D1, kept.d1), (D7, kept.d7), (W4, kept.w4))),
    ]


def _listed(label: Phrase, lines: list[Line]) -> FactRow | None:
    return FactRow(label, lines) if lines else None


def _encoded(title: Line, rows: list[FactRow], language: str) -> str:
    """A title, rows and what they count, in a language, for a task's result."""
    return encode((Text.of(title.to(language)), FactRows.of(*rows).to(language), Text.of(BASIS().to(language))))


def _share(pair: tuple[int, int]) -> Line | Phrase:
    part, whole = pair
    return sections.share(part, whole) if whole else NO_SHARE


def _stages(reader: Db, of: ReportPeriod) -> tuple[int, ...]:
    present = [row for row in reports.roster(reader, of.camp.id) if row.left_on is None]
    return funnel(
        (
            {row.id for row in present},
            {row.id for row in present if row.activated_at is not None},
            reports.learned_ever(reader, of.camp.id),
            reports.used_ever(reader, of.camp.id),
            reports.shared_ever(reader, of.camp.id),
        )
    )


def _acts(reader: Db, of: ReportPeriod, first: date) -> list[tuple[int, datetime]]:
    """(membership, moment on the camp's clock) from a day on."""
    acts = reports.acts(reader, of.camp.id, of.midnight(first), of.midnight(of.last + DAY), from_day=first - OLDEST_MAKEUP)
    return [(member, at.astimezone(of.camp.zone)) for member, at in acts]


def _hours(reader: Db, of: ReportPeriod) -> list[Line]:
    hours = [at.hour for _, at in _acts(reader, of, of.first)]
    return [HOUR(hour=hour, share=percent(count, len(hours))) for hour, count in busiest(hours)]


def _cohorts(reader: Db, of: ReportPeriod) -> dict[date, Retention]:
    """Retention of the last join weeks."""
    today = of.now.astimezone(of.camp.zone).date()
    first = week_of(today)[0] - 7 * (COHORTS - 1) * DAY
    joined = {row.id: row.joined_on for row in reports.roster(reader, of.camp.id) if row.joined_on >= first}
    active: dict[int, set[date]] = defaultdict(set)
    for member, at in _acts(reader, of, first):
        active[member].add(at.date())
    return retention(joined, active, today, of.known)


def _member(ctx: Context, name: str) -> None:
    """One member as a manager sees them: the same figures the member sees."""
    member = ctx.member_named(name)
    known = calendar.of_settings(ctx.camp.settings)
    monday, _ = week_of(ctx.today)
    days = [day for day in known.workdays(max(monday, member.joined_on), ctx.today)]
    stamped = checkins.stamps_between(ctx.db, member.id, monday, ctx.today)
    leave = checkins.leave_between(ctx.db, member.id, monday, ctx.today)
    expected = [day for day in days if day not in leave and (day > member.joined_on or day in stamped)]
    required = [step for step in lessons.progress(ctx.db, ctx.camp.id, member.id) if step.required]
    bill = bills.last(ctx.db, member.id)
    row = standing.in_camp(ctx.db, ctx.camp.id, member.person)
    rank = RANK(rank=points.rank(ctx.db, ctx.camp.id, member.points), of=ctx.camp.learners)
    cases_ = [case for case in care.open_cases(ctx.db, ctx.camp.id) if case.membership == member.id]
    rows = FactRows.of(
        FactRow(JOINED_ON, f"{member.joined_on.month}/{member.joined_on.day}"),
        FactRow(STAMPS, f"{sum(day in stamped for day in expected)}/{len(expected)}"),
        FactRow(STREAK, N_WORKDAYS(n=row.streak)),
        FactRow(REQUIRED, f"{sum(step.is_finished for step in required)}/{len(required)}"),
        FactRow(POINTS, str(member.points), rank),
        FactRow(BILL, REMARKS.get(bill.figures["rule"], bill.figures["rule"])) if bill else None,
        *map(_case, cases_),
        title=member.name,
    )
    ctx.reply(rows, *known.warnings(monday, ctx.today), audience=Audience.MANAGERS)


def _case(case: care.Case) -> FactRow:
    return FactRow(CASE(number=case.id), reasons_said(case.reasons), case.action or OPEN)
