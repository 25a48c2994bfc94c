from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RoutingConfig(AppConfig):
    name = "contactcenter.routing"
    verbose_name = _("Routing")

    def ready(self) -> None:
        from contactcenter.routing import listeners  # noqa: F401, PLC0415 - it listens to the lower floors
