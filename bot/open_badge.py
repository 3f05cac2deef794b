"""A certificate as an Open Badge 3.0: signed, baked into its picture, read back and judged without asking anybody.

Only tasks come here: the library takes 0.15 s to load, a key 0.1 s to make.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit
from uuid import NAMESPACE_URL, uuid5

LARGEST = 4 * 1024 * 1024
"""Bytes of a picture that is looked into for a badge: its pixels are not, so that none can be a bomb."""
BITS = 2048
ALGORITHM = "RS256"
"""What the specification asks every verifier to know."""
SALT = b"qunxue signing key"
SIGNATURE = b"\x89PNG\r\n\x1a\n"


class SealedKey(NamedTuple):
    """A new key: its RFC 7638 name, the public half as a JWK, and the private one sealed."""

    thumbprint: str
    public: dict[str, Any]
    sealed: str


class CannotOpen(Exception):
    """The key was sealed under another secret."""


@dataclass(frozen=True, slots=True)
class BadgeClaim:
    """What a badge says: the certificate's number and version, whose, for what, of which camp, signed by whom and when."""

    number: str
    version: int
    name: str
    reason: str
    title: str
    camp: str
    signature: str
    issued_at: datetime
    language: str


# ── keys ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def new_key(secret: bytes) -> SealedKey:
    """A key made now, sealed under the house's secret."""
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    key = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    public = _public_jwk(key)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return SealedKey(thumbprint(public), public, _box(secret).encrypt(pem).decode())


@lru_cache(maxsize=4)
def opened(sealed: str, secret: bytes) -> Any:
    """What signs with the key. Raises CannotOpen where it was sealed under another secret."""
    from cryptography.fernet import InvalidToken
    from openbadgeslib.ob3 import OB3Signer

    try:
        return OB3Signer(_box(secret).decrypt(sealed.encode()), algorithm=ALGORITHM)
    except InvalidToken:
        raise CannotOpen from None


@lru_cache(maxsize=4)
def _box(secret: bytes) -> Any:
    from cryptography.fernet import Fernet
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    return Fernet(urlsafe_b64encode(Scrypt(salt=SALT, length=32, n=2**14, r=8, p=1).derive(secret)))


def _public_jwk(key: Any) -> dict[str, Any]:
    numbers = key.public_key().public_numbers()
    return {"kty": "RSA", "e": _number(numbers.e), "n": _number(numbers.n)}


