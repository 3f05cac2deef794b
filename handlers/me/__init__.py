"""Me: what I am in this camp, on which accounts and devices, and in which language I am spoken to."""

from handlers.me import contact, profile, web_access
from handlers.me.personal_data import KEPT
from handlers.me.settings import feature

feature.keeps(*KEPT)

__all__ = ["contact", "feature", "profile", "web_access"]
