"""From logprobs to a distribution over the categories, and what the rest of the mass came to.

The logprobs are natural logs of the full-vocabulary softmax over the raw logits. A code is counted
with and without a leading space; both spellings' probabilities are summed.
"""

import math
from collections.abc import Mapping, Sequence

from vitrine.classify.prediction import Distribution
from vitrine.llm.reply import TokenChoice

_SPELLINGS = 2  # of a code: with a leading space and without


def distribution(choices: Sequence[TokenChoice], codes: Mapping[str, str]) -> Distribution:
    """Reads one answer position; `codes` maps code to category, `choices` come best first.

    A category none of whose spellings is listed gets an upper bound: the least likely listed
    probability for each spelling, and no more than the mass left over. It is named in `bounded`.
    """
    mass = dict.fromkeys(codes, 0.0)
    for choice in choices:
        code = choice.text.strip()
        if code in mass:
            mass[code] += math.exp(choice.logprob)
    listed = sum(mass.values())
    floor = _floor(choices)
    missing = [code for code, probability in mass.items() if probability == 0.0]
    for code in missing:
        mass[code] = floor
    total = sum(mass.values())
    return Distribution(
        probabilities={name: mass[code] / total for code, name in codes.items()},
        logprobs={name: math.log(mass[code]) for code, name in codes.items()},
        outside=min(1.0, max(0.0, 1.0 - listed)),
        bounded=tuple(codes[code] for code in missing),
    )


def answer_code(text: str, codes: Mapping[str, str]) -> str | None:
    """The code a written answer names, or None: `A`, ` b)`, `"C"`, `Category: D. Home…`.

    A word that merely begins with a code's letter is no answer: "Sure!" is not S.
    """
    words = text.replace(":", " ").replace('"', " ").replace("'", " ").split()
    words = words[1:] if words[:1] == ["Category"] else words
    first = words[0].strip("().,;*[]").upper() if words else ""
    return first if first in codes else None


def _floor(choices: Sequence[TokenChoice]) -> float:
    """An upper bound on the probability of a code none of whose spellings is listed."""
    if not choices:
        return 1.0
    left = max(0.0, 1.0 - sum(math.exp(choice.logprob) for choice in choices))
    least = min(math.exp(choice.logprob) for choice in choices)
    return max(min(_SPELLINGS * least, left), 1e-12)
