"""The weekly digest: gathered and drawn in a task, posted in every room of the camp, kept as it was sent; 周报 says it again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from functools import partial
from typing import Annotated, Any

from bot.arguments import Named
from bot.audience import Audience
from bot.feature import Context, Late, Phrase, Refusal, Role, Said
from bot.parts import File, Picture
from bot.pictures import NoGlyph, in_both_looks
from handlers.digest import card, goals, named, xlsx_export
from handlers.digest.care import cases
from handlers.digest.care.flagging import flagged
from handlers.digest.figures import Figures, figures_of, gather
from handlers.digest.report_period import ReportPeriod, span_of
from handlers.digest.sections import compose
from handlers.digest.settings import COLOURS, FRIDAY, feature, rhythm
from scheduler import calendar
from scheduler.calendar import DAY, week_of
from storage import digests, kept_figures, reports
from storage.connection import Db
from storage.files import Files

WHICH_FORM = Phrase(
    zh="周报按时自己发，这里只能看上一份：周报，或要表格：周报 xlsx。改时间：设置 周报时间 周一 09:00",
    en="The digest goes out by itself; here you see the latest: report, or as a workbook: report xlsx. Its time: set digest-time Mon 09:00",
)
NOTHING_YET = Phrase(
    zh="还没有周报：{when}会发第一份。要看到现在为止的，发“看板”。",
    en="There is no digest yet: the first comes {when}. For the week so far send “dashboard”.",
)
SOON = Phrase(zh="下个周一", en="next Monday")
BOOK = Phrase(zh="📊 第{week}周的表格，合计与周报一致。", en="📊 Week {week} as a workbook; its totals are the digest's.")
BOOK_NAME = Phrase(zh="周报-{monday}.xlsx", en="digest-{monday}.xlsx")
XLSX = {"xlsx", "表格", "excel"}
THRESHOLD = "checkin.threshold"
"""The setting of the check-ins that the rate is held against."""


@feature.every(rhythm, name="weekly", late=Late.ONCE)
def weekly(ctx: Context, due_at: datetime) -> None:
    """A digest is sent however late: it is about a week that has ended."""
    today = ctx.local(due_at).date()
    monday = week_of(today)[0] if today.weekday() >= FRIDAY else week_of(today - 7 * DAY)[0]
    ctx.task("digest.weekly", today=today.isoformat(), **payload(ctx, monday, monday + 6 * DAY))


def payload(ctx: Context, first: date, last: date) -> dict[str, Any]:
    """What a task needs to gather the figures of some days."""
    return {
        "camp": ctx.camp.id,
        "first": first.isoformat(),
        "last": last.isoformat(),
        "now": ctx.now.isoformat(),
        "threshold": setting_of_others(ctx, THRESHOLD),
        "language": ctx.camp.language,
        "colours": ctx.setting(COLOURS),
    }


def setting_of_others(ctx: Context, key: str) -> Any:
    """A setting another operation registered."""
    return ctx.setting(next(setting for setting in ctx.router.settings if setting.key == key))


def span(reader: Db, camp: int, first: str, last: str, now: str, threshold: int) -> ReportPeriod:
    """The span a payload names."""
    moment = datetime.fromisoformat(now)
    return span_of(reader, camp, date.fromisoformat(first), date.fromisoformat(last), now=moment, threshold=threshold)


@feature.task("weekly")
def make(
    reader: Db,
    camp: int,
    first: str,
    last: str,
    now: str,
    threshold: int,
    language: str,
    colours: str,
    today: str,
    files: Files,
) -> list[Any]:
    """The week's figures, its picture, and who needs care; nothing for a week without anybody expected."""
    of = span(reader, camp, first, last, now, threshold)
    found = gather(reader, of)
    if not found.expected:
        return []
    care = flagged(reader, of, date.fromisoformat(today))
    told = tuple(name for _, name in reports.staff(reader, camp))
    found = replace(found, care=len(care.new), told=told if care.new else (), goals=goals.gather(reader, of))
    return [{"figures": found.plain(), "care": care.new, "closing": care.closing, **drawn(found, language, colours, files)}]


