"""What has been loaded is left alone by the collector, what a visitor leaves behind is not."""

import gc
import weakref

import pytest

from components import heap


class Ring:
    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def thawed() -> object:
    heap._frozen.clear()
    yield
    gc.unfreeze()
    heap._frozen.clear()


def test_the_first_run_of_a_page_freezes_what_is_there() -> None:
    gc.unfreeze()
    heap.settle("dataset")
    assert gc.get_freeze_count() > 1_000


def test_the_second_run_freezes_nothing_more() -> None:
    heap.settle("dataset")
    before = gc.get_freeze_count()
    kept = [Ring() for _ in range(1_000)]
    heap.settle("dataset")
    assert gc.get_freeze_count() <= before + 10
    assert kept


def test_garbage_made_later_is_still_collected() -> None:
    heap.settle("dataset")
    ring = Ring()
    seen = weakref.ref(ring)
    del ring
    gc.collect()
    assert seen() is None


def test_garbage_made_before_is_collected_not_frozen() -> None:
    ring = Ring()
    seen = weakref.ref(ring)
    del ring
    heap.settle("results")
    assert seen() is None
