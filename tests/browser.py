"""A browser for the tests that need one: the system's Chromium, else Playwright's, else Debian's package for root.

`python -m tests.browser` gets one where there is none; it ends with 1 if none can be had.
"""

import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
PACKAGES = ("chromium", "fonts-noto-cjk")
PATIENCE = 600  # seconds for a download; a start takes two


@cache
def browser() -> str | None:
    """Returns the path of a browser that starts, or None."""
    for name in NAMES:
        path = shutil.which(name)
        if path is not None and _starts(path):
            return path
    from playwright.sync_api import sync_playwright  # long to import, and seldom wanted

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).is_file() and _starts(path) else None


def _starts(path: str) -> bool:
    return _run([path, *ARGUMENTS, "--dump-dom", "about:blank"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _run(command: list[str], **options: Any) -> bool:
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, check=False, timeout=PATIENCE, **options)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _playwrights() -> bool:
    """Downloads the browser that belongs to the Playwright that is installed."""
    return _run([sys.executable, "-m", "playwright", "install", "--no-shell", "chromium"])


def _debians() -> bool:
    if not hasattr(os, "geteuid") or os.geteuid() != 0 or shutil.which("apt-get") is None:
        return False
    apt = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o", "DPkg::Lock::Timeout=300"]
    return _run([*apt, "update"]) and _run([*apt, "install", "--yes", "--no-install-recommends", *PACKAGES])


def main() -> int:
    """Returns 0 if there is a browser, or one could be had."""
    for get in (_playwrights, _debians):
        if browser() is not None:
            break
        get()
        browser.cache_clear()
    print(browser() or "there is no browser that starts")
    return 0 if browser() else 1


if __name__ == "__main__":
    sys.exit(main())
