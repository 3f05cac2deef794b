"""Promotion: what a level asks for, what somebody still lacks, and levels that change only for who meets them and by another's word."""

from handlers.promotion import command, confirming, keeping, measures, ready, setting, showing, waiting
from handlers.promotion.settings import feature

__all__ = ["command", "confirming", "feature", "keeping", "measures", "ready", "setting", "showing", "waiting"]
