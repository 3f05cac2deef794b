"""`deadline` reads until when something may be done: a moment to come, or a day or part of one, which is open to its last minute."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time

from bot.phrases import Phrase, Refusal
from scheduler.calendar import DAY, Calendar
from scheduler.rhythm import on_the_clock
from scheduler.when.reading import Impossible, TimeReading, read
from scheduler.when.typed import parse_day

HAS_PASSED = Phrase(
    zh="这个截止时间已经过去了。试试：截止=明天 18:00", en="That deadline has passed. Try: until=tomorrow 18:00"
)
WHICH_DAY = Phrase(
    zh="截止到哪一天？请写到日子。试试：截止=周五 18:00", en="Until which day? Please name one. Try: until=Fri 18:00"
)
NO_DEADLINE = Phrase(
    zh="没看懂截止的时间“{words}”。试试：截止=周五 18:00", en="I did not get the deadline “{words}”. Try: until=Fri 18:00"
)
END_OF_DAY = time(23, 59)
BEHIND = re.compile(r"(?:^|\s+)(?:截止|until)\s*[:：]?\s*(.+)$")
"""A deadline written behind something else, not as an option."""
BY = re.compile(r"\s(?:by|before|until)\s+(.+)$", re.IGNORECASE)
BEFORE = re.compile(r"(\S{1,12}?)(?:之前|以前|前)[，,：:\s]*(.*)$", re.DOTALL)
"""A deadline in front of what is to be done, or behind, written in one go: 6月底前, 周五前."""
HANDED_IN = re.compile(r"(?:之?前|以前)?[要得]?(?:交齐|提交|上交|交)[!！。.]?$")
GAP = re.compile(r"\s*[,，;；]\s*|\s+")
NEARLY_A_YEAR = 300 * DAY
YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
LONGEST_TIME = 6
"""Words a time may have."""
LONGEST_QUOTE = 20


def begins(words: str, now: datetime, calendar: Calendar) -> tuple[TimeReading | None, str]:
    """The time the words begin with, as much of them as is nothing but a time, and the rest. Raises Refusal for a time that cannot be."""
    pieces = re.split(r"(\s+)", words)
    impossible: Impossible | None = None
    best: tuple[TimeReading | None, str] = (None, words)
    for count in range(1, min(LONGEST_TIME, (len(pieces) + 1) // 2) + 1):
        found = read("".join(pieces[: 2 * count - 1]), now, calendar)
        if isinstance(found, Impossible) and not found.rest:
            impossible = found
        elif isinstance(found, TimeReading) and not found.rest:
            impossible = None
            best = (found, "".join(pieces[2 * count - 1 :]))
    if impossible is not None:  # 今天 07:00 at eight is no 今天
        raise Refusal(impossible.why)
    return best


def deadline_first(words: str, now: datetime, calendar: Calendar) -> tuple[datetime | None, str]:
    """The deadline the words begin with, None where they begin with no time, and the rest.

    Raises Refusal for what has passed, is no one day, or cannot be.
    """
    found, rest = begins(words, now, calendar)
    if found is None:
        if _is_gone(words, now):
            raise Refusal(HAS_PASSED)
        return None, words
    ends = found.rhythm.after(now, now.tzinfo or UTC, calendar)
    has_year = YEAR.search(words.removesuffix(rest)) is not None
    if ends is None or (not found.sure and not has_year and ends - now > NEARLY_A_YEAR):  # 5/5 said on 5/6 is not next year's
        raise Refusal(HAS_PASSED)
    if found.is_stretch:
        raise Refusal(WHICH_DAY)
    if found.loose:
        last = time(*divmod(found.part.ends, 60)) if found.part else END_OF_DAY
        ends = on_the_clock(ends.astimezone(now.tzinfo).date(), last, now.tzinfo or UTC)
    return ends, rest


def deadline(words: str, now: datetime, calendar: Calendar) -> datetime:
    """The deadline all of the words are. Raises Refusal for what has passed, is no time, or more than a time."""
    ends, rest = deadline_first(words.strip(), now, calendar)
    if ends is None or rest:
        raise Refusal(NO_DEADLINE(words=words.strip()[:LONGEST_QUOTE]))
    return ends


def take_deadline(words: str, option: str | None, now: datetime, calendar: Calendar) -> tuple[str, datetime | None]:
    """The words without the deadline written behind them (阶段一 截止 5/8 18:00) or as an option, and the deadline; what follows a
    deadline that came first is the words. Raises Refusal."""
    if option and not words:  # 截止=明天 18:00 阶段一
        until, rest = deadline_first(option, now, calendar)
        if until is not None:
            return rest.strip(), until
    if option:
        return words, deadline(option, now, calendar)
    if written := BEHIND.search(words):
        return words[: written.start()].strip(), deadline(written[1], now, calendar)
    return words, None


def deadline_within(words: str, now: datetime, calendar: Calendar) -> tuple[str, datetime | None]:
    """The same for words that must have a deadline, wherever it stands: in front (6月底前拜访20位客户), behind a word for it
    (visit 20 customers by June 30) or as the last of them (学会报价 6/30; 写一篇复盘，周五交). Raises Refusal."""
    said, ends = take_deadline(words, None, now, calendar)
    if ends is not None:
        return said, ends
    if found := BY.search(words):
        ends, rest = deadline_first(found[1], now, calendar)
        if ends is not None and not rest:
            return words[: found.start()].strip(), ends
    if (found := BEFORE.match(words)) and found[2]:
        ends, rest = deadline_first(found[1], now, calendar)
        if ends is not None and not rest:
            return found[2].strip(), ends
    plain = HANDED_IN.sub("", words)
    gaps = list(GAP.finditer(plain))
    for gap in gaps[-LONGEST_TIME:]:
        ends, rest = deadline_first(plain[gap.end() :], now, calendar)
        if ends is not None and not rest and plain[: gap.start()]:
            return plain[: gap.start()], ends
    return words, None


def _is_gone(words: str, now: datetime) -> bool:
    """Whether they begin with a day gone by that no reminder could be for: 昨天, last Friday."""
    pieces = words.split()
    days = (parse_day(" ".join(pieces[:count]), now.date(), prefer="past") for count in (2, 1))
    day = next((day for day in days if day is not None), None)
    return day is not None and day < now.date()
