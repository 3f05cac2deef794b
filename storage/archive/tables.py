"""What an archive keeps: its entries with every version, wording and tag, the pairs that may ask the same, and its own words."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from storage.schema import Instant, Json, Key, foreign_key, metadata, primary_key

archive = Table(
    "archive",
    metadata,
    foreign_key("camp", primary_key=True),
    Column("last_number", Integer, nullable=False, server_default=text("0")),
    Column("dictionary", Integer, nullable=False, server_default=text("0")),
    Column("compared_at", Instant),
)
"""The number given last, the version of the camp's own words, and up to when entries were compared with each other."""
entry = Table(
    "entry",
    metadata,
    primary_key(),
    foreign_key("camp"),
    Column("number", Integer, nullable=False),
    Column("version", Integer, nullable=False, server_default=text("1")),
    Column("question", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("tags", Json, nullable=False),
    foreign_key("person", nullable=True, index=True),
    Column("author", Text),
    Column("source", Text, nullable=False),
    Column("link", Text),
    Column("fingerprint", BigInteger, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("retired_at", Instant),
    Column("superseded_by", Key, ForeignKey("entry.id")),
    Column("haul", Key),
    UniqueConstraint("camp_id", "number"),
)
"""`person_id` wrote the answer; `author` is a name where no member of ours did. `source` is where it comes from (`ticket:7`,
`import:3`, `room`), `link` the platform's address of the message. A retired entry is not found; `superseded_by` says what is
instead. `haul` is the import that wrote it as it reads now."""
Index("ix_entry_fingerprint", entry.c.camp_id, entry.c.fingerprint, entry.c.number)
"""The number too: else SQLite reads the whole camp in order of the numbers to find the one."""
Index("ix_entry_changed", entry.c.camp_id, entry.c.changed_at)
Index("ix_entry_haul", entry.c.haul, entry.c.camp_id)
entry_tag = Table(
    "entry_tag", metadata, foreign_key("entry", primary_key=True), Column("tag", Text, primary_key=True), foreign_key("camp")
)
"""The tags once more, to be filtered by; an axis and its value are one tag, `行业=零售`."""
Index("ix_entry_tag_camp", entry_tag.c.camp_id, entry_tag.c.tag)
entry_version = Table(
    "entry_version",
    metadata,
    foreign_key("entry", primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("question", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("tags", Json, nullable=False),
    foreign_key("person", nullable=True, index=True),
    Column("at", Instant, nullable=False),
)
"""How an entry read before; `person_id` changed it, at that moment."""
alias = Table(
    "alias",
    metadata,
    primary_key(),
    foreign_key("entry", index=True),
    Column("words", Text, nullable=False),
    Column("fingerprint", BigInteger, nullable=False),
    Column("source", Text, nullable=False),
    foreign_key("person", nullable=True, index=True),
    Column("at", Instant, nullable=False),
    Column("haul", Key, index=True),
    UniqueConstraint("entry_id", "fingerprint"),
    CheckConstraint("source in ('confirmed','imported','merged')", name="source"),
)
"""Another wording of an entry's question: of somebody who said it is the same, of a file, or of an entry merged into it."""
duplicate = Table(
    "duplicate",
    metadata,
    primary_key(),
    foreign_key("camp"),
    foreign_key("entry", index=True),
    foreign_key("entry", name="other_id", index=True),
    Column("chance", Integer, nullable=False),
    Column("found_at", Instant, nullable=False),
    Column("merged", Boolean),
    foreign_key("person", nullable=True, index=True),
    Column("decided_at", Instant),
    UniqueConstraint("entry_id", "other_id"),
)
"""Two entries that may ask the same, `chance` in per mille; `merged` is empty until `person_id` has decided."""
Index("ix_duplicate_camp", duplicate.c.camp_id, duplicate.c.id)
dict_word = Table(
    "dict_word",
    metadata,
    foreign_key("camp", primary_key=True),
    Column("word", Text, primary_key=True),
    Column("means", Text, nullable=False),
    foreign_key("person", nullable=True, index=True),
    Column("at", Instant, nullable=False),
)
"""A word of the camp's own and what it is another word for, or itself; both as the search spells them."""
