"""Administration: the catalogue is written by hand, requests and outages are only read."""

from support.admin import catalogue, register, trees

__all__ = ["catalogue", "register", "trees"]
