"""The store's schema, step by step. A step that has been released is never changed: add another."""

import time
from collections.abc import Callable

from sqlalchemy import Column, Connection, Double, Engine, Integer, MetaData, Table, insert, select

from vitrine.jobs.migrations import (
    m0001_tables,
    m0002_live_figures,
    m0003_score,
    m0004_reviews,
    m0005_partitions,
)

Migration = Callable[[Connection], None]

# The number of a migration is its place here, from 1.
MIGRATIONS: tuple[Migration, ...] = (
    m0001_tables.apply,
    m0002_live_figures.apply,
    m0003_score.apply,
    m0004_reviews.apply,
    m0005_partitions.apply,
)

_applied = Table(
    "applied_migrations",
    MetaData(),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("applied", Double, nullable=False),
)
_LOCK = 0x5649_5452  # PostgreSQL's advisory locks have numbers for names


def migrate(engine: Engine) -> int:
    """Brings a database up to date and returns how many steps that took.

    Several processes may do it at once: the first one in does the work. Raises SQLAlchemy's errors.
    """
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
        _applied.create(connection, checkfirst=True)
        done = set(connection.scalars(select(_applied.c.number)))
        missing = [
            (number, step) for number, step in enumerate(MIGRATIONS, 1) if number not in done
        ]
        for number, step in missing:
            step(connection)
            connection.execute(insert(_applied).values(number=number, applied=time.time()))
    return len(missing)
