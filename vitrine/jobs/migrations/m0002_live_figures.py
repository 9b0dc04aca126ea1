"""When a row ended, for the pace and the latest answers; and indexes for the figures of a live page."""

from sqlalchemy import Connection

_STEPS = (
    "ALTER TABLE rows ADD COLUMN ended DOUBLE PRECISION",
    "CREATE INDEX rows_by_end ON rows (run_id, ended)",
    "CREATE INDEX rows_by_label ON rows"
    " (run_id, state, label, calls, tokens_computed, tokens_cached)",  # all that is summed up
    "CREATE INDEX rows_by_twin ON rows (run_id, twin_of)",
)


def apply(connection: Connection) -> None:
    """Rows that ended before keep no time: they count in no pace."""
    for step in _STEPS:
        connection.exec_driver_sql(step)
