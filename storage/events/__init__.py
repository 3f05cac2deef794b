"""Events: what is held and when (`events`), whom it is for (`guests`), who signed up and who waits (`signups`), who was there
(`attendance`), what follows (`afterwards`), what was shown (`materials`), what is to be ready before (`checklists`), who speaks in turn
(`rotas`), what is asked in a round of questions (`rounds`), the calendars that follow them (`feeds`), and two memberships that become
one (`moving`).
"""

from __future__ import annotations

from storage.events import afterwards, attendance, checklists, events, feeds, guests, materials, moving, rotas, rounds, signups

__all__ = [
    "afterwards",
    "attendance",
    "checklists",
    "events",
    "feeds",
    "guests",
    "materials",
    "moving",
    "rotas",
    "rounds",
    "signups",
]
