"""What a run was asked to do: the part of its settings that every kind has."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from vitrine.catalog.model import Columns
from vitrine.classify.prompt import PLAIN, PromptStyle
from vitrine.jobs.model import Run
from vitrine.llm.engines import EngineKind

# reproducible: one request at a time, in order, at one server; the same settings give the same
# numbers. fast: as many at once as pay, at every server.
Mode = Literal["reproducible", "fast"]


@dataclass(frozen=True)
class RunChoices:
    """`categories` in the prompt's order; `columns` of the input, None where there is no file;
    `source`: the input's name, for people; `style`: how the question is put; `more`: what only this
    kind of run has, JSON-safe."""

    engine: EngineKind
    model: str
    mode: Mode
    seed: int
    categories: tuple[str, ...]
    columns: Columns | None = None
    source: str = ""
    style: PromptStyle = PLAIN
    more: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """For `NewRun.settings`."""
        return asdict(self)

    @classmethod
    def of(cls, run: Run) -> "RunChoices":
        """The choices with which a run was made."""
        kept = dict(run.settings)
        columns = kept.pop("columns")
        kept["categories"] = tuple(kept["categories"])
        style = PromptStyle(**kept.pop("style", {}))  # a run of an earlier version has none
        return cls(**kept, columns=Columns(**columns) if columns else None, style=style)
