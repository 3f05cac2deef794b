"""查重: at night what was written is compared with the rest; the pairs that may ask the same wait for a manager, who alone merges them."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Annotated, Any

from bot.arguments import Named
from bot.feature import Context, Late, Line, Phrase, Press, Refusal, Role, Said
from handlers.qa import codes
from handlers.qa.codes import title
from handlers.qa.settings import feature
from scheduler import calendar
from scheduler.rhythm import Daily, Workdays
from storage import archive, camps
from storage.archive import Entry, Filter, Suspect
from storage.connection import Db

AT_ONCE = 1000
"""Entries compared in one task: 5 to 10 ms each."""
MOST = 1000
"""Pairs counted."""
MANAGERS = {"manager", "owner"}
MORNING = Workdays(time(9, 5))

PAIR = Phrase(
    zh="这两条像是问同一件事（把握{chance}%）：\n{first}\n{second}{left}",
    en="These two seem to ask the same ({chance}% sure):\n{first}\n{second}{left}",
)
SIDE = Phrase(zh="{code}《{question}》{answer}{author}", en="{code} “{question}” {answer}{author}")
BY = Phrase(zh="（{name}）", en=" ({name})")
LEFT = Phrase(zh="\n还有{n}对。", en="\n{n:more pair|more pairs}.")
KEEP = Phrase(zh="留 {code}", en="Keep {code}")
SHOW = Phrase(zh="逐对看", en="Show them")
DIFFERENT = Phrase(zh="不是一回事", en="Not the same")
NONE_LEFT = Phrase(zh="没有要查重的问答。", en="No pair of answers is waiting.")
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
    zh="✅ {first} 和 {second} 各留各的，不再提。", en="✅ {first} and {second} both stay; they will not be named again."
)
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
    waiting = archive.suspects(ctx.db, ctx.camp.id, MOST)
    for member in camps.members(ctx.db, ctx.camp.id) if waiting else ():
        if member.role in MANAGERS:
            ctx.post_within_budget(member.person, WAITING(n=len(waiting)), [Press(SHOW, "查重")])


# ── by a manager ─────────────────────────────────────────────────────────────────────────────────────────────────────


@feature.command(
    "查重",
    "duplicates",
    help=Phrase(zh="像是问同一件事的问答，一对一对定。", en="Answers that seem to ask the same, pair by pair."),
    by=Role.MANAGER,
    examples=["查重", "查重 K-0058 并入 K-0031", "duplicates"],
)
def duplicates(ctx: Context, words: Annotated[str, Named("哪一对", "pair")] = "") -> None:
    if not words.strip():
        ctx.reply(*_next(ctx, NONE_LEFT))
        return
    one = codes.entry_in(words)
    verb, _, rest = (one[1] if one else "").partition(" ")
    other = codes.entry_in(rest)
    if one is None or other is None or other[1] or verb.casefold() not in INTO | DIFFERS:
        raise Refusal(HOW)
    first, second = codes.entry(ctx, one[0]), codes.entry(ctx, other[0])
    if first.id == second.id:
        raise Refusal(SAME_ONE(code=first.code))
    listed = next((pair for pair in archive.suspects(ctx.db, ctx.camp.id, MOST) if _is_of(pair, first, second)), None)
    if verb.casefold() in INTO:
        _merge(ctx, first, second, listed)
    else:
        _keep_apart(ctx, first, second, listed)


def _is_of(pair: Suspect, one: Entry, other: Entry) -> bool:
    return {pair.entry, pair.other} == {one.id, other.id}


feature.act("qa_merge", Phrase(zh="{who} 把 {gone} 并入 {kept}", en="{who} merged {gone} into {kept}"))
feature.act(
    "qa_apart",
    Phrase(zh="{who} 认定 {first} 和 {second} 不同", en="{who} keeps {first} and {second} apart"),
    final=Phrase(
        zh="两条都还在，什么都没有少。要并就发：查重 K-0002 并入 K-0001",
        en="Both are still there. To merge them after all: duplicates K-0002 into K-0001",
    ),
)


def _merge(ctx: Context, gone: Entry, kept: Entry, listed: Suspect | None) -> None:
    for one in (gone, kept):
        if one.retired_at is not None:
            raise Refusal(RETIRED(code=one.code))
    if listed is not None:
        archive.decide(ctx.db, listed.id, same=True, by=ctx.person.id, at=ctx.now)
    archive.absorb(ctx.db, kept, gone, by=ctx.person.id, at=ctx.now)
    ctx.audit("qa_merge", undo={"kept": kept.id, "gone": gone.id}, kept=kept.code, gone=gone.code)
    ctx.reply(MERGED(gone=gone.code, kept=kept.code), *_next(ctx, DONE))


def _keep_apart(ctx: Context, first: Entry, second: Entry, listed: Suspect | None) -> None:
    if listed is None:
        raise Refusal(NOT_LISTED(first=first.code, second=second.code))
    archive.decide(ctx.db, listed.id, same=False, by=ctx.person.id, at=ctx.now)
    ctx.audit("qa_apart", first=first.code, second=second.code)
    ctx.reply(KEPT_APART(first=first.code, second=second.code), *_next(ctx, DONE))


@feature.undoes("qa_merge", by=Role.MANAGER)
def part(ctx: Context, kept: int, gone: int) -> None:
    one, other = archive.get(ctx.db, kept), archive.get(ctx.db, gone)
    archive.part(ctx.db, one, other)
    ctx.reply(PARTED(gone=other.code, kept=one.code))


def _next(ctx: Context, nothing: Phrase) -> list[Said]:
    """The likeliest pair that waits, and what may become of it."""
    waiting = archive.suspects(ctx.db, ctx.camp.id, MOST)
    if not waiting:
        return [nothing]
    pair = waiting[0]
    first, second = archive.get(ctx.db, pair.entry), archive.get(ctx.db, pair.other)
    left = LEFT(n=len(waiting) - 1) if len(waiting) > 1 else ""
    said = PAIR(chance=pair.chance // 10, first=_side(first), second=_side(second), left=left)
    keeps = [
        Press(KEEP(code=kept.code), f"查重 {gone.code} 并入 {kept.code}") for kept, gone in ((first, second), (second, first))
    ]
    return [said, [*keeps, Press(DIFFERENT, f"查重 {first.code} 不同 {second.code}")]]


def _side(one: Entry) -> Line:
    author = BY(name=one.author) if one.author else ""
    return SIDE(code=one.code, question=title(one.question), answer=title(one.answer), author=author)
