"""The tables of the record.

``revisions`` is the record: rows are added and never changed (but by an erasure, see erasure.py). ``current``
is its projection, one row a record, kept in the same transaction; it can be rebuilt from the revisions at any
time.
"""

from sqlalchemy import Boolean, Column, Float, Index, Integer, MetaData, Table, Text

metadata = MetaData()

revisions = Table(
    "revisions",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("id", Text, nullable=False, unique=True),  # made by whoever wrote it: sent twice, stored once
    Column("workshop", Text, nullable=False),
    Column("record", Text, nullable=False),
    Column("type", Text, nullable=False),  # a model.RecordType
    Column("parents", Text, nullable=False),  # JSON list: the heads that its author saw
    Column("clock", Text, nullable=False),  # hybrid logical clock, see clock.py
    Column("at", Text, nullable=False),  # ISO 8601, UTC: when the store took it
    Column("author", Text, nullable=False),
    Column("body", Text, nullable=False),  # JSON object, the text exactly as typed
    Column("settles", Text, nullable=False, server_default="[]"),  # JSON list: fields chosen in a conflict
    Column("position", Integer, nullable=False, server_default="0"),  # a new entry's number where it was made
    Column("hash", Text, nullable=False, server_default=""),  # SHA-256 of all of the above but `seq`
    Index("revisions_of_record", "workshop", "record", "seq"),
    Index("revisions_by_clock", "workshop", "clock"),
)

current = Table(
    "current",
    metadata,
    Column("workshop", Text, primary_key=True),
    Column("record", Text, primary_key=True),
    Column("type", Text, nullable=False),
    Column("part", Text, nullable=False),  # the breakout group of an entry; empty for all else
    Column("position", Integer, nullable=False),  # the n-th entry of its group: the number people quote
    Column("simulated", Boolean, nullable=False),
    Column("seq", Integer, nullable=False),  # of its newest change here, in the order in which things came
    Column("revision", Text, nullable=False),  # the newest that says what is shown
    Column("heads", Text, nullable=False),  # JSON list; more than one: edited by two people at once
    Column("author", Text, nullable=False),
    Column("created", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("conflicts", Text, nullable=False, server_default="{}"),  # JSON: field → ids of who set it
    Column("copy", Integer, nullable=False, server_default="0"),  # of entries of two laptops with one number
    Column("born", Text, nullable=False, server_default=""),  # clock of its first revision
    Index("current_by_part", "workshop", "type", "part", "position"),
    Index("current_by_seq", "workshop", "seq"),
)

# Not part of the record: what a machine proposes, replaced whole each time it is made anew.
suggestions = Table(
    "suggestions",
    metadata,
    Column("workshop", Text, primary_key=True),
    Column("entry", Text, primary_key=True),
    Column("theme", Text, primary_key=True),
    Column("reason", Text, nullable=False),
    Column("origin", Text, nullable=False, server_default="keyword"),  # or "model"
    Column("confidence", Float),  # that a person would agree, 0 to 1; null where nobody can tell yet
)

# Not part of the record: what a machine last read out of it, as JSON, replaced whole each time, and under
# FILED the number that each edition of the report was last filed under, which holds no words.
FILED = "filed"
readings = Table(
    "readings",
    metadata,
    Column("workshop", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("body", Text, nullable=False),
)

# Not part of the record: by which code somebody takes which role. No export contains it.
codes = Table(
    "codes",
    metadata,
    Column("id", Text, primary_key=True),
    Column("workshop", Text, nullable=False),
    Column("code", Text, nullable=False, unique=True),
    Column("role", Text, nullable=False),
    Column("part", Text, nullable=False),  # the breakout group; empty for a role of no group
    Column("created", Text, nullable=False),
    Column("expires", Text, nullable=False),
    Column("revoked", Boolean, nullable=False),
)
