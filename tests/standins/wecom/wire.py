"""Tencent's wire as the platform writes it: cipher, signature, XML. Written from the documents (page 90968), not from our own code,
so that a mistake on one side shows on the other."""

from __future__ import annotations

import hashlib
import os
import secrets
import string
import struct
from base64 import b64decode, b64encode
from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes


def signature(*words: str) -> str:
    """SHA-1 of the words sorted and joined."""
    return hashlib.sha1("".join(sorted(words)).encode(), usedforsecurity=False).hexdigest()


def padded(content: bytes) -> bytes:
    """PKCS#7 to multiples of 32 bytes."""
    missing = 32 - len(content) % 32
    return content + bytes([missing]) * missing


def unpadded(content: bytes) -> bytes:
    missing = content[-1]
    assert 1 <= missing <= 32 and content.endswith(bytes([missing]) * missing), "padding"
    return content[:-missing]


def cipher(key: bytes) -> Cipher[modes.CBC]:
    return Cipher(algorithms.AES(key), modes.CBC(key[:16]))


def encrypt_file(content: bytes, key: bytes) -> bytes:
    """As files of a smart bot are served: the same cipher, without the envelope."""
    encryptor = cipher(key).encryptor()
    return encryptor.update(padded(content)) + encryptor.finalize()


def seal(words: str, aes_key: str, receiver: str, *, random: bytes | None = None) -> str:
    """16 random bytes, the length, the words, the receiver: encrypted, in base64."""
    said = words.encode()
    body = (random or os.urandom(16)) + struct.pack(">I", len(said)) + said + receiver.encode()
    return b64encode(encrypt_file(body, b64decode(aes_key + "="))).decode()


def unseal(encrypted: str, aes_key: str) -> tuple[str, str]:
    """(the words, the receiver)."""
    decryptor = cipher(b64decode(aes_key + "=")).decryptor()
    body = unpadded(decryptor.update(b64decode(encrypted)) + decryptor.finalize())
    (length,) = struct.unpack(">I", body[16:20])
    return body[20 : 20 + length].decode(), body[20 + length :].decode()


def nonce() -> str:
    return "".join(secrets.choice(string.digits) for _ in range(10))


def xml(fields: Mapping[str, Any]) -> str:
    """`<xml>` with words in CDATA, numbers bare, mappings nested and lists repeated."""
    return f"<xml>{_tags(fields)}</xml>"


def _tags(fields: Mapping[str, Any]) -> str:
    return "".join(_tag(name, one) for name, value in fields.items() for one in (value if isinstance(value, list) else [value]))


def _tag(name: str, value: Any) -> str:
    match value:
        case Mapping():
            return f"<{name}>{_tags(value)}</{name}>"
        case str():
            safe = value.replace("]]>", "]]]]><![CDATA[>")
            return f"<{name}><![CDATA[{safe}]]></{name}>"
    return f"<{name}>{value}</{name}>"


def children(words: str) -> dict[str, str]:
    """The direct children of an answer's `<xml>`: tag → text."""
    return {child.tag: child.text or "" for child in ElementTree.fromstring(words)}
