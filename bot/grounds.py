"""Why a change may be called the training's: a control group, or an assumption that is stated. Nothing else is a ground."""

from __future__ import annotations

KINDS = {"对照组": "control", "对照": "control", "control": "control", "假设": "assumption", "assumption": "assumption"}
LONGEST = 200


def claim(words: str) -> tuple[str, str] | None:
    """(control or assumption, what was stated) of 对照组：未参训的30人同期只涨2%; None where either is missing."""
    kind, _, stated = words.strip().replace("：", ":").partition(":")
    basis = KINDS.get(kind.strip().casefold())
    return (basis, stated.strip()) if basis and stated.strip() else None
