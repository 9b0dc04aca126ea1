"""Opens the database that holds the runs: a SQLite file by itself, or PostgreSQL where one is named."""

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from vitrine.errors import StoreUnusable
from vitrine.jobs.migrations import migrate
from vitrine.settings import Settings

FILE_NAME = "vitrine.sqlite3"
READING = {"reading": True}  # of a connection that only looks: it takes no lock on SQLite
# `hide_parameters`, below: an error's text goes to the log, and no product's text may.
_PATIENCE = 30.0  # seconds to wait for another process's write


def open_database(settings: Settings) -> Engine:
    """The database of these settings, made where there is none and brought up to date.

    Raises `StoreUnusable`.
    """
    url = settings.database_url
    try:
        engine = _sqlite(settings.state_dir) if url is None else _server(url)
    except (OSError, ArgumentError, ImportError) as error:
        raise _unusable(settings, error) from error
    try:
        migrate(engine)
    except SQLAlchemyError as error:
        engine.dispose()
        raise _unusable(settings, error) from error
    return engine


def _sqlite(folder: Path) -> Engine:
    folder.mkdir(parents=True, exist_ok=True)
    address = f"sqlite:///{(folder / FILE_NAME).resolve()}"
    engine = create_engine(address, connect_args={"timeout": _PATIENCE}, hide_parameters=True)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _server(url: str) -> Engine:
    found = make_url(url)
    if found.get_backend_name() == "postgresql":
        found = found.set(drivername="postgresql+psycopg")  # whatever driver a habit names
    return create_engine(found, pool_pre_ping=True, hide_parameters=True)


def _prepare(connection: Any, _: object) -> None:
    """Readers beside one writer (WAL). A crash of the machine may cost the last moment's answers,
    one of the process costs none (`synchronous=NORMAL`)."""
    connection.isolation_level = None  # transactions are begun below, not by the driver
    connection.create_function("lower", 1, _lower, deterministic=True)  # its own knows ASCII alone
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL"):
        connection.execute(f"PRAGMA {pragma}")


def _lower(text: str | None) -> str | None:
    return None if text is None else text.lower()


def _begin(connection: Connection) -> None:
    """A writer takes its lock at once: one that reads first and then writes may find it has to give
    up what it read."""
    reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _unusable(settings: Settings, error: Exception) -> StoreUnusable:
    if settings.database_url is None:
        place = str(settings.state_dir / FILE_NAME)
    else:
        try:
            place = make_url(settings.database_url).render_as_string(hide_password=True)
        except ArgumentError:
            place = "VITRINE_DATABASE_URL"  # it may hold a password: it is not shown as it stands
    reason = str(getattr(error, "orig", None) or error).strip().splitlines() or [
        type(error).__name__
    ]
    return StoreUnusable(place=place, reason=reason[0])
