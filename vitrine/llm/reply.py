"""What a model server says, in the words the engine uses."""

from dataclasses import dataclass


@dataclass(frozen=True)
class TokenChoice:
    """A token that could stand at a position, with its natural-log probability."""

    text: str
    logprob: float


@dataclass(frozen=True)
class Turn:
    """One message of a chat; `role` is system, user or assistant.

    A last turn by the assistant is an answer begun for the model, which it continues.
    """

    role: str
    content: str


@dataclass(frozen=True)
class Reply:
    """One answer of a model.

    `positions[i]` holds the most likely tokens at the i-th generated position, best first; empty
    where the server gives no logprobs. `prompt_tokens_cached` is None where the server does not say.
    """

    text: str
    positions: tuple[tuple[TokenChoice, ...], ...]
    prompt_tokens: int
    prompt_tokens_cached: int | None
    answer_tokens: int
    seconds: float  # wall time of the request, as the client saw it


@dataclass(frozen=True)
class InstalledModel:
    """A model that the server can load."""

    name: str
    digest: str  # sha256, hex
    size: int  # bytes
    family: str
    parameters: str  # as the server writes it: "6.7B"
    quantization: str
