"""Mentors: pairs that look at a few behaviours together for some weeks, asked every week, and told how it went half way and at the end."""

from handlers.mentors import (
    agreeing,
    command,
    counter,
    ending,
    filling,
    listening,
    looking_back,
    merging,
    offering,
    pairing,
    personal_data,
    plain_answers,
    prompting,
    showing,
    wanting,
)
from handlers.mentors.settings import feature

__all__ = [
    "agreeing",
    "command",
    "counter",
    "ending",
    "feature",
    "filling",
    "listening",
    "looking_back",
    "merging",
    "offering",
    "pairing",
    "personal_data",
    "plain_answers",
    "prompting",
    "showing",
    "wanting",
]
