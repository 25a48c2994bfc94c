"""What an administrator keeps of knowledge; articles are written on their own desk."""

from knowledge.admin import shelves

__all__ = ["shelves"]
