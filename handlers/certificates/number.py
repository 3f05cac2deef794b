"""A certificate's number, YX2605-0007-K3F9Q2TMH8: a prefix, the serial, eight random characters and two that check the rest.

The check is ISO 7064 MOD 1271-36: any one character altered, or two neighbours swapped, and the number is none.
"""

from __future__ import annotations

import re
import secrets
import unicodedata

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
CHOSEN = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""What the random ones are chosen from: nothing that is read as something else (0 O, 1 I L)."""
RANDOM = 8
MODULUS, RADIX = 1271, 36
SHAPE = re.compile(r"(?P<prefix>[A-Z0-9]{1,8})-(?P<serial>[0-9]{4,9})-(?P<rest>[A-Z0-9]{10})")
DASHES = re.compile("[‐-―−－﹣﹘]")
"""Hyphens as phones and word processors write them."""
LONGEST = 64
"""Characters of what somebody may mean as a number."""
INITIALS = (
    (0xB0A1, "A"), (0xB0C5, "B"), (0xB2C1, "C"), (0xB4EE, "D"), (0xB6EA, "E"), (0xB7A2, "F"), (0xB8C1, "G"), (0xB9FE, "H"),
    (0xBBF7, "J"), (0xBFA6, "K"), (0xC0AC, "L"), (0xC2E8, "M"), (0xC4C3, "N"), (0xC5B6, "O"), (0xC5BE, "P"), (0xC6DA, "Q"),
    (0xC8BB, "R"), (0xC8F6, "S"), (0xCBFA, "T"), (0xCDDA, "W"), (0xCEF4, "X"), (0xD1B9, "Y"), (0xD4D1, "Z"), (0xD7FA, ""),
)  # fmt: skip
"""GB2312 orders its everyday characters by sound: where each initial begins."""
OTHERWISE = "QX"


def made(prefix: str, serial: int) -> str:
    """A new number. `serial` counts from 1 within a prefix."""
    chosen = "".join(secrets.choice(CHOSEN) for _ in range(RANDOM))
    return checked(f"{prefix}-{serial:04d}-{chosen}")


def checked(number: str) -> str:
    """The number with its two check characters behind it."""
    check = (MODULUS + 1 - _remainder(number) * RADIX * RADIX) % MODULUS
    return number + ALPHABET[check // RADIX] + ALPHABET[check % RADIX]


def is_number(words: str) -> bool:
    """Whether the words, as `read` gives them, are a number somebody can have been given."""
    return SHAPE.fullmatch(words) is not None and checks(words)


def is_unparted(words: str) -> bool:
    """Whether they are a number without its hyphens: where its serial begins cannot be told, the check is the same."""
    return re.fullmatch(r"[A-Z0-9]{15,27}", words) is not None and checks(words)


def checks(number: str) -> bool:
    """Whether letters and digits, whatever hyphens are among them, end in the check of the rest."""
    return _remainder(number) == 1


def _remainder(number: str) -> int:
    rest = 0
    for character in number:
        if character != "-":
            rest = (rest * RADIX + ALPHABET.index(character)) % MODULUS
    return rest


def read(words: str) -> str:
    """The words as a number is written: capitals, no width, one kind of hyphen, nothing around it; from an address, its last piece."""
    plain = unicodedata.normalize("NFKC", DASHES.sub("-", words[: LONGEST * 4])).strip()
    return re.sub(r"\s*-\s*", "-", plain.split("?")[0].rstrip("/").rpartition("/")[2]).upper()[:LONGEST]


def prefix_of(camp: str) -> str:
    """What a camp's numbers begin with where nothing is set: the initials of its first two words or characters, and its number if it ends
    with one (营销实战营2605: YX2605)."""
    plain = unicodedata.normalize("NFKC", camp).upper()
    ending = re.search(r"(\d{1,6})\D*$", plain)
    words = re.findall(r"[A-Z]+|[\u4e00-\u9fff]", plain)
    initials = "".join(word[0] if word.isascii() else _initial(word) for word in words)[:2]
    return (initials or OTHERWISE) + (ending[1] if ending else "")


def _initial(character: str) -> str:
    """The first letter a Chinese character sounds with; "" where the everyday ones do not have it."""
    try:
        code = int.from_bytes(character.encode("gb2312"), "big")
    except UnicodeEncodeError:
        return ""
    return next((letter for begins, letter in reversed(INITIALS) if code >= begins), "")
