"""What `doctor` asks of a self-built app: can we speak for it, is it the app meant, does it call us back."""

from __future__ import annotations

from bot.channels.tencent.calls import Calls, Refused, Unreached, Unsure
from bot.channels.tencent.clock_skew import check_clock
from bot.channels.tencent.codes import advice
from bot.channels.tencent.envelope import Envelope
from bot.clock import SystemClock
from bot.phrases import Line, Phrase

KEY_WRONG = Phrase(
    zh="encoding_aes_key 应是 43 位字母和数字：从“接收消息”页面复制",
    en="encoding_aes_key is 43 letters and digits: copy it from “Receive messages”",
)
UNREACHED = Phrase(
    zh="连不上企业微信：检查网络和 api_base_url", en="WeCom cannot be reached: check the network and api_base_url"
)
WORKS = Phrase(zh="可以以应用“{app}”的名义发消息", en="Messages can be sent as the app “{app}”")
DISABLED = Phrase(zh="应用“{app}”已停用：在管理后台启用", en="The app “{app}” is disabled: enable it in the admin console")


def check(
    *,
    corp_id: str,
    agent_id: int,
    secret: str,
    token: str,
    encoding_aes_key: str,
    api_base_url: str,
    markdown: bool = False,
) -> list[tuple[bool, Line]]:
    """(works, one sentence) for each thing; waits for the network."""
    found: list[tuple[bool, Line]] = []
    try:
        Envelope(token, encoding_aes_key, corp_id)
    except ValueError:
        found.append((False, KEY_WRONG()))
    calls = Calls.of_company(corp_id, secret, api_base_url, SystemClock())
    try:
        app = calls.call("agent/get", agentid=agent_id)
        found.append((not app.get("close"), (DISABLED if app.get("close") else WORKS)(app=app.get("name", agent_id))))
    except Refused as refused:
        found.append((False, advice(refused)))
    except (Unreached, Unsure):
        found.append((False, UNREACHED()))
    finally:
        calls.close()
    return found + check_clock(api_base_url)
