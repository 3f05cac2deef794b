"""Whose a figure is: the member a row names, who must be of this camp and no other, and no figure twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any, NamedTuple

from bot import platforms
from bot.documents.parsed import Item, Parsed, Remark
from bot.feature import Camp, Line, Phrase, Refusal
from bot.names import folded
from handlers.kpi.table import KpiRow
from storage import kpi
from storage.connection import Db
from storage.kpi import FigureRow

NOBODY = Phrase(zh="“{who}”不在这个营，没有导入", en="“{who}” is not in this camp; the row was left out")
SEVERAL = Phrase(
    zh="营里有{n}位“{who}”，请再写账号或工号", en="{n} in this camp are called “{who}”; add the account or staff number"
)
NO_ACCOUNT = Phrase(zh="账号要写成 渠道:编号，如 telegram:1001", en="an account is channel:id, like telegram:1001")
OTHER_NAME = Phrase(zh="“{who}”和{key}不是同一个人", en="“{who}” and {key} are two people")
TWICE = Phrase(
    zh="与第{first}行是同一个{whose}、同一个月的“{metric}”，只能有一个数",
    en="“{metric}” of the same {whose} and month stands in row {first} already",
)
PERSON, TEAM = Phrase(zh="人", en="person"), Phrase(zh="团队", en="team")
OTHER_UNIT = Phrase(
    zh="“{metric}”的单位是{unit}，这一行是{other}，请换算成一样的",
    en="“{metric}” is in {unit}, this row in {other}; use one unit",
)


_folded = lru_cache(maxsize=4096)(folded)
"""A file says the same names and metrics month after month."""


class MembersByName(NamedTuple):
    """The members of a camp by what a file may call them."""

    named: Mapping[str, list[int]]
    accounts: Mapping[str, int]
    staff: Mapping[str, int]


def resolved(reader: Db, camp: Camp, kind: str, parsed: Parsed[KpiRow]) -> Parsed[FigureRow]:
    """The file with everybody it names found; who is not of the camp, and what stands twice, is among its faults."""
    known, units = _known(reader, camp.id), {one.folded: one.unit for one in kpi.metrics(reader, camp.id, kind)}
    seen: dict[tuple[Any, ...], int] = {}
    kept: list[Item[FigureRow]] = []
    faults = list(parsed.faults)
    for item in parsed.items:
        try:
            row = _measured(item.value, known, units)
            key = (row.folded, row.member, row.team, row.month)
            if (first := seen.setdefault(key, item.row)) != item.row:
                raise Refusal(TWICE(first=first, metric=row.metric, whose=TEAM if row.team else PERSON))
        except Refusal as no:
            faults.append(Remark(no.line, item.row, item.sheet, item.source))
        else:
            kept.append(Item(row, item.row, item.sheet, item.source))
    return replace(parsed, items=tuple(kept), faults=tuple(sorted(faults, key=lambda fault: fault.row or 0)))  # type: ignore[return-value, arg-type]


def _measured(row: KpiRow, known: MembersByName, units: dict[str, str]) -> FigureRow:
    member = None if row.team else _member(row, known)
    metric = _folded(row.metric)
    unit = units.setdefault(metric, row.unit)
    if row.unit and unit and row.unit != unit:
        raise Refusal(OTHER_UNIT(metric=row.metric, unit=unit, other=row.unit))
    units[metric] = unit or row.unit
    return FigureRow(row.metric, metric, row.unit, member, row.team, row.month, row.value)


def _known(reader: Db, camp: int) -> MembersByName:
    """Who has left is meant by their name only where nobody of that name is there."""
    found = kpi.known_by(reader, camp)
    here: dict[str, list[int]] = {}
    gone: dict[str, list[int]] = {}
    for name, member, is_here in found.named:
        (here if is_here else gone).setdefault(folded(name), []).append(member)
    accounts = {_account(channel, ident): member for (channel, ident), member in found.accounts.items()}
    companys = {
        ident.casefold(): member for (channel, ident), member in found.accounts.items() if channel in platforms.CASELESS
    }
    return MembersByName(gone | here, accounts, companys | found.staff)


def _account(channel: str, ident: str) -> str:
    return f"{channel}:{ident.casefold() if channel in platforms.CASELESS else ident}"


def _member(row: KpiRow, known: MembersByName) -> int:
    """By the account, else by the staff number, else by the name; a name beside one of those must be theirs. Raises Refusal."""
    namesakes = known.named.get(_folded(row.name), []) if row.name else []
    for said, found in ((row.account, _by_account(row.account, known)), (row.staff, known.staff.get(row.staff.casefold()))):
        if said:
            if found is None:
                raise Refusal(_nobody(said))
            if row.name and found not in namesakes:
                raise Refusal(OTHER_NAME(who=row.name, key=said))
            return found
    if not namesakes:
        raise Refusal(_nobody(row.name))
    if len(namesakes) > 1:
        raise Refusal(SEVERAL(n=len(namesakes), who=row.name))
    return namesakes[0]


def _by_account(said: str, known: MembersByName) -> int | None:
    if not said:
        return None
    account = platforms.account(said)
    if account is None:
        raise Refusal(NO_ACCOUNT)
    return known.accounts.get(_account(*account))


def _nobody(said: str) -> Line:
    return NOBODY(who=said)
