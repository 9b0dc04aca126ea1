"""A `Table` and the parts of its columns make a `Catalog`."""

from dataclasses import dataclass

import numpy as np

from vitrine.catalog.categories import category_labels
from vitrine.catalog.headings import unique_names
from vitrine.catalog.model import Catalog, Columns, Problem, Table
from vitrine.errors import FileUnreadable
from vitrine.messages import N_, Message

EMPTY_DESCRIPTION = N_("the description is empty: left out")
ID_REPEATED = N_("the id “{id}” stands above already; this product is called “{unique}” here")
ID_MISSING = N_("the id is missing; this product is called “{unique}” here")


@dataclass(frozen=True)
class Source:
    """Where a table came from."""

    name: str
    digest: str = ""
    encoding: str = ""
    delimiter: str = ""


def arrange(table: Table, columns: Columns, source: Source) -> Catalog:
    """One product for each row whose description is not blank. Raises `FileUnreadable` if none is.

    A product without an id is called by its row number; an id met again gets a number: A7, A7 (2).
    """
    used = [row for row, text in enumerate(table.frame[columns.text]) if text.strip()]
    if not used:
        reason = N_("the column “{column}” holds no text")
        raise FileUnreadable(reason=Message(reason, {"column": columns.text}))
    empty = sorted(set(range(len(table.frame))).difference(used))
    problems = [Problem(table.lines[row], Message(EMPTY_DESCRIPTION)) for row in empty]
    ids, id_problems = _ids(table, columns.id, used)
    problems = sorted([*table.problems, *problems, *id_problems], key=lambda problem: problem.line)
    frame = table.frame.iloc[np.array(used)].reset_index(drop=True) if empty else table.frame
    categories = category_labels(frame[columns.category].tolist()) if columns.category else []
    return Catalog(
        source=source.name,
        frame=frame,
        columns=columns,
        lines=tuple(table.lines[row] for row in used),
        ids=ids,
        table=table,
        problems=tuple(problems),
        digest=source.digest,
        encoding=source.encoding,
        delimiter=source.delimiter,
        categories=tuple(dict.fromkeys(label for label in categories if label)),
    )


def _ids(
    table: Table, column: str | None, used: list[int]
) -> tuple[tuple[str, ...], list[Problem]]:
    """The products' ids, and what had to be changed in them; row numbers where no column is."""
    if column is None:
        return tuple(str(row + 1) for row in used), []
    cells = table.frame[column].tolist()
    given = [cells[row].strip() for row in used]
    ids = unique_names(id_ or str(row + 1) for id_, row in zip(given, used, strict=True))
    problems = [
        Problem(
            table.lines[row],
            Message(ID_REPEATED if was else ID_MISSING, {"id": was, "unique": unique}),
        )
        for row, was, unique in zip(used, given, ids, strict=True)
        if was != unique
    ]
    return tuple(ids), problems
