"""WeCom and WeChat on the loopback: the real wire, the real limits, people one can play. By hand: `python -m tests.standins.wecom`."""

from tests.standins.wecom.server import Tencent

__all__ = ["Tencent"]
