"""Events: what is held and when (`events`), whom it is for (`guests`), who signed up and who waits (`signups`), who was there
(`attendance`), and two memberships that become one (`moving`).
"""

from __future__ import annotations

from storage.events import attendance, events, guests, moving, signups

__all__ = ["attendance", "events", "guests", "moving", "signups"]
