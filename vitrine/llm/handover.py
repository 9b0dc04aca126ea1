"""Puts the demo model into a real Ollama, where any other client can then use it too."""

from collections.abc import Callable
from pathlib import Path

from vitrine.errors import EngineFailed
from vitrine.llm.chat_template import GO_TEMPLATE
from vitrine.llm.client import ModelClient
from vitrine.llm.embedded import DEMO_NAME
from vitrine.messages import N_, Message

PARAMETERS = {"temperature": 0, "repeat_penalty": 1.0}
Progress = Callable[[Message], None]


def hand_over(
    client: ModelClient, model_path: Path, progress: Progress, name: str = DEMO_NAME
) -> None:
    """Uploads the GGUF file at `model_path` and makes the model `name` of it.

    `progress` gets one sentence a step. Raises a `ModelError`; `EngineFailed` without the file.
    """
    if not model_path.is_file():
        reason = Message(N_("the file {path} is missing"), {"path": model_path.name})
        raise EngineFailed(host=client.host, reason=reason)
    progress(Message(N_("Sending the model to {host}."), {"host": client.host}))
    for status in client.create(name, model_path, GO_TEMPLATE, PARAMETERS):
        progress(Message(N_("Ollama says: {status}."), {"status": status}))
