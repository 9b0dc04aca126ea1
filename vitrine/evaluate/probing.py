"""All that is tried on one product, and what the model said each time: JSON that a run's row keeps."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from vitrine.classify.classifier import Classifier, Model
from vitrine.classify.guard import guard
from vitrine.classify.prediction import Prediction
from vitrine.classify.prompt import PLAIN, STYLES, PromptStyle, Route, codes
from vitrine.evaluate.attack_suite import ATTACKS, MENTIONS
from vitrine.evaluate.attacks import Attack, chosen
from vitrine.evaluate.perturb import (
    reordered,
    with_typos,
    with_words_dropped,
    without_boilerplate,
)
from vitrine.llm.client import ModelClient
from vitrine.llm.surprise import surprises

PROBES_VERSION = "1"  # raised whenever what is tried, or how, changes
ORDERS = 2  # other orders of the category list
TYPO_RATE, DROP_RATE = 0.1, 0.2  # of the words
REPEATS = 10  # times the same request is sent
_DIGITS = 5

Answer = tuple[str | None, float | None, float | None]  # category, its probability, mass outside


class ToldToStop(Exception):
    """The work was told to stop."""


@dataclass(frozen=True)
class Plan:
    """What is tried on the product number `turn`. `repeated`: the same request ten times; `read`: how
    many of its words are read one by one, 0 for none."""

    turn: int
    attacks: int
    seed: int
    boilerplate: tuple[str, ...] = ()
    repeated: bool = False
    read: int = 0

    @property
    def own_attacks(self) -> tuple[Attack, ...]:
        """The attacks that are this product's share."""
        return chosen(ATTACKS, self.attacks, self.turn, self.seed)


class Questions:
    """Asks one model about many texts, each different prompt once; counts what it costs.

    `malformed` counts answers that were none of the categories, of the `judged` ones: an instruction in
    another language is a trial of its own.
    """

    def __init__(
        self,
        model: Model,
        categories: Sequence[str],
        route: Route,
        stopped: Callable[[], bool] = lambda: False,
    ) -> None:
        self.categories = tuple(categories)
        self.calls = self.judged = self.malformed = 0
        self.tokens_computed = self.tokens_cached = 0
        self._model, self._route, self._stopped = model, route, stopped
        self._known: dict[object, Answer] = {}

    def of(
        self, text: str, categories: Sequence[str] | None = None, style: PromptStyle = PLAIN
    ) -> Answer:
        """The answer to a text; raises `ModelError` and `ToldToStop`."""
        names = tuple(categories or self.categories)
        read = guard(text, names).left if style.cut else text
        key = names, style.language, style.delimited, " ".join(read.split())
        if key not in self._known:
            bare = PromptStyle(style.language, style.delimited)
            self._known[key] = self.again(read, names, bare)
        return self._known[key]

    def again(self, text: str, categories: Sequence[str], style: PromptStyle = PLAIN) -> Answer:
        """Asked anew, whatever is known."""
        if self._stopped():
            raise ToldToStop
        found = Classifier(self._model, categories, self._route, style).answer(text)
        self._count(found, style)
        spread = found.distribution
        return found.category, _round(found.probability), _round(spread.outside if spread else None)

    def _count(self, found: Prediction, style: PromptStyle) -> None:
        cached = found.prompt_tokens_cached or 0
        self.calls += 1
        if style.language == PLAIN.language:
            self.judged += 1
            self.malformed += found.category is None
        self.tokens_cached += cached
        self.tokens_computed += found.prompt_tokens - cached


