"""The shapes the tables have had, one script a change, each run once and then frozen.

`make migration NAME=coins` writes the next one: what the tables of `storage` have and the newest script has not. Read it, fill what must
be filled, and keep three rules:

Expand first, contract a release later. While one replica runs the new program others still run the old one, and a script runs while
they do: a new column has a default or may be empty, a new table is no trouble, and what nobody uses any more goes in the release
after the one that stopped using it. A check the old program could break turns its act away; say so in the script.

A script is frozen with the release it came in (a test holds its hash), and so is what it says: it names what the engine stores, never
our types, tables or constants, which change after it.

It is one transaction with whatever else is behind, on both engines. SQLite cannot add a constraint to a table that stands:
`op.batch_alter_table` rebuilds it there and alters it on PostgreSQL. The tests migrate a lived camp of every release
(`tests/fixtures/lived`) and compare what comes of it, to the last check and index, with what the tables say.
"""
