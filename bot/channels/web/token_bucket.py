"""A token bucket: so many at once, and a steady rate after that."""

from __future__ import annotations


class TokenBucket:
    """Lets through `most` at once and `rate` a second after that."""

    def __init__(self, most: float, rate: float) -> None:
        self._most, self._rate = most, rate
        self._left, self._at = most, 0.0

    def wait(self, now: float) -> float:
        """Takes one and returns 0; or takes nothing and returns the seconds until there is one."""
        self._left = min(self._most, self._left + (now - self._at) * self._rate)
        self._at = now
        if self._left < 1:
            return (1 - self._left) / self._rate
        self._left -= 1
        return 0.0
