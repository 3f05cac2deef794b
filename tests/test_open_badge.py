"""The badge: another implementation accepts it, one flipped byte is noticed, and no file of a stranger's costs anything."""

from __future__ import annotations

import base64
import json
import struct
import zlib
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from hypothesis import given
from hypothesis import strategies as st

from bot import open_badge
from bot.open_badge import BadgeClaim, SealedKey

SECRET = b"house"
URL, PAGE = "https://bot.example.com", "https://bot.example.com/verify/YX2605-0007-K3F9Q2TMH8"
ISSUED = datetime(2026, 5, 6, 0, 10, 30, tzinfo=UTC)
CLAIM = BadgeClaim("YX2605-0007-K3F9Q2TMH8", 1, "林晓", "通过考试《产品》", "证书", "营销实战营2605", "营销学院", ISSUED, "zh")


@cache
def key(secret: bytes = SECRET) -> SealedKey:
    return open_badge.new_key(secret)


@cache
def token() -> str:
    return open_badge.signed(CLAIM, open_badge.opened(key().sealed, SECRET), public_url=URL, page=PAGE)


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


@cache
def png(*, width: int = 1, pixels: bytes = b"\0\0\0\0") -> bytes:
    head = struct.pack(">IIBBBBB", width, 1, 8, 2, 0, 0, 0)
    return open_badge.SIGNATURE + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(pixels)) + chunk(b"IEND", b"")


def with_text(keyword: bytes, text: bytes, *, packed: bool = False) -> bytes:
    said = keyword + b"\0" + (b"\1\0" if packed else b"\0\0") + b"\0\0" + text
    return png()[:-12] + chunk(b"iTXt", said) + png()[-12:]


@cache
def badge() -> bytes:
    return open_badge.baked(token(), png())


# ── a second implementation, from the specification alone ────────────────────────────────────────────────────────────


def chunks(content: bytes) -> dict[bytes, bytes]:
    found, place = {}, 8
    while place < len(content):
        (length,) = struct.unpack(">I", content[place : place + 4])
        kind, inside = content[place + 4 : place + 8], content[place + 8 : place + 8 + length]
        assert struct.unpack(">I", content[place + 8 + length : place + 12 + length])[0] == zlib.crc32(kind + inside)
        found[kind], place = inside, place + 12 + length
    return found


def decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def verified(content: bytes) -> dict[str, Any]:
    """What a badge says, by Open Badges 3.0 §5.3 and §8.2 and RFC 7515, with nothing of the library that signed it. Raises InvalidSignature."""
    keyword, _, rest = chunks(content)[b"iTXt"].partition(b"\0")
    assert keyword == b"openbadgecredential" and rest[:2] == b"\0\0", "uncompressed, under the keyword of 3.0"
    head, body, signature = rest[2:].split(b"\0", 2)[2].decode().split(".")
    header = json.loads(decoded(head))
    assert header["alg"] == "RS256" and set(header["jwk"]) >= {"kty", "e", "n"} and "d" not in header["jwk"]
    numbers = {part: int.from_bytes(decoded(header["jwk"][part]), "big") for part in ("e", "n")}
    public = rsa.RSAPublicNumbers(numbers["e"], numbers["n"]).public_key()
    public.verify(decoded(signature), f"{head}.{body}".encode(), padding.PKCS1v15(), SHA256())
    said: dict[str, Any] = json.loads(decoded(body))
    return said


def test_a_verifier_that_is_not_the_library_that_signed_accepts_it() -> None:
    said = verified(badge())
    assert said["@context"][0] == "https://www.w3.org/ns/credentials/v2"
    assert said["@context"][1].startswith("https://purl.imsglobal.org/spec/ob/v3p0/context")
    assert {"VerifiableCredential", "OpenBadgeCredential"} <= set(said["type"])
    assert said["iss"] == said["issuer"]["id"] == "did:web:bot.example.com" and said["issuer"]["name"] == "营销学院"
    assert said["jti"] == said["id"] == "urn:qunxue:certificate:YX2605-0007-K3F9Q2TMH8:1"
    assert said["nbf"] == int(ISSUED.timestamp()) and said["validFrom"].startswith("2026-05-06T00:10:30")
    subject = said["credentialSubject"]
    assert subject["type"] == ["AchievementSubject"]
    (who,) = subject["identifier"]
    assert who == {"type": "IdentityObject", "hashed": False, "identityHash": "林晓", "identityType": "name"}
    assert subject["achievement"]["achievementType"] == "Certificate"
    assert subject["achievement"]["name"] == "通过考试《产品》" and PAGE in subject["achievement"]["criteria"]["narrative"]


def test_it_refuses_what_was_signed_by_another_key() -> None:
    other = open_badge.signed(CLAIM, open_badge.opened(key(b"other").sealed, b"other"), public_url=URL, page=PAGE)
    head = token().split(".")[0]
    forged = ".".join((head, *other.split(".")[1:]))
    with pytest.raises(InvalidSignature):
        verified(open_badge.baked(forged, png()))
    assert open_badge.judged(open_badge.baked(forged, png())).kind == "broken"


# ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_it_says_is_read_back() -> None:
    verdict = open_badge.judged(badge())
    assert verdict == (
        "intact",
        key().thumbprint,
        "did:web:bot.example.com",
        "营销学院",
        "YX2605-0007-K3F9Q2TMH8",
        1,
        "林晓",
        "通过考试《产品》",
    )


@given(st.integers(0, 1_000_000), st.integers(1, 255))
def test_one_flipped_byte_is_noticed(place: int, change: int) -> None:
    content = bytearray(badge())
    content[place % len(content)] ^= change
    assert open_badge.judged(bytes(content)).kind == "broken"


def _long_token() -> bytes:
    return ".".join(["a" * 1000] * 3).encode()


def _bomb() -> bytes:
    """What unpacks to 200 MB, packed as one piece over and over: packing them would take a second."""
    packer = zlib.compressobj()
    head, piece = packer.compress(b""), packer.compress(b"0" * 1_000_000) + packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(b"0" * 1_000_000) + packer.flush(zlib.Z_FULL_FLUSH)
    return head + piece + again * 199  # without an end, which nobody who stops in time comes to


STRANGERS = {
    "nothing": b"",
    "no picture": b"hello",
    "a picture without a badge": png(),
    "a badge of version 2": with_text(b"openbadges", b"eyJhbGciOiJSUzI1NiJ9.e30.x"),
    "another text": with_text(b"Comment", b"hello"),
    "too large": png() + b"\0" * open_badge.LARGEST,
    "only its beginning": open_badge.SIGNATURE,
}
BROKEN = {
    "words for a token": with_text(b"openbadgecredential", b"hello"),
    "an empty token": with_text(b"openbadgecredential", b""),
    "three parts of nonsense": with_text(b"openbadgecredential", _long_token()),
    "no signature": with_text(b"openbadgecredential", b"eyJhbGciOiJub25lIn0.e30."),
    "a bomb": with_text(b"openbadgecredential", _bomb(), packed=True),
    "no UTF-8": with_text(b"openbadgecredential", b"\xff\xfe"),
    "two of them": open_badge.baked(token(), badge()),
    "cut off": badge()[:-40],
    "a list for a body": with_text(
        b"openbadgecredential",
        b".".join(base64.urlsafe_b64encode(part).rstrip(b"=") for part in (b'{"alg":"RS256"}', b"[1]", b"x")),
    ),
    "nested without end": with_text(
        b"openbadgecredential",
        b".".join(base64.urlsafe_b64encode(part).rstrip(b"=") for part in (b'{"alg":"RS256"}', b"[" * 9000, b"x")),
    ),
}


@pytest.mark.parametrize("name", STRANGERS)
def test_what_is_no_badge_is_none(name: str) -> None:
    assert open_badge.judged(STRANGERS[name]).kind == "none"


@pytest.mark.parametrize("name", BROKEN)
def test_what_cannot_be_read_is_broken(name: str) -> None:
    assert open_badge.judged(BROKEN[name]).kind == "broken"


def test_a_picture_with_a_hundred_million_pixels_costs_nothing() -> None:
    """Its pixels are never unpacked."""
    wide = png(width=100_000_000, pixels=b"\0")
    assert open_badge.judged(open_badge.baked(token(), wide)).kind == "intact"


@given(st.binary(max_size=2000))
def test_no_file_breaks_the_reading(content: bytes) -> None:
    assert open_badge.judged(content).kind in ("none", "broken")
    assert open_badge.judged(with_text(b"openbadgecredential", content)).kind == "broken"


def test_one_without_a_key_in_its_header_cannot_be_judged_offline() -> None:
    bare = base64.urlsafe_b64encode(b'{"alg":"RS256","typ":"JWT"}').rstrip(b"=").decode()
    verdict = open_badge.judged(open_badge.baked(".".join((bare, *token().split(".")[1:])), png()))
    assert verdict.kind == "unknown" and verdict.number == CLAIM.number


# ── keys and who issues ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_key_opens_under_its_own_secret_alone() -> None:
    assert "PRIVATE" not in key().sealed
    with pytest.raises(open_badge.CannotOpen):
        open_badge.opened(key().sealed, b"another")


@pytest.mark.parametrize(
    ("url", "did"),
    [
        ("https://bot.example.com", "did:web:bot.example.com"),
        ("https://bot.example.com/", "did:web:bot.example.com"),
        ("https://bot.example.com:8443", "did:web:bot.example.com%3A8443"),
        ("https://example.com/bot", ""),
        ("http://bot.example.com", ""),
        ("", ""),
    ],
)
def test_the_name_we_issue_under(url: str, did: str) -> None:
    assert open_badge.did_web(url) == did
    assert open_badge.issuer(url, key().public).startswith(did or "did:jwk:")
    document = open_badge.did_document(url, [(key().thumbprint, key().public)])
    assert (document is None) is (did == "")
    if document is not None:
        (method,) = document["verificationMethod"]
        assert document["id"] == method["controller"] == did and document["assertionMethod"] == [method["id"]]
        assert method["publicKeyJwk"]["n"] == key().public["n"] and "d" not in method["publicKeyJwk"]


def test_without_an_address_the_name_is_the_key_itself() -> None:
    name = open_badge.issuer("", key().public)
    assert json.loads(decoded(name.removeprefix("did:jwk:"))) == key().public
