"""The partitions of runs whose rows are too many for this database."""

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Double,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
)


def apply(connection: Connection) -> None:
    """No run had any before."""
    metadata = MetaData()
    Table(
        "partitions",
        metadata,
        Column("run_id", String(32), nullable=False),
        Column("number", Integer, nullable=False),
        Column("part", Text, nullable=False),  # JSON: what is read, and where
        Column("rows", Integer, nullable=False),
        Column("state", String(8), nullable=False),  # waiting, claimed, done
        Column("worker", Text),
        Column("lease_until", Double),
        Column("attempts", Integer, nullable=False, server_default="0"),
        Column("answered", Integer, nullable=False, server_default="0"),
        Column("failed", Integer, nullable=False, server_default="0"),
        Column("calls", BigInteger, nullable=False, server_default="0"),
        Column("tokens_computed", BigInteger, nullable=False, server_default="0"),
        Column("tokens_cached", BigInteger, nullable=False, server_default="0"),
        Column("by_label", Text, nullable=False, server_default="[]"),
        Column("ended", Double),
        PrimaryKeyConstraint("run_id", "number"),
    )
    metadata.create_all(connection, checkfirst=False)
