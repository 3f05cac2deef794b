"""Invitations: a link and a QR code by which people come into a room of the web chat as learners, under a name they say themselves."""

from handlers.invitations import giving, merging, picture
from handlers.invitations.personal_data import KEPT
from handlers.invitations.settings import feature

feature.keeps(*KEPT)

__all__ = ["feature", "giving", "merging", "picture"]
