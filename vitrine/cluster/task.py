"""What a worker of the cluster does with a partition: reads it, asks as a local run does, writes it."""

import json
import logging
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq

from vitrine.classify.prediction import Prediction
from vitrine.cluster.plan import Part, Shape, rows_of
from vitrine.errors import DescriptionEmpty, ModelError, ServerUnreachable, VitrineError
from vitrine.jobs.answer_files import EXTRAS, AnswerWriter, part_name
from vitrine.jobs.answer_lines import added, beside
from vitrine.jobs.choices import RunChoices
from vitrine.jobs.classifying import Classifying
from vitrine.jobs.handler import Answer
from vitrine.jobs.model import Row, RowState, Run
from vitrine.jobs.partitions import Settled
from vitrine.jobs.payload import same_text
from vitrine.jobs.results import prediction_of
from vitrine.jobs.retry import persistently
from vitrine.jobs.servers import Server, servers_of
from vitrine.llm.client import ModelClient
from vitrine.messages import Message
from vitrine.settings import Settings

log = logging.getLogger(__name__)
AT_ONCE = 4  # requests of one worker, in fast mode: what an Ollama takes at once by itself
_BATCH = 256  # rows read, asked about and written together


@dataclass(frozen=True)
class Order:
    """What every partition of a run needs; it travels to the workers once for each."""

    run: Run
    shape: Shape
    output: str


def work(part: Part, order: Order) -> Settled | Message:
    """Does one partition; a sentence where no host could be asked, and another try may help.

    A partition that is there already, from before a kill, is counted and not asked again. A worker asks
    the Ollama on its own machine, or where `VITRINE_HOSTS` names several, those in turn.
    """
    path = Path(order.output) / part_name(part.number)
    try:
        if path.exists():
            return counted(path, part.number)
        settings = Settings.from_environment()
        with Hosts(order.run, settings, part.number) as hosts:
            return _written(part, order, path, hosts)
    except NoHost as gone:
        error: ModelError = gone.error
    except ModelError as changed:  # the last look found another model behind the name
        error = changed
    log.warning("partition %d put back: %s", part.number, error)
    return error.message


def counted(path: Path, number: int) -> Settled:
    """What a part's own columns say came of it."""
    with pq.ParquetFile(path) as file:
        names = file.schema_arrow.names
        known = json.loads(file.schema_arrow.metadata[b"vitrine"])
        originals = names[: known["originals"]]
        model = added(originals, known["categories"])
        extras = dict(zip(EXTRAS, beside(originals, list(EXTRAS)), strict=True))
        status, category = model[-2], model[0]
        calls, computed, cached = (
            extras[name] for name in ("calls", "tokens_computed", "tokens_cached")
        )
        table = file.read([status, category, calls, computed, cached])
    states = Counter(table[status].to_pylist())
    kept = table.filter(pc.equal(table[status], "answered"))
    labels: Counter[str | None] = Counter(kept[category].to_pylist())
    if states["unanswered"]:
        labels[None] = states["unanswered"]
    spent = [int(pc.sum(table[name]).as_py() or 0) for name in (calls, computed, cached)]
    ended = states["answered"] + states["unanswered"], states["failed"]
    return Settled(number, *ended, spent[0], spent[1], spent[2], labels)


class NoHost(Exception):
    """No host is left that could be asked: `error` is the last one's."""

    def __init__(self, error: ModelError) -> None:
        super().__init__(str(error))
        self.error = error


class Hosts:
    """The model servers of one worker: the one whose `turn` it is, the others where it does not
    answer."""

    def __init__(self, run: Run, settings: Settings, turn: int) -> None:
        self._run = run
        servers = servers_of(run, settings)
        first = turn % len(servers)
        self._left: list[Server] = [*servers[first:], *servers[:first]]
        self._clients: list[ModelClient] = []
        self._handler: Classifying | None = None
        self._lock = threading.Lock()
        self.stop = threading.Event()
        reproducible = RunChoices.of(run).mode == "reproducible"
        self.at_once = 1 if reproducible else min(AT_ONCE, settings.most_requests)

    def __enter__(self) -> "Hosts":
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        for client in self._clients:  # not before: other threads may be asking through it
            client.close()

    def answer(self, row: Row) -> Answer:
        """Asks about a row, at the next host where one is gone. Raises `NoHost`, and
        `VitrineError` for what is the row's own fault."""
        while True:
            handler = self._opened()
            ask = partial(handler.answer, row, self.stop.is_set)
            try:
                return persistently(ask, self.stop)
            except ServerUnreachable as error:
                self._drop(handler, error)

    def vouch(self) -> None:
        """Raises `ModelChanged` where the model behind the name is another one by now."""
        with self._lock:
            server = self._left[0]
        persistently(server.connect, self.stop)

    def _opened(self) -> Classifying:
        with self._lock:
            while self._handler is None:
                try:
                    engine = persistently(self._left[0].connect, self.stop)
                    self._clients.append(engine.client())
                    open_ = partial(Classifying, self._run, self._clients[-1])
                    self._handler = persistently(open_, self.stop)
                except ModelError as error:
                    self._next(error)
            return self._handler

    def _drop(self, handler: Classifying, error: ModelError) -> None:
        with self._lock:
            if self._handler is handler:  # else another thread has been here before
                self._next(error)

    def _next(self, error: ModelError) -> None:
        log.warning("host %s left out: %s", self._left[0].name, error)
        if len(self._left) == 1:
            raise NoHost(error)
        self._left, self._handler = self._left[1:], None


