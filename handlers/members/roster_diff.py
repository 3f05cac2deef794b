"""What a roster would change of people who stand there already, a line each, before anything is written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.feature import ROLE_NAMES, Camp, Line, Phrase
from handlers.members.roster import RosterRow
from handlers.members.standing import WhoIsMeant, difference, is_other_role, known
from storage import memberships
from storage.connection import Db

SHOWN = 8
"""People whose changes are named; the others are counted."""
CHANGES = Phrase(zh="{name}：{changes}", en="{name}: {changes}")
BECOMES = Phrase(zh="{what} {before} → {after}", en="{what} {before} → {after}")
TAKEN_OVER = Phrase(zh="{what} {now}（现在记在{name}名下）", en="{what} {now} (now known as {name}'s)")
TAGGED = Phrase(zh="标签 {tags}", en="tags {tags}")
MORE = Phrase(zh="…还有{n}人有变化", en="… and {n:person|people} more")
NAME, ROLE = Phrase(zh="姓名", en="name"), Phrase(zh="角色", en="role")
PHONE, STAFF = Phrase(zh="手机", en="phone"), Phrase(zh="工号", en="staff number")
NONE = Phrase(zh="（空）", en="(none)")


def roster_diff(reader: Db, camp: Camp, rows: Sequence[RosterRow]) -> list[Line]:
    """A line a person who would read otherwise, the first ones of the file; and how many more there are."""
    told: list[Line] = []
    left = 0
    for row in rows:
        stands = known(reader, camp, row)
        if difference(reader, stands, row) != "changed":
            continue
        if len(told) < SHOWN:
            told.append(CHANGES(name=row.name, changes=list(_changes(reader, stands, row))))
        else:
            left += 1
    return [*told, *([MORE(n=left)] if left else [])]


def _changes(reader: Db, stands: WhoIsMeant, row: RosterRow) -> Iterator[Line]:
    member, expected = stands
    before = (
        (member.name, memberships.tags_of(reader, member.id))
        if member
        else (expected.name, expected.tags)
        if expected
        else ("", [])
    )
    if row.name != before[0]:
        yield BECOMES(what=NAME, before=before[0], after=row.name)
    role = member.role if member else expected.role if expected else ""
    if (member and is_other_role(member, row)) or (member is None and row.role != role):
        yield BECOMES(what=ROLE, before=ROLE_NAMES[role] if role else NONE, after=ROLE_NAMES[row.role] if row.role else NONE)
    if added := [f"+{tag}" for tag in row.tags if tag not in before[1]]:
        yield TAGGED(tags=added)
    if member is None and (dropped := [f"-{tag}" for tag in before[1] if tag not in row.tags]):
        yield TAGGED(tags=dropped)
    is_theirs = expected is not None and (member is None or expected.member == member.id)
    for what, now, then in (
        (PHONE, row.phone, expected and expected.phone),
        (STAFF, row.staff.casefold(), expected and expected.staff),
    ):
        if now and now == then and not is_theirs and expected is not None and expected.member is not None:
            yield TAKEN_OVER(what=what, now=now, name=memberships.member(reader, expected.member).name)
        elif now and (now != (then or "") or not is_theirs):
            yield BECOMES(what=what, before=(then if is_theirs else "") or NONE, after=now)
