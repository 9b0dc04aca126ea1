"""What a visitor's session remembers, and what its address says.

The only module with their keys, but for those of runs (`components.run_state`).
"""

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, Literal, TypeVar, cast

import streamlit as st

from components import i18n
from components.job import Job
from components.loaded import LoadedCatalog
from vitrine.classify.classifier import Classifier
from vitrine.classify.prediction import Prediction
from vitrine.explain.asking import Answers
from vitrine.messages import Message

CategoryChoice = Literal["catalogue", "default"]
Answered = tuple[object, Prediction]  # what was asked, and what came of it
Work = tuple[object, Job[Any]]  # what it is about, and the thread that does it

# Keys of widgets, which Streamlit itself reads and writes.
LANGUAGE = "lang"  # also its name in the address
UPLOADER = "uploader"
SOURCE = "product_source"
SEARCH = "product_search"
PICK = "product_pick"
TYPED = "typed_product"
TARGET = "explain_target"
AGAINST = "explain_against"
BUDGET = "explain_budget"
SINGLE = "explain_single"
WHAT_IF = "what_if"
PANEL = "panel"  # also its name in the address
ANATOMY_TEXT = "anatomy_text"
IMPORTANCE_SAMPLE = "importance_sample"
IMPORTANCE_HOW = "importance_how"
IMPORTANCE_BUDGET = "importance_budget"
IMPORTANCE_CATEGORY = "importance_category"
IMPORTANCE_LEAST = "importance_least"
IMPORTANCE_HOMOGENEITY = "importance_homogeneity"
IMPORTANCE_OTHER = "importance_other"
IMPORTANCE_COMPARED = "importance_compared"
PULL_NAME = "pull_name"
BATCH_MODE = "batch_mode"
BATCH_HOW = "batch_how"
BATCH_MOST = "batch_most"

_CATALOG = "catalog"
_UPLOAD_SEEN = "upload_seen"
_UPLOAD_ERROR = "upload_error"
_CATEGORY_CHOICE = "category_choice"
_ANSWERED = "answered"
_WORK = "work"
_ANSWERS = "answers"
_MODEL = "model"
_HANDED_OVER = "handed_over"
_ENTERED = "entered"
_CHARTS = "charts_sent"
_TURNS = "panel_turns"
USUAL_SAMPLE = 70  # products of an importance run

_ADDRESS_CATALOG = "catalogue"
_ADDRESS_PRODUCT = "product"
_SAMPLE = "sample"

T = TypeVar("T")


def _get(key: str, default: T) -> T:
    return cast(T, st.session_state.get(key, default))


def entered() -> bool:
    """Whether this run came through app.py; asked once a run."""
    return bool(st.session_state.pop(_ENTERED, False))


def enter() -> None:
    """Notes that this run comes through app.py."""
    st.session_state[_ENTERED] = True


def draws_first_chart() -> bool:
    """Whether no chart has been sent to this session's browser before; asked once."""
    before = _get(_CHARTS, False)
    st.session_state[_CHARTS] = True
    return not before


def language() -> str:
    """The language that the switch stands on."""
    return _get(LANGUAGE, "")


def settle_language(browser: str) -> None:
    """Before the switch is drawn: the address's language, else the browser's; kept in the address."""
    if not language():
        st.session_state[LANGUAGE] = i18n.closest(st.query_params.get(LANGUAGE, browser))
    _write(LANGUAGE, language() if language() != browser else None)


def catalog() -> LoadedCatalog | None:
    """The catalogue in use."""
    return _get(_CATALOG, cast(LoadedCatalog | None, None))


def set_catalog(loaded: LoadedCatalog) -> None:
    """Takes another catalogue; what was chosen in the one before goes."""
    st.session_state[_CATALOG] = loaded
    st.session_state[_UPLOAD_ERROR] = None
    st.session_state[_CATEGORY_CHOICE] = "catalogue"
    set_answered(None)
    end_work()
    st.session_state.pop(PICK, None)
    st.session_state.pop(SEARCH, None)
    st.query_params.pop(_ADDRESS_PRODUCT, None)
    write_address()


def is_new_upload(file_id: str) -> bool:
    """Whether this upload has not been read yet; it counts as read from now on."""
    if _get(_UPLOAD_SEEN, "") == file_id:
        return False
    st.session_state[_UPLOAD_SEEN] = file_id
    return True


def upload_error() -> Message | None:
    """Why the last file could not be used."""
    return _get(_UPLOAD_ERROR, cast(Message | None, None))


def set_upload_error(message: Message | None) -> None:
    """Keeps why a file could not be used until another one can."""
    st.session_state[_UPLOAD_ERROR] = message


def role_key(part: str, digest: str) -> str:
    """The key of the widget that chooses a column's part, anew for each file."""
    return f"role_{part}_{digest}"


def answer_key(part: str, text: str) -> str:
    """The key of a widget that asks about one text, so that another text starts afresh."""
    return f"{part}_{hash(text)}"


def category_choice() -> CategoryChoice:
    """Whose categories the model chooses from: the catalogue's own, or the default seven."""
    return _get(_CATEGORY_CHOICE, cast(CategoryChoice, "catalogue"))


def set_category_choice(choice: CategoryChoice) -> None:
    """Changes whose categories the model chooses from."""
    st.session_state[_CATEGORY_CHOICE] = choice


def answered() -> Answered | None:
    """The last answer, with what it answers."""
    return _get(_ANSWERED, cast(Answered | None, None))


def answer_to(question: object) -> Prediction | None:
    """The answer to this very question, None where another one was asked last."""
    found = answered()
    return found[1] if found is not None and found[0] == question else None


