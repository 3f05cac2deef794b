"""Beside the talk in the web chat: the way to the desk, for whoever may be there."""

from __future__ import annotations

from typing import Any

from bot.feature import Asker, Role
from handlers.desk.settings import feature
from storage.connection import Db


@feature.panel
def desk(reader: Db, asker: Asker) -> tuple[dict[str, Any], list[Any]]:
    return ({"desk": asker.camp.id} if asker.role >= Role.EXPERT else {}), []
