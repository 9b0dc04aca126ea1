"""What the figures of a whole run suggest: quality, confidence, threshold, words."""

from collections.abc import Iterator, Sequence

from vitrine.evaluate.calibration import WAYS, Calibrated
from vitrine.evaluate.confusion import FAILED, UNANSWERED
from vitrine.evaluate.finding import Finding, Measured
from vitrine.evaluate.words import SURE, worst_fifth
from vitrine.messages import N_, Message, chance, decimal, percent

WELL_CALIBRATED = 0.05  # of calibration error
BADLY_CALIBRATED = 0.15
MUCH_ACCEPTED = 0.8  # of the products, at a threshold that keeps its target
_MANY_LOST = 0.02  # of the products without an answer


def against_yardstick(measured: Measured) -> Iterator[Finding]:
    found = measured.against_yardstick
    if found is None or found.difference is None or found.mcnemar_p is None:
        return
    n = found.both_right + found.only_first + found.only_second + found.neither
    figure = Message(
        N_("Right: the model {own}, the yardstick {other}, of {n} products; McNemar’s p {p}."),
        {
            "own": percent((found.both_right + found.only_first) / n),
            "other": percent((found.both_right + found.only_second) / n),
            "n": n,
            "p": chance(found.mcnemar_p),
        },
    )
    if found.mcnemar_p >= SURE:
        yield Finding(
            "notice",
            Message(N_("The model cannot be told from a word count that learnt from your labels.")),
            figure,
            Message(
                N_(
                    "Where most products have labels, the yardstick does as well at no cost; the model "
                    "earns its keep where labels are missing. Try a larger model."
                )
            ),
        )
    elif found.difference.value < 0:
        yield Finding(
            "good",
            Message(N_("The model does better than a word count that learnt from your labels.")),
            figure,
            None,
        )
    else:
        yield Finding(
            "bad",
            Message(N_("A word count that learnt from your labels does better than the model.")),
            figure,
            Message(
                N_(
                    "Look at the products that the yardstick alone has right, on Results: they show "
                    "what the model does not know of your catalogue. Then try a larger model."
                )
            ),
        )


def without_answer(measured: Measured) -> Iterator[Finding]:
    found = measured.evaluation
    lost = found.unanswered + found.failed
    if not lost:
        return
    figure = Message(
        N_(
            "Of {products} products {unanswered} were not answered with a category, {failed} failed."
        ),
        {"products": found.products, UNANSWERED: found.unanswered, FAILED: found.failed},
    )
    more_failed = found.failed > found.unanswered
    yield Finding(
        "bad" if lost > _MANY_LOST * found.products else "notice",
        Message(N_("Some products have no category.")),
        figure,
        Message(
            N_("Have the failed rows asked again on Batch, and read their reasons there.")
            if more_failed
            else N_("Read what was answered instead, on Batch: a larger model keeps to the list.")
        ),
    )


def calibration(measured: Measured) -> Iterator[Finding]:
    ece, over = measured.evaluation.ece, measured.reliability.overconfidence
    if ece is None or over is None:
        return
    figure = Message(
        N_("Calibration error {ece} ({low} to {high})."),
        {"ece": decimal(ece.value, 3), "low": decimal(ece.low, 3), "high": decimal(ece.high, 3)},
    )
    if ece.value < WELL_CALIBRATED:
        yield Finding(
            "good",
            Message(N_("A confidence can be taken at its word.")),
            figure,
            None,
        )
        return
    if ece.low < WELL_CALIBRATED:
        return
    yield Finding(
        "bad" if ece.low >= BADLY_CALIBRATED else "notice",
        Message(
            N_("The model is surer than it is right.")
            if over > 0
            else N_("The model is right more often than it is sure.")
        ),
        figure,
        _best_calibration(measured.calibrated),
    )


def _best_calibration(calibrated: Sequence[Calibrated]) -> Message:
    better = [
        each
        for each in calibrated
        if each.after.ece and each.before.ece and each.after.ece.value < each.before.ece.value
    ]
    if not better:
        return Message(
            N_(
                "Do not read a confidence as a chance of being right; let the review threshold choose."
            )
        )
    best = min(better, key=lambda each: each.after.ece.value if each.after.ece else 1.0)
    assert best.after.ece is not None
    return Message(
        N_("Calibrate: “{way}”, judged on products it was not fitted on, brings it to {after}."),
        {"way": Message(WAYS[best.name]), "after": decimal(best.after.ece.value, 3)},
    )


def preference(measured: Measured) -> Iterator[Finding]:
    """A calibration that takes out what the model prefers, where its accuracy is clearly higher."""
    for each in measured.calibrated:
        before, after = each.before.accuracy, each.after.accuracy
        if after.value > before.high:
            yield Finding(
                "notice",
                Message(N_("The model prefers some categories whatever the product.")),
                Message(
                    N_("“{way}” calibration raises what is right from {before} to {after}."),
                    {
                        "way": Message(WAYS[each.name]),
                        "before": percent(before.value),
                        "after": percent(after.value),
                    },
                ),
                Message(N_("See under Calibration, on Results, what it changes.")),
            )


def review(measured: Measured) -> Iterator[Finding]:
    point, target = measured.review, measured.target
    if measured.evaluation.ece is None:
        return
    if point is None or point.right is None:
        yield Finding(
            "bad",
            Message(
                N_("No confidence lets answers be accepted unseen at {target} right."),
                {"target": percent(target, 0)},
            ),
            Message(
                N_("Right over all: {right}."),
                {"right": percent(measured.evaluation.accuracy.value)},
            ),
            Message(N_("Lower the target, calibrate, or try a larger model.")),
        )
        return
    much = point.accepted_share >= MUCH_ACCEPTED
    yield Finding(
        "good" if much else "notice",
        Message(
            N_("Answers that are at least {threshold} sure can be accepted unseen."),
            {"threshold": percent(point.threshold)},
        ),
        Message(
            N_("Accept {share}, expect {right} right ({low} to {high}), {left} left for people."),
            {
                "share": percent(point.accepted_share, 0),
                "right": percent(point.right.value),
                "low": percent(point.right.low),
                "high": percent(point.right.high),
                "left": point.left_for_people,
            },
        ),
        None
        if much
        else Message(
            N_("Begin with the review queue, the least sure first: what is wrong stands there.")
        ),
    )


def length(measured: Measured) -> Iterator[Finding]:
    """Lengths that are sorted worse than others."""
    found = measured.words
    if found.seen not in ("longer", "shorter", "uneven"):
        return
    part = worst_fifth(found)
    facts = {
        "count": part.count,
        "low": part.low,
        "high": part.high,
        "rate": percent(part.rate.value),
    }
    p = min(each for each in (found.p, found.p_fifths) if each is not None)
    short = part == found.quantiles[0]
    yield Finding(
        "notice",
        Message(N_("Products of {low} to {high} words are sorted worst."), facts),
        Message(
            N_("{rate} of these {count} products are right; lengths differ with p {p}."),
            {**facts, "p": chance(p)},
        ),
        Message(
            N_("Put the product’s name or its specifications before a short description.")
            if short
            else N_("Have products of this length reviewed first.")
        ),
    )
