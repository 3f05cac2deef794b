"""Which kind of file one is: by its ending and by what is in it."""

from __future__ import annotations

from collections.abc import Iterable

from bot.documents.document import Document
from bot.feature import Camp
from bot.file_kind import FileKind


def recognised(kinds: Iterable[FileKind], document: Document, camp: Camp) -> list[FileKind]:
    """The kind a file holds; several where nothing tells them apart, none where it holds none of them. Raises Refusal as the
    document does.

    An ending only one kind has decides; else the surest sign in the content does, among the kinds that have the ending if there are any;
    of equally sure kinds those that can take nothing of it are out. What has an ending and no sign is told what its kind has.
    """
    named = [kind for kind in kinds if document.ending in kind.endings]
    if len(named) == 1:
        return named
    known = named or list(kinds)
    signs = {kind.code: kind.sign(document) for kind in known}
    surest = max(signs.values())
    likely = [kind for kind in known if signs[kind.code] == surest] if surest else named[:1]
    if len(likely) > 1:
        likely = [kind for kind in likely if kind.read(document, camp).items] or likely
    return likely
