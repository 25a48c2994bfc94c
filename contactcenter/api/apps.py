from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApiConfig(AppConfig):
    name = "contactcenter.api"
    verbose_name = _("API")

    def ready(self) -> None:
        from contactcenter.api import collection  # noqa: F401, PLC0415 - announces its courier
