"""What of a file somebody may bring in: a role above their own, say, is among the faults."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.documents.parsed import Item, Parsed, Remark
from bot.feature import Camp, Role
from bot.file_kind import FileKind
from storage.connection import Db


def allowed(reader: Db, camp: Camp, kind: FileKind, parsed: Parsed[Any], role: Role) -> Parsed[Any]:
    """The file as the camp understands it, without what somebody of this role may not bring in, which is among its faults."""
    parsed = kind.check(reader, camp, parsed)
    kept: list[Item[Any]] = []
    faults = list(parsed.faults)
    for item in parsed.items:
        reason = kind.forbids(reader, camp, item.value, role)
        if reason is None:
            kept.append(item)
        else:
            faults.append(Remark(reason, item.row, item.sheet, item.source))
    if len(kept) == len(parsed.items):
        return parsed
    return replace(parsed, items=tuple(kept), faults=tuple(sorted(faults, key=lambda fault: (fault.sheet, fault.row or 0))))
