"""What a run of kind "trust" says of a run of kind "classify": same catalogue, same model."""

from vitrine.evaluate.figures import Figure
from vitrine.evaluate.finding import Steadiness
from vitrine.evaluate.share import Share
from vitrine.evaluate.trust import TrustFigures
from vitrine.jobs.model import ENDED, Run
from vitrine.jobs.store import Store
from vitrine.jobs.trust import Trying, found_in, runs_of


def trying_of(store: Store, visitor: str, run: Run) -> Run | None:
    """The visitor's newest finished one; None where this catalogue or model was not tried out."""
    same = (
        one
        for one in runs_of(store, visitor)
        if one.state == "done"
        and one.model_digest == run.model_digest
        and Trying.of(one).catalogue == run.input_digest
    )
    return next(same, None)


def steadiness(store: Store, tried: Run) -> Steadiness:
    """Its figures, as limits are found in them."""
    return _steadiness(found_in(tried, store.every_row(tried.id, ENDED)).figures)


def _steadiness(found: TrustFigures) -> Steadiness:
    attacks = found.attacks
    return Steadiness(
        order=_figure(found.kept.get("order")),
        case=_figure(found.kept.get("upper")),
        typos=_figure(found.kept.get("typos")),
        repeated=_figure(found.repeats.same if found.repeats else None),
        obeyed=_figure(attacks.moved.get("none") if attacks else None),
        obeyed_defended=_figure(attacks.moved.get("advised") if attacks else None),
        nowhere=_figure(found.nowhere.sure if found.nowhere else None),
    )


def _figure(share: Share | None) -> Figure | None:
    """None where nothing was tried."""
    if share is None or not share.trials:
        return None
    return Figure(share.value, share.low, share.high)
