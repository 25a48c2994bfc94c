"""Administration: the catalogue is written by hand, requests and outages are only read."""

from support.admin import catalogue, register

__all__ = ["catalogue", "register"]
