"""Me: what I am in this camp, on which accounts and devices, and in which language I am spoken to."""

from handlers.me import profile, web_access
from handlers.me.personal_data import KEPT
from handlers.me.settings import feature

feature.keeps(*KEPT)

__all__ = ["feature", "profile", "web_access"]
