"""活动 V3 清单: what is to be ready; to its owner a day before, ticked line by line, and what is still open an hour before."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime

from bot.arguments import whole
from bot.audience import Audience
from bot.feature import Context, Line, Phrase, Press, Refusal, Said
from bot.names import folded
from handlers.events import access, telling, wording
from handlers.events.settings import feature
from storage import memberships
from storage.events import checklists, events
from storage.events.checklists import ChecklistLine
from storage.events.events import Event

MOST, LONGEST = 15, 60
USUAL = (
    Phrase(zh="场地或直播链接", en="Room or stream"),
    Phrase(zh="讲者已确认", en="Speaker confirmed"),
    Phrase(zh="材料", en="Material"),
    Phrase(zh="设备和网络", en="Equipment and network"),
)
"""What stands on a checklist nobody wrote."""
SEPARATORS = re.compile(r"[;；\n、]+")

READIES = {"好", "好了", "勾", "完成", "done"}
ORDER = re.compile(
    r"(?P<do>好了?|勾|完成|done|开|reopen)\s*第?(?P<n>\d{1,3}|[一二三四五六七八九十]{1,3})[项条]?|第?(?P<m>\d{1,3}|[一二三四五六七八九十]{1,3})[项条]?\s*(?P<so>好了?|完成|done)了?",
    re.IGNORECASE,
)
ADDS = re.compile(r"(?:加上?|添加|add)[：:\s]+", re.IGNORECASE)
SAID_READY = re.compile(
    r"(?P<line>.{1,60}?)\s?(?:都|已经?|是)?(?:好了?|准备好了?|搞定了?|(?:is |are )?(?:ready|done))", re.IGNORECASE
)

HEAD = Phrase(zh="⏰ {event}（{when}）清单，好一项按一项：", en="⏰ {event} ({when}), the checklist; press what is ready:")
SHOWN = Phrase(zh="{event} 清单（好{done}/{all}）：", en="{event}, the checklist ({done}/{all} ready):")
READY, OPEN = (
    Phrase(zh="✅ {place}. {words}", en="✅ {place}. {words}"),
    Phrase(zh="□ {place}. {words}", en="□ {place}. {words}"),
)
STILL = Phrase(zh="⚠️ {event} 一小时后开始，还没好：", en="⚠️ {event}, in an hour. Still open:")
WRITTEN = Phrase(
    zh="✅ {event} 清单{n}项，开始前24小时发给主持人。",
    en="✅ {event}: {n:line|lines}, sent to its host 24 hours before it begins.",
)
WRITTEN_ONE = Phrase(
    zh="✅ {event} 清单换成了1项：{words}。再加就发：清单 V{id} 加 话筒、签到表",
    en="✅ The checklist of {event} is this one line now: {words}. To add more: checklist V{id} add microphone; list of names",
)
TICKED = Phrase(zh="✅ “{words}”好了，还差{left}项。", en="✅ “{words}” is ready, {left} to go.")
ALL_READY = Phrase(zh="✅ “{words}”好了，清单全好了。", en="✅ “{words}” is ready, and so is the whole checklist.")
UNTICKED = Phrase(zh="“{words}”又打开了。", en="“{words}” is open again.")
TICKED_BEFORE = Phrase(zh="“{words}”已经勾过了。", en="“{words}” was ticked already.")
OPEN_ALREADY = Phrase(zh="“{words}”本来就没勾。", en="“{words}” is not ticked.")
NO_LINE = Phrase(zh="清单没有第{n}项。看清单：活动 V{id} 清单", en="There is no line {n}. To see them: event V{id} checklist")
BAD = Phrase(
    zh="清单最多{most}项，每项最多{longest}字，用顿号隔开。试试：活动 V{id} 清单 投影、话筒、签到表",
    en="A checklist has at most {most:line|lines} of {longest:character|characters}, separated by semicolons. Try: event V{id} checklist beamer; microphone",
)
TICK = Phrase(zh="{place} 好了", en="{place} ready")


def run(ctx: Context, one: Event, words: str) -> None:
    """Alone it is shown; 好 2 ticks, 开 2 opens again, 加 话筒 adds a line; anything else is the list anew."""
    if not access.may_run(ctx, one):
        raise Refusal(access.NOT_YOURS(event=wording.named(one)))
    words = words.strip()
    if not words:
        return _show(ctx, one)
    if (order := ORDER.fullmatch(unicodedata.normalize("NFKC", words))) is not None:
        return _tick(ctx, one, whole(order["n"] or order["m"]), ready=(order["do"] or order["so"]).casefold() in READIES)
    lines = [line.strip() for line in SEPARATORS.split(words) if line.strip()]
    if (more := ADDS.match(words)) is not None:
        lines = [line.strip() for line in SEPARATORS.split(words[more.end() :]) if line.strip()]
        if lines:
            return _add(ctx, one, lines)
    if len(lines) == 1 and (known := _line_like(ctx, one, lines[0])) is not None:
        return _tick(ctx, one, known.place, ready=True)  # 投影好了
    if not 1 <= len(lines) <= MOST or any(len(line) > LONGEST for line in lines):
        raise Refusal(BAD(id=one.id, most=MOST, longest=LONGEST))
    checklists.write(ctx.db, one.id, lines)
    named = wording.named(one)
    said = WRITTEN(event=named, n=len(lines)) if lines[1:] else WRITTEN_ONE(event=named, words=lines[0], id=one.id)
    ctx.reply(said, audience=Audience.PERSON)


def _add(ctx: Context, one: Event, lines: list[str]) -> None:
    """More lines behind those there are, which stay as ticked as they were."""
    known = checklists.of(ctx.db, one.id)
    if len(known) + len(lines) > MOST or any(len(line) > LONGEST for line in lines):
        raise Refusal(BAD(id=one.id, most=MOST, longest=LONGEST))
    checklists.add(ctx.db, one.id, lines, after=max((line.place for line in known), default=0))
    _show(ctx, one)


def _line_like(ctx: Context, one: Event, words: str) -> ChecklistLine | None:
    """The line that is said to be ready: 投影好了, 材料 已好."""
    said = SAID_READY.fullmatch(words)
    if said is None:
        return None
    name = folded(said["line"])
    found = [line for line in checklists.of(ctx.db, one.id) if name in folded(line.words)]
    return found[0] if len(found) == 1 else None


def begin(ctx: Context, one: Event) -> None:
    """A new event has the usual lines."""
    checklists.write(ctx.db, one.id, [line().to(ctx.camp.language) for line in USUAL])


def _show(ctx: Context, one: Event) -> None:
    lines = checklists.of(ctx.db, one.id)
    done = sum(line.done_at is not None for line in lines)
    ctx.reply(SHOWN(event=wording.named(one), done=done, all=len(lines)), *_lines(one, lines), audience=Audience.PERSON)


def _lines(one: Event, lines: list[ChecklistLine]) -> list[Said]:
    said: list[Said] = [_said(line) for line in lines]
    presses = [Press(TICK(place=line.place), f"活动 V{one.id} 清单 好 {line.place}") for line in lines if line.done_at is None]
    return [*said, *(presses[n : n + 4] for n in range(0, len(presses), 4))]


def _said(line: ChecklistLine) -> Line:
    return (OPEN if line.done_at is None else READY)(place=line.place, words=line.words)


def _tick(ctx: Context, one: Event, place: int, *, ready: bool) -> None:
    lines = checklists.of(ctx.db, one.id)
    line = next((it for it in lines if it.place == place), None)
    if line is None:
        raise Refusal(NO_LINE(n=place, id=one.id))
    if ready and not checklists.tick(ctx.db, one.id, place, ctx.member.id, at=ctx.now):
        raise Refusal(TICKED_BEFORE(words=line.words))
    if not ready and not checklists.untick(ctx.db, one.id, place):
        raise Refusal(OPEN_ALREADY(words=line.words))
    left = sum(it.done_at is None for it in lines) - 1
    said = (
        UNTICKED(words=line.words)
        if not ready
        else TICKED(words=line.words, left=left)
        if left
        else ALL_READY(words=line.words)
    )
    ctx.reply(said, audience=Audience.PERSON)


@feature.due("checklist")
def day_before(ctx: Context, subject: str, due_at: datetime) -> None:
    """To its host; where we were away then, as soon as we are back and it is to come."""
    one = events.by_number(ctx.db, int(subject))
    if one is None or one.cancelled_at is not None or not ctx.now < one.starts_at <= ctx.now + telling.AHEAD:
        return
    lines = checklists.of(ctx.db, one.id)
    if any(line.done_at is None for line in lines):
        host = memberships.member(ctx.db, one.host_id)
        ctx.tell(
            host.person, HEAD(event=wording.named(one), when=wording.moment(ctx, one)), *_lines(one, lines), until=one.starts_at
        )


@feature.due("unready")
def hour_before(ctx: Context, subject: str, due_at: datetime) -> None:
    """What is still open, if anything."""
    one = events.by_number(ctx.db, int(subject))
    if one is None or one.cancelled_at is not None or not ctx.now < one.starts_at <= ctx.now + telling.HOUR:
        return
    lines = [line for line in checklists.of(ctx.db, one.id) if line.done_at is None]
    if lines:
        host = memberships.member(ctx.db, one.host_id)
        ctx.tell(host.person, STILL(event=wording.named(one)), *_lines(one, lines), until=one.starts_at)
