"""People: the camp's members as a table, and one of them with what they did; tags for many at once."""

from __future__ import annotations

from datetime import timedelta

from bot.desk_page import (
    Blank,
    CellKind,
    Column,
    DeskQuery,
    DeskView,
    Figure,
    KeyFigures,
    Link,
    Sentence,
    Sentences,
    Table,
    TableRow,
)
from bot.feature import ROLE_NAMES, Context, Line, Phrase, Refusal, Role
from handlers.members.membership import LONGEST_TAG
from handlers.members.settings import feature
from scheduler import calendar
from storage import member_table, memberships, points
from storage.member_table import MemberFilter, MemberRow

LATELY = timedelta(days=28)
"""How far back a check-in makes somebody active."""
TIMELINE = 50
MOST_TAGS = 40

TITLE = Phrase(zh="成员", en="People")
NAME, ROLE = Phrase(zh="名字", en="Name"), Phrase(zh="角色", en="Role")
TAGS, POINTS = Phrase(zh="标签", en="Tags"), Phrase(zh="积分", en="Points")
STREAK, STAMPS = Phrase(zh="连续", en="Streak"), Phrase(zh="近4周打卡", en="Check-ins, 4 weeks")
LAST, JOINED = Phrase(zh="最近打卡", en="Last check-in"), Phrase(zh="入营", en="Joined")
CARE, OPEN_CASE = Phrase(zh="关注", en="Care"), Phrase(zh="Z{n} 进行中", en="Z{n} open")
FIND, ACTIVITY = Phrase(zh="找名字", en="Find a name"), Phrase(zh="活跃", en="Activity")
ACTIVE, QUIET = Phrase(zh="4周内打过卡", en="Active in 4 weeks"), Phrase(zh="4周没打卡", en="Quiet for 4 weeks")
IN_CARE = Phrase(zh="需关注", en="Needs care")
LEAST_POINTS, LEAST_STREAK = Phrase(zh="积分至少", en="Points at least"), Phrase(zh="连续至少", en="Streak at least")
NOBODY = Phrase(zh="没有符合的成员。少选一个条件试试。", en="Nobody fits. Try with one filter less.")
NOTE = Phrase(zh="打卡按这4周（{first:%m-%d} 起）数。", en="Check-ins are counted over these four weeks, from {first:%m-%d}.")
ADD_TAG, TAKE_TAG = Phrase(zh="加标签", en="Add a tag"), Phrase(zh="去标签", en="Take a tag off")
TAG_HELP = Phrase(zh="最多{n}个字，不含空格。", en="At most {n:character|characters}, without spaces.")
SAYS_ADD, SAYS_TAKE = (
    Phrase(zh="标签 {who} +{tag}", en="tag {who} +{tag}"),
    Phrase(zh="标签 {who} -{tag}", en="tag {who} -{tag}"),
)
GIVE_ROLE, SAYS_ROLE = Phrase(zh="换角色", en="Change role"), Phrase(zh="角色 {who} {role}", en="role {who} {role}")
DASHBOARD, SAYS_DASHBOARD = Phrase(zh="看板", en="Dashboard"), Phrase(zh="看板 {who}", en="dashboard {who}")
INVITE, SAYS_INVITE = Phrase(zh="邀请", en="Invite"), Phrase(zh="邀请 名额={n}", en="invite seats={n}")
SEATS = Phrase(zh="名额", en="Seats")
NO_SUCH = Phrase(zh="营里没有这个人。", en="There is nobody of that number in the camp.")
TIMELINE_TITLE = Phrase(zh="最近发生的", en="What happened lately")
WHEN, WHAT, CHANGE = Phrase(zh="时间", en="When"), Phrase(zh="什么事", en="What"), Phrase(zh="积分", en="Points")
NOTHING_YET = Phrase(zh="还没有积分记录。", en="Nothing in the ledger yet.")
OTHER_REASON = Phrase(zh="其他", en="other")
NOTED = Phrase(zh="{reason}：{note}", en="{reason}: {note}")
WORKDAYS = Phrase(zh="个工作日", en="workdays")

COLUMNS = (
    Column("name", NAME, CellKind.LINK, sorts=True),
    Column("role", ROLE),
    Column("tags", TAGS, CellKind.TAGS),
    Column("points", POINTS, CellKind.NUMBER, sorts=True),
    Column("streak", STREAK, CellKind.NUMBER, sorts=True),
    Column("stamps", STAMPS, CellKind.NUMBER, sorts=True),
    Column("last", LAST, CellKind.DAY, sorts=True),
    Column("joined", JOINED, CellKind.DAY, sorts=True),
    Column("care", CARE),
)
WHAT_HAPPENED = (Column("at", WHEN, CellKind.MOMENT), Column("what", WHAT), Column("change", CHANGE, CellKind.NUMBER))


@feature.page("people", TITLE, by=Role.MANAGER, place=20)
def people(ctx: Context, asked: DeskQuery) -> DeskView:
    if asked.subject:
        return _one(ctx, asked)
    first = ctx.today - LATELY
    unbroken = calendar.of_settings(ctx.camp.settings).previous_workday(ctx.today)
    which, sort = _which(asked), asked.sorted_by(COLUMNS, "name")
    days = {"since": first, "unbroken": unbroken}
    rows = member_table.page(ctx.db, ctx.camp.id, which, sort=sort, start=asked.start, most=asked.most, **days)
    table = Table(
        "people",
        COLUMNS,
        [_row(row) for row in rows],
        member_table.count(ctx.db, ctx.camp.id, which, **days),
        note=NOTE(first=first),
        empty=NOBODY,
        start=asked.start,
        sort=sort,
        filters=_filters(ctx),
        for_many=_for_many(),
    )
    return DeskView((table, Sentences((Sentence(INVITE, SAYS_INVITE, (Blank("n", SEATS, given="20"),)),))))


