"""What the files about importing and exporting share: their feature, and how a kind of file is named."""

from __future__ import annotations

from collections.abc import Iterable

from bot.feature import Context, Feature, Phrase, Press, Theme
from bot.file_kind import FileKind
from bot.names import folded
from bot.phrases import listed

feature = Feature("import_export", Theme.CAMP)

TEMPLATE = Phrase(zh="要{kind}模板", en="{kind} template")


def kinds(ctx: Context) -> list[FileKind]:
    """Every kind of file, the usual one first."""
    known: Iterable[FileKind] = ctx.router.file_kinds.values()
    return sorted(known, key=lambda kind: not kind.is_usual)


def called(ctx: Context, word: str) -> FileKind | None:
    """The kind a word means."""
    return next((kind for kind in kinds(ctx) if folded(word) in kind.words), None)


def names(ctx: Context, some: Iterable[FileKind]) -> str:
    """题库、课程: kinds as the reader calls them."""
    return listed([kind.name().to(ctx.language) for kind in some], ctx.language)


def template_press(ctx: Context, kind: FileKind) -> Press:
    """The button that asks for a kind's empty file."""
    english = ctx.language == "en"
    word = next((word for word in kind.words if word.isascii() == english), kind.words[0])
    return Press(TEMPLATE(kind=kind.name), f"import {word} template" if english else f"导入 {word} 模板")
