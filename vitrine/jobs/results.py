"""What came of a run of kind "classify": its rows as predictions, and the whole in a few figures."""

from vitrine.classify.prediction import Prediction, Provenance
from vitrine.jobs.choices import RunChoices
from vitrine.jobs.codec import prediction_from
from vitrine.jobs.model import Progress, Row, Run


def prediction_of(run: Run, row: Row) -> Prediction | None:
    """A row's prediction, a failed one with its reason; None for a row that has not ended."""
    if row.result is not None:
        return prediction_from(row.result)
    if row.state != "failed":
        return None
    choices = RunChoices.of(run)
    origin = Provenance(
        choices.engine, choices.model, run.model_digest, run.prompt_version, route="", options={}
    )
    return Prediction("failed", None, "", None, origin, row.error, seconds=row.seconds)


def summary(run: Run, progress: Progress, seconds: float) -> dict[str, object]:
    """Counts by status, wall seconds, and what it cost; JSON-safe."""
    choices = RunChoices.of(run)
    unanswered = progress.by_label.get(None, 0)
    return {
        "run": run.id,
        "state": run.state,
        "mode": choices.mode,
        "rows": run.total,
        "answered": progress.answered - unanswered,
        "unanswered": unanswered,
        "failed": progress.failed,
        "seconds": round(seconds, 3),
        "model_calls": progress.calls,
        "prompt_tokens_computed": progress.tokens_computed,
        "prompt_tokens_cached": progress.tokens_cached,
        "engine": choices.engine,
        "model": choices.model,
        "model_digest": run.model_digest,
    }