def _which(asked: DeskQuery) -> MemberFilter:
    given = asked.filters
    return MemberFilter(
        given.get("words", ""),
        given.get("tag", ""),
        given.get("role", ""),
        given.get("activity", ""),
        given.get("care", ""),
        _least(given.get("points", ""), member_table.LEAST),
        _least(given.get("streak", ""), 0),
    )


def _least(words: str, otherwise: int) -> int:
    """A number somebody typed; what is none asks for nothing."""
    digits = words.removeprefix("-")
    return int(words) if digits.isascii() and digits.isdigit() and len(digits) < 9 else otherwise


def _filters(ctx: Context) -> tuple[Blank, ...]:
    tags = tuple((name, name) for name, _ in memberships.tags(ctx.db, ctx.camp.id)[:MOST_TAGS])
    roles = tuple((role, called) for role, called in ROLE_NAMES.items())
    return (
        Blank("words", FIND),
        Blank("role", ROLE, roles),
        *([Blank("tag", TAGS, tags)] if tags else []),
        Blank("activity", ACTIVITY, (("active", ACTIVE), ("quiet", QUIET))),
        Blank("care", CARE, (("open", IN_CARE),)),
        Blank("points", LEAST_POINTS, tuple((str(n), str(n)) for n in (1, 50, 100, 200, 500, 1000, 2000))),
        Blank("streak", LEAST_STREAK, tuple((str(n), str(n)) for n in (1, 3, 5, 7, 14, 21, 28))),
    )


def _row(member: MemberRow) -> TableRow:
    cells = (
        Link(member.name, f"people/{member.id}"),
        ROLE_NAMES[member.role],
        member.tags,
        member.points,
        member.streak,
        member.stamps,
        member.last,
        member.joined_on,
        OPEN_CASE(n=member.case) if member.case is not None else None,
    )
    return TableRow(cells, str(member.id), {"who": _called(member.id, member.name)})


def _called(member: int, name: str) -> str:
    """How a sentence names somebody, whoever else is called so."""
    return f"{name}#{member}"


def _for_many() -> tuple[Sentence, ...]:
    tag = (Blank("tag", TAGS, help=TAG_HELP(n=LONGEST_TAG)),)
    return (Sentence(ADD_TAG, SAYS_ADD, tag, shown=True), Sentence(TAKE_TAG, SAYS_TAKE, tag, shown=True))


# ── one of them ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _one(ctx: Context, asked: DeskQuery) -> DeskView:
    """A member of this camp; any other number is nobody's. Raises Refusal."""
    unbroken = calendar.of_settings(ctx.camp.settings).previous_workday(ctx.today)
    given = {"since": ctx.today - LATELY, "unbroken": unbroken}
    found = member_table.one(ctx.db, ctx.camp.id, asked.number or 0, **given)
    if found is None:
        raise Refusal(NO_SUCH)
    figures = [
        Figure(ROLE, ROLE_NAMES[found.role]),
        Figure(POINTS, str(found.points)),
        Figure(STREAK, str(found.streak), WORKDAYS),
        Figure(STAMPS, str(found.stamps)),
        Figure(JOINED, f"{found.joined_on:%Y-%m-%d}"),
        *([Figure(TAGS, " · ".join(found.tags))] if found.tags else []),
        *([Figure(CARE, OPEN_CASE(n=found.case))] if found.case is not None else []),
    ]
    said = Sentences(_for_one(), names={"who": _called(found.id, found.name)})
    return DeskView((KeyFigures(figures), said, _timeline(ctx, asked, found.id)), found.name, "people")


def _for_one() -> tuple[Sentence, ...]:
    """What can be said about one member."""
    roles = tuple((called.zh, called) for role, called in ROLE_NAMES.items() if role != "owner")
    tag = (Blank("tag", TAGS, help=TAG_HELP(n=LONGEST_TAG)),)
    return (
        Sentence(ADD_TAG, SAYS_ADD, tag),
        Sentence(TAKE_TAG, SAYS_TAKE, tag),
        Sentence(GIVE_ROLE, SAYS_ROLE, (Blank("role", ROLE, roles),)),
        Sentence(DASHBOARD, SAYS_DASHBOARD),
    )


def _timeline(ctx: Context, asked: DeskQuery, member: int) -> Table:
    """The newest lines of their ledger: whatever they did that counts is there."""
    entries = points.entries(ctx.db, member, min(asked.most, TIMELINE * 20) if asked.most > TIMELINE else TIMELINE)
    rows = [TableRow((one.at, _reason(ctx, one), one.amount), str(one.id)) for one in entries]
    return Table("timeline", WHAT_HAPPENED, rows, title=TIMELINE_TITLE, empty=NOTHING_YET)


def _reason(ctx: Context, entry: points.LedgerEntry) -> Line | Phrase:
    reason = ctx.router.reasons.get(entry.reason, OTHER_REASON)
    return NOTED(reason=reason, note=entry.note) if entry.note else reason
