"""A model's name: when two mean one model, and how to get one that is not there."""

from vitrine.errors import DemoMissing, ModelMissing
from vitrine.llm.embedded import DEMO_NAME


def same_model(first: str, second: str) -> bool:
    """Whether two names mean one model: case does not count, a missing tag is "latest"."""
    return _tagged(first) == _tagged(second)


def missing(host: str, model: str) -> ModelMissing:
    """The error for a model that is not there: how to get it depends on which it is."""
    kind = DemoMissing if same_model(model, DEMO_NAME) else ModelMissing
    return kind(host=host, model=model)


def _tagged(name: str) -> str:
    name = name.strip().lower()
    return name if ":" in name.rpartition("/")[2] else f"{name}:latest"
