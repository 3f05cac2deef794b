"""The house run by hand: no ticker and no waiting, what is due is done when the hand has moved the clock there."""

from __future__ import annotations

from datetime import datetime

from bot.app import App
from bot.clock import HandClock


async def until(app: App, clock: HandClock, end: datetime) -> None:
    """Stops at every moment on the agenda before `end`, as the ticker would."""
    await settle(app)
    while (due := await app.runner.next_moment()) is not None and due < end:
        if due > clock.now():
            clock.move(due)
        await settle(app)


async def settle(app: App) -> None:
    """Until all that is due now is done and sent."""
    while await app.runner.tick():
        await app.task_pool.idle()
        await app.delivery.idle()
    await app.task_pool.idle()
    await app.delivery.idle()
