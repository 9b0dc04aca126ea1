"""What a run of kind "trust" says of a run of kind "classify": same catalogue, same model."""

from vitrine.evaluate.figures import Figure
from vitrine.evaluate.finding import Steadiness
from vitrine.evaluate.share import Share
from vitrine.evaluate.trust import TrustFigures
from vitrine.jobs.choices import RunChoices
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
        and _asks(one) == _asks(run)
    )
    return next(same, None)


def steadiness(store: Store, tried: Run, run: Run) -> Steadiness:
    """Its figures, as limits of `run` are found in them."""
    found = found_in(tried, store.every_row(tried.id, ENDED)).figures
    return _steadiness(found, RunChoices.of(run).style.cut)


def _asks(run: Run) -> object:
    """What is read, and what may be answered."""
    choices = RunChoices.of(run)
    return choices.categories, choices.columns.text if choices.columns else None


def _steadiness(found: TrustFigures, cut: bool) -> Steadiness:
    """Of a run that was made with the guard (`cut`), what is obeyed in spite of it."""
    attacks = found.attacks
    letters = [found.kept[name] for name in ("lower", "upper") if name in found.kept]
    return Steadiness(
        order=_figure(found.kept.get("order")),
        case=_figure(min(letters, key=lambda share: share.value, default=None)),
        typos=_figure(found.kept.get("typos")),
        repeated=_figure(found.repeats.same if found.repeats else None),
        obeyed=_figure(attacks.moved.get("advised" if cut else "none") if attacks else None),
        obeyed_defended=_figure(attacks.moved.get("advised") if attacks and not cut else None),
        nowhere=_figure(found.nowhere.sure if found.nowhere else None),
    )


def _figure(share: Share | None) -> Figure | None:
    """None where nothing was tried."""
    if share is None or not share.trials:
        return None
    return Figure(share.value, share.low, share.high)
