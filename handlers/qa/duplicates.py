"""查重: at night what was written is compared with the rest; the pairs that may ask the same wait for a manager, who alone merges them."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from typing import Annotated, Any

from bot import deciding, queue
from bot.arguments import Named
from bot.feature import Asker, Backlog, Context, Late, Line, Phrase, Press, Refusal, Role, Said, Waiting
from handlers.qa import codes
from handlers.qa.codes import title
from handlers.qa.settings import feature
from scheduler import calendar
from scheduler.rhythm import Daily, Workdays
from storage import archive, memberships
from storage.archive import Entry, Filter, Suspect
from storage.connection import Db

AT_ONCE = 1000
"""Entries compared in one task: 5 to 10 ms each."""
MANAGERS = {"manager", "owner"}
MORNING = Workdays(time(9, 5))

PAIR = Phrase(
    zh="{code} 这两条像是问同一件事（把握{chance}%）：\n{first}\n{second}",
    en="{code}: these two seem to ask the same ({chance}% sure):\n{first}\n{second}",
)
TWO = Phrase(zh="{first}｜{second}", en="{first} | {second}")
KEEP_WHICH = Phrase(zh="{code} 并成一条，留哪条？", en="{code} becomes one. Which one stays?")
ONE_OF_BOTH = Phrase(
    zh="{code} 留 {first} 还是 {second}？试试：合并 {code} 留 {first}",
    en="{code}: keep {first} or {second}? Try: merge {code} keep {first}",
)
SIDE = Phrase(zh="{code}《{question}》{answer}{author}", en="{code} “{question}” {answer}{author}")
BY = Phrase(zh="（{name}）", en=" ({name})")
NEXT = Phrase(zh="还有{n}对：", en="{n:pair waits|pairs wait}:")
KEEP = Phrase(zh="留 {code}", en="Keep {code}")
SHOW = Phrase(zh="逐对看", en="Show them")
DIFFERENT = Phrase(zh="不是一回事", en="Not the same")
DONE = Phrase(zh="✅ 没有要查重的了。", en="✅ No pair is left.")
WAITING = Phrase(
    zh="问答库里有{n}对可能重复，发“查重”逐对看；合不合并由你定。",
    en="{n:pair|pairs} of archived answers may ask the same. Send “duplicates” to see them; whether they are merged is up to you.",
)
MERGED = Phrase(
    zh="✅ {gone} 已并入 {kept}，原来的问法也能搜到 {kept}。10分钟内可发“撤销”。",
    en="✅ {gone} is merged into {kept}, which its wordings find now. “undo” within 10 minutes takes it back.",
)
KEPT_APART = Phrase(
    zh="✅ {first} 和 {second} 各留各的，不再提。10分钟内可发“撤销”。",
    en="✅ {first} and {second} both stay and will not be named again. “undo” within 10 minutes takes it back.",
)
WAITS_AGAIN = Phrase(zh="✅ {code} 重新等着定。", en="✅ {code} waits again.")
PARTED = Phrase(zh="✅ {gone} 已从 {kept} 分开。", en="✅ {gone} and {kept} are apart again.")
NOT_LISTED = Phrase(zh="{first} 和 {second} 不在查重名单里。", en="{first} and {second} are not on the list.")
SAME_ONE = Phrase(zh="{code} 不能并入自己。", en="{code} cannot be merged into itself.")
RETIRED = Phrase(zh="{code} 已经作废了。", en="{code} is retired already.")
HOW = Phrase(
    zh="发“查重”看名单，或：查重 K-0058 并入 K-0031｜查重 K-0031 不同 K-0058",
    en="Send “duplicates” for the list, or: duplicates K-0058 into K-0031 | duplicates K-0031 differs K-0058",
)
INTO = {"并入", "into"}
DIFFERS = {"不同", "differs"}
KEEPING = re.compile(r"^(?:保?留|keep)\s*", re.IGNORECASE)


# ── at night ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@feature.every(lambda camp: Daily(time(4, 30)), name="compare", late=Late.ONCE)
def compare(ctx: Context, due_at: datetime) -> None:
    """Compares what was written since the last night, where anything was."""
    if archive.browse(ctx.db, ctx.camp.id, Filter(since=archive.compared(ctx.db, ctx.camp.id)), most=1):
        ctx.task("qa.alike", camp=ctx.camp.id, until=ctx.now.isoformat(), skip=0)


@feature.task("alike")
def alike(reader: Db, camp: int, until: str, skip: int) -> list[Any]:
    """[the pairs found, whether there is more to compare]."""
    wanted = Filter(since=archive.compared(reader, camp), until=datetime.fromisoformat(until))
    some = archive.browse(reader, camp, wanted, skip=skip, most=AT_ONCE)
    return [[list(archive.alike(reader, camp, some)), len(some) == AT_ONCE]]


@feature.on("done:qa.alike")
def list_them(ctx: Context) -> None:
    (pairs, is_more), payload = ctx.event.data["rows"][0], ctx.event.data["payload"]
    new = [archive.suspect(ctx.db, ctx.camp.id, one, other, chance, at=ctx.now) for one, other, chance in pairs]
    if any(new):
        morning = MORNING.after(ctx.now, ctx.zone, calendar.of_settings(ctx.camp.settings))
        ctx.later("qa.overlaps", f"camp:{ctx.camp.id}", morning)
    if is_more:
        ctx.task("qa.alike", **{**payload, "skip": payload["skip"] + AT_ONCE})
    else:
        archive.have_compared(ctx.db, ctx.camp.id, at=datetime.fromisoformat(payload["until"]))


@feature.due("overlaps", late=Late.within(timedelta(hours=8)))
def tell(ctx: Context, subject: str, due_at: datetime) -> None:
    """The managers hear of it, each in private, in the morning after new pairs were found."""
    waiting, _ = archive.suspects_backlog(ctx.db, ctx.camp.id)
    for member in memberships.members(ctx.db, ctx.camp.id) if waiting else ():
        if member.role in MANAGERS:
            ctx.post_within_budget(member.person, WAITING(n=waiting), [Press(SHOW, "待办 X")])


# ── by a manager ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _some(reader: Db, asker: Asker, after: int, most: int) -> list[Waiting]:
    return [
        Waiting(pair.id, pair.found_at, TWO(first=queue.in_short(pair.question), second=queue.in_short(pair.other_question)))
        for pair in archive.suspects(reader, asker.camp.id, most, after=after)
    ]


def _backlog(reader: Db, asker: Asker) -> Backlog:
    return Backlog(*archive.suspects_backlog(reader, asker.camp.id))


def _whole(ctx: Context, number: int) -> tuple[Said, ...]:
    pair = _numbered(ctx, number)
    first, second = archive.get(ctx.db, pair.entry), archive.get(ctx.db, pair.other)
    said = PAIR(code=f"X{pair.id}", chance=pair.chance // 10, first=_side(first), second=_side(second))
    keeps = [Press(KEEP(code=one.code), f"合并 X{pair.id} 留 {one.code}") for one in (first, second)]
    return (said, keeps)


feature.queue(
    "X",
    Phrase(zh="可能重复的问答", en="answers that may ask the same"),
    by=Role.MANAGER,
    waiting=_some,
    backlog=_backlog,
    whole=_whole,
)


@feature.command(
    "查重",
    "duplicates",
    help=Phrase(zh="像是问同一件事的问答，一对一对定。", en="Answers that seem to ask the same, pair by pair."),
    by=Role.MANAGER,
    examples=["查重", "查重 K-0058 并入 K-0031", "duplicates"],
)
def duplicates(ctx: Context, words: Annotated[str, Named("哪一对", "pair")] = "") -> None:
    if not words.strip():
        return deciding.show(ctx, "X")
    one = codes.entry_in(words)
    verb, _, rest = (one[1] if one else "").partition(" ")
    other = codes.entry_in(rest)
    if one is None or other is None or other[1] or verb.casefold() not in INTO | DIFFERS:
        raise Refusal(HOW)
    first, second = codes.entry(ctx, one[0]), codes.entry(ctx, other[0])
    if first.id == second.id:
        raise Refusal(SAME_ONE(code=first.code))
    pair = archive.suspect_of(ctx.db, ctx.camp.id, first.id, second.id)
    if verb.casefold() in INTO:
        _merge(ctx, first, second, pair)
    elif pair is None:
        raise Refusal(NOT_LISTED(first=first.code, second=second.code))
    else:
        _keep_apart(ctx, pair)


@feature.command(
    "合并",
    "merge",
    help=Phrase(zh="待办里像是问同一件事的一对，并成一条。", en="Make one of a pair in todo that asks the same."),
    by=Role.MANAGER,
    examples=["合并 X3", "合并 X3 留 K-0031", "merge X3 keep K-0031"],
    private=True,
    everyday=True,
)
def merge(ctx: Context, words: Annotated[str, Named("号和留哪条", "number and which to keep")] = "") -> None:
    deciding.decide(ctx, "合并", words)


@feature.decides("X", "合并", asks=KEEP_WHICH, takes=r"(?:保?留|keep)?\s*[KkＫｋ]\s*[-－—]?\s*\d{1,7}")
def merge_pair(ctx: Context, number: int, words: str) -> None:
    pair = _numbered(ctx, number)
    both = [archive.get(ctx.db, pair.entry), archive.get(ctx.db, pair.other)]
    named = codes.entry_in(KEEPING.sub("", words))
    kept = next((one for one in both if named is not None and not named[1] and one.number == named[0]), None)
    if kept is None:
        raise Refusal(ONE_OF_BOTH(code=f"X{number}", first=both[0].code, second=both[1].code))
    gone = both[1] if kept is both[0] else both[0]
    _merge(ctx, gone, kept, pair)


@feature.decides("X", "忽略")
def dismiss_pair(ctx: Context, number: int, words: str) -> None:
    _keep_apart(ctx, _numbered(ctx, number))


def _numbered(ctx: Context, number: int) -> Suspect:
    """A pair, decided or not. Raises Refusal where there is none."""
    pair = archive.suspect_numbered(ctx.db, ctx.camp.id, number)
    if pair is None:
        raise deciding.none_such(ctx, "X", number)
    return pair


feature.act("qa_merge", Phrase(zh="{who} 把 {gone} 并入 {kept}", en="{who} merged {gone} into {kept}"))
feature.act("qa_apart", Phrase(zh="{who} 认定 {first} 和 {second} 不同", en="{who} keeps {first} and {second} apart"))


def _merge(ctx: Context, gone: Entry, kept: Entry, pair: Suspect | None) -> None:
    if pair is not None and not archive.decide(ctx.db, pair.id, same=True, by=ctx.person.id, at=ctx.now):
        raise deciding.decided(ctx, "X", pair.id)
    for one in (gone, kept):
        if one.retired_at is not None:
            raise Refusal(RETIRED(code=one.code))
    archive.absorb(ctx.db, kept, gone, by=ctx.person.id, at=ctx.now)
    undo = {"kept": kept.id, "gone": gone.id, "pair": pair.id if pair else None}
    ctx.audit("qa_merge", undo=undo, about=f"X{pair.id}" if pair else None, kept=kept.code, gone=gone.code)
    ctx.reply(MERGED(gone=gone.code, kept=kept.code), *_next(ctx))


def _keep_apart(ctx: Context, pair: Suspect) -> None:
    if not archive.decide(ctx.db, pair.id, same=False, by=ctx.person.id, at=ctx.now):
        raise deciding.decided(ctx, "X", pair.id)
    first, second = archive.get(ctx.db, pair.entry), archive.get(ctx.db, pair.other)
    ctx.audit("qa_apart", undo={"pair": pair.id}, about=f"X{pair.id}", first=first.code, second=second.code)
    ctx.reply(KEPT_APART(first=first.code, second=second.code), *_next(ctx))


@feature.undoes("qa_merge", by=Role.MANAGER)
def part(ctx: Context, kept: int, gone: int, pair: int | None = None) -> None:
    one, other = archive.get(ctx.db, kept), archive.get(ctx.db, gone)
    archive.part(ctx.db, one, other)
    if pair is not None:
        archive.undecide(ctx.db, pair)
    ctx.reply(PARTED(gone=other.code, kept=one.code))


@feature.undoes("qa_apart", by=Role.MANAGER)
def not_apart(ctx: Context, pair: int) -> None:
    archive.undecide(ctx.db, pair)
    ctx.reply(WAITS_AGAIN(code=f"X{pair}"))


def _next(ctx: Context) -> list[Said]:
    """The next pair that waits, and what may become of it."""
    waiting = archive.suspects(ctx.db, ctx.camp.id, 1)
    if not waiting:
        return [DONE]
    said, _ = archive.suspects_backlog(ctx.db, ctx.camp.id)
    number = waiting[0].id
    return [NEXT(n=said), *_whole(ctx, number), [Press(DIFFERENT, f"忽略 X{number}")]]


def _side(one: Entry) -> Line:
    author = BY(name=one.author) if one.author else ""
    return SIDE(code=one.code, question=title(one.question), answer=title(one.answer), author=author)
