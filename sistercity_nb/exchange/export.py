"""What the record holds, as a table's file."""

from pathlib import Path

from sistercity_nb.exchange.intake import known_of
from sistercity_nb.exchange.spreadsheet import write
from sistercity_nb.exchange.tables import TITLES, Table
from sistercity_nb.store import Store


def export(store: Store, table: Table, file: Path, language: str) -> int:
    """Write every record of the table's type that was not erased; returns how many.

    Raises:
        FileRefused: as ``spreadsheet.write`` says.
    """
    known = known_of(store, table, language)
    columns = [(column.head.say(language), column.show) for column in table.columns if column.show]
    states = [state for state in known.states[table.type] if not state["erased"]]
    rows = [[show(state, known) for _, show in columns] for state in states]
    write(file, TITLES[table.name].say(language), [head for head, _ in columns], rows)
    return len(rows)
