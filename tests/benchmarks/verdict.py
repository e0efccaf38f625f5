"""How often the verdict is right: pairs of recipes without a difference, and with one of two bands.

    python -m tests.benchmarks.verdict

Results of seeds are simulated: accuracies of a network measured on 10,000 pictures, whose luck has
the standard deviation of small networks on MNIST. The band is how far the luckiest of the seeds is
from the unluckiest, on the average.
"""

import argparse

import numpy as np

from core.experiments.verdict import judge

PICTURES = 10_000
MEAN, DEVIATION = 0.97, 0.002


def results(rng: np.random.Generator, seeds: int, better: float = 0.0) -> np.ndarray:
    """Accuracies under so many seeds."""
    drawn = rng.normal(MEAN + better, DEVIATION, seeds)
    return np.round(np.clip(drawn, 0, 1) * PICTURES) / PICTURES


def called_more_than_luck(rng: np.random.Generator, pairs: int, seeds: int, better: float) -> float:
    """The share of pairs whose difference is called more than luck."""
    told = [
        judge([results(rng, seeds), results(rng, seeds, better)]).more_than_luck
        for _ in range(pairs)
    ]
    return float(np.mean(told))


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--pairs", type=int, default=200)
    options.add_argument("--seed", type=int, default=0)
    asked = options.parse_args()
    rng = np.random.default_rng(asked.seed)
    for seeds in (2, 3, 4, 5, 10):
        band = float(np.mean(np.ptp(rng.normal(0, DEVIATION, (10_000, seeds)), axis=1)))
        equal = called_more_than_luck(rng, asked.pairs, seeds, 0.0)
        different = called_more_than_luck(rng, asked.pairs, seeds, 2 * band)
        print(
            f"{seeds:2} seeds each, a band of {band:.2%}: more than luck are called {equal:.1%} of "
            f"{asked.pairs} pairs without a difference, {different:.1%} with one of two bands"
        )


if __name__ == "__main__":
    main()
