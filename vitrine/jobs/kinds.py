"""What a row's work is in each kind of run. A kind is loaded with the first run of it: SciPy's
statistics, which two of them need, would take longer to load than the first page."""

from vitrine.jobs.classifying import Classifying
from vitrine.jobs.handler import Handler, Handlers
from vitrine.jobs.model import Run
from vitrine.llm.client import ModelClient


def _explaining(run: Run, client: ModelClient) -> Handler:
    from vitrine.jobs.importance import Explainer

    return Explainer(run, client)


def _trying(run: Run, client: ModelClient) -> Handler:
    from vitrine.jobs.trust import Trier

    return Trier(run, client)


HANDLERS: Handlers = {"classify": Classifying, "importance": _explaining, "trust": _trying}
