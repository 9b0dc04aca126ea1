"""Parquet to records."""

from io import BytesIO

import pyarrow as pa
import pyarrow.parquet as pq

from vitrine.catalog.cells import cell_text
from vitrine.catalog.records import Record
from vitrine.errors import FileTooLarge, FileUnreadable
from vitrine.messages import N_, Message
from vitrine.settings import Settings

EXPANSION = 10  # times the upload limit that the columns may unpack to
BATCH = 1_024  # rows unpacked at a time, so that a bomb is noticed early
PANDAS_INDEX = "__index_level_"


def parquet_records(data: bytes, settings: Settings) -> list[Record]:
    """The heading as record 1, then one record a row. Raises `FileUnreadable`, `FileTooLarge`."""
    try:
        file = pq.ParquetFile(BytesIO(data))
        _check_size(file.metadata.num_rows, file.metadata.num_columns, settings)
        table = _unpacked(file, settings)
        names = [name for name in table.column_names if not name.startswith(PANDAS_INDEX)]
        columns = [
            [cell_text(value) for value in column.to_pylist()]
            for name, column in zip(table.column_names, table.columns, strict=True)
            if not name.startswith(PANDAS_INDEX)
        ]
    # Beside Arrow's own: a damaged page is an OSError, a bad value or type one of the others.
    except (
        pa.ArrowException,
        ArithmeticError,
        LookupError,
        MemoryError,
        OSError,
        RuntimeError,
        TypeError,
        ValueError,
    ) as error:
        raise FileUnreadable(reason=Message(N_("the Parquet file is damaged"))) from error
    rows = zip(*columns, strict=True)
    return [Record(1, names), *(Record(line, cells) for line, cells in enumerate(rows, start=2))]


def _check_size(rows: int, columns: int, settings: Settings) -> None:
    """Before anything is unpacked; a nested column counts once for each of its leaves."""
    if rows > settings.row_limit:
        raise FileTooLarge(found=rows, measure=Message(N_("rows")), limit=settings.row_limit)
    if columns > settings.column_limit:
        measure = Message(N_("columns"))
        raise FileTooLarge(found=columns, measure=measure, limit=settings.column_limit)


def _unpacked(file: pq.ParquetFile, settings: Settings) -> pa.Table:
    batches = []
    limit = settings.upload_limit_mb * EXPANSION
    size = 0
    for batch in file.iter_batches(batch_size=BATCH):
        size += batch.nbytes
        if size > limit * 10**6:
            measure = Message(N_("MB when unpacked"))
            raise FileTooLarge(found=size // 10**6, measure=measure, limit=limit)
        batches.append(batch)
    return pa.Table.from_batches(batches, schema=file.schema_arrow)