def set_answered(answer: Answered | None) -> None:
    """Keeps an answer."""
    st.session_state[_ANSWERED] = answer


def answers_about(question: object, classifier: Classifier) -> Answers:
    """What the model has said of versions of one text; another question begins anew."""
    kept = _get(_ANSWERS, cast(tuple[object, Answers] | None, None))
    if kept is None or kept[0] != question:
        kept = question, Answers(classifier)
        st.session_state[_ANSWERS] = kept
        end_work()
    return kept[1]


def work(part: str, about: object) -> Job[Any] | None:
    """The work under way or done for a part of the page, None where it is about something else."""
    found = _works().get(part)
    return found[1] if found is not None and found[0] == about else None


def begin_work(part: str, about: object, job: Job[Any]) -> None:
    """Keeps it; what still runs for the same part is told to stop."""
    if part in _works():
        _works()[part][1].cancel()
    _works()[part] = about, job


def end_work() -> None:
    """Stops and forgets all of it."""
    for _about, job in _works().values():
        job.cancel()
    _works().clear()


def _works() -> dict[str, Work]:
    return cast(dict[str, Work], st.session_state.setdefault(_WORK, {}))


def model() -> str | None:
    """The model that this visitor has chosen; None: the settings' or the engine's first."""
    return _get(_MODEL, cast(str | None, None))


def set_model(name: str) -> None:
    """Chooses a model for this visitor's session."""
    st.session_state[_MODEL] = name


@dataclass
class HandOver:
    """A visitor's upload of the demo model into their Ollama; None before it was asked for."""

    work: Future[None] | None = None


def hand_over() -> HandOver:
    """The visitor's own: a click elsewhere starts a new run, which finds the upload going on."""
    found: HandOver = st.session_state.setdefault(_HANDED_OVER, HandOver())
    return found


def set_pick(product_id: str) -> None:
    """Chooses a product of the catalogue."""
    st.session_state[PICK] = product_id


def settle_pick(product_ids: list[str]) -> None:
    """Before the list is drawn: keeps the choice where it is listed, else takes the address's."""
    if _get(PICK, "") not in product_ids:
        wanted = address_product()
        st.session_state[PICK] = wanted if wanted in product_ids else product_ids[0]


def open_product(product_id: str) -> None:
    """Chooses a product of the catalogue for the page that classifies one, whatever it showed; it is
    searched for, since of a large catalogue not every product is in the list."""
    st.session_state[SOURCE] = "catalogue"
    st.session_state[SEARCH] = product_id
    set_pick(product_id)


def settle_choice(key: str, names: Sequence[str], address: str | None = None) -> None:
    """Before a chooser is drawn: what was chosen before, else what the address says under this name,
    where it is one of `names`; the first of them otherwise. The address follows."""
    wanted = st.query_params.get(address, "") if address else ""
    if _get(key, "") not in names:
        st.session_state[key] = wanted if wanted in names else names[0]
    if address:
        _write(address, st.session_state[key])


def settle_batch_most(usual: int, products: int) -> None:
    """Before the field is drawn: as many as chosen before, where the catalogue has them."""
    now = _get(BATCH_MOST, usual)
    st.session_state[BATCH_MOST] = min(max(1, now), products)


def settle_importance_sample(sizes: Sequence[int]) -> None:
    """Before the slider is drawn: as many products as chosen before, where the catalogue has them."""
    if _get(IMPORTANCE_SAMPLE, 0) not in sizes:
        usual = [size for size in sizes if size <= USUAL_SAMPLE]
        st.session_state[IMPORTANCE_SAMPLE] = usual[-1] if usual else sizes[0]


def telling_key(product_id: str) -> str:
    """The key of the button that opens one of the products that show most."""
    return f"telling_{product_id}"


def panel() -> str:
    """The panel of the explaining page that is open."""
    return _get(PANEL, "")


def set_panel(name: str) -> None:
    """Opens a panel of the explaining page."""
    st.session_state[PANEL] = name


def turn_to_panel(name: str) -> None:
    """Opens a panel from the foot of another: its beginning is to be brought in sight."""
    set_panel(name)
    st.session_state[_TURNS] = turns() + 1


def turns() -> int:
    """How often a panel was opened from the foot of another."""
    return _get(_TURNS, 0)


def settle_panel(names: list[str]) -> None:
    """Before the chooser is drawn: the open panel, else the address's, else the first."""
    if panel() not in names:
        wanted = st.query_params.get(PANEL)
        set_panel(wanted if wanted in names else names[0])
    _write(PANEL, panel())


def panel_key(part: str) -> str:
    """The key of a control on the explaining page."""
    return f"panel_{part}"


def text_so_far() -> str:
    """The text that the model is to go on with."""
    return _get(ANATOMY_TEXT, "")


def set_text_so_far(text: str) -> None:
    """Makes it another one."""
    st.session_state[ANATOMY_TEXT] = text


def address_wants_sample() -> bool:
    """Whether the address names the sample catalogue."""
    return st.query_params.get(_ADDRESS_CATALOG) == _SAMPLE


def address_product() -> str | None:
    """The product that the address names."""
    return st.query_params.get(_ADDRESS_PRODUCT)


def write_address(product_id: str | None = None) -> None:
    """Puts the catalogue (where it is one that a reload finds again) and the product in the address."""
    loaded = catalog()
    _write(_ADDRESS_CATALOG, _SAMPLE if loaded is not None and loaded.is_sample else None)
    if product_id is not None:
        _write(_ADDRESS_PRODUCT, product_id)


def _write(name: str, value: str | None) -> None:
    if value is None:
        st.query_params.pop(name, None)
    elif st.query_params.get(name) != value:
        st.query_params[name] = value
