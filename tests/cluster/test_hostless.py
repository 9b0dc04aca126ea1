"""Who gets work while some workers find no model server, and when there is no hope left."""

from vitrine.cluster.hostless import REST, Hostless


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def made(patience: float = 300.0) -> tuple[Hostless, Clock]:
    clock = Clock()
    return Hostless(patience, clock), clock


def test_a_worker_without_a_host_gets_nothing_while_another_works() -> None:
    hostless, clock = made()
    assert hostless.fit(["one", "two"]) == ["one", "two"]
    hostless.failed(["one"])
    assert hostless.fit(["one", "two"]) == ["two"]
    clock.now = REST + 1
    assert hostless.fit(["one", "two"]) == ["one", "two"], "it is asked again after a rest"


def test_where_all_rest_all_are_asked() -> None:
    hostless, _ = made()
    hostless.failed(["one", "two"])
    assert hostless.fit(["one", "two"]) == ["one", "two"]
    hostless.worked(["two"])
    assert hostless.fit(["one", "two"]) == ["two"]
    assert hostless.fit([]) == []


def test_there_is_hope_while_one_may_be_at_work() -> None:
    hostless, clock = made(patience=300.0)
    hostless.failed(["one", "two"])
    clock.now = 3_600.0
    hostless.failed(["one"])
    assert not hostless.hopeless(["one", "two"]), "two failed once, and may have worked ever since"
    hostless.failed(["two"])
    assert hostless.hopeless(["one", "two"])
    assert not hostless.hopeless(["one", "two", "new"])
    hostless.worked(["two"])
    assert not hostless.hopeless(["one", "two"])


def test_a_worker_that_left_takes_its_trouble_along() -> None:
    hostless, clock = made(patience=1.0)
    hostless.failed(["gone", "here"])
    clock.now = 2.0
    hostless.failed(["gone"])
    assert hostless.hopeless(["gone"])
    assert not hostless.hopeless(["here"])
    assert not hostless.hopeless([]), "none is there: another sentence than `no host`"
