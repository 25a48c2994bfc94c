from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HealthConfig(AppConfig):
    name = "contactcenter.health"
    verbose_name = _("Health")

    def ready(self) -> None:
        import contactcenter.health.pulse  # noqa: F401, PLC0415  # connects beat's signal
