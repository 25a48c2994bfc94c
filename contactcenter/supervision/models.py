"""Supervision keeps nothing of its own yet; it looks at what the floors below have written."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Floor(models.Model):
    """No table: the thing that the rights to watch and to steer are about."""

    class Meta:
        managed = False
        default_permissions = ()
        permissions = (
            ("view_floor", _("Can watch the floor")),
            ("steer_floor", _("Can set operators' states and move waiting contacts")),
        )
        verbose_name = _("floor")
        verbose_name_plural = _("floor")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)
