"""A request's values, however they came: JSON, form or multipart, with files attached."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.standins.telegram.rules import UPLOAD_LIMIT, Refused, bad


@dataclass(frozen=True, slots=True)
class Upload:
    """A file sent along."""

    name: str
    mime: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Values:
    """Parameters by name, read as the type the method wants; a wrong one is the API's 400."""

    given: dict[str, Any]
    uploads: dict[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str:
        value = self.given.get(name, "")
        return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

    def number(self, name: str) -> int | None:
        value = self.given.get(name)
        if value in (None, ""):
            return None
        try:
            return int(value)
        except (TypeError, ValueError):
            raise bad(f"{name} must be a number") from None

    def needed(self, name: str) -> int:
        value = self.number(name)
        if value is None:
            raise bad(f"{name.replace('_', ' ')} is not specified" if name == "message_id" else f"{name} is empty")
        return value

    def flag(self, name: str) -> bool:
        return str(self.given.get(name, "")).lower() in {"true", "1"}

    def object(self, name: str) -> Any:
        value = self.given.get(name)
        if value in (None, ""):
            return None
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            raise bad(f"can't parse {name} JSON object") from None

    def file(self, name: str) -> Upload | str:
        """An upload (in the field itself or by attach://), or the file id given instead."""
        if name in self.uploads:
            return self.uploads[name]
        given = self.text(name)
        if given.startswith("attach://"):
            return self.uploads[given.removeprefix("attach://")]
        if not given:
            raise bad(f"there is no {name} in the request")
        return given


async def read(request: web.Request) -> Values:
    """The values of a request: its query, and its body in any of the three encodings."""
    given: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        body = await request.read()
        try:
            return Values(given | (json.loads(body) if body else {}))
        except ValueError:
            raise bad("can't parse request body as JSON") from None
    if (request.content_length or 0) > UPLOAD_LIMIT + 1024 * 1024:
        raise Refused(413, "Request Entity Too Large")
    uploads = {}
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            uploads[name] = Upload(value.filename, value.content_type, value.file.read())
        else:
            given[name] = value
    return Values(given, uploads)
