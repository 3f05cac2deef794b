"""A real Chromium, where there is one; whoever asks for it without one is skipped and says so."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, async_playwright

SPEAKS = "--use-fake-device-for-media-stream"
"""A microphone that beeps, for whoever is allowed one."""
NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """The system's own Chromium, without a window."""
    path = _there()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=["--no-sandbox", SPEAKS])
        try:
            yield browser
        finally:
            await browser.close()


@asynccontextmanager
async def profile(folder: Path, **kind: Any) -> AsyncIterator[BrowserContext]:
    """The same with a profile of its own on disk: what it keeps is there when it is opened again."""
    async with async_playwright() as playwright:
        context = await playwright.chromium.launch_persistent_context(
            folder, executable_path=_there(), args=["--no-sandbox"], locale="zh-CN", **kind
        )
        try:
            yield context
        finally:
            await context.close()


def _there() -> str:
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.skip(f"no Chromium on this machine (looked for {', '.join(NAMES)})")
    return path
