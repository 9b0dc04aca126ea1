"""A number to order rows by, so that the least sure answers of a long run are found at once."""

from sqlalchemy import Connection

_STEPS = (
    "ALTER TABLE rows ADD COLUMN score DOUBLE PRECISION",
    "CREATE INDEX rows_by_score ON rows (run_id, score)",
)


def apply(connection: Connection) -> None:
    """Rows that ended before keep no score: they come last."""
    for step in _STEPS:
        connection.exec_driver_sql(step)
