"""What a template carries besides files of other kinds: settings, rules, form, the retro's fields, badges, the map,
reminders; each read, compared and written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from bot.enrolment import RECRUITS
from bot.feature import SETTINGS, Camp, Line, Phrase
from bot.membership import FOR_SHOW, ZONE_KEY
from bot.names import folded
from bot.phrases import spoken
from scheduler import calendar, rhythm
from scheduler.calendar import DAYS_KEY
from storage import agenda, applications, badges, camps, reminders, reports, retro
from storage.connection import Db

OURS = {FOR_SHOW, ZONE_KEY, RECRUITS, "recruiting.link"}
"""Settings of this one camp: its clock, its group's link, whether it takes applications now."""
WAS_SET = Phrase(zh="设置 {name}：{before} → {after}", en="{name}: {before} → {after}")
NEW_RULES = Phrase(zh="群规：{n}条，写成新的一版", en="rules: {n}, as a new version")
NEW_FORM = Phrase(zh="申请表单：{n}题，写成新的一版", en="application form: {n}, as a new version")
NEW_RETRO = Phrase(zh="复盘模板：{fields}，写成新的一版", en="retro template: {fields}, as a new version")
NEW_BADGE = Phrase(zh="勋章“{name}”", en="badge “{name}”")
NEW_REMINDER = Phrase(zh="提醒：{words}", en="reminder: {words}")
LONGEST = 30


@dataclass(frozen=True, slots=True)
class TemplateSection:
    """One of them: what the camp has, what taking a value in would change (None: nothing), the writing of it, which gives what is to be
    remembered, and its taking back."""

    held: Callable[[Db, Camp], list[Any]]
    change: Callable[[Db, Camp, Any], Line | None]
    write: Callable[[Db, Camp, Any, int, datetime], Any]
    take_back: Callable[[Db, Camp, Any, datetime], None]


def first_day(db: Db, camp: Camp) -> date:
    """The day a camp was opened: dates of a template count from it."""
    return reports.opened_at(db, camp.id).astimezone(camp.zone).date()


# ── settings, with the calendar's corrected days ─────────────────────────────────────────────────────────────────────


def is_readable(section: str, value: Any) -> bool:
    """Whether this house knows what it is, and would let a manager write it so."""
    if section == "retro":
        return retro.are_fields(value)
    return section != "settings" or _is_settable(*value)


def _is_settable(key: str, value: Any) -> bool:
    """Whether this house knows the setting, and would let a manager set that value."""
    if key == DAYS_KEY:
        return isinstance(value, dict) and all(_is_day(day) and isinstance(works, bool) for day, works in value.items())
    setting = SETTINGS.get(key)
    if setting is None:
        return False
    try:
        value = tuple(value) if isinstance(setting.default, tuple) else value
        return bool(setting.parse(spoken(setting.show(value), "zh")) == value)
    except (ValueError, TypeError, AttributeError, KeyError, LookupError):
        return False


def _is_day(words: object) -> bool:
    try:
        return isinstance(words, str) and bool(date.fromisoformat(words))
    except ValueError:
        return False


def _settings(db: Db, camp: Camp) -> list[Any]:
    return [[key, value] for key, value in sorted(camp.settings.items()) if key not in OURS and _is_settable(key, value)]


def _setting_changes(db: Db, camp: Camp, value: Any) -> Line | None:
    key, after = value
    if key == DAYS_KEY:
        before = camp.settings.get(key, {})
        added = sorted(day for day, works in after.items() if before.get(day) != works)
        return WAS_SET(name=CALENDAR, before=len(before), after=added) if added else None
    setting = SETTINGS[key]
    now = setting.of(camp)
    wanted = tuple(after) if isinstance(setting.default, tuple) else after
    return None if now == wanted else WAS_SET(name=setting.name, before=setting.show(now), after=setting.show(wanted))


CALENDAR = Phrase(zh="日历", en="calendar")


def _set(db: Db, camp: Camp, value: Any, by: int, at: datetime) -> Any:
    key, after = value
    before = camps.hold_settings(db, camp.id).get(key)
    camps.change_settings(db, camp.id, {key: {**(before or {}), **after} if key == DAYS_KEY else after})
    return [key, before]


def _set_back(db: Db, camp: Camp, kept: Any, at: datetime) -> None:
    key, before = kept
    camps.change_settings(db, camp.id, {key: before})


# ── rules and form ───────────────────────────────────────────────────────────────────────────────────────────────────


def _rules(db: Db, camp: Camp) -> list[Any]:
    _, words = camps.latest_rules(db, camp.id)
    return [words] if words else []


def _rules_change(db: Db, camp: Camp, value: Any) -> Line | None:
    return None if camps.latest_rules(db, camp.id)[1] == value else NEW_RULES(n=len(value))


def _write_rules(db: Db, camp: Camp, value: Any, by: int, at: datetime) -> Any:
    version = camps.next_rules(db, camp.id)
    camps.write_rules(db, camp.id, version, value, at=at)
    return version


def _rules_back(db: Db, camp: Camp, kept: Any, at: datetime) -> None:
    camps.withdraw_rules(db, camp.id, kept, at=at)


def _form(db: Db, camp: Camp) -> list[Any]:
    _, fields = applications.form(db, camp.id)
    return [fields] if fields else []


def _form_changes(db: Db, camp: Camp, value: Any) -> Line | None:
    return None if applications.form(db, camp.id)[1] == value else NEW_FORM(n=len(value))