def _written(part: Part, order: Order, path: Path, hosts: Hosts) -> Settled:
    choices, known = RunChoices.of(order.run), dict[bytes, Row]()
    tally = _Tally()
    with (
        AnswerWriter(path, order.shape.names, choices.categories) as writer,
        ThreadPoolExecutor(hosts.at_once) as pool,
    ):
        for rows, cells in _batches(part, order):
            ended = _ended(rows, known, hosts, pool)
            found = [_prediction(order.run, row) for row in ended]
            writer.write(ended, found, cells)
            tally.count(ended)
        hosts.vouch()
    return tally.settled(part.number)


def _batches(part: Part, order: Order) -> Iterator[tuple[list[Row], list[Sequence[str]]]]:
    """Rows that wait, or have failed for what is wrong with their line, with their cells."""
    rows: list[Row] = []
    cells: list[Sequence[str]] = []
    for at, (_line, own, reason) in enumerate(rows_of(part, order.shape)):
        rows.append(_row(order, part.first + at, own, reason))
        cells.append(own)
        if len(rows) == _BATCH:
            yield rows, cells
            rows, cells = [], []
    if rows:
        yield rows, cells


def _row(order: Order, position: int, cells: Sequence[str], reason: Message | None) -> Row:
    columns, names = order.shape.columns, order.shape.names
    text = cells[names.index(columns.text)]
    given = cells[names.index(columns.id)].strip() if columns.id else ""
    if reason is None and not text.strip():
        reason = DescriptionEmpty().message
    state: RowState = "waiting" if reason is None else "failed"
    return Row(order.run.id, position, given or str(position + 1), text, state, error=reason)


def _ended(
    rows: Sequence[Row], known: dict[bytes, Row], hosts: Hosts, pool: ThreadPoolExecutor
) -> list[Row]:
    """Each text is asked about once in a partition; its twins cost nothing."""
    first: dict[bytes, Row] = {}
    for row in rows:
        key = same_text(row.text)
        if row.state == "waiting" and key not in known:
            first.setdefault(key, row)
    asked = pool.map(_asking(hosts), first.values())
    known.update(zip(first, asked, strict=True))
    own = {row.position for row in first.values()}
    return [
        row
        if row.state == "failed"
        else known[same_text(row.text)]
        if row.position in own
        else _twin(row, known[same_text(row.text)])
        for row in rows
    ]


def _asking(hosts: Hosts) -> Callable[[Row], Row]:
    def ask(row: Row) -> Row:
        try:
            found = hosts.answer(row)
        except VitrineError as error:
            return replace(row, state="failed", error=error.message)
        return replace(
            row,
            state="answered",
            label=found.label,
            score=found.score,
            result=found.result,
            calls=found.calls,
            tokens_computed=found.tokens_computed,
            tokens_cached=found.tokens_cached,
        )

    return ask


def _twin(row: Row, other: Row) -> Row:
    return replace(
        other,
        position=row.position,
        product_id=row.product_id,
        text=row.text,
        calls=0,
        tokens_computed=0,
        tokens_cached=0,
    )


def _prediction(run: Run, row: Row) -> Prediction:
    found = prediction_of(run, row)
    assert found is not None  # every row has ended
    return found


class _Tally:
    def __init__(self) -> None:
        self._states: Counter[str] = Counter()
        self._labels: Counter[str | None] = Counter()
        self._sums = [0, 0, 0]

    def count(self, rows: Sequence[Row]) -> None:
        for row in rows:
            self._states[row.state] += 1
            if row.state == "answered":
                self._labels[row.label] += 1
            for at, more in enumerate((row.calls, row.tokens_computed, row.tokens_cached)):
                self._sums[at] += more

    def settled(self, number: int) -> Settled:
        calls, computed, cached = self._sums
        ended = self._states["answered"], self._states["failed"]
        return Settled(number, *ended, calls, computed, cached, self._labels)