def drawn(found: Figures, language: str, colours: str, files: Files) -> dict[str, Any]:
    """The picture in the store and its size; an empty name where it cannot be drawn or is not wanted."""
    if colours == "none":
        return {"picture": "", "size": [0, 0]}
    try:
        content, size = in_both_looks(partial(card.sheet, found, language), colours)
    except NoGlyph:
        return {"picture": "", "size": [0, 0]}
    return {"picture": files.put(content, "digest.png"), "size": list(size)}


@feature.on("done:digest.weekly")
def post(ctx: Context) -> None:
    """To the rooms what everybody may know, to the managers who needs care."""
    for row in ctx.event.data["rows"]:
        found = figures_of(row["figures"])
        asked = ctx.event.data["payload"]
        monday, counted_at = date.fromisoformat(asked["first"]), datetime.fromisoformat(asked["now"])
        if not digests.keep(
            ctx.db, ctx.camp.id, monday, row["figures"], row["picture"] or None, tuple(row["size"]), at=counted_at
        ):
            continue
        kept = named.to_keep(found, monday, date.fromisoformat(asked["last"]), counted_at)
        kept_figures.keep(ctx.db, ctx.camp.id, f"digest {monday}", kept, at=counted_at)
        unsure = calendar.of_settings(ctx.camp.settings).warnings(monday, monday + 13 * DAY)
        ctx.announce(*said(found, ctx.camp.language, row["picture"], row["size"]), *unsure)
        cases.take_up(ctx, row["care"], row["closing"], date.fromisoformat(asked["today"]))


def said(found: Figures, language: str, picture: str | None, size: list[int]) -> list[Said]:
    """A digest as one message."""
    words: list[Said] = [*compose(found)]
    return [*words, Picture(picture, card.alt(found, language), *size)] if picture else words


@feature.command(
    "周报",
    "report",
    help=Phrase(zh="上一份周报；要表格发“周报 xlsx”。", en="The latest weekly digest; as a workbook: report xlsx"),
    by=Role.MANAGER,
    examples=["周报", "周报 xlsx", "report"],
    asked={
        r"(?:看看?|给我|要)?(?:一下)?上(?:一)?(?:周|份)的?周报|导出周报|周报(?:表格|导出)": "",
        r"导出报告|export (?:the )?report": "xlsx",
        r"(?:别|不要|停|关掉?|停掉?|取消)(?:再)?(?:发)?周报了?|周报(?:发出去|什么时候发|几点发)|(?:现在|马上|提前)?发(?:一下)?周报": "时间",
    },
)
def report(ctx: Context, form: Annotated[str, Named("形式", "form")] = "") -> None:
    row = digests.latest(ctx.db, ctx.camp.id)
    if row is None:
        raise Refusal(NOTHING_YET(when=SOON))
    wanted = form.strip().casefold()
    if wanted and wanted not in XLSX:
        raise Refusal(WHICH_FORM)
    if wanted:
        ctx.promise()
        ctx.task("digest.book", camp=ctx.camp.id, figures=row.figures, language=ctx.language, now=row.made_at.isoformat())
        return
    ctx.reply(*said(figures_of(row.figures), ctx.language, row.picture, [row.width, row.height]))


@feature.task("book", by=Role.MANAGER)
def make_book(reader: Db, camp: int, figures: dict[str, Any], language: str, now: str, files: Files) -> list[Any]:
    """The workbook of figures as they were reported."""
    found = figures_of(figures)
    first, last = found.days[0].day, found.days[-1].day
    of = span(reader, camp, first, last, now, found.threshold)
    content = xlsx_export.workbook(found, xlsx_export.members(reader, of), language)
    name = BOOK_NAME(monday=first).to(language)
    return [{"file": files.put(content, "digest.xlsx"), "name": name, "size": len(content), "week": found.week}]


@feature.on("done:digest.book")
def hand_over(ctx: Context) -> None:
    for row in ctx.event.data["rows"]:
        ctx.reply(BOOK(week=row["week"]), File(row["file"], row["name"], row["size"]), audience=Audience.PERSON)
