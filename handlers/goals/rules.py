"""How a goal's number is read. Pure."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

AMOUNT = re.compile(r"(?P<n>\d{1,9}(?:\.\d{1,2})?)\s*(?P<unit>%|[^\d\s.,=]{0,6})")
WHOLE = 100
"""Numbers are kept as hundredths."""


def amount(words: str) -> tuple[int, str] | None:
    """500, 85%, 500次, 4.5: hundredths and the unit; None for what is no number above or at nothing."""
    found = AMOUNT.fullmatch(unicodedata.normalize("NFKC", words).strip().replace(",", ""))
    return (int(Decimal(found["n"]) * WHOLE), found["unit"]) if found else None
