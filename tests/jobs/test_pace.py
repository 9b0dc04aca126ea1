"""The number of requests at once follows what pays, and what the server bears."""

from collections.abc import Callable

import pytest

from vitrine.jobs.pace import Pace


class Time:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def answers(pace: Pace, time: Time, rate: Callable[[int], float], count: int) -> list[int]:
    """`count` answers by a server whose pace at n requests at once is `rate(n)` a second."""
    limits = []
    for _ in range(count):
        time.now += 1 / rate(pace.limit)
        pace.answered()
        limits.append(pace.limit)
    return limits


@pytest.mark.parametrize(("slots", "most", "expected"), [(1, 16, 1), (4, 16, 4), (16, 8, 8)])
def test_it_grows_while_the_pace_does(slots: int, most: int, expected: int) -> None:
    time = Time()
    pace = Pace(most, time)
    limits = answers(pace, time, lambda n: 10.0 * min(n, slots), 500)
    assert limits[-1] == expected and max(limits) <= most


def test_one_stays_one() -> None:
    time = Time()
    pace = Pace(1, time)
    assert set(answers(pace, time, lambda n: 10.0, 300)) == {1}


def test_a_busy_server_gets_half_and_a_burst_of_complaints_counts_once() -> None:
    time = Time()
    pace = Pace(16, time)
    answers(pace, time, lambda n: 10.0 * n, 500)
    assert pace.limit == 16
    for _ in range(10):
        pace.busy()
    assert pace.limit == 8
    assert answers(pace, time, lambda n: 10.0 * n, 600)[-1] == 16  # and grows again


def test_it_follows_a_server_that_gets_more_slots() -> None:
    time = Time()
    pace = Pace(16, time)
    assert answers(pace, time, lambda n: 10.0, 300)[-1] == 1
    assert answers(pace, time, lambda n: 10.0 * min(n, 4), 1_500)[-1] == 4
