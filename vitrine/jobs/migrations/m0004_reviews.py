"""What people say of a run's answers, and which of two runs' answers they prefer."""

from sqlalchemy import Column, Connection, Double, Index, Integer, MetaData, String, Table, Text


def apply(connection: Connection) -> None:
    """Nothing was reviewed before."""
    metadata = MetaData()
    _reviews(metadata)
    _votes(metadata)
    metadata.create_all(connection, checkfirst=False)


def _reviews(metadata: MetaData) -> None:
    Table(
        "reviews",
        metadata,
        Column("number", Integer, primary_key=True),  # the later, the higher
        Column("run_id", String(32), nullable=False),
        Column("position", Integer, nullable=False),
        Column("product_id", Text, nullable=False),
        Column("reviewer", Text, nullable=False),
        Column("verdict", String(6), nullable=False),
        Column("answer", Text),
        Column("category", Text),
        Column("usefulness", Integer),
        Column("clarity", Integer),
        Column("safety", Integer),
        Column("agreement", Integer),
        Column("justification", Text),
        Column("made", Double, nullable=False),
        Index("reviews_by_run", "run_id", "product_id"),
    )


def _votes(metadata: MetaData) -> None:
    Table(
        "votes",
        metadata,
        Column("number", Integer, primary_key=True),
        Column("first_run", String(32), nullable=False),
        Column("second_run", String(32), nullable=False),
        Column("position", Integer, nullable=False),  # in the first run
        Column("product_id", Text, nullable=False),
        Column("on_left", String(6), nullable=False),
        Column("vote", String(7), nullable=False),
        Column("reviewer", Text, nullable=False),
        Column("made", Double, nullable=False),
        Index("votes_by_first", "first_run"),
        Index("votes_by_second", "second_run"),
    )
