"""Which versions of a question asked the same, by the same key: the figures of one wording are never mixed with those of another."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from storage.bank import Stored
from storage.question_versions import AskedVersion


class Wording(NamedTuple):
    """A question as it was asked: its id, and the last version that reads so; `is_current` where it reads so today."""

    question: int
    version: int
    is_current: bool
    plain: Mapping[str, Any]


def wordings(stored: Stored, asked: Iterable[AskedVersion]) -> dict[int | None, Wording]:
    """version → the wording it was asked in. An answer from before versions were kept (None) counts for today's."""
    today = Wording(stored.id, stored.version, True, stored.plain)
    known = {_words(stored.plain): today}
    found: dict[int | None, Wording] = {None: today, stored.version: today}
    for one in sorted(asked, key=lambda version: -version.version):
        wording = known.setdefault(_words(one.judged), Wording(stored.id, one.version, False, one.judged))
        found[one.version] = wording
    return found


def _words(plain: Mapping[str, Any]) -> str:
    return json.dumps([plain[name] for name in ("kind", "stem", "options", "answer")], ensure_ascii=False, sort_keys=True)
