"""What `doctor` asks of an official account: whether its credentials and our address are accepted."""

from __future__ import annotations

from bot.channels.tencent.calls import Calls, Refused, Unreached, Unsure
from bot.channels.tencent.clock_skew import check_clock
from bot.channels.tencent.codes import advice
from bot.channels.tencent.envelope import Envelope
from bot.clock import SystemClock
from bot.phrases import Line, Phrase

KEY_WRONG = Phrase(
    zh="公众号的 encoding_aes_key 应是 43 位字母和数字，明文模式下留空",
    en="The account's encoding_aes_key is 43 letters and digits; leave it empty in plain mode",
)
UNREACHED = Phrase(zh="连不上微信：检查网络和 api_base_url", en="WeChat cannot be reached: check the network and api_base_url")
WORKS = Phrase(
    zh="公众号可以应答；对方每说一次话，48 小时内还能主动发 5 条",
    en="The account can answer; after each word of theirs five more messages may follow within 48 hours",
)


def check(*, app_id: str, secret: str, token: str, encoding_aes_key: str = "", api_base_url: str) -> list[tuple[bool, Line]]:
    """(works, one sentence) for each thing; waits for the network."""
    found: list[tuple[bool, Line]] = []
    if encoding_aes_key:
        try:
            Envelope(token, encoding_aes_key, app_id)
        except ValueError:
            found.append((False, KEY_WRONG()))
    calls = Calls.of_account(app_id, secret, api_base_url, SystemClock())
    try:
        calls.call("getcallbackip")
        found.append((True, WORKS()))
    except Refused as refused:
        found.append((False, advice(refused)))
    except (Unreached, Unsure):
        found.append((False, UNREACHED()))
    finally:
        calls.close()
    return found + check_clock(api_base_url)
