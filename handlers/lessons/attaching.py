"""A picture, a video, a sound or a file that comes with a lesson: whoever may write lessons sends it in private with 微课 L12."""

from __future__ import annotations

from typing import Any

from bot.feature import Context, Phrase, Role
from handlers.lessons.settings import feature
from storage import lessons
from storage.connection import Db
from storage.files import Files
from storage.lessons import Lesson

ATTACHED = Phrase(
    zh="✅ “{name}”已附到 L{number}，共{n}个附件。", en="✅ “{name}” now comes with L{number}; {n:attachment|attachments}."
)
FULL = Phrase(zh="L{number} 已有{n}个附件，放不下了。", en="L{number} has {n:attachment|attachments} already.")
MOST = 6
PICTURES = (b"\x89PNG\r\n", b"\xff\xd8\xff")


def attach(ctx: Context, lesson: Lesson) -> None:
    """Fetches what was sent; it is part of the lesson once it is here."""
    for file in ctx.event.files:
        ctx.fetch(file, "lessons.attach", lesson=lesson.id)


@feature.task("attach", by=Role.EXPERT)
def look_at(reader: Db, lesson: int, file: str, name: str, files: Files) -> list[Any]:
    """[[lesson, kind, file, name, bytes]]: a picture where it can be shown as one."""
    content = files.read(file)
    kind = "picture" if content.startswith(PICTURES) else "file"
    return [[lesson, kind, file, name, len(content)]]


@feature.on("done:lessons.attach")
def attached(ctx: Context) -> None:
    for lesson_id, *attachment in ctx.event.data["rows"]:
        lesson = lessons.by_id(ctx.db, lesson_id)
        if len(lesson.files) >= MOST:
            ctx.reply(FULL(number=lesson.number, n=len(lesson.files)))
            continue
        kept = [known for known in lesson.files if known[1] != attachment[1]] + [attachment]
        lessons.attach(ctx.db, lesson_id, kept)
        ctx.reply(ATTACHED(name=attachment[2], number=lesson.number, n=len(kept)))
