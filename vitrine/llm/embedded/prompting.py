"""Messages to prompt tokens, the way Ollama does it: merged, rendered, cut to the context."""

from collections.abc import Sequence
from itertools import groupby

from vitrine.llm.embedded.failure import ApiError
from vitrine.llm.embedded.native import NativeModel, Prompt
from vitrine.llm.embedded.options import Options
from vitrine.llm.reply import Turn

_ROLES = ("system", "user", "assistant")


class Prompter:
    """Writes prompts for one model; without a chat template only the turns' texts are joined.

    `room` is the most tokens that the loaded model takes, `begins` whether its tokenizer puts a
    beginning-of-text token first.
    """

    def __init__(self, native: NativeModel, *, has_template: bool, begins: bool, room: int) -> None:
        self._native = native
        self._has_template = has_template
        self._begins = begins
        self._room = room

    async def raw(self, text: str, options: Options, *, truncate: bool) -> Prompt:
        """A text as it stands; its tokens where it may be too long."""
        if self._surely_fits(text, options):
            return text
        return self._fit(await self._tokens(text), options, truncate)

    async def chat(self, turns: Sequence[Turn], options: Options, *, truncate: bool) -> Prompt:
        """A chat as `raw`; where it is too long, its oldest turns go first, never the last.

        Raises `ApiError` 400 where it is too long and `truncate` is off.
        """
        kept = merge(turns)
        text = await self._render(kept)
        if self._surely_fits(text, options):
            return text
        tokens = await self._tokens(text)
        while truncate and len(tokens) > options.num_ctx:
            oldest = next((i for i, turn in enumerate(kept[:-1]) if turn.role != "system"), None)
            if oldest is None:
                break
            kept = merge([*kept[:oldest], *kept[oldest + 1 :]])
            tokens = await self._tokens(await self._render(kept))
        return self._fit(tokens, options, truncate)

    async def count(self, prompt: Prompt) -> int:
        """The prompt's tokens."""
        return len(await self._tokens(prompt) if isinstance(prompt, str) else prompt)

    def _surely_fits(self, text: str, options: Options) -> bool:
        """Whether counting its tokens, which costs a call, can be spared: a token is a byte or more."""
        added = 2  # the beginning-of-text token, and the space that some tokenizers put first
        return 0 < len(text.encode()) <= min(options.num_ctx, self._room) - added

    async def _tokens(self, text: str) -> list[int]:
        return await self._native.tokenize(text, begin=True)

    async def _render(self, turns: Sequence[Turn]) -> str:
        if not self._has_template:
            return "".join(turn.content for turn in turns if turn.role != "system")
        if not turns:
            return ""
        messages = [{"role": turn.role, "content": turn.content} for turn in turns]
        text = await self._native.apply_template(messages)
        return _open(text, turns[-1].content) if turns[-1].role == "assistant" else text

    def _fit(self, tokens: list[int], options: Options, truncate: bool) -> list[int]:
        if not tokens:
            raise ApiError(500, "Failed to create new sequence: no input provided")
        if len(tokens) > options.num_ctx and not truncate:
            raise ApiError(400, "the input length exceeds the context length")
        limit = min(options.num_ctx, self._room)
        excess = len(tokens) - limit
        if excess <= 0:
            return tokens
        keep = min(max(0, options.num_keep) + self._begins, limit - 1)
        return tokens[:keep] + tokens[keep + excess :]


def merge(turns: Sequence[Turn]) -> list[Turn]:
    """Neighbours of one role joined by a blank line; system texts all in one turn at the front.

    A chat template knows system, user and assistant; a turn of another role is left out.
    """
    known = [turn for turn in turns if turn.role in _ROLES]
    system = [turn.content for turn in known if turn.role == "system"]
    merged = [Turn("system", "\n\n".join(system))] if system else []
    others = [turn for turn in known if turn.role != "system"]
    for role, group in groupby(others, key=lambda turn: turn.role):
        merged.append(Turn(role, "\n\n".join(turn.content for turn in group)))
    return merged


def _open(text: str, begun: str) -> str:
    """Cuts what the template puts after the last turn, so that the model goes on with it."""
    start = text.rfind(begun)
    return text + begun if start < 0 else text[: start + len(begun)]
