"""QR and bar codes in pictures: read by a worker, for a camp that filters them."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from bot.feature import Context, Role
from handlers.moderation.matching import FilterHit
from handlers.moderation.settings import VERSION, feature
from handlers.moderation.watching import catch, filter_set
from storage.connection import Db
from storage.files import Files

LARGEST = 50_000_000
"""Pixels of a picture that is looked at: a few kilobytes may hold billions."""


@feature.task("read_codes")
def read_codes(reader: Db, files: Files, file: str, name: str, message: str, person: int, at: str) -> list[Any]:
    """[[message, person, what the first code says]], or nothing where there is none."""
    said = code_in(files.read(file))
    files.delete(file)
    return [[message, person, said]] if said is not None else []


def code_in(picture: bytes) -> str | None:
    """What the first code in a picture says; None where there is none, or it is no picture."""
    import zxingcpp
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(BytesIO(picture)) as opened:
            if opened.width * opened.height > LARGEST:
                return None
            found = zxingcpp.read_barcodes(opened.convert("L"))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    return found[0].text if found else None


@feature.on("done:moderation.read_codes")
def report(ctx: Context) -> None:
    """Whoever sent it may have become a manager meanwhile, or the filter may be gone: then nothing happens."""
    version = ctx.camp.settings.get(VERSION)
    of = filter_set(ctx, version).filters.get("codes") if version is not None else None
    if of is None or ctx.role >= Role.EXPERT:
        return
    for message, person, said in ctx.event.data["rows"]:
        catch(ctx, FilterHit(of, said), person=person, message=message)
