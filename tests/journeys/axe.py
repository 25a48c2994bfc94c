"""What a person with a screen reader, or without a mouse, would stumble over."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

_AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")


def faults(page: Page) -> list[str]:
    """Each rule that is broken, with where; evaluated past the page's policy, which lets no foreign script in."""
    page.evaluate(_AXE)
    found: Any = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{fault['id']}: {fault['help']} at {', '.join(str(node['target'][0]) for node in fault['nodes'])}"
        for fault in found["violations"]
    ]
