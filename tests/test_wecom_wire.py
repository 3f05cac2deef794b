"""Tencent's envelope, the door of a callback, and words cut to size: ours against the published vectors and an independent hand."""

from __future__ import annotations

from base64 import b64encode
from datetime import UTC, datetime, timedelta
from hashlib import sha1

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.tencent.callback import BODY_LIMIT, Replays, Stamp, encrypted_part, field, read_xml
from bot.channels.tencent.envelope import Envelope, Forged, Malformed, deciphered, signed, verify
from bot.channels.tencent.text_limits import as_markdown, as_text, as_typed, split
from bot.parts import Mark, Run, Text
from tests.standins.wecom import wire
from tests.stopwatch import least_seconds

NOW = datetime(2026, 5, 6, 0, 10, tzinfo=UTC)
TOKEN, KEY, CORP = "QDG6eK", "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C", "wx5823bf96d3bd56c7"

V2 = (
    "RypEvHKD8QQKFhvQ6QleEB4J58tiPdvo+rtK1I9qca6aM/wvqnLSV5zEPeusUiX5L5X/0lWfrf0QADHHhGd3QczcdCUpj911L3vg3W/sYYvuJTs3TUUkSUXxaccAS0"
    "qhxchrRYt66wiSpGLYL42aM6A8dTT+6k4aSknmPj48kzJs8qLjvd4Xgpue06DOdnLxAUHzM6+kDZ+HMZfJYuR+LtwGc2hgf5gsijff0ekUNXZiqATP7PF5mZxZ3Izo"
    "un1s4zG4LUMnvw2r+KqCKIw+3IQH03v+BCA9nMELNqbSf6tiWSrXJB3LAVGUcallcrw8V2t9EL4EhzJWrQUax5wLVMNS0+rUPA3k22Ncx4XXZS9o0MBH27Bo6BpNel"
    "ZpS+/uh9KsNlY6bHCmJU9p8g7m3fVKn28H3KDYA5Pl/T8Z1ptDAVe0lXdQ2YoyyH2uyPIGHBZZIs2pDBS8R07+qN+E7Q=="
)
V3 = (
    "sKqRbbiSUnDhFHOvPjtUMVgSnLR7Bx8dsI+aEf7su/ADf92IFIca5DCCw4qoj1pvprvKXBE1GEbtAN9MmcihTznROzbOcMAjwzRTxbJmZ7q4SPjgfmU7TjJveTKp/HN"
    "pEcUugEBrxdt1AgKvEOhV1fM3w/POLIjEATJWQSdrx0mNl5j3//VZzuA+06swseT5D1YKRGMW3sKaRd2HLUkGew=="
)


# ── the published vectors ────────────────────────────────────────────────────────────────────────────────────────────


def test_v1_the_echo_of_url_verification():
    envelope = Envelope(TOKEN, KEY, CORP)
    echo = "P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ=="
    envelope.verify("5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3", "1409659589", "263014780", echo)
    assert envelope.open(echo) == "1616140317555161061"


def test_v2_a_message():
    envelope = Envelope(TOKEN, KEY, CORP)
    body = f"<xml><ToUserName><![CDATA[{CORP}]]></ToUserName><AgentID>218</AgentID><Encrypt><![CDATA[{V2}]]></Encrypt></xml>"
    encrypted = encrypted_part(body.encode())
    envelope.verify("477715d11cdb4164915debcba66cb864d751f3e6", "1409659813", "1372623149", encrypted)
    told = read_xml(envelope.open(encrypted))
    assert [field(told, name) for name in ("Content", "FromUserName", "MsgId", "AgentID")] == [
        "hello",
        "mycreate",
        "4561255354251345929",
        "218",
    ]


def test_v3_a_smart_bot_is_addressed_as_nobody():
    envelope = Envelope(TOKEN, KEY, "")
    envelope.verify("42d5c6d4c002afeb8c17458279ca85fbb8352a7a", "1700000000", "nonce1", V3)
    assert '"content":"@Bot 签到"' in envelope.open(V3)
    with pytest.raises(Malformed):
        Envelope(TOKEN, KEY, CORP).open(V3)


def test_v4_the_nonce_is_signed():
    envelope = Envelope("123456", "kWxPEV2UEDyxWpmPdKC3F4dgPDmOvfKX1HGnEUDS1aR", "wx49f0ab532d5d035a")
    echo = "4ByGGj+sVCYcvGeQYhaKIk1o0pQRNbRjxybjTGblXrBaXlTXeOo1+bXFXDQQb1o6co6Yh9Bv41n7hOchLF6p+Q=="
    sign = "dd6b9c95b495b3f7e2901bfbc76c664930ffdb96"
    envelope.verify(sign, "1411443780", "437374425", echo)
    assert envelope.open(echo) == "5927782489442352469"
    with pytest.raises(Forged):
        envelope.verify(sign, "1411443780", "437374424", echo)


