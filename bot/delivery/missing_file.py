"""What is said in place of a file that is not in the store any more."""

from __future__ import annotations

from collections.abc import Sequence

from bot.parts import File, Part, Picture, Text
from bot.phrases import Phrase

FILE = Phrase(
    zh="文件“{name}”找不到了，没有发出，请再要一次。",
    en="The file “{name}” cannot be found and was not sent; please ask for it again.",
)
PICTURE = Phrase(zh="（图片找不到了：{alt}）", en="(The picture cannot be found: {alt})")


def without_file(parts: Sequence[Part], file: str, language: str) -> tuple[Part, ...]:
    """The same message with a sentence where the file was."""
    said: list[Part] = []
    for part in parts:
        if isinstance(part, File | Picture) and part.file == file:
            below = "\n" if said and isinstance(said[-1], Text) else ""
            said.append(Text.of(below + _sentence(part, language)))
        else:
            said.append(part)
    return tuple(said)


def _sentence(part: File | Picture, language: str) -> str:
    said = FILE(name=part.name) if isinstance(part, File) else PICTURE(alt=part.alt)
    return said.to(language)
