"""The fewest words that have to go for the model to change its mind, each step asked of the model.

Words go in the order in which they hold the answer, until it changes; then each is put back, the
lightest first, and stays back where the answer stays changed. So no word in the result could have
stayed. The heaviest words are tried alone first: one of them may be enough.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from vitrine.explain.asking import Answers, likeliest
from vitrine.explain.explanation import Explanation, Word
from vitrine.explain.words import without, words

BUDGET = 120  # model calls; what the explanation has asked already is free
ALONE = 10  # words that are tried by themselves
Ended = Literal["found", "no words left", "budget", "cancelled"]


@dataclass(frozen=True)
class Flip:
    """How far the search has come; `ended` is None while it goes on.

    `before` is the model's answer for the whole text; once found, `after` is what it becomes without
    `removed`, in the order of the text, with `probability` for it, and `text` is what is left.
    """

    before: str
    calls: int
    ended: Ended | None = None
    removed: tuple[Word, ...] = ()
    after: str = ""
    probability: float = 0.0
    text: str = ""


def smallest_flip(
    answers: Answers,
    explanation: Explanation,
    cancelled: Callable[[], bool] = lambda: False,
    budget: int = BUDGET,
    single_positions: bool = False,
) -> Iterator[Flip]:
    """Yields its progress; the last one has `ended`. Raises `ModelError`."""
    search = _Search(answers, explanation, cancelled, budget, single_positions)
    yield from search.run()


class _Stopped(Exception):
    def __init__(self, why: Ended) -> None:
        self.why: Ended = why


class _Search:
    def __init__(
        self,
        answers: Answers,
        explanation: Explanation,
        cancelled: Callable[[], bool],
        budget: int,
        single_positions: bool,
    ) -> None:
        self._answers, self._text = answers, explanation.description
        self._cancelled, self._budget, self._start = cancelled, budget, answers.calls
        self._units = words(self._text, single_positions)
        self._before = likeliest(answers.of(self._text))
        place = {unit: index for index, unit in enumerate(self._units)}
        # Weights towards another category hold the answer the less the larger they are.
        sign = 1.0 if explanation.category == self._before else -1.0
        ordered = sorted(explanation.words, key=lambda entry: -sign * entry.weight)
        self._order = [place[entry.word] for entry in ordered]

    def run(self) -> Iterator[Flip]:
        try:
            alone = self._enough_alone()
            if alone is None:
                removed: list[int] = []
                for index in self._order:
                    removed.append(index)
                    yield self._step()
                    if self._flips(removed):
                        break
                else:
                    raise _Stopped("no words left")
                yield from self._put_back(removed)
            else:
                removed = [alone]
            yield self._found(removed)
        except _Stopped as stopped:
            yield Flip(self._before, self._calls(), stopped.why)

    def _enough_alone(self) -> int | None:
        """The first of the heaviest words whose absence is enough, None where none of them is."""
        return next((index for index in self._order[:ALONE] if self._flips([index])), None)

    def _put_back(self, removed: list[int]) -> Iterator[Flip]:
        for index in reversed(removed.copy()):
            rest = [other for other in removed if other != index]
            if rest and self._flips(rest):
                removed.remove(index)
            yield self._step()

    def _flips(self, removed: list[int]) -> bool:
        text = without(self._text, self._units, removed)
        if not self._answers.knows(text):
            if self._cancelled():
                raise _Stopped("cancelled")
            if self._calls() >= self._budget:
                raise _Stopped("budget")
        return likeliest(self._answers.of(text)) != self._before

    def _found(self, removed: list[int]) -> Flip:
        text = without(self._text, self._units, removed)
        spread = self._answers.of(text)
        after = likeliest(spread)
        gone = tuple(self._units[index] for index in sorted(removed))
        return Flip(self._before, self._calls(), "found", gone, after, spread.share(after), text)

    def _step(self) -> Flip:
        return Flip(self._before, self._calls())

    def _calls(self) -> int:
        return self._answers.calls - self._start
