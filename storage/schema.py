"""Column types both engines store alike, and the one MetaData every table stands in."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import BigInteger, Column, Dialect, ForeignKey, Integer, MetaData, Text
from sqlalchemy.types import TypeDecorator

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Key = BigInteger().with_variant(Integer, "sqlite")
"""A row's number: 64 bits on both engines, given by the engine and never by hand."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


class Instant(TypeDecorator[datetime]):
    """An aware moment as integer microseconds since 1970 UTC. A naive one raises ValueError."""

    impl = BigInteger
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], int | None]:
        return _microseconds

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[int | None], datetime | None]:
        return _moment


@lru_cache(maxsize=256)
def _microseconds(value: datetime | None) -> int | None:
    if value is None:
        return None
    if value.tzinfo is None:
        raise ValueError(f"a naive moment: {value}")
    return (value - EPOCH) // MICROSECOND


def _moment(value: int | None) -> datetime | None:
    return None if value is None else EPOCH + timedelta(microseconds=value)


class Day(TypeDecorator[date]):
    """A local day as ISO text: compares and sorts as days do."""

    impl = Text
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[date | None], str | None]:
        return _iso

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[str | None], date | None]:
        return _day


@lru_cache(maxsize=256)
def _iso(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


@lru_cache(maxsize=256)
def _day(value: str | None) -> date | None:
    return None if value is None else date.fromisoformat(value)


class Json(TypeDecorator[Any]):
    """JSON as text we encode ourselves, so that both engines give back the same bytes."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else json.loads(value)


def primary_key() -> Column[int]:
    """The numbered primary key most tables have."""
    return Column("id", Key, primary_key=True)


def foreign_key(
    target: str, *, name: str | None = None, nullable: bool = False, index: bool = False, primary_key: bool = False
) -> Column[int]:
    """A column that names a row of another table: `to("person")` is `person_id` and must exist there."""
    return Column(
        name or f"{target}_id",
        Key,
        ForeignKey(f"{target}.id"),
        nullable=nullable and not primary_key,
        index=index,
        primary_key=primary_key,
    )


def anywhere(part: str) -> str:
    """A pattern for LIKE (escape "\\") that finds these words wherever they stand, as they stand."""
    return "%" + re.sub(r"([\\%_])", r"\\\1", part) + "%"