# ── ours and the stand-in's, written apart ───────────────────────────────────────────────────────────────────────────


@given(st.text(st.characters(codec="utf-8")), st.sampled_from([CORP, ""]))
def test_what_we_seal_they_open_and_the_other_way_round(words, receiver):
    envelope = Envelope(TOKEN, KEY, receiver)
    encrypted, sign = envelope.seal(words, "1700000000", "n")
    assert wire.unseal(encrypted, KEY) == (words, receiver)
    assert sign == wire.signature(TOKEN, "1700000000", "n", encrypted)
    assert envelope.open(wire.seal(words, KEY, receiver)) == words


@given(st.binary(max_size=400), st.text(max_size=60))
def test_signed_garbage_is_malformed_and_nothing_else(content, words):
    envelope = Envelope(TOKEN, KEY, CORP)
    for encrypted in (
        words,
        content.hex(),
        b64encode(content).decode(),
        b64encode(wire.encrypt_file(content, b"k" * 32)).decode(),
    ):
        with pytest.raises(Malformed):
            envelope.open(encrypted)


@given(st.text(max_size=60))
def test_any_other_signature_is_forged(given):
    if given != signed(TOKEN, "1", "2"):
        with pytest.raises(Forged):
            verify(given, TOKEN, "1", "2")


@pytest.mark.parametrize("key", ["", "short", KEY[:-1], KEY + "AA", "不是钥匙"])
def test_a_key_of_another_shape_is_named_and_not_shown(key):
    with pytest.raises(ValueError, match="43 letters") as wrong:
        Envelope(TOKEN, key, CORP)
    assert not key or key not in str(wrong.value)


def test_a_file_that_was_tampered_with_is_refused():
    key = b"k" * 32
    good = wire.encrypt_file(b"content", key)
    said = b64encode(key).decode()
    assert deciphered(good, said) == b"content"
    assert deciphered(good, said.rstrip("=")) == b"content"
    for content, given_key in ((good[:-1], said), (b"", said), (good, said[:8]), (wire.encrypt_file(b"x", b"q" * 32), said)):
        with pytest.raises(Malformed):
            deciphered(content, given_key)


# ── what comes in ────────────────────────────────────────────────────────────────────────────────────────────────────

BOMB = '<!DOCTYPE x [<!ENTITY a "ha">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1 or str()};" * 10}">' for n in range(1, 9)) + "]>"


@pytest.mark.parametrize(
    "words",
    [
        "",
        "<",
        "{}",
        "<xml/>",
        "<xml>",
        "<xml></xml><xml/>",
        "<html><body/></html>",
        f"{BOMB}<xml><Content>&a8;</Content></xml>",
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><xml><Content>&e;</Content></xml>',
        "<xml>\x00</xml>",
        "<xml>plain</xml>",
    ],
)
def test_what_is_not_a_message_is_malformed(words):
    with pytest.raises(Malformed):
        read_xml(words)


def test_a_nest_twenty_thousand_deep_is_read_without_falling_in():
    told = read_xml("<xml><Content>" + "<a>" * 20_000 + "</a>" * 20_000 + "</Content><MsgId>1</MsgId></xml>")
    assert field(told, "MsgId") == "1"
    with pytest.raises(Malformed):
        field(told, "Content")


def test_a_tag_that_stands_twice_is_malformed():
    told = read_xml("<xml><FromUserName>a</FromUserName><FromUserName>b</FromUserName></xml>")
    with pytest.raises(Malformed):
        field(told, "FromUserName")
    with pytest.raises(Malformed):
        encrypted_part(b"<xml><Encrypt>aaaa</Encrypt><Encrypt>bbbb</Encrypt></xml>")


@given(st.text(st.characters(codec="utf-8"), max_size=200))
def test_reading_ends_in_a_dict_or_in_malformed(words):
    for written in (words, f"<xml>{words}</xml>", f"<xml><Content>{words}</Content></xml>"):
        try:
            assert isinstance(field(read_xml(written), "Content"), str)
        except Malformed:
            continue


