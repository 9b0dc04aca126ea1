"""Where a run's own figures show its limits, and what each suggests to try next.

A finding stands on a figure that was measured on this run; where none suggests it, nothing is said.
"""

from collections.abc import Callable, Iterator

from vitrine.evaluate import limits_in_parts, limits_overall
from vitrine.evaluate.finding import ORDER, Finding, Measured

_RULES: tuple[Callable[[Measured], Iterator[Finding]], ...] = (
    limits_overall.against_yardstick,
    limits_overall.without_answer,
    limits_in_parts.not_offered,
    limits_in_parts.never_answered,
    limits_in_parts.weak_category,
    limits_in_parts.confused,
    limits_overall.calibration,
    limits_overall.preference,
    limits_overall.review,
    limits_overall.length,
    limits_in_parts.unsteady,
    limits_in_parts.few_labels,
)


def limits(measured: Measured) -> tuple[Finding, ...]:
    """What these figures suggest, the worst first."""
    found = [finding for rule in _RULES for finding in rule(measured)]
    return tuple(sorted(found, key=lambda finding: ORDER.index(finding.severity)))