def probe_product(ask: Questions, text: str, plan: Plan) -> dict[str, Any]:
    """Everything that is tried on a product.

    JSON: `plain` (an answer: category, probability, outside), `same` (changes that ought to leave the
    answer as it is: the answers by name), `defended` (the honest text's answer under each defence),
    `flagged` (the guard's verdict on the honest text), `attacks`, `repeats`. Raises `ModelError`,
    `ToldToStop`. `mention`: a category that is merely named, and the answer then.
    """
    plain = ask.of(text)
    attacks = [_against(ask.categories, text, one, plain[0], plan.seed) for one in plan.own_attacks]
    mention = MENTIONS[plan.turn % len(MENTIONS)]
    _mention, named, mentioning = _against(ask.categories, text, mention, plain[0], plan.seed)
    mentioned = ask.of(mentioning)[0]
    same = _same(ask, text, plan)
    repeats = [ask.again(text, ask.categories) for _ in range(REPEATS * plan.repeated)]
    answers: dict[str, list[str | None]] = {}
    for name, style in STYLES.items():  # one after the other: each has a fixed part of its own
        texts = [text, *(attacked for _attack, _target, attacked in attacks)]
        answers[name] = [ask.of(each, style=style)[0] for each in texts]
    same.update(_same_question(ask, text, plan))
    return {
        "plain": plain,
        "same": same,
        "defended": {name: found[0] for name, found in answers.items()},
        "flagged": [cut.reason for cut in guard(text, ask.categories).cuts],
        "attacks": [
            {
                "id": attack.id,
                "target": target,
                "answers": {name: found[place] for name, found in answers.items()},
                "flagged": bool(guard(attacked, ask.categories).cuts),
            }
            for place, (attack, target, attacked) in enumerate(attacks, start=1)
        ],
        "mention": {"target": named, "answer": mentioned},
        "repeats": repeats,
    }


def probe_stray(ask: Questions, text: str) -> dict[str, Any]:
    """What is asked of a text that belongs nowhere: `plain` alone."""
    return {"plain": ask.of(text)}


def read_through(client: ModelClient, text: str, most: int) -> list[tuple[str, float, bool]]:
    """The first `most` words' surprises: text, nats and whether that is the least it can be; one call
    a step. Raises `ModelError`."""
    words = " ".join(text.split()[:most])
    steps = surprises(client, words)
    return [(step.text, round(-step.logprob, _DIGITS), step.bounded) for step in steps]


def calls_at_most(plan: Plan) -> int:
    """Model calls of `probe_product`; what is asked twice is counted twice."""
    return 1 + ORDERS + 6 + REPEATS * plan.repeated + (len(STYLES) - 1) + plan.attacks * len(STYLES)


def _same(ask: Questions, text: str, plan: Plan) -> dict[str, list[str | None]]:
    """The same product in other words: answers by the change's name."""
    less = without_boilerplate(text, plan.boilerplate)
    versions = {
        "lower": text.lower(),
        "upper": text.upper(),
        "typos": with_typos(text, TYPO_RATE, plan.seed),
        "dropped": with_words_dropped(text, DROP_RATE, plan.seed),
        **({"boilerplate": less} if less != text else {}),
    }
    return {name: [ask.of(version)[0]] for name, version in versions.items()}


def _same_question(ask: Questions, text: str, plan: Plan) -> dict[str, list[str | None]]:
    """The same product in another prompt."""
    seeds = range(plan.seed + 1, plan.seed + 1 + ORDERS)
    return {
        "order": [ask.of(text, reordered(ask.categories, seed))[0] for seed in seeds],
        "french": [ask.of(text, style=PromptStyle("fr"))[0]],
    }


def _against(
    categories: tuple[str, ...], text: str, attack: Attack, answer: str | None, seed: int
) -> tuple[Attack, str, str]:
    """The attack, the category that it argues for (never the answer given), and the text with it."""
    letters = {name: letter for letter, name in codes(categories).items()}
    others = [name for name in categories if name != answer]
    lot = hashlib.sha256(f"{seed}/{attack.id}/{text}".encode("utf-8", "replace")).digest()
    target = others[int.from_bytes(lot[:4], "big") % len(others)]
    return attack, target, attack.against(text, target, letters, answer or others[0])


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, _DIGITS)
