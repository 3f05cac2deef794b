"""What Prometheus reads: events, deliveries, how long, and how much is waiting."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import NamedTuple

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from storage import agenda, inbox, outbox, tasks, undelivered
from storage.connection import Db


class ProcessState(NamedTuple):
    """How a process is: `now`, whether its writer lives, the accounts it sends for, and the open sockets of each channel."""

    now: datetime
    writes: bool
    leads: frozenset[str]
    sockets: Mapping[str, int]


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
        self._owed_for = Gauge(
            "qunxue_outbox_oldest_seconds",
            "How long the oldest message that may go out waits",
            ["channel"],
            registry=self.registry,
        )
        self._asked_for = Gauge("qunxue_tasks_oldest_seconds", "How long the oldest heavy work waits", registry=self.registry)
        self._late = Gauge("qunxue_agenda_late_seconds", "How late the next thing on the agenda is", registry=self.registry)
        self._writes = Gauge("qunxue_writer_alive", "Whether what is said can be written down", registry=self.registry)
        self._leads = Gauge("qunxue_sends_for", "The accounts this program sends for", ["account"], registry=self.registry)
        self._sockets = Gauge("qunxue_sockets", "Open tabs of the web chat", ["channel"], registry=self.registry)
        self._tasks = Gauge("qunxue_tasks_waiting", "Heavy work asked for and not finished", registry=self.registry)

    def event(self, channel: str, outcome: str, ms: float) -> None:
        self._outcome(channel, outcome).inc()
        self._took(channel).observe(ms / 1000)

    def delivery(self, channel: str, outcome: str) -> None:
        self._delivered(channel, outcome).inc()

    def text(self, db: Db, state: ProcessState) -> bytes:
        """The whole page, with how the process is and what waits in the database now."""
        self._pending.clear()
        self._owed_for.clear()
        for channel, waiting, oldest in outbox.pending(db, now=state.now):
            self._pending.labels(channel or "nobody").set(waiting)
            if channel:
                self._owed_for.labels(channel).set(_seconds(oldest, state.now))
        self._undelivered.clear()
        for channel, outcome, many in undelivered.counts(db):
            self._undelivered.labels(channel or "nobody", outcome).set(many)
        self._buried.set(inbox.buried(db))
        self._tasks.set(tasks.waiting(db))
        self._asked_for.set(_seconds(tasks.oldest(db), state.now))
        self._late.set(_seconds(agenda.next_moment(db), state.now))
        self._writes.set(state.writes)
        self._leads.clear()
        for account in state.leads:
            self._leads.labels(account).set(1)
        for channel, many in state.sockets.items():
            self._sockets.labels(channel).set(many)
        return generate_latest(self.registry)


def _seconds(since: datetime | None, now: datetime) -> float:
    """From then until now; 0 where there is nothing, or it is still to come."""
    return max((now - since).total_seconds(), 0.0) if since is not None else 0.0
