"""What imported figures stand in: what is measured, the files they came in, and each figure with its versions."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Index, Integer, Table, Text, UniqueConstraint, text

from storage.schema import Day, Instant, foreign_key, metadata, primary_key

kpi_metric = Table(
    "kpi_metric",
    metadata,
    primary_key(),
    foreign_key("camp"),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("folded", Text, nullable=False),
    Column("unit", Text, nullable=False, server_default=text("('')")),
    UniqueConstraint("camp_id", "kind", "folded"),
    CheckConstraint("kind IN ('kpi', 'appraisal')", name="kind"),
)
"""What is measured: of one name there is one, in one unit; an appraisal's is the dimension somebody was marked in."""

kpi_import = Table(
    "kpi_import",
    metadata,
    primary_key(),
    foreign_key("camp", index=True),
    Column("kind", Text, nullable=False),
    Column("file", Text, nullable=False),
    foreign_key("person", name="made_by", nullable=True, index=True),
    Column("made_at", Instant, nullable=False),
    CheckConstraint("kind IN ('kpi', 'appraisal')", name="kind"),
)
"""A file that was taken in; `made_by` is nobody's where the shell did it."""

kpi_value = Table(
    "kpi_value",
    metadata,
    primary_key(),
    foreign_key("kpi_metric", name="metric_id"),
    foreign_key("membership", nullable=True),
    Column("team", Text, nullable=False, server_default=text("('')")),
    Column("month", Day, nullable=False),
    Column("value", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("replaced_at", Instant),
    foreign_key("kpi_import", name="import_id", index=True),
    CheckConstraint("(membership_id IS NULL) = (team <> '')", name="whose"),
    CheckConstraint("version > 0", name="version"),
)
"""A figure of a member or of a team; `month` is its first day, `value` an exact decimal, written out. Of its versions the one
that was not replaced stands."""
Index("ix_kpi_value_member", kpi_value.c.membership_id, kpi_value.c.month)
STANDS = kpi_value.c.replaced_at.is_(None)
_of_somebody = kpi_value.c.membership_id.is_not(None) & STANDS
_of_a_team = kpi_value.c.membership_id.is_(None) & STANDS
Index(
    "uq_kpi_value_member",
    kpi_value.c.metric_id,
    kpi_value.c.membership_id,
    kpi_value.c.month,
    unique=True,
    sqlite_where=_of_somebody,
    postgresql_where=_of_somebody,
)
Index(
    "uq_kpi_value_team",
    kpi_value.c.metric_id,
    kpi_value.c.team,
    kpi_value.c.month,
    unique=True,
    sqlite_where=_of_a_team,
    postgresql_where=_of_a_team,
)
