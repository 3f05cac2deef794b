"""A bill as a picture, and in words for who cannot see it."""

from __future__ import annotations

from datetime import date

from bot.feature import Line, Phrase
from bot.phrases import listed
from bot.pictures import DARK, LIGHT, Drawing, Tile
from bot.titles import title
from handlers.bill.figures import Bill
from handlers.bill.remarks import said

TITLE = Phrase(zh="{name}的学习账单", en="{name}'s learning bill")
WEEK = Phrase(zh="{first}–{last}", en="{first}–{last}")
CAMP = Phrase(zh="全程 {first}–{last}", en="whole camp {first}–{last}")
POINTS = Phrase(zh="积分，这段时间{gained:+d}", en="Points, {gained:+d} in this stretch")
CHECK_INS = Phrase(zh="打卡", en="check-ins")
LESSONS = Phrase(zh="微课", en="lessons")
USED = Phrase(zh="应用", en="used")
RANK = Phrase(zh="名次", en="rank")
RANK_UP = Phrase(zh="名次 ↑{n}", en="rank ↑{n}")
STREAK = Phrase(zh="连续{n}个工作日", en="{n:workday|workdays} in a row")
BADGES = Phrase(zh="新勋章", en="New badges")
BY = Phrase(zh="称号：{title}", en="Title: {title}")
FOOT = Phrase(zh="积分可在“流水”里逐笔核对。", en="Every point can be checked in your ledger.")
ALT = Phrase(
    zh="{name}的学习账单{stretch}：打卡{stamps}/{expected}，微课{learned}节，积分{points}，第{rank}名/{of}。",
    en="{name}'s learning bill {stretch}: check-ins {stamps}/{expected}, lessons {learned}, points {points}, rank {rank} of {of}.",
)


def sheet(bill: Bill, language: str, colours: str) -> Drawing:
    """The card. Raises NoGlyph where its words cannot be drawn."""

    def words(line: Line | Phrase) -> str:
        return (line if isinstance(line, Line) else line()).to(language)

    card = Drawing(DARK if colours == "dark" else LIGHT)
    card.heading(words(TITLE(name=bill.name)), words(stretch(bill)))
    streak = words(STREAK(n=bill.streak)) if bill.streak > 1 else ""
    card.figure(str(bill.points), words(POINTS(gained=bill.gained)), streak)
    rank = RANK_UP(n=bill.climbed) if bill.climbed else RANK
    card.tiles(
        [
            Tile(f"{bill.stamps}/{bill.expected}", words(CHECK_INS)),
            Tile(str(bill.learned), words(LESSONS)),
            Tile(str(bill.applied), words(USED)),
            Tile(f"{bill.rank}/{bill.of}", words(rank)),
        ],
        across=2,
    )
    if bill.badges:
        card.lines([(words(BADGES), listed(bill.badges, language))])
    card.quote(words(said(bill)), words(BY(title=title(bill.lifetime))))
    card.foot(words(FOOT))
    return card


def alt(bill: Bill) -> Line:
    """What the picture shows."""
    return ALT(
        name=bill.name,
        stretch=stretch(bill),
        stamps=bill.stamps,
        expected=bill.expected,
        learned=bill.learned,
        points=bill.points,
        rank=bill.rank,
        of=bill.of,
    )


def stretch(bill: Bill) -> Line:
    """5/6–5/10, or the whole camp."""
    first, last = (date.fromisoformat(day) for day in (bill.first, bill.last))
    said_ = {"first": f"{first.month}/{first.day}", "last": f"{last.month}/{last.day}"}
    return (CAMP if bill.period == "camp" else WEEK)(**said_)