UNSIGNED = {
    "spaces": b"<Encrypt>" + b" " * BODY_LIMIT,
    "spaces in a pair": b"<Encrypt>" + b" " * BODY_LIMIT + b"</Encrypt>",
    "an opening quote and spaces": b"<Encrypt><![CDATA[" + b" \n" * (BODY_LIMIT // 2) + b"]]>",
    "openings alone": b"<Encrypt>" * (BODY_LIMIT // 9),
    "pairs alone": b"<Encrypt></Encrypt>" * (BODY_LIMIT // 19),
    "letters": b"<Encrypt>" + b"A" * BODY_LIMIT + b"</Encrypt>",
    "letters and spaces": b"<Encrypt>" + b"A " * (BODY_LIMIT // 2) + b"</Encrypt>",
    "noise": bytes(range(256)) * (BODY_LIMIT // 256),
}


@pytest.mark.parametrize("kind", UNSIGNED)
def test_refusing_what_nobody_signed_costs_little_more_than_going_through_it_whatever_it_is(kind):
    """Six times as much as its SHA-1, at most, as measured: a millisecond. Going back over it would take thousands of times."""
    body, envelope = UNSIGNED[kind][:BODY_LIMIT] + b"</Encrypt>", Envelope(TOKEN, KEY, CORP)

    def refuse():
        with pytest.raises((Malformed, Forged)):
            envelope.verify("0" * 40, "1", "n", encrypted_part(body))

    assert least_seconds(refuse, times=9) < 30 * least_seconds(lambda: sha1(body).digest(), times=9)


@given(st.binary(max_size=300), st.sampled_from([b"", b"<![CDATA[", b"<Encrypt>"]))
def test_the_sealed_part_is_letters_or_malformed_whatever_came(noise, before):
    for body in (noise, b"<xml><Encrypt>" + before + noise + b"</Encrypt></xml>"):
        try:
            assert encrypted_part(body).isascii()
        except Malformed:
            continue


def test_time_is_ours_within_five_minutes():
    Stamp(str(int(NOW.timestamp()) - 299), "n", "s").check_fresh(NOW)
    for wrong in ("5", str(int(NOW.timestamp()) - 301), str(int(NOW.timestamp()) + 301)):
        with pytest.raises(Forged):
            Stamp(wrong, "n", "s").check_fresh(NOW)
    for nonsense in ("-1", "1e9", "１７０", "9" * 40, "now"):
        with pytest.raises(Malformed):
            Stamp(nonsense, "n", "s").check_fresh(NOW)


def test_a_replay_is_forged_but_the_platforms_own_retry_is_not():
    replays, stamp = Replays(), Stamp("1", "n", "s")
    replays.admit(stamp, b"body", NOW)
    replays.admit(stamp, b"body", NOW + timedelta(seconds=10))
    for body, after in ((b"another body", 10), (b"body", 31), (b"body", 599)):
        with pytest.raises(Forged):
            replays.admit(stamp, body, NOW + timedelta(seconds=after))
    replays.admit(Stamp("1", "n2", "s2"), b"body", NOW + timedelta(seconds=599))


# ── what goes out ────────────────────────────────────────────────────────────────────────────────────────────────────


@given(st.text(st.sampled_from("ab中文\n 👩‍👩‍👧e\u0301🇨🇳"), max_size=300), st.integers(40, 90))
def test_pieces_fit_and_nothing_but_line_ends_is_lost(words, limit):
    pieces = split(words, limit)
    assert all(len(piece.encode()) <= limit for piece in pieces)
    assert "".join(pieces).replace("\n", "") == words.replace("\n", "")


def test_a_family_stays_together():
    family = "👩\u200d👩\u200d👧"
    for before in range(50):
        assert not any(piece.endswith("\u200d") or piece.startswith("\u200d") for piece in split("x" * before + family * 4, 60))


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("**not bold** # not a head", "＊＊not bold＊＊ # not a head"),
        ("# not a head\n> no quote", "＃ not a head\n＞ no quote"),
        ("[click](https://evil.example)", "［click](https://evil.example)"),
        ("<@all> <font color=warning>", "＜@all> ＜font color=warning>"),
        ("`code` snake_case 3 < 4 > 2 [1]", "｀code｀ snake_case 3 < 4 > 2 [1]"),
    ],
)
def test_what_people_type_never_becomes_markup(typed, shown):
    assert as_typed(typed) == shown


def test_marks_and_links_in_their_two_dialects():
    words = [Text((Run("重点", Mark.STRONG), Run(" a "), Run("这里", link="https://x.example/a)b"), Run("!", Mark.HIT)))]
    assert as_markdown(words, colours=True) == '**重点** a [这里](https://x.example/a%29b)<font color="warning">!</font>'
    assert as_markdown(words, colours=False).endswith("**!**")
    assert as_text(words) == '重点 a <a href="https://x.example/a%29b">这里</a>!'
    assert as_text([Text.of('<a href="https://evil.example">领奖</a>')]) == '＜a href="https://evil.example">领奖＜/a>'
