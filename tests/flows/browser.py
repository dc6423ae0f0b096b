"""A person's browser for tests: Debian's Chromium, which notes whom it asks and what the page's policy stopped."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, ViewportSize, sync_playwright

FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
"""Without them Chromium wants a desktop, and asks its maker for news."""

SIZE: ViewportSize = {"width": 1300, "height": 1400}
TIME_ZONE = "America/Los_Angeles"
"""West of Greenwich: there, a day that is taken for a moment in UTC becomes the day before."""

WAIT_MILLISECONDS = 20_000
"""The first page takes 3 s on two cores that are otherwise idle."""


class Asked:
    """Whom a browser asked.

    urls: of all requests. errors: of the pages' programs.
    blocked: the hosts that a page's policy kept from being asked, or what else it stopped, in the browser's words.
    """

    def __init__(self, context: BrowserContext) -> None:
        self.urls: list[str] = []
        self.blocked: set[str] = set()
        self.errors: list[str] = []
        context.on("request", lambda request: self.urls.append(request.url))
        context.on("console", self._note)
        context.on("weberror", lambda error: self.errors.append(str(error.error)))
        context.on("page", self._watch)

    def elsewhere(self, address: str) -> list[str]:
        """The requests that went to another host or port than this address; `data:` and `blob:` go nowhere."""
        ours = urlsplit(address).netloc
        return [url for url in self.urls if urlsplit(url).netloc not in (ours, "")]

    def _watch(self, page: Page) -> None:
        page.on("websocket", lambda socket: self.urls.append(socket.url))

    def _note(self, message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            hosts = re.findall(r"(?:https?|wss?)://([^/'\"]+)", message.text)
            self.blocked |= set(hosts) or {message.text}


@contextmanager
def browser_page(address: str, pictures: Path) -> Iterator[tuple[Page, Asked]]:
    """A new page, and whom it asked: nobody but this address, or the test fails.

    pictures: a folder in which the page is drawn should the test fail.
    """
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_program(), args=FLAGS)
        context = browser.new_context(viewport=SIZE, timezone_id=TIME_ZONE, locale="en-GB")
        context.set_default_timeout(WAIT_MILLISECONDS)
        asked = Asked(context)
        page = context.new_page()
        try:
            yield page, asked
        except BaseException:
            page.screenshot(path=pictures / "page.png", full_page=True)
            (pictures / "page.yaml").write_text(page.locator("body").aria_snapshot())
            raise
        finally:
            browser.close()
    elsewhere = asked.elsewhere(address)
    assert not elsewhere, f"The pages asked others: {elsewhere}"


def _program() -> str:
    found = shutil.which("chromium", path=os.environ.get("PATH", os.defpath))
    assert found, "The tests in a browser need Chromium: apt-get install --no-install-recommends chromium"
    return found
