"""The schema grows from blank and from its oldest state to the same tables, with nothing lost."""

import time
from pathlib import Path

import pytest
from sqlalchemy import Engine, inspect, text

from vitrine.jobs import migrations, schema
from vitrine.jobs.database import _sqlite as sqlite
from vitrine.jobs.migrations import MIGRATIONS, m0001_tables, migrate

TABLES = (
    schema.inputs,
    schema.runs,
    schema.rows,
    schema.answers,
    schema.reviews,
    schema.votes,
)


def database(folder: Path, name: str = "db") -> Engine:
    return sqlite(folder / name)


def shape(engine: Engine) -> dict[str, object]:
    looked = inspect(engine)
    return {
        name: (
            {column["name"]: str(column["type"]) for column in looked.get_columns(name)},
            sorted(index["name"] or "" for index in looked.get_indexes(name)),
        )
        for name in looked.get_table_names()
    }


def oldest(engine: Engine) -> None:
    """A database as the first version of the schema made it, with a run half done."""
    migrations._applied.create(engine)
    with engine.begin() as connection:
        m0001_tables.apply(connection)
        connection.execute(migrations._applied.insert().values(number=1, applied=time.time()))
        connection.execute(
            text(
                "INSERT INTO rows (run_id, position, product_id, text, state, label)"
                " VALUES ('r', 0, 'p', 'a mug', 'answered', 'Home')"
            )
        )


def test_from_blank_each_step_is_applied_once(tmp_path: Path) -> None:
    engine = database(tmp_path)
    assert migrate(engine) == len(MIGRATIONS)
    assert migrate(engine) == 0


def test_from_the_oldest_schema_nothing_is_lost(tmp_path: Path) -> None:
    old, new = database(tmp_path, "old"), database(tmp_path, "new")
    oldest(old)
    assert migrate(old) == len(MIGRATIONS) - 1
    migrate(new)
    assert shape(old) == shape(new)
    with old.connect() as connection:
        kept = connection.execute(text("SELECT label, ended FROM rows")).one()
    assert tuple(kept) == ("Home", None)


def test_a_step_that_fails_leaves_a_blank_database_to_try_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: object) -> None:
        raise RuntimeError("the disk is full")

    engine = database(tmp_path)
    monkeypatch.setattr(migrations, "MIGRATIONS", (*MIGRATIONS, broken))
    with pytest.raises(RuntimeError):
        migrate(engine)
    assert shape(engine) == {}
    monkeypatch.undo()
    assert migrate(engine) == len(MIGRATIONS)


def test_queries_know_every_column_that_is_there(tmp_path: Path) -> None:
    engine = database(tmp_path)
    migrate(engine)
    for table in TABLES:
        there = {column["name"] for column in inspect(engine).get_columns(table.name)}
        assert {column.name for column in table.c} == there, table.name
