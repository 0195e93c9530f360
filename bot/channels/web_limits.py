"""How many requests somebody may make: token buckets in memory."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable

_MOST_KEPT = 50_000


class Limit:
    """Lets `burst` requests through at once and `a_minute` in the long run, for each key by itself.

    The keys that were quiet for longest are forgotten where there are very many.
    """

    def __init__(self, burst: int, a_minute: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._burst = burst
        self._a_second = a_minute / 60
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str) -> int:
        """Count a request; return 0 where it may pass, or else in how many seconds the next one may."""
        now = self._clock()
        left, before = self._buckets.pop(key, (float(self._burst), now))
        left = min(self._burst, left + (now - before) * self._a_second)
        wait = 0 if left >= 1 else math.ceil((1 - left) / self._a_second)
        self._buckets[key] = (left if wait else left - 1, now)
        while len(self._buckets) > _MOST_KEPT:
            self._buckets.popitem(last=False)
        return wait
