"""Certificates: issued once, verified by anybody, revoked for all to see; the same as an Open Badge."""

from handlers.certificates import (
    awarding,
    consent,
    issuing,
    judging,
    making,
    merging,
    personal_data,
    public_page,
    records,
    reissuing,
    revoking,
    showing,
    verifying,
)
from handlers.certificates.settings import feature

__all__ = [
    "awarding",
    "consent",
    "feature",
    "issuing",
    "judging",
    "making",
    "merging",
    "personal_data",
    "public_page",
    "records",
    "reissuing",
    "revoking",
    "showing",
    "verifying",
]
