"""Events: what is held and when (`events`), whom it is for (`guests`), who signed up and who waits (`signups`), and two memberships that
become one (`moving`).
"""

from __future__ import annotations

from storage.events import events, guests, moving, signups

__all__ = ["events", "guests", "moving", "signups"]