def _write_form(db: Db, camp: Camp, value: Any, by: int, at: datetime) -> Any:
    before = applications.form(db, camp.id)[1]
    applications.write_form(db, camp.id, value, at=at)
    return before


def _form_back(db: Db, camp: Camp, kept: Any, at: datetime) -> None:
    applications.write_form(db, camp.id, kept, at=at)


# ── the retro's fields ───────────────────────────────────────────────────────────────────────────────────────────────


def _retro(db: Db, camp: Camp) -> list[Any]:
    fields = retro.template(db, camp.id).fields
    return [fields] if fields else []


def _retro_changes(db: Db, camp: Camp, value: Any) -> Line | None:
    return None if retro.template(db, camp.id).fields == value else NEW_RETRO(fields=value)


def _write_retro(db: Db, camp: Camp, value: Any, by: int, at: datetime) -> Any:
    before = retro.template(db, camp.id)
    retro.change_template(db, camp.id, before.version + 1, value, by=by, at=at)
    return [before.fields, by]


def _retro_back(db: Db, camp: Camp, kept: Any, at: datetime) -> None:
    """The fields of before are the next version: what was asked meanwhile keeps its own."""
    fields, by = kept
    retro.change_template(db, camp.id, retro.template(db, camp.id).version + 1, fields, by=by, at=at)


# ── badges ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _badges(db: Db, camp: Camp) -> list[Any]:
    return [[one.name, one.counter, one.subject, one.least] for one in badges.in_use(db, camp.id)]


def _badge_changes(db: Db, camp: Camp, value: Any) -> Line | None:
    found = badges.named(db, camp.id, folded(value[0]))
    return NEW_BADGE(name=value[0]) if found is None or found.retired_at is not None else None


def _write_badge(db: Db, camp: Camp, value: Any, by: int, at: datetime) -> Any:
    name, counter, subject, least = value
    rule = (counter, subject, least) if counter else None
    return badges.make(db, camp.id, name, folded(name), rule=rule, by=by, at=at)


def _badge_back(db: Db, camp: Camp, kept: Any, at: datetime) -> None:
    if kept is not None:
        badges.retire(db, kept, at=at)


# ── reminders for the whole camp ─────────────────────────────────────────────────────────────────────────────────────


def _place(camp: Camp) -> str:
    return f"camp:{camp.id}"


def _of_camp(db: Db, camp: Camp) -> list[reminders.Reminder]:
    long_ago = reports.opened_at(db, camp.id)
    return [one for one in reminders.to_come(db, camp.id, long_ago, 0, 500) if one.place == _place(camp)]


def _reminders(db: Db, camp: Camp) -> list[Any]:
    start = first_day(db, camp)
    return [[one.words, _counted_from(one.rhythm, start), one.only] for one in _of_camp(db, camp)]


def _counted_from(kept: dict[str, Any], start: date) -> dict[str, Any]:
    """A single moment as days from the first day and an hour; what comes again as it is."""
    if kept["kind"] != "once":
        return kept
    moment = datetime.fromisoformat(kept["moment"])
    return {"kind": "day", "day": (moment.date() - start).days, "at": f"{moment:%H:%M}"}


def _dated(kept: dict[str, Any], camp: Camp, start: date) -> dict[str, Any]:
    if kept["kind"] != "day":
        return kept
    at = datetime.combine(start + timedelta(days=kept["day"]), time.fromisoformat(kept["at"]), camp.zone)
    return {"kind": "once", "moment": at.isoformat()}


def _next(db: Db, camp: Camp, value: Any, at: datetime) -> tuple[dict[str, Any], datetime | None]:
    meant = _dated(value[1], camp, first_day(db, camp))
    return meant, rhythm.from_json(meant).after(at, camp.zone, calendar.of_settings(camp.settings))


def _reminder_changes(db: Db, camp: Camp, value: Any) -> Line | None:
    there = [[words, kept, only] for words, kept, only in _reminders(db, camp)]
    return None if value in there else NEW_REMINDER(words=value[0][:LONGEST])


def _write_reminder(db: Db, camp: Camp, value: Any, by: int, at: datetime) -> Any:
    meant, following = _next(db, camp, value, at)
    if following is None:
        return None
    number = reminders.add(db, camp.id, by, _place(camp), value[0], meant, following, at=at, only=value[2])
    _plan(db, camp)
    return number


def _reminder_back(db: Db, camp: Camp, kept: Any, at: datetime) -> None:
    if kept is not None:
        reminders.move(db, kept, None)
        _plan(db, camp)


def _plan(db: Db, camp: Camp) -> None:
    agenda.plan(db, "reminders.ring", _place(camp), reminders.nearest(db, _place(camp)), camp=camp.id)


SECTIONS = {
    "settings": TemplateSection(_settings, _setting_changes, _set, _set_back),
    "rules": TemplateSection(_rules, _rules_change, _write_rules, _rules_back),
    "form": TemplateSection(_form, _form_changes, _write_form, _form_back),
    "retro": TemplateSection(_retro, _retro_changes, _write_retro, _retro_back),
    "badge": TemplateSection(_badges, _badge_changes, _write_badge, _badge_back),
    "reminder": TemplateSection(_reminders, _reminder_changes, _write_reminder, _reminder_back),
}
"""In the order they are written: the map and the files come behind."""
