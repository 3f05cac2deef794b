"""How an entry of the archive reads: its question, its answer, who gave it, and where it was said."""

from __future__ import annotations

from bot.feature import Context, Phrase, Press, Said
from bot.parts import Mark, Run, Text
from handlers.qa.codes import title
from storage import archive, heat
from storage.archive import Entry

HEAD = Phrase(zh="{code}《{question}》", en="{code} “{question}”")
AUTHOR = Phrase(zh="—— {author}", en="— {author}")
TAGS = Phrase(zh="标签 {tags}", en="tags {tags}")
SOURCE = Phrase(zh="原消息", en="the message")
RETIRED = Phrase(zh="⚠️ 这条已作废。", en="⚠️ This one is retired.")
SUPERSEDED = Phrase(zh="⚠️ 这条已由 {code} 代替。", en="⚠️ This one is superseded by {code}.")
USED = Phrase(zh="用上了", en="It helped")


def card(ctx: Context, one: Entry, *more: Press) -> list[Said]:
    """The whole entry, with a button for whom it helped; its opening is counted for the heat."""
    heat.note(ctx.db, one.id, ctx.person.id, "open", ctx.today)
    head = Run(HEAD(code=one.code, question=title(one.question)).to(ctx.language), Mark.STRONG)
    said = Text((head, Run(f"\n{one.answer}"), *_signature(ctx, one)))
    return [said, *_warning(ctx, one), [Press(USED, f"用上了 {one.code}"), *more]]


def _signature(ctx: Context, one: Entry) -> list[Run]:
    notes = [AUTHOR(author=one.author)] if one.author else []
    notes += [TAGS(tags=one.tags)] if one.tags else []
    apart = " | " if ctx.language == "en" else "｜"
    runs = [Run("\n" + apart.join(note.to(ctx.language) for note in notes), Mark.SOFT)] if notes else []
    return [*runs, Run(apart if notes else "\n"), Run(SOURCE().to(ctx.language), link=one.link)] if one.link else runs


def _warning(ctx: Context, one: Entry) -> list[Said]:
    if one.retired_at is None:
        return []
    if one.superseded_by is None:
        return [RETIRED]
    return [SUPERSEDED(code=archive.get(ctx.db, one.superseded_by).code)]
