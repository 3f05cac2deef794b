"""The signed and encrypted envelope of Tencent's callbacks: AES-256-CBC, SHA-1 over four sorted strings, receiver inside.

wechatpy does the cipher. Around it: signatures are compared in constant time, every way an envelope can be broken has one of
two names, and who the letter is for is always given (the corp id, the app id, or "" for a smart bot).
"""

from __future__ import annotations

import hmac
from base64 import b64decode

from wechatpy.crypto.base import WeChatCipher
from wechatpy.enterprise.crypto import PrpCrypto, WeChatCrypto
from wechatpy.utils import WeChatSigner

BLOCK = 32
"""Bytes PKCS#7 fills up to."""


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
        """The words inside. Raises Malformed: wechatpy answers garbage under a valid signature with a dozen kinds of error."""
        try:
            return str(PrpCrypto(self._key).decrypt(encrypted, self._receiver))
        except Exception:
            raise Malformed("cannot be opened with our key, or is for somebody else") from None

    def seal(self, words: str, timestamp: str, nonce: str) -> tuple[str, str]:
        """(encrypted words, their `msg_signature`)."""
        encrypted = PrpCrypto(self._key).encrypt(words, self._receiver).decode()
        return encrypted, signed(self._token, timestamp, nonce, encrypted)


def deciphered(content: bytes, aes_key: str) -> bytes:
    """A file sent to a smart bot: the same cipher under the file's own key (base64), the padding checked. Raises Malformed."""
    try:
        padded = bytes(WeChatCipher(b64decode(aes_key + "=" * (-len(aes_key) % 4))).decrypt(content))
        missing = padded[-1]
    except (ValueError, IndexError):
        raise Malformed("file") from None
    if not 1 <= missing <= BLOCK or not padded.endswith(bytes([missing]) * missing):
        raise Malformed("file")
    return padded[:-missing]
