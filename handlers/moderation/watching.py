"""Whatever is said in a camp's group meets its filters: on trial it is reported, in force the message goes; who runs the camp is never filtered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from threading import Thread
from typing import Any
from weakref import WeakKeyDictionary

from bot.feature import Context, Phrase, Role
from bot.messages import Kind, Provenance
from handlers.moderation import acting
from handlers.moderation.matching import FilterHit, FilterSet, Heard
from handlers.moderation.normalising import compact, folded
from handlers.moderation.queue import card
from handlers.moderation.recent_talk import Lately, RecentTalk
from handlers.moderation.settings import VERSION, feature, rules_in_force, staff
from storage import memberships
from storage.moderation import cases, filters

IN_THE_GROUP = Phrase(zh="已按群规G{rule}处理1条消息。", en="A message was dealt with under rule G{rule}.")
LONGEST_KEPT = 4000
"""Characters of what one case keeps."""
AT_ONCE = 1_000
"""Words a list may have to be made ready while a message waits: about ten milliseconds."""
ENDINGS = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp")
"""Pictures a code may stand in."""

_known: WeakKeyDictionary[Any, dict[int, tuple[int, FilterSet]]] = WeakKeyDictionary()
"""Each camp's filters as they were at a version, ready to be asked."""
_talk: WeakKeyDictionary[Any, RecentTalk] = WeakKeyDictionary()


@feature.on("watched")
def watch(ctx: Context) -> Callable[[], None] | None:
    """What to do about a message; None for nearly every one, at the cost of a look into the camp's settings."""
    version = ctx.camp.settings.get(VERSION)
    if version is None or ctx.person_or_none is None or ctx.role >= Role.EXPERT or ctx.is_host:
        return None
    kept, heard = filter_set(ctx, version), _heard(ctx)
    found = kept.found(heard) or _newcomer(ctx, kept, heard) or _counted(ctx, kept)
    if found is not None:
        return lambda: catch(ctx, found)
    return _asked_for_codes(ctx, kept)


def filter_set(ctx: Context, version: int) -> FilterSet:
    """The camp's filters; made anew where they were changed, here or at another replica. A long list takes a tenth of a second, which nobody
    waits for: until then messages meet the list as it was."""
    mine, camp = _known.setdefault(ctx.router, {}), ctx.camp.id
    made = mine.get(camp)
    if made is not None and made[0] == version:
        return made[1]
    kinds = {one.kind: one for one in filters.of_camp(ctx.db, camp)}
    lists = {of: filters.words(ctx.db, camp, of) for of in filters.LISTS}
    fresh, before = FilterSet(kinds, lists), FilterSet(kinds, {}) if made is None else made[1]
    if sum(map(len, lists.values())) <= AT_ONCE:
        mine[camp] = (version, fresh)
        return fresh
    mine[camp] = (version, before)

    def ready() -> None:
        fresh.make_ready()
        if mine[camp][0] == version:
            mine[camp] = (version, fresh)

    Thread(target=ready, name="word list", daemon=True).start()
    return before


def _heard(ctx: Context) -> Heard:
    event = ctx.event
    return Heard(
        event.text,
        event.data.get("links", ()),
        len(event.data.get("mentions", ())),
        "card" in event.data,
        bool(event.files),
        event.data.get("provenance") is Provenance.FORWARDED,
    )


def _newcomer(ctx: Context, kept: FilterSet, heard: Heard) -> FilterHit | None:
    """Who came within the first hours brings a link, a file, a card or somebody else's words."""
    of = kept.filters.get("newcomers")
    if of is None or ctx.member_or_none is None or not (heard.brings_something or kept.links_in(heard)):
        return None
    since = memberships.joined_at(ctx.db, ctx.member.id)
    return FilterHit(of) if ctx.now - since < timedelta(hours=of.most) else None


def _counted(ctx: Context, kept: FilterSet) -> FilterHit | None:
    """Too much within a minute, or the same again and again; what is said to us is no flood."""
    floods, copies = kept.filters.get("floods"), kept.filters.get("copies")
    if (floods is None and copies is None) or ctx.event.kind is not Kind.SAID or ctx.is_called:
        return None
    lately = lately_of(ctx)
    if copies is not None and lately.copies >= copies.most:
        return FilterHit(copies)
    return FilterHit(floods) if floods is not None and lately.messages >= floods.most else None


def lately_of(ctx: Context) -> Lately:
    """This message and what the same person said a moment ago."""
    talk = _talk.setdefault(ctx.router, RecentTalk())
    return talk.note(ctx.camp.id, ctx.person.id, ctx.event.key, ctx.said_at, compact(folded(ctx.event.text)))


def _asked_for_codes(ctx: Context, kept: FilterSet) -> Callable[[], None] | None:
    """Pictures are looked at by a worker, where the camp has that filter."""
    pictures = [file for file in ctx.event.files if file.name.lower().endswith(ENDINGS)]
    if "codes" not in kept.filters or not pictures:
        return None

    def ask() -> None:
        for file in pictures:
            ctx.fetch(file, "moderation.read_codes", message=message_of(ctx), person=ctx.person.id, at=ctx.now.isoformat())

    return ask


def message_of(ctx: Context) -> str:
    """What the platform calls the message, else what we do."""
    return str(ctx.event.data.get("ref") or ctx.event.key)


def catch(ctx: Context, found: FilterHit, *, person: int | None = None, message: str = "") -> None:
    """It becomes a case, or one more of the case that waits; in force the message goes, and the group reads one line about it."""
    of, who, message = found.of, person or ctx.person.id, message or message_of(ctx)
    on_trial, words = of.on_since is None, _words(ctx)
    waits = cases.waiting_of(ctx.db, ctx.camp.id, who, of.kind, on_trial=on_trial)
    if waits is not None and message in waits.messages:
        return
    if waits is not None:
        before = cases.words(ctx.db, waits.id) or ""
        cases.add(ctx.db, waits, message=message, words=f"{before}\n{words}"[:LONGEST_KEPT])
    else:
        about: dict[str, Any] = {
            "rule": (of.rule, rules_in_force(ctx)[0]),
            "on_trial": on_trial,
            "hit": found.hit[:100],
            "words": words,
        }
        place = (ctx.address.channel, ctx.address.room)
        number = cases.found(ctx.db, ctx.camp.id, who, of.kind, **about, at=ctx.now, place=place, message=message)
        for member in staff(ctx):
            ctx.tell(member.person, *card(ctx, number))
    if on_trial:
        return
    known = ctx.router.channels.get(ctx.address.channel)
    if known is not None and known.can.deletes:
        acting.delete_messages(ctx, ctx.address, [message], ctx.now)
        if waits is None:
            ctx.post(ctx.address, IN_THE_GROUP(rule=of.rule))


def _words(ctx: Context) -> str:
    """What was said, and the names of files with it."""
    return "\n".join(
        filter(None, (ctx.event.text, *(f"📎 {file.name}" for file in ctx.event.files), *ctx.event.data.get("links", ())))
    )[:LONGEST_KEPT]
