"""Finds the features: every module and package in handlers/. The one piece of magic, because adding an operation is adding a file."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module

import handlers
from bot.feature import Feature, features


@cache
def feature_modules() -> tuple[str, ...]:
    """The handlers' modules, by name."""
    return tuple(sorted(f"handlers.{module.name}" for module in pkgutil.iter_modules(handlers.__path__)))


def find_features() -> list[Feature]:
    """The features of all handlers, in the order of their modules' names."""
    return features(import_module(name) for name in feature_modules())
