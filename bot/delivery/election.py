"""Which platform accounts this program sends for: of several replicas one each, and another as soon as that is gone or frozen."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import structlog

from bot.clock import rest
from storage.sender_locks import SenderLocks, Term

log = structlog.get_logger()

SIGNED_EVERY = 0.5
"""Seconds between two signs of life: several fit into the silence after which another takes over."""
NEXT_AFTER = 0.05
"""Seconds until a second free account is taken: replicas that start together share them."""

Serve = Callable[[str, Term], Coroutine[Any, Any, None]]
"""Sends for an account until it is cancelled; then finishes what is under way."""


class SenderElection:
    """Begins to serve an account with its lock, and ends with it. `held` are those that are ours."""

    def __init__(self, locks: SenderLocks, serve: Serve) -> None:
        self.locks, self._serve = locks, serve
        self._terms: dict[str, tuple[Term, asyncio.Task[None]]] = {}
        self.repeated = 0
        """Messages that were on their way when somebody before us was gone: they may have arrived twice."""

    @property
    def held(self) -> frozenset[str]:
        """The accounts we send for now."""
        return frozenset(self._terms)

    async def run(self) -> None:
        """Until cancelled. What a term raises is raised here."""
        if self.locks.is_alone:
            await self._serve_all()
            return
        try:
            while True:
                has_more = await self._renew(takes=True)
                await rest(NEXT_AFTER if has_more else SIGNED_EVERY)
        finally:
            for _, task in self._terms.values():
                task.cancel()
            while self._terms:  # what is under way is settled in our own term
                await asyncio.wait({task for _, task in self._terms.values()}, timeout=SIGNED_EVERY)
                await self._renew(takes=False)
            await asyncio.to_thread(self.locks.let_go)

    async def _serve_all(self) -> None:
        alone = Term(0)
        try:
            async with asyncio.TaskGroup() as group:
                for account in self.locks.accounts:
                    self._terms[account] = alone, group.create_task(self._serve(account, alone), name=f"send {account}")
        finally:
            self._terms.clear()

    async def _renew(self, *, takes: bool) -> bool:
        """Begins and ends terms by what is ours now; gives whether a term has begun."""
        ours, has_begun = await asyncio.to_thread(self.locks.renew, takes=takes), False
        for account, (term, task) in list(self._terms.items()):
            if ours.get(account) != term and not task.cancelling():
                task.cancel()  # once: a second time it would not finish what is under way
            if task.done():
                del self._terms[account]
                await asyncio.to_thread(self.locks.release, account)
                log.warning("ceased to send", account=account, epoch=term.epoch)
                if not task.cancelled():
                    task.result()
            elif ours.get(account) == term:
                del ours[account]
        for account, term in ours.items():
            if takes and account not in self._terms:
                self._terms[account] = term, asyncio.create_task(self._serve(account, term), name=f"send {account}")
                self.repeated += term.repeated
                has_begun = True
                log.info("sends", account=account, epoch=term.epoch, repeated=term.repeated)
        return has_begun
