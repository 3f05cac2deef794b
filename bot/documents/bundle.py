"""Values and whole files in one JSON file: written so that it reads in any editor, and read back as documents."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any

from bot.documents.document import Document

FILES = "files"


def packed(values: Mapping[str, Any], files: Mapping[str, tuple[str, bytes]]) -> bytes:
    """The values, and files (name, content) by a word each."""
    inside = {word: {"name": name, "content": base64.b64encode(content).decode()} for word, (name, content) in files.items()}
    return json.dumps({**values, FILES: inside}, ensure_ascii=False, indent=1).encode()


def unpacked(document: Document) -> tuple[dict[str, Any], dict[str, Document]]:
    """The same, back. Raises ValueError for what is none."""
    whole = json.loads(document.data)
    if not isinstance(whole, dict) or not isinstance(whole.get(FILES, {}), dict):
        raise ValueError(document.name)
    try:
        inside = {word: Document(base64.b64decode(one["content"]), one["name"]) for word, one in whole.pop(FILES, {}).items()}
    except (KeyError, TypeError) as problem:
        raise ValueError(document.name) from problem
    return whole, inside