def _number(value: int) -> str:
    return _unpadded(value.to_bytes((value.bit_length() + 7) // 8, "big"))


def _unpadded(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()


def thumbprint(jwk: dict[str, Any]) -> str:
    """The name of a public key by what it is (RFC 7638); "" for what is no RSA key."""
    if jwk.get("kty") != "RSA" or not all(isinstance(jwk.get(part), str) for part in ("e", "n")):
        return ""
    plain = json.dumps({part: jwk[part] for part in ("e", "kty", "n")}, separators=(",", ":"))
    return _unpadded(sha256(plain.encode()).digest())


# ── who issues ───────────────────────────────────────────────────────────────────────────────────────────────────────


def issuer(public_url: str, public: dict[str, Any]) -> str:
    """Our name as an issuer: did:web where the public address is one of https without a path, else the key itself."""
    web = did_web(public_url)
    return web or f"did:jwk:{_unpadded(json.dumps(public, separators=(',', ':'), sort_keys=True).encode())}"


def did_web(public_url: str) -> str:
    """did:web:bot.example.com for https://bot.example.com; "" where an address cannot be named so."""
    parts = urlsplit(public_url)
    is_bare = parts.scheme == "https" and parts.hostname and not parts.path.strip("/") and not parts.query
    return f"did:web:{quote(parts.netloc, safe='')}" if is_bare else ""


def did_document(public_url: str, keys: list[tuple[str, dict[str, Any]]]) -> dict[str, Any] | None:
    """What did.json says: our public keys by thumbprint, the one that signs first; None where there is no such name."""
    did = did_web(public_url)
    if not did:
        return None
    methods = [
        {"id": f"{did}#{name}", "type": "JsonWebKey", "controller": did, "publicKeyJwk": {**public, "alg": ALGORITHM}}
        for name, public in keys
    ]
    return {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/jwk/v1"],
        "id": did,
        "verificationMethod": methods,
        "assertionMethod": [method["id"] for method in methods],
    }


# ── making ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def signed(claim: BadgeClaim, signer: Any, *, public_url: str, page: str) -> str:
    """The badge as a VC-JWT, with the key in its header. `page` is the address the certificate is checked at, "" where there is none."""
    from openbadgeslib.ob3 import Achievement, IdentityObject, Issuer, OpenBadgeCredential

    credential = OpenBadgeCredential(
        issuer=Issuer(id=issuer(public_url, signer._public_jwk()), name=claim.signature, url=public_url or None),
        recipient_id=None,
        identifiers=[IdentityObject(identity_hash=claim.name, identity_type="name", hashed=False)],
        achievement=Achievement(
            id=f"urn:uuid:{uuid5(NAMESPACE_URL, f'qunxue:{claim.camp}:{claim.reason}')}",
            name=claim.reason,
            description=f"{claim.camp} · {claim.reason}",
            criteria_narrative=f"{claim.number}\n{page}".strip(),
            achievement_type="Certificate",
        ),
        id=credential_id(claim.number, claim.version),
        name=f"{claim.title} {claim.number}",
        issuance_date=claim.issued_at.astimezone(UTC).replace(microsecond=0),
    )
    return str(signer.sign(credential))


CREDENTIAL = "urn:qunxue:certificate:"


def credential_id(number: str, version: int) -> str:
    """The number and version as the badge's own name."""
    return f"{CREDENTIAL}{number}:{version}"


def baked(token: str, png: bytes) -> bytes:
    """The picture with the badge in it."""
    from openbadgeslib import baking

    return bytes(baking.bake_png(png, token, keyword=baking.ITXT_KEYWORD_OB3))


# ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────────


class BadgeVerdict(NamedTuple):
    """What can be said of a file without asking anybody. `kind`: "none" is no badge, "broken" one that was changed after it was signed,
    "unknown" one whose signature cannot be checked offline, "unsound" one that was signed but is not written as a badge is, "expired" one
    outside its own dates, "intact" anything else; the rest is what it claims."""

    kind: str
    thumbprint: str = ""
    issuer: str = ""
    issuer_name: str = ""
    number: str = ""
    version: int = 0
    name: str = ""
    what_for: str = ""


def judged(content: bytes) -> BadgeVerdict:
    """A file somebody sent, judged by what stands in it."""
    from openbadgeslib import baking
    from png import Reader  # type: ignore[import-untyped]

    if len(content) > LARGEST or not (content.startswith(SIGNATURE) or baking.ITXT_KEYWORD_OB3 in content):
        return BadgeVerdict("none")
    try:
        pieces = list(Reader(bytes=content).chunks())  # each carries the check of itself
        if sum(piece.startswith(baking.ITXT_KEYWORD_OB3 + b"\0") for kind, piece in pieces if kind == b"iTXt") > 1:
            return BadgeVerdict("broken")  # two that could each be meant
        token = baking.extract_png(content, keyword=baking.ITXT_KEYWORD_OB3)
    except Exception:  # whatever a stranger's file may break, it is no badge that could be read
        return BadgeVerdict("broken" if baking.ITXT_KEYWORD_OB3 in content or b"iTXt" in content else "none")
    return BadgeVerdict("none") if token is None else _judged_token(token)


def _judged_token(token: str) -> BadgeVerdict:
    import jwt
    from openbadgeslib.ob3 import OB3VerificationError, OB3Verifier

    try:
        header = jwt.get_unverified_header(token)
        said = json.loads(_decoded(token.split(".")[1]))
    except Exception:
        return BadgeVerdict("broken")
    if not isinstance(said, dict) or str(header.get("alg")).lower() == "none":
        return BadgeVerdict("broken")
    public = header.get("jwk") if isinstance(header.get("jwk"), dict) else None
    if public is None:
        return BadgeVerdict("unknown", **_claimed(said))
    try:
        known = jwt.PyJWK({**public, "alg": header.get("alg")})
        jwt.api_jws.decode(token, known.key, algorithms=[known.algorithm_name])
    except Exception:
        return BadgeVerdict("broken", **_claimed(said))
    try:
        OB3Verifier(known.key).verify(token)
    except OB3VerificationError as problem:
        is_of_its_time = not any(word in str(problem).lower() for word in ("expired", "not yet valid"))
        return BadgeVerdict("unsound" if is_of_its_time else "expired", thumbprint(public), **_claimed(said))
    except Exception:
        return BadgeVerdict("unsound", thumbprint(public), **_claimed(said))
    return BadgeVerdict("intact", thumbprint(public), **_claimed(said))


def _claimed(said: dict[str, Any]) -> dict[str, Any]:
    by = said.get("issuer")
    subject = said.get("credentialSubject")
    subject = subject if isinstance(subject, dict) else {}
    achievement = subject.get("achievement")
    number, version = _numbered(said.get("id"))
    return {
        "issuer": _line(by.get("id") if isinstance(by, dict) else by),
        "issuer_name": _line(by.get("name")) if isinstance(by, dict) else "",
        "number": number,
        "version": version,
        "name": _name(subject.get("identifier")),
        "what_for": _line(achievement.get("name")) if isinstance(achievement, dict) else "",
    }


def _numbered(credential: Any) -> tuple[str, int]:
    """The number and version in a badge's name; none in another's."""
    if not isinstance(credential, str) or not credential.startswith(CREDENTIAL):
        return "", 0
    number, _, version = credential.removeprefix(CREDENTIAL).partition(":")
    return number[:64], int(version) if version.isdigit() and len(version) < 6 else 0


def _name(identifiers: Any) -> str:
    listed = identifiers if isinstance(identifiers, list) else [identifiers]
    return next(
        (_line(one.get("identityHash")) for one in listed if isinstance(one, dict) and one.get("identityType") == "name"), ""
    )


def _line(words: Any) -> str:
    """A stranger's words on one line, not longer than a name."""
    return " ".join(words.split())[:60] if isinstance(words, str) else ""


def _decoded(part: str) -> bytes:
    return urlsafe_b64decode(part + "=" * (-len(part) % 4))
