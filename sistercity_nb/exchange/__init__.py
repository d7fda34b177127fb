"""Tables for people with a spreadsheet: what the record holds as XLSX and CSV, and such files back in."""

NAMES = ("entries", "participants", "codings", "findings", "answers")
