"""What the figures of a whole run suggest: quality, confidence, threshold, words."""

from collections.abc import Iterator, Sequence

from vitrine.evaluate.calibration import Calibrated
from vitrine.evaluate.confusion import FAILED, UNANSWERED
from vitrine.evaluate.figures import Figure
from vitrine.evaluate.finding import Finding, Measured
from vitrine.evaluate.words import SURE
from vitrine.messages import N_, Message

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
        N_(
            "Right: the model {own:.1%}, the yardstick {other:.1%}, of {n} products; McNemar’s p = "
            "{p:.2g}."
        ),
        {
            "own": (found.both_right + found.only_first) / n,
            "other": (found.both_right + found.only_second) / n,
            "n": n,
            "p": found.mcnemar_p,
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
        N_("Calibration error {ece:.3f} ({low:.3f} to {high:.3f})."),
        {"ece": ece.value, "low": ece.low, "high": ece.high},
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
        _best_calibration(measured.calibrated, ece),
    )


def _best_calibration(calibrated: Sequence[Calibrated], ece: Figure) -> Message:
    better = [each for each in calibrated if each.after.ece and each.after.ece.value < ece.value]
    if not better:
        return Message(
            N_(
                "Do not read a confidence as a chance of being right; let the review threshold choose."
            )
        )
    best = min(better, key=lambda each: each.after.ece.value if each.after.ece else 1.0)
    assert best.after.ece is not None
    return Message(
        N_(
            "Calibrate: “{way}”, judged on products it was not fitted on, brings it to {after:.3f}."
        ),
        {"way": best.name, "after": best.after.ece.value},
    )


def preference(measured: Measured) -> Iterator[Finding]:
    """A calibration that takes out what the model prefers, where its accuracy is clearly higher."""
    before = measured.evaluation.accuracy
    for each in measured.calibrated:
        after = each.after.accuracy
        if after.value > before.high:
            yield Finding(
                "notice",
                Message(N_("The model prefers some categories whatever the product.")),
                Message(
                    N_(
                        "“{way}” calibration raises what is right from {before:.1%} to {after:.1%}."
                    ),
                    {"way": each.name, "before": before.value, "after": after.value},
                ),
                Message(N_("Use the calibrated answers.")),
            )


def review(measured: Measured) -> Iterator[Finding]:
    point, target = measured.review, measured.target
    if measured.evaluation.ece is None:
        return
    if point is None or point.right is None:
        yield Finding(
            "bad",
            Message(
                N_("No confidence lets answers be accepted unseen at {target:.0%} right."),
                {"target": target},
            ),
            Message(
                N_("Right over all: {right:.1%}."), {"right": measured.evaluation.accuracy.value}
            ),
            Message(N_("Lower the target, calibrate, or try a larger model.")),
        )
        return
    much = point.accepted_share >= MUCH_ACCEPTED
    yield Finding(
        "good" if much else "notice",
        Message(
            N_("Answers that are at least {threshold:.0%} sure can be accepted unseen."),
            {"threshold": point.threshold},
        ),
        Message(
            N_(
                "Accept {share:.0%}, expect {right:.1%} right ({low:.1%} to {high:.1%}), {left} left "
                "for people."
            ),
            {
                "share": point.accepted_share,
                "right": point.right.value,
                "low": point.right.low,
                "high": point.right.high,
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
    found = measured.words
    if found.p is None or found.r is None or found.p >= SURE or len(found.quantiles) < 2:
        return
    part = min(found.quantiles, key=lambda each: each.rate.value)
    yield Finding(
        "notice",
        Message(
            N_("Short descriptions are sorted worse.")
            if found.r > 0
            else N_("Long descriptions are sorted worse.")
        ),
        Message(
            N_(
                "r = {r:+.2f}, p = {p:.2g}; of the {count} products of {low} to {high} words "
                "{rate:.1%} are right."
            ),
            {
                "r": found.r,
                "p": found.p,
                "count": part.count,
                "low": part.low,
                "high": part.high,
                "rate": part.rate.value,
            },
        ),
        Message(
            N_("Put the product’s name or its specifications before a short description.")
            if found.r > 0
            else N_("Leave recurring phrases of the shop out of long descriptions.")
        ),
    )
