from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SupervisionConfig(AppConfig):
    name = "contactcenter.supervision"
    verbose_name = _("Supervision")

    def ready(self) -> None:
        from contactcenter.supervision import fragments  # noqa: F401, PLC0415 - it draws the live floor
