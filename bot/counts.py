"""A share of counted messages, and how sure it is."""

from __future__ import annotations

from typing import NamedTuple

from scipy.stats import binomtest


class Count(NamedTuple):
    """So many of `n` messages are right."""

    right: int
    n: int

    def interval(self) -> tuple[float, float]:
        """Return the 95 % Wilson score interval, as shares from 0 to 1.

        Raises:
            ValueError: nothing was counted.
        """
        interval = binomtest(self.right, self.n).proportion_ci(confidence_level=0.95, method="wilson")
        return float(interval.low), float(interval.high)

    @property
    def percent(self) -> float:
        """The share in per cent, rounded down to a tenth: 100 means all."""
        return 1000 * self.right // self.n / 10

    def __str__(self) -> str:
        if not self.n:
            return "–"
        low, high = self.interval()
        return f"{self.percent:.1f} % ({100 * low:.1f}–{100 * high:.1f}), {self.right}/{self.n}"
