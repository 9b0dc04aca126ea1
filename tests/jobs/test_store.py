"""A run's rows end once each, whoever works on them and whatever happens in between."""

import threading
from collections import Counter
from pathlib import Path

import pytest

from tests.jobs.making_runs import Clock, new_run, start
from vitrine.errors import RunUnknown, StoreUnusable
from vitrine.jobs.database import open_database
from vitrine.jobs.model import NewRow, Outcome
from vitrine.jobs.store import Store, open_store
from vitrine.messages import Message
from vitrine.settings import Settings


def answered(position: int, label: str | None = "Home", value: object = 1) -> Outcome:
    return Outcome(position, {"value": value}, label, calls=1, tokens_computed=10, tokens_cached=5)


def test_a_run_keeps_what_it_was_made_of(store: Store) -> None:
    digest = store.keep_input("shop.csv", b"id,text\n")
    assert store.keep_input("again.csv", b"id,text\n") == digest
    run = start(store, ["a mug", "a rattle"])
    found = store.run(run.id)
    assert (found.kind, found.state, found.total, found.visitor) == (
        "classify", "waiting", 2, "visitor",
    )  # fmt: skip
    assert found.settings["categories"] == ["Home", "Baby", "Watches"]
    kept = store.input(digest)
    assert kept is not None and (kept.name, kept.data) == ("shop.csv", b"id,text\n")
    assert store.input("0" * 64) is None
    assert [row.product_id for row in store.every_row(run.id, page=1)] == ["p0", "p1"]


def test_an_id_that_no_run_has_is_named(store: Store) -> None:
    with pytest.raises(RunUnknown, match="nobody"):
        store.run("nobody")


def test_ids_cannot_be_guessed_and_a_visitor_sees_only_the_own_runs(store: Store) -> None:
    run = start(store, ["a mug"])
    other = store.create(new_run(), [NewRow("p", "text")])
    assert run.id != other.id and len(run.id) >= 20
    assert [found.id for found in store.runs_of("visitor")] == [other.id, run.id]
    assert store.runs_of("somebody else") == ()


def test_rows_are_claimed_once_and_in_order(store: Store) -> None:
    run = start(store, ["a", "b", "c"])
    assert [row.position for row in store.claim(run.id, "one", 2)] == [0, 1]
    assert [row.position for row in store.claim(run.id, "two", 2)] == [2]
    assert store.claim(run.id, "two", 2) == ()
    assert store.run(run.id).state == "running"


