"""柯氏报告: counted and drawn in a task, said in chat and as a document from the same figures, and kept as it was said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Annotated, Any

from bot.arguments import Named, Onwards
from bot.audience import Audience
from bot.fact_rows import FactRow, FactRows
from bot.feature import Context, Line, Phrase, Refusal, Role
from bot.grounds import grounds
from bot.membership import camp_by_id
from bot.named_figures import FIGURES
from bot.names import folded
from bot.parts import File
from handlers.evidence import wording
from handlers.evidence.document import docx
from handlers.evidence.found import LECTURER, CountedFigure, ReportOf, of_plain
from handlers.evidence.gathering import aimed, gather
from handlers.evidence.settings import feature
from handlers.evidence.targets import showing
from handlers.evidence.targets.actual import Actual
from scheduler import when
from storage import kept_figures, kpi, memberships, reports, targets
from storage.connection import Db
from storage.files import Files

MAKING = Phrase(zh="正在算，好了私聊发你。", en="It is being counted and will be sent to you in private.")
OTHER_CAMP = Phrase(
    zh="“{words}”不是这个营“{camp}”，也不是哪些天。要看几天的：柯氏报告 上个月，或 柯氏报告 从=5/6 到=8/31",
    en="“{words}” is not this camp, “{camp}”, and no days. For some days: kirkpatrick last month, or kirkpatrick from=5/6 to=8/31",
)
NO_DAYS = Phrase(
    zh="期间要从开营以后的一天到今天以前的一天，没有出报告。整个营期发：柯氏报告",
    en="The days go from one since the camp was opened to one not after today; no report was made. For all of it send: kirkpatrick",
)
NO_CLAIM = Phrase(
    zh="要说是培训带来的，得有对照组或写明假设：柯氏报告 归因=对照组:未参训的30人同期涨2%",
    en="To attribute it to the training say why: kirkpatrick attributed=control:30 untrained grew 2%",
)
NO_TEAM = Phrase(
    zh="没有导入过团队“{team}”的数，不能当对照，没有出报告。导入过的有：{known}",
    en="No figure of a team “{team}” was imported, so it is no control group; no report was made. There are: {known}",
)
NO_CONTROL_DATA = Phrase(
    zh="对照组“{team}”前后的数不全，不能当依据，没有出报告。只看差多少：柯氏报告 对照={team}",
    en="The control group “{team}” lacks figures before or after, so it proves nothing; no report was made. To see how far apart they are: "
    "kirkpatrick control={team}",
)
NO_TEAMS = Phrase(
    zh="还没有导入过团队的数，没有对照组可比，没有出报告。导入：导入 指标",
    en="No team's figures were imported, so there is no control group; no report was made. To import: import kpi",
)
SOURCES = Phrase(zh="出处", en="Sources")
SOURCE = Phrase(zh="{numbers} {called}", en="{numbers} {called}")
WHOLE = Phrase(
    zh="共{n}个数，每个的取数范围在文档最后一张表。",
    en="{n:figure|figures} in all; what each was counted from is the last table of the document.",
)
TEAMS = 10
"""Teams named to who names another."""
NAME = Phrase(zh="柯氏报告-{camp}-{last}.docx", en="kirkpatrick-{camp}-{last}.docx")

feature.act(
    "kirkpatrick_reported",
    Phrase(zh="{who} 出了柯氏报告 {report}，{n}个数", en="{who} made Kirkpatrick report {report}, figures: {n}"),
    final=Phrase(
        zh="报告已经发出，里面的数留底，收不回；数变了就再出一份：柯氏报告",
        en="The report was sent and its figures are kept; make another where they changed: kirkpatrick",
    ),
)


@feature.command(
    "柯氏报告",
    "kirkpatrick",
    help=Phrase(
        zh="四级评估一次看全：反应、学习、行为、成果，证据不足的不写数；附 .docx。",
        en="The four levels at a glance: reaction, learning, behaviour, results; no number without enough evidence; with a .docx.",
    ),
    by=Role.MANAGER,
    examples=[
        "柯氏报告",
        "柯氏报告 本月",
        "柯氏报告 从=5/6 到=5/31",
        "柯氏报告 对照=华南",
        "柯氏报告 归因=对照组:未参训的30人同期涨2%",
        "kirkpatrick",
        "kirkpatrick from=2026-05-06 to=2026-05-31",
        "kirkpatrick control=South",
    ],
    asked={
        r"(?:出|做|生成|导出|要|给我|下载)?(?:一下)?(?:一份)?(?P<days>[^\s，,。]{1,12}?)的?(?:柯氏|(?:柯氏)?四级|培训)(?:评估)?报告": "{days}",
        r"(?:出|做|生成|导出|要|给我|下载)?(?:一下)?(?:一份)?(?:柯氏)?(?:四级|培训)评估(?:报告)?|(?:给老板|给领导|向上|汇报)(?:看|用|汇报)?的?报告": "",
        r"(?:培训|课程|活动|学员)?(?:满意[度率]|评分)(?:是)?(?:多少|怎么样|如何)?|讲师评分|(?:学员)?行为(?:有没有)?改变(?:了|了没有|了吗|了多少)?": "",
        r"(?:学员)?(?:的)?承诺(?:是|有)?(?:多少|怎么样|如何)": "",
        r"(?:the )?(?:four|4) levels|(?:the )?satisfaction(?: scores?)?|lecturer ratings?|report for (?:my|the) (?:boss|sponsor)": "",
        r"did (?:their |people's )?behaviou?r change": "",
        r"(?:the )?(?:kirkpatrick|training) report (?:for|of) (?P<days>.{1,24})": "{days}",
    },
)
def kirkpatrick(
    ctx: Context,
    about: Annotated[str, Named("哪些天", "days")] = "",
    *,
    since: Annotated[Onwards | None, Named("从", "from")] = None,
    until: Annotated[Onwards | None, Named("到", "to")] = None,
    control: Annotated[str, Named("对照", "control")] = "",
    attributed: Annotated[Onwards | None, Named("归因", "attributed")] = None,
) -> None:
    opened = ctx.local(reports.opened_at(ctx.db, ctx.camp.id)).date()
    named = _named_days(ctx, about, opened)
    first = when.parse_day(since, ctx.today, prefer="past") if since else named[0]
    last = when.parse_day(until, ctx.today, prefer="past") if until else named[1]
    if first is None or last is None or not opened <= first <= last <= ctx.today:
        raise Refusal(NO_DAYS)
    if control:
        _known_team(ctx, control)
    claim = grounds(attributed, NO_CLAIM, has_control=bool(control))
    ctx.task(
        "kirkpatrick.report",
        camp=ctx.camp.id,
        first=first.isoformat(),
        last=last.isoformat(),
        now=ctx.now.isoformat(),
        language=ctx.language,
        who=ctx.person.name,
        control=control,
        basis=claim.basis,
        stated=claim.stated,
    )
    ctx.reply(MAKING)


def _named_days(ctx: Context, about: str, opened: date) -> tuple[date, date]:
    """What of the days that are meant (上个月, Q3) the camp has seen; all of it where none are, or where it is called by its name. Raises Refusal."""
    if not about or folded(about) in folded(ctx.camp.name):
        return opened, ctx.today
    days = when.parse_past_days(about, ctx.today)
    if days is None:
        raise Refusal(OTHER_CAMP(words=about[:24], camp=ctx.camp.name))
    if days[1] < opened or days[0] > ctx.today:
        raise Refusal(NO_DAYS)
    return max(days[0], opened), min(days[1], ctx.today)


def _known_team(ctx: Context, control: str) -> None:
    """Raises Refusal."""
    known = kpi.teams(ctx.db, ctx.camp.id)
    if not known:
        raise Refusal(NO_TEAMS)
    if control not in known:
        raise Refusal(NO_TEAM(team=control[:24], known=known[:TEAMS]))


@feature.task("report", by=Role.MANAGER)
def make(
    reader: Db,
    camp: int,
    first: str,
    last: str,
    now: str,
    language: str,
    who: str,
    control: str,
    basis: str | None,
    stated: str,
    files: Files,
) -> list[Any]:
    """Every figure, and the document made of them; nothing where a claim leans on a control group that lacks figures."""
    days = date.fromisoformat(first), date.fromisoformat(last)
    of = ReportOf(camp_by_id(reader, camp), *days, datetime.fromisoformat(now), language, control)
    rows = gather(reader, of)
    if basis == "control" and control and any(found.lacks(control) for found in rows):
        return [{"lacks": control}]
    content = docx(of, rows, aimed(reader, of), attribution(who, control, basis, stated))
    name = NAME(camp=of.camp.name, last=last).to(language)
    return [
        {
            "rows": [found.plain for found in rows],
            "named": _named(reader, camp, rows),
            "file": files.put(content, name),
            "name": name,
            "size": len(content),
        }
    ]


def _named(db: Db, camp: int, rows: list[CountedFigure]) -> list[str]:
    """Whom the document names, as they are called now: lecturers, and who answers for a target."""
    names = {one.id: one.name for one in memberships.members(db, camp)}
    lecturers = [names.get(found.inputs[LECTURER], "") for found in rows if LECTURER in found.inputs]
    return [*lecturers, *(one.owner or "" for one in targets.in_force(db, camp))]


@feature.on("done:kirkpatrick.report")
def show(ctx: Context) -> None:
    asked = ctx.event.data["payload"]
    first, last, now = (
        date.fromisoformat(asked["first"]),
        date.fromisoformat(asked["last"]),
        datetime.fromisoformat(asked["now"]),
    )
    for made in ctx.event.data["rows"]:
        if "lacks" in made:
            ctx.reply(NO_CONTROL_DATA(team=made["lacks"]), audience=Audience.MANAGERS)
            continue
        rows = [of_plain(one) for one in made["rows"]]
        if made["named"] != _named(ctx.db, ctx.camp.id, rows):
            ctx.task("kirkpatrick.report", **asked)  # somebody who is named was erased, left or became another meanwhile
            continue
        report = f"kirkpatrick {ctx.event.data['task']}"
        kept_figures.keep(ctx.db, ctx.camp.id, report, [found.to_keep for found in rows], at=now)
        ctx.audit("kirkpatrick_reported", report=report, n=len(rows))
        told = attribution(asked["who"], asked["control"], asked["basis"], asked["stated"])
        file = File(made["file"], made["name"], made["size"])
        ctx.reply(*said(ctx, rows, first, last), told, WHOLE(n=len(rows)), file, audience=Audience.MANAGERS)


def said(ctx: Context, rows: list[CountedFigure], first: date, last: date) -> list[Line | FactRows]:
    """The programme's figures by level, each numbered as in the document, and where they come from."""
    numbered = list(enumerate(rows, 1))
    whole = [(place, found) for place, found in numbered if found.is_whole]
    by_number = {found.about: (place, found) for place, found in whole if found.level == 0}
    aims = [_aim(one, by_number.get(str(one.number))) for one in targets.in_force(ctx.db, ctx.camp.id)]
    levels = [FactRow(name, wording.level(level, numbered)) for level, name in wording.LEVELS.items() if level]
    by_figure: dict[str, list[int]] = {}
    for place, found in whole:
        by_figure.setdefault(found.name, []).append(place)
    sources = [
        FactRow(SOURCE(numbers=wording.numbers(places), called=FIGURES[name].called), FIGURES[name].sentence)
        for name, places in by_figure.items()
    ]
    return [
        wording.TITLE(camp=ctx.camp.name, first=first, last=last),
        FactRows.of(*aims, *levels),
        *([FactRows.of(*sources, title=SOURCES)] if sources else []),
    ]


def _aim(one: targets.TargetVersion, counted: tuple[int, CountedFigure] | None) -> FactRow:
    """A target's row, with the number of what there is of it."""
    if counted is None:
        return showing.row(one, None)
    place, found = counted
    row = showing.row(one, Actual(found.name, dict(found.inputs), found.first, found.last, found.measured))
    return replace(row, note=wording.NUMBERED(words=row.note, number=place))


def attribution(who: str, control: str, basis: str | None, stated: str) -> Line | Phrase:
    """That it is not all the training's, or whose word and grounds say so; a control group that is named is one."""
    if not basis:
        return wording.HELD_AGAINST(team=control) if control else wording.NOT_ITS
    if basis == "control" and control:
        return wording.CLAIMED[basis](who=who, stated=wording.GROUP(team=control, stated=stated) if stated else control)
    return wording.CLAIMED[basis](who=who, stated=stated)
