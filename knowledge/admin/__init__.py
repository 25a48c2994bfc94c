"""What an administrator keeps of knowledge; articles are written on their own desk."""

from knowledge.admin import scripts, shelves

__all__ = ["scripts", "shelves"]
