"""The Gaussian process: its gradient, its predictions, and what it takes for relevant."""

import numpy as np
import pytest
from scipy.optimize import approx_fprime
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import Kernel as ReferenceKernel

from vitrine.explain.process import Kernel, Posterior, _loss, learn


class Arcsine(ReferenceKernel):
    """Equation 4.29 of Rasmussen & Williams written out pair by pair, for scikit-learn to use."""

    def __init__(self, kernel: Kernel) -> None:
        self.kernel = kernel

    def __call__(self, one: np.ndarray, other: np.ndarray | None = None) -> np.ndarray:
        other = one if other is None else other
        return np.array([[self.pair(a, b) for b in other] for a in one])

    def pair(self, one: np.ndarray, other: np.ndarray) -> float:
        sigma = np.diag(np.r_[self.kernel.bias, self.kernel.relevance])
        a, b = np.r_[1.0, one], np.r_[1.0, other]
        inner = 2 * a @ sigma @ b
        lengths = (1 + 2 * a @ sigma @ a) * (1 + 2 * b @ sigma @ b)
        return float(self.kernel.scale * 2 / np.pi * np.arcsin(inner / np.sqrt(lengths)) + 1.0)

    def diag(self, rows: np.ndarray) -> np.ndarray:
        return np.array([self.pair(row, row) for row in rows])

    def is_stationary(self) -> bool:
        return False


def rows(count: int, words: int, seed: int = 0) -> np.ndarray:
    return (np.random.RandomState(seed).rand(count, words) > 0.6).astype(float)


KERNEL = Kernel(np.array([0.5, 0.1, 2.0, 0.3, 0.05]), 0.7, 1.5, 0.02)


def test_mean_and_covariance_are_those_of_a_reference() -> None:
    seen, unseen = rows(30, 5), rows(12, 5, seed=1)
    response = seen @ np.array([1.0, 0.0, -2.0, 0.5, 0.0]) + seen[:, 0] * seen[:, 2]
    ours = Posterior(KERNEL, seen, response)
    reference = GaussianProcessRegressor(Arcsine(KERNEL), alpha=KERNEL.noise, optimizer=None)
    standard = (response - response.mean()) / response.std()
    mean, covariance = reference.fit(seen, standard).predict(unseen, return_cov=True)
    assert ours.mean(unseen) == pytest.approx(mean * response.std() + response.mean(), abs=1e-6)
    assert ours.covariance(unseen) == pytest.approx(covariance * response.var(), abs=1e-6)


def test_the_gradient_is_that_of_the_loss() -> None:
    masks, outputs = rows(25, 5), np.random.RandomState(2).randn(25, 3)
    at = KERNEL.logs()
    _, gradient = _loss(at, masks, outputs)
    slopes = approx_fprime(at, lambda logs: _loss(logs, masks, outputs)[0], 1e-6)
    assert gradient == pytest.approx(slopes, rel=1e-3, abs=1e-3)


def test_words_that_move_the_answer_become_relevant_and_others_do_not() -> None:
    masks = rows(80, 10)
    response = np.maximum(masks[:, 2], masks[:, 5]) * 2.0
    found = learn(masks, response[:, None], Kernel.plain(10)).relevance
    assert set(np.argsort(-found)[:2]) == {2, 5}
    assert np.delete(found, [2, 5]).max() < 0.1 * found[[2, 5]].min()


def test_an_answer_that_never_moves_teaches_nothing() -> None:
    start = Kernel.plain(4)
    assert learn(rows(20, 4), np.full((20, 2), 3.0), start) is start
    level = Posterior(start, rows(20, 4), np.full(20, 3.0))
    assert level.mean(rows(5, 4, seed=3)) == pytest.approx(np.full(5, 3.0))
    assert level.covariance(rows(5, 4, seed=3)) == pytest.approx(np.zeros((5, 5)))
