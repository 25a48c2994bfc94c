"""The names of what only gateways publish and follow; the others are in push/topics.py."""

from __future__ import annotations


def chat(token_hash: str) -> str:
    """One visitor: that he has a new conversation, which his other tabs do not watch yet."""
    return f"chat:{token_hash}"
