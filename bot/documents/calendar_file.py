"""A calendar file (RFC 5545): an entry keeps its UID whatever becomes of it, and says how often it was changed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

PRODUCT = "-//Qunxue//Events//ZH"


class CalendarEntry(NamedTuple):
    """Something that begins at a moment and lasts so many minutes; `sequence` counts its changes."""

    uid: str
    title: str
    starts_at: datetime
    minutes: int
    sequence: int
    is_off: bool = False
    place: str = ""
    link: str = ""
    words: str = ""


def calendar_file(name: str, entries: Iterable[CalendarEntry], *, now: datetime) -> str:
    """The file; one entry that is off tells the calendars it was added to that it is."""
    from icalendar import Calendar, Event

    known = list(entries)
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("method", "CANCEL" if len(known) == 1 and known[0].is_off else "PUBLISH")
    made.add("x-wr-calname", name)
    for one in known:
        part = Event()
        part.add("uid", one.uid)
        part.add("sequence", one.sequence)
        part.add("dtstamp", now.replace(microsecond=0))
        part.add("dtstart", one.starts_at)
        part.add("dtend", one.starts_at + timedelta(minutes=one.minutes))
        part.add("summary", one.title)
        part.add("status", "CANCELLED" if one.is_off else "CONFIRMED")
        for field, value in (("location", one.place), ("url", one.link), ("description", one.words)):
            if value:
                part.add(field, value)
        made.add_component(part)
    text: str = made.to_ical().decode()
    return text
