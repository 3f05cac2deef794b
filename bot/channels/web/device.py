"""Which device somebody signs in on, in two words of ours: what kind it is and which browser."""

from __future__ import annotations

UNKNOWN = "other other"
SYSTEMS = (
    ("ipad", "ipad"),
    ("iphone", "iphone"),
    ("android", "android"),
    ("harmony", "harmony"),
    ("windows", "windows"),
    ("mac os", "mac"),
    ("cros", "chromebook"),
    ("linux", "linux"),
)
BROWSERS = (
    ("wxwork", "wecom"),
    ("micromessenger", "wechat"),
    ("dingtalk", "dingtalk"),
    ("lark", "feishu"),
    ("edg", "edge"),
    ("firefox", "firefox"),
    ("fxios", "firefox"),
    ("chrome", "chrome"),
    ("crios", "chrome"),
    ("safari", "safari"),
)
"""The first that is found counts: whoever is built on another names it too."""


def device_of(user_agent: str) -> str:
    """`android chrome`; whatever is not known is `other`."""
    said = user_agent[:1_000].casefold()
    return f"{_first(SYSTEMS, said)} {_first(BROWSERS, said)}"


def _first(known: tuple[tuple[str, str], ...], said: str) -> str:
    return next((name for sign, name in known if sign in said), "other")
