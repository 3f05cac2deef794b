"""活动 V3 归档: what was shown goes into the archive with the event as its source, and is found from that moment on; 活动 V3 材料 sends the files."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import Any

from bot.audience import Audience
from bot.feature import Context, Phrase, Press, Refusal, Role
from bot.parts import File
from handlers.events import access, rules, wording
from handlers.events.settings import feature
from storage.archive import entries
from storage.connection import Db
from storage.events import materials
from storage.events.events import Event
from storage.events.materials import EventMaterial
from storage.files import Files

LONGEST_TITLE, LONGEST_WORDS = 60, 2000
LINK = re.compile(r"https?://\S+")

HOW = Phrase(
    zh="写上标题和说明，可以带链接；图片、文件附在同一条里。试试：活动 V{id} 归档 谈判讲义 三页话术 https://…",
    en="It takes a title and some words, with a link if you like; send a picture or file along. Try: event V{id} archive Slides three pages https://…",
)
LONG = Phrase(
    zh="标题最多{title}字，说明最多{words}字。", en="A title has at most {title:character|characters}, the words {words}."
)
KNOWN = Phrase(
    zh="归档里已经有《{title}》了：{code}，没有再存。",
    en="“{title}” is in the archive already as {code}; it was not kept again.",
)
KEPT = Phrase(
    zh="✅ {code}《{title}》归档了，来自 {event}，现在就能搜到。",
    en="✅ {code} “{title}” is archived, from {event}; it can be found now.",
)
FROM = Phrase(zh="{words}（来自 V{id}《{title}》{files}）", en="{words} (from V{id} “{title}”{files})")
FILES = Phrase(zh="，附件：{names}", en=", with {names}")
SEE = Phrase(zh="看材料", en="See the files")
MOST_FILES = 5
TOO_MANY = Phrase(zh="一次最多附{most}个文件。", en="At most {most:file|files} at once.")
NOT_FETCHED = Phrase(
    zh="“{name}”没有传到，没有收。请再发一次。", en="“{name}” did not arrive and was not taken. Please send it again."
)
NONE = Phrase(
    zh="{event} 还没有附件。归档的文字发“搜”就能找到。",
    en="{event} has no files yet. What was archived in words is found by “search”.",
)
HEAD = Phrase(zh="📘 {event} 的材料：{titles}", en="📘 Material of {event}: {titles}")
TAKEN_BACK = Phrase(zh="✅ {code} 从归档里收回了。", en="✅ {code} was taken out of the archive.")
GONE = Phrase(zh="{code} 已经不在归档里了。", en="{code} is not in the archive any more.")

feature.act("event_archive", Phrase(zh="{who} 把《{title}》归档为 {code}", en="{who} archived “{title}” as {code}"))


def archive(ctx: Context, one: Event, words: str) -> None:
    """A title, then what it is; pictures and files are found by these words and their names."""
    if not access.may_run(ctx, one) and ctx.role < Role.EXPERT and ctx.member.id != one.speaker_id:
        raise Refusal(access.NOT_YOURS(event=wording.named(one)))
    title, rest = rules.title_in(words)
    names = [file.name for file in ctx.event.files]
    if not title or not (rest or names):
        raise Refusal(HOW(id=one.id))
    if len(names) > MOST_FILES:
        raise Refusal(TOO_MANY(most=MOST_FILES))
    if len(title) > LONGEST_TITLE or len(rest) > LONGEST_WORDS:
        raise Refusal(LONG(title=LONGEST_TITLE, words=LONGEST_WORDS))
    if same := entries.asked_like(ctx.db, ctx.camp.id, title):
        raise Refusal(KNOWN(title=title, code=same[0].code))
    link = LINK.search(rest)
    files = FILES(names=names) if names else ""
    answer = FROM(words=rest or title, id=one.id, title=one.title, files=files).to(ctx.camp.language)
    kept = entries.add(
        ctx.db,
        ctx.camp.id,
        title,
        answer,
        tags=one.topics,
        person=ctx.person.id,
        source=f"event:{one.id}",
        link=link[0] if link else None,
        at=ctx.now,
    )
    ctx.audit("event_archive", undo={"entry": kept.id}, title=title, code=kept.code)
    for ref in ctx.event.files:
        ctx.fetch(ref, then="events.keep", event=one.id, member=ctx.member.id, title=title, name=ref.name)
    ctx.reply(KEPT(code=kept.code, title=title, event=wording.named(one)), [Press(SEE, f"活动 V{one.id} 材料")])


@feature.task("keep")
def keep(reader: Db, files: Files, event: int, member: int, title: str, file: str, name: str) -> list[list[Any]]:
    """A file that arrived: [its event, whose it is, the title, its name, its place, how many bytes]"""
    return [[event, member, title, PurePath(name).name, file, len(files.read(file))]]


@feature.on("done:events.keep")
def kept(ctx: Context) -> None:
    for event, member, title, name, file, size in ctx.event.data["rows"]:
        if size:
            materials.keep(ctx.db, event, member, EventMaterial(title, name, file, size), at=ctx.now)
        else:
            ctx.reply(NOT_FETCHED(name=name[-40:]), audience=Audience.PERSON)


@feature.on("failed:events.keep")
def not_kept(ctx: Context) -> None:
    ctx.reply(NOT_FETCHED(name=ctx.event.data["payload"]["fetch"]["name"][-40:]), audience=Audience.PERSON)


def show(ctx: Context, one: Event) -> None:
    """The files, to whoever asks."""
    known = materials.of(ctx.db, one.id)
    if not known:
        raise Refusal(NONE(event=wording.named(one)))
    parts = [File(it.file, it.name, it.size) for it in known[-MOST_FILES:]]
    ctx.reply(
        HEAD(event=wording.named(one), titles=list(dict.fromkeys(it.title for it in known))), *parts, audience=Audience.PERSON
    )


@feature.undoes("event_archive", by=Role.MANAGER)
def archive_back(ctx: Context, entry: int) -> None:
    one = entries.get(ctx.db, entry)
    if not entries.retire(ctx.db, one, at=ctx.now):
        raise Refusal(GONE(code=one.code))
    ctx.reply(TAKEN_BACK(code=one.code))