def test_many_threads_claim_each_row_once(store: Store) -> None:
    run = start(store, [f"text {number}" for number in range(400)])
    taken: Counter[int] = Counter()
    lock = threading.Lock()

    def work(name: str) -> None:
        while rows := store.claim(run.id, name, 7):
            with lock:
                taken.update(row.position for row in rows)
            store.save(run.id, name, [answered(row.position) for row in rows])

    threads = [threading.Thread(target=work, args=(f"w{number}",)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert taken == Counter(range(400))
    assert store.progress(run.id).answered == 400


def test_a_lease_that_runs_out_lets_another_worker_in(settings: Settings) -> None:
    clock = Clock()
    store = Store(open_database(settings), clock)
    run = start(store, ["a", "b"])
    store.claim(run.id, "dead", 2, lease=10)
    clock.now += 9
    assert store.renew(run.id, "dead", lease=10) == 2
    clock.now += 9
    assert store.claim(run.id, "heir", 2) == ()
    clock.now += 2
    assert [row.attempts for row in store.claim(run.id, "heir", 2)] == [2, 2]
    assert store.renew(run.id, "dead") == 0


def test_an_answer_is_never_overwritten(store: Store) -> None:
    run = start(store, ["a", "b"])
    store.claim(run.id, "one", 2)
    assert store.save(run.id, "one", [answered(0, "Home", "first")]) == 1
    late = [answered(0, "Baby", "second"), Outcome(1, error=Message("no {why}", {"why": "luck"}))]
    assert store.save(run.id, "two", late) == 1
    first, second = store.every_row(run.id)
    assert (first.label, first.result, first.worker) == ("Home", {"value": "first"}, "one")
    assert second.state == "failed" and str(second.error) == "no luck"


def test_equal_texts_are_asked_about_once_and_all_get_the_answer(store: Store) -> None:
    run = start(store, ["a  mug", "a rattle", "a mug ", " a mug"])
    assert [row.position for row in store.claim(run.id, "w", 9)] == [0, 1]
    assert store.progress(run.id).waiting == 2
    assert store.save(run.id, "w", [answered(0)]) == 3
    rows = list(store.every_row(run.id))
    assert [row.label for row in rows] == ["Home", None, "Home", "Home"]
    assert [row.calls for row in rows] == [1, 0, 0, 0]
    store.save(run.id, "w", [answered(1, None)])
    assert store.finish(run.id) and store.run(run.id).state == "done"


def test_figures_count_rows_labels_and_costs(settings: Settings) -> None:
    clock = Clock()
    store = Store(open_database(settings), clock)
    run = start(store, ["a", "b", "c", "d", "e"])
    store.claim(run.id, "w", 4)
    store.save(run.id, "w", [answered(0), answered(1, "Baby"), answered(2, None)])
    clock.now += 30
    store.save(run.id, "w", [Outcome(3, error=Message("no"))])
    found = store.progress(run.id)
    assert (found.total, found.waiting, found.claimed, found.answered, found.failed) == (
        5, 1, 0, 3, 1,
    )  # fmt: skip
    assert found.by_label == {"Home": 1, "Baby": 1, None: 1}
    assert (found.calls, found.tokens_computed, found.tokens_cached) == (3, 30, 15)
    assert found.per_minute == pytest.approx(8) and found.seconds_left == pytest.approx(7.5)
    assert [row.position for row in store.newest_rows(run.id, 2)] == [3, 2]
    clock.now += 100
    assert store.progress(run.id).per_minute is None


def test_nothing_is_claimed_of_a_run_that_is_paused_cancelled_or_failed(store: Store) -> None:
    run = start(store, ["a", "b"])
    assert store.pause(run.id).state == "paused" and store.claim(run.id, "w", 1) == ()
    assert store.resume(run.id).state == "waiting" and len(store.claim(run.id, "w", 1)) == 1
    failed = store.fail(run.id, Message("the model {name} is gone", {"name": "llama2"}))
    assert failed.state == "failed" and str(failed.reason) == "the model llama2 is gone"
    assert store.claim(run.id, "w", 1) == ()
    assert store.resume(run.id).reason is None
    assert store.cancel(run.id).state == "cancelled" and store.claim(run.id, "w", 1) == ()
    assert store.resume(run.id).state == "cancelled"
    assert store.unfinished() == ()


def test_what_failed_can_be_tried_again_and_twins_with_it(store: Store) -> None:
    run = start(store, ["a", "a", "b"])
    store.claim(run.id, "w", 3)
    store.save(run.id, "w", [Outcome(0, error=Message("no")), answered(2)])
    assert store.finish(run.id)
    assert store.retry_failed(run.id) == 2 and store.run(run.id).state == "waiting"
    assert [row.position for row in store.claim(run.id, "w", 3)] == [0]
    assert store.save(run.id, "w", [answered(0)]) == 2
    assert store.progress(run.id).answered == 3


def test_a_run_with_open_rows_is_not_done(store: Store) -> None:
    run = start(store, ["a", "b"])
    store.claim(run.id, "w", 1)
    assert not store.finish(run.id)


def test_one_worker_alone_where_the_numbers_are_to_be_the_same(store: Store) -> None:
    run = start(store, ["a", "b", "c"])
    assert len(store.claim(run.id, "one", 1, alone=True)) == 1
    assert store.claim(run.id, "two", 1, alone=True) == ()
    assert store.give_back(run.id, "one") == 1
    assert [row.attempts for row in store.claim(run.id, "two", 1, alone=True)] == [1]


def test_a_deleted_run_takes_along_its_rows_and_an_input_that_no_other_has(store: Store) -> None:
    digest = store.keep_input("shop.csv", b"x")
    both = []
    for _ in range(2):
        made = new_run()
        made = type(made)(**{**vars(made), "input_digest": digest})
        both.append(store.create(made, [NewRow("p", "text")]))
    store.delete(both[0].id)
    assert store.input(digest) is not None and store.rows(both[0].id) == ()
    store.delete(both[1].id)
    assert store.input(digest) is None and store.runs_of("visitor") == ()


def test_answers_are_kept_across_runs_and_the_first_stays(store: Store) -> None:
    store.keep_answers({"k1": {"a": 1}, "k2": {"a": 2}})
    store.keep_answers({"k1": {"a": 3}})
    assert store.cached_answers(["k1", "k2", "k3"]) == {"k1": {"a": 1}, "k2": {"a": 2}}


def test_characters_that_no_database_takes_do_no_harm(store: Store) -> None:
    run = store.create(new_run(), [NewRow("\x00id", "half \ud800 pair"), NewRow("ok", "fine")])
    store.claim(run.id, "w", 2)
    store.save(run.id, "w", [answered(0, "Home\x00", "\x00\ud800 'quoted' 🙂")])
    first = store.rows(run.id)[0]
    assert first.result == {"value": "\x00\ud800 'quoted' 🙂"} and first.product_id == "\ufffdid"


def test_what_was_written_outlives_the_store(settings: Settings) -> None:
    first = open_store(settings)
    run = start(first, ["a", "b"])
    first.claim(run.id, "w", 1)
    first.save(run.id, "w", [answered(0)])
    first.close()
    assert open_store(settings).progress(run.id).answered == 1


def test_a_store_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreUnusable, match="file"):
        open_store(Settings(state_dir=tmp_path / "file" / "state"))
    with pytest.raises(StoreUnusable) as caught:
        open_store(Settings(database_url="postgresql://me:secret@127.0.0.1:9/none"))
    assert "127.0.0.1:9" in str(caught.value) and "secret" not in str(caught.value)
    with pytest.raises(StoreUnusable):
        open_store(Settings(database_url="no address"))


def test_a_file_that_is_no_database_is_named(state_dir: Path) -> None:
    state_dir.mkdir()
    (state_dir / "vitrine.sqlite3").write_bytes(b"this is a letter, not a database" * 100)
    with pytest.raises(StoreUnusable, match="not a database"):
        open_store(Settings(state_dir=state_dir))
