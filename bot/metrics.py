"""What Prometheus reads: events, deliveries, how long, and how much is waiting."""

from __future__ import annotations

from functools import cache

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from storage import inbox, outbox, tasks, undelivered
from storage.connection import Db


class Metrics:
    """The counters of one process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._events = Counter("qunxue_events", "Inbound events by outcome", ["channel", "outcome"], registry=self.registry)
        self._seconds = Histogram(
            "qunxue_event_seconds",
            "From receipt to commit",
            ["channel"],
            buckets=(0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
            registry=self.registry,
        )
        self._sent = Counter(
            "qunxue_deliveries", "Outbound messages by outcome", ["channel", "outcome"], registry=self.registry
        )
        self._pending = Gauge("qunxue_outbox_pending", "Messages owed", ["channel"], registry=self.registry)
        # A child is looked up under a lock every time it is asked for by its labels, and there are few.
        self._outcome = cache(self._events.labels)
        self._took = cache(self._seconds.labels)
        self._delivered = cache(self._sent.labels)
        self._buried = Gauge("qunxue_dead_letters", "Events that failed for good", registry=self.registry)
        self._undelivered = Gauge(
            "qunxue_undelivered",
            "Messages given up (failed), or of which nobody knows whether they arrived (uncertain)",
            ["channel", "outcome"],
            registry=self.registry,
        )
        self._tasks = Gauge("qunxue_tasks_waiting", "Heavy work asked for and not finished", registry=self.registry)

    def event(self, channel: str, outcome: str, ms: float) -> None:
        self._outcome(channel, outcome).inc()
        self._took(channel).observe(ms / 1000)

    def delivery(self, channel: str, outcome: str) -> None:
        self._delivered(channel, outcome).inc()

    def text(self, db: Db) -> bytes:
        """The whole page, with what waits in the database now."""
        self._pending.clear()
        for channel, waiting in outbox.pending(db):
            self._pending.labels(channel or "nobody").set(waiting)
        self._undelivered.clear()
        for channel, outcome, many in undelivered.counts(db):
            self._undelivered.labels(channel or "nobody", outcome).set(many)
        self._buried.set(inbox.buried(db))
        self._tasks.set(tasks.waiting(db))
        return generate_latest(self.registry)
