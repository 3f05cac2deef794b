"""Which channels are on, made from the configuration. The SDK of a channel that is off is not imported."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import SecretStr

from bot.app import App
from bot.channel import Channel
from bot.clock import Clock, SystemClock
from bot.config import Section, Settings, signing_key
from storage import migrate
from storage.database import Database

if TYPE_CHECKING:
    from bot.channels.telegram import Telegram


def channels(settings: Settings, public_url: str, clock: Clock) -> list[Channel]:
    """The channels whose credentials are given."""
    on: list[Channel] = []
    if settings.channels.web.on:
        on.append(_web(settings, public_url))
    if settings.channels.telegram.on:
        on.append(telegram(settings, clock))
    return on + _tencent(settings, clock)


def _web(settings: Settings, public_url: str) -> Channel:
    from bot.channels.web import WebChannel

    key = signing_key(settings).decode()
    said = settings.bot
    return WebChannel(key, bot=said.name, language=said.language, timezone=said.timezone, public_url=public_url)


def telegram(settings: Settings, clock: Clock) -> Telegram:
    """The Telegram channel, running or only asked what it thinks of itself."""
    from bot.channels.telegram import Telegram

    section = settings.channels.telegram
    return Telegram(
        section.token.get_secret_value(),
        mode=section.mode,
        base_url=section.base_url,
        base_file_url=section.base_file_url,
        public_url=settings.web.public_url,
        webhook_secret=section.webhook_secret.get_secret_value(),
        rate=section.rate,
        language=settings.bot.language,
        clock=clock,
    )


def _tencent(settings: Settings, clock: Clock) -> list[Channel]:
    """The group webhooks, the WeCom app, its smart bot (which learns names from the app and falls back on the webhooks), the
    official account."""
    section, on = settings.channels, list[Channel]()
    company = webhooks = None
    if section.wecom_group:
        from bot.channels.wecom_group import Hook, WecomGroup

        webhooks = WecomGroup([Hook(**plainly(hook)) for hook in section.wecom_group], clock=clock)
        on.append(webhooks)
    if section.wecom.on:
        from bot.channels.wecom import Wecom

        company = Wecom(**plainly(section.wecom), clock=clock)
        on.append(company)
    if section.wecom_bot.on:
        from bot.channels.wecom_bot import WecomBot

        called = settings.bot.name
        on.append(WecomBot(**plainly(section.wecom_bot), clock=clock, called=called, company=company, webhooks=webhooks))
    if section.wechat.on:
        from bot.channels.wechat import Wechat

        on.append(Wechat(**plainly(section.wechat), clock=clock))
    return on


def plainly(section: Section) -> dict[str, Any]:
    """A section's keys as a channel takes them, secrets opened."""
    return {key: value.get_secret_value() if isinstance(value, SecretStr) else value for key, value in dict(section).items()}


def database(settings: Settings, clock: Clock) -> Database:
    """The database, brought to the newest shape."""
    opened = Database(settings.storage.url)
    migrate.upgrade(opened.engine, now=clock.now())
    return opened


def app(settings: Settings, public_url: str, clock: Clock | None = None) -> App:
    """The whole house, not yet running."""
    clock = clock or SystemClock()
    opened = database(settings, clock)
    return App(settings, opened, channels(settings, public_url, clock), clock=clock, public_url=public_url)
