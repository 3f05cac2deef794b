"""The signed and encrypted envelope of Tencent's callbacks: AES-256-CBC, SHA-1 over four sorted strings, receiver inside.

wechatpy does the cipher. Around it: signatures are compared in constant time, every way an envelope can be broken has one of
two names, and who the letter is for is always given (the corp id, the app id, or "" for a smart bot).
"""

from __future__ import annotations

import hmac
import re
from base64 import b64decode
from struct import unpack
from urllib.parse import unquote

from wechatpy.crypto.base import WeChatCipher
from wechatpy.enterprise.crypto import PrpCrypto, WeChatCrypto
from wechatpy.utils import WeChatSigner

BLOCK = 32
"""Bytes PKCS#7 fills up to."""
RANDOM = 16
"""Bytes of chance in front of a letter."""
KEY_BYTES = 32

_HEX = re.compile(r"[0-9A-Fa-f]{64}")


class Forged(Exception):
    """Not signed with our token, or signed for another moment: 403."""


class Malformed(Exception):
    """Not what Tencent sends, signed or not: 400."""


def signed(*words: str) -> str:
    """SHA-1, in hex, of the words sorted bytewise and joined: `signature` over three of them, `msg_signature` over four."""
    signer = WeChatSigner()
    signer.add_data(*words)
    return str(signer.signature)


def verify(given: str, *words: str) -> None:
    """Raises Forged unless `given` is the signature of the words. Takes the same time for every wrong one."""
    if not hmac.compare_digest(given.encode("utf-8", "replace"), signed(*words).encode()):
        raise Forged("signature")


class Envelope:
    """Opens and seals for one token, one 43-character key and one receiver. Raises ValueError for a key of another shape."""

    def __init__(self, token: str, encoding_aes_key: str, receiver: str) -> None:
        try:
            self._key = WeChatCrypto(token, encoding_aes_key, receiver).key
        except Exception:
            raise ValueError("an EncodingAESKey is 43 letters and digits") from None
        self._token = token
        self._receiver = receiver

    def verify(self, given: str, timestamp: str, nonce: str, encrypted: str) -> None:
        """Raises Forged unless `given` is the `msg_signature` of the rest."""
        verify(given, self._token, timestamp, nonce, encrypted)

    def open(self, encrypted: str) -> str:
        """The words inside, half a character cut off by the platform replaced. Raises Malformed: garbage under a valid signature breaks
        in a dozen ways."""
        try:
            content = bytes(WeChatCipher(self._key).decrypt(b64decode(encrypted)))
            content = content[RANDOM : -content[-1]]
            (length,) = unpack(">I", content[:4])
            words, receiver = content[4 : 4 + length], content[4 + length :].decode()
        except Exception:
            raise Malformed("cannot be opened with our key") from None
        if len(words) != length or receiver != self._receiver:
            raise Malformed("is for somebody else")
        return words.decode("utf-8", "replace")

    def seal(self, words: str, timestamp: str, nonce: str) -> tuple[str, str]:
        """(encrypted words, their `msg_signature`)."""
        encrypted = PrpCrypto(self._key).encrypt(words, self._receiver).decode()
        return encrypted, signed(self._token, timestamp, nonce, encrypted)


def file_key(spelt: str) -> bytes:
    """The 32 bytes of a file's key, however it is spelt: base64 or base64url, padded or not, percent-encoded, hexadecimal, or that in
    base64. Raises Malformed."""
    spelt = re.sub(r"[\r\n\t]", "", unquote(spelt)).strip().replace(" ", "+").rstrip("=")
    if _HEX.fullmatch(spelt):
        return bytes.fromhex(spelt)
    try:
        key = b64decode(spelt + "=" * (-len(spelt) % 4), altchars=b"-_" if set("-_") & set(spelt) else None, validate=True)
        if len(key) != KEY_BYTES and _HEX.fullmatch(key.decode()):
            key = bytes.fromhex(key.decode())
    except ValueError:
        raise Malformed("key") from None
    if len(key) != KEY_BYTES:
        raise Malformed("key")
    return key


def deciphered(content: bytes, aes_key: str) -> bytes:
    """A file sent to a smart bot: the same cipher under the file's own key, the padding checked. Raises Malformed."""
    try:
        padded = bytes(WeChatCipher(file_key(aes_key)).decrypt(content))
        missing = padded[-1]
    except (ValueError, IndexError):
        raise Malformed("file") from None
    if not 1 <= missing <= BLOCK or not padded.endswith(bytes([missing]) * missing):
        raise Malformed("file")
    return padded[:-missing]
