"""The cost is told before it arises, and never as less than it may become."""

from planted import PlantedClassifier

from vitrine.explain.cost import estimate, seconds_a_call


def test_past_explanations_tell_the_calls_and_the_budget_bounds_them() -> None:
    found = estimate(70, 100, 0.02, past_calls=[40, 60, 100])
    assert (found.calls, found.at_most) == (4_200, 7_000)
    assert found.seconds == 4_200 * 0.02
    assert estimate(70, 50, 0.02, past_calls=[80, 90, 100]).calls == 3_500


def test_without_a_past_the_whole_budget_is_expected() -> None:
    found = estimate(10, 100, 1.0)
    assert found.calls == found.at_most == 1_000


def test_the_pace_is_measured_on_few_calls() -> None:
    model = PlantedClassifier({})
    assert seconds_a_call(model, [f"thing {row}" for row in range(50)]) > 0  # type: ignore[arg-type]
    assert len(model.texts) <= 6
    assert seconds_a_call(model, []) == 0  # type: ignore[arg-type]
