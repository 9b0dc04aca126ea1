"""Inputs, runs, their rows, and answers kept across runs."""

from sqlalchemy import (
    Column,
    Connection,
    Double,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)


def apply(connection: Connection) -> None:
    """From a blank database."""
    metadata = MetaData()
    _inputs_and_answers(metadata)
    _runs(metadata)
    _rows(metadata)
    metadata.create_all(connection, checkfirst=False)


def _inputs_and_answers(metadata: MetaData) -> None:
    Table(
        "inputs",
        metadata,
        Column("digest", String(64), primary_key=True),
        Column("name", Text, nullable=False),
        Column("data", LargeBinary, nullable=False),
        Column("created", Double, nullable=False),
    )
    Table(
        "answers",
        metadata,
        Column("key", String(64), primary_key=True),
        Column("payload", Text, nullable=False),
        Column("created", Double, nullable=False),
    )


def _runs(metadata: MetaData) -> None:
    Table(
        "runs",
        metadata,
        Column("id", String(32), primary_key=True),
        Column("kind", String(20), nullable=False),
        Column("visitor", String(64), nullable=False),
        Column("settings", Text, nullable=False),
        Column("model_digest", String(64), nullable=False),
        Column("prompt_version", String(20), nullable=False),
        Column("input_digest", String(64)),
        Column("state", String(10), nullable=False),
        Column("total", Integer, nullable=False),
        Column("created", Double, nullable=False),
        Column("started", Double),
        Column("ended", Double),
        Column("reason", Text),
        Index("runs_by_visitor", "visitor", "created"),
        Index("runs_by_state", "state", "created"),
    )


def _rows(metadata: MetaData) -> None:
    Table(
        "rows",
        metadata,
        Column("run_id", String(32), primary_key=True),
        Column("position", Integer, primary_key=True, autoincrement=False),
        Column("product_id", Text, nullable=False),
        Column("text", Text, nullable=False),
        Column("state", String(10), nullable=False),
        Column("twin_of", Integer),
        Column("label", Text),
        Column("result", Text),
        Column("error", Text),
        Column("seconds", Double, nullable=False, server_default="0"),
        Column("calls", Integer, nullable=False, server_default="0"),
        Column("tokens_computed", Integer, nullable=False, server_default="0"),
        Column("tokens_cached", Integer, nullable=False, server_default="0"),
        Column("worker", String(64)),
        Column("lease_until", Double),
        Column("attempts", Integer, nullable=False, server_default="0"),
        Index("rows_by_state", "run_id", "state", "position"),
    )
