"""A whole hall at once: everybody who signs in is written down, and who is told of a change is told once; how fast is the benchmark's to say."""

from __future__ import annotations

import pytest

from tests.bench import events

pytestmark = pytest.mark.journey


async def test_five_hundred_in_one_moment_are_all_written_down() -> None:
    everybody = await events.signed(0.0)
    assert (everybody.there, len(everybody.waits)) == (events.SIGNING, events.SIGNING)


async def test_moving_two_thousand_owes_each_one_message() -> None:
    owed = await events.moved()
    assert len(owed) == events.MOVED and set(owed.values()) == {1}
