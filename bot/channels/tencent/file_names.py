"""A file's name out of the header it comes with: `filename*` before `filename`, in whatever set of characters (RFC 6266, RFC 8187)."""

from __future__ import annotations

import re
from urllib.parse import unquote, unquote_to_bytes

LONGEST = 200
UNNAMED = "file"

_PARAMETER = re.compile(r"""(?:^|[;\s])(filename\*?)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;]*))""", re.IGNORECASE)
_EXTENDED = re.compile(r"([\w.:-]+)'[^']*'(.*)", re.DOTALL)
_UNFIT = re.compile(r"[/\\\x00-\x1f\x7f]")


def file_name(disposition: str) -> str:
    """What people called it, without a path; "file" where the header does not say."""
    given: dict[str, str] = {}
    for name, quoted, plain in _PARAMETER.findall(disposition):
        given.setdefault(name.lower(), re.sub(r"\\(.)", r"\1", quoted) if quoted else plain.strip())
    name = _extended(given.get("filename*", "")) or unquote(_as_utf8(given.get("filename", "")))
    return _UNFIT.sub("_", name).strip(". ")[:LONGEST] or UNNAMED


def _extended(value: str) -> str:
    """`charset'language'percent-encoded` as words; "" for anything else."""
    found = _EXTENDED.fullmatch(value)
    if found is None:
        return ""
    try:
        return unquote_to_bytes(found[2]).decode(found[1], "replace")
    except LookupError:
        return unquote(found[2])


def _as_utf8(value: str) -> str:
    """Bytes sent as they are, which HTTP reads as Latin-1 or cannot read at all."""
    try:
        return value.encode("utf-8", "surrogateescape").decode() if not value.isascii() else value
    except UnicodeDecodeError:
        return value.encode("utf-8", "surrogateescape").decode("gb18030", "replace")
