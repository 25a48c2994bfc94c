from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LiveConfig(AppConfig):
    name = "contactcenter.live"
    verbose_name = _("Live connection")

    def ready(self) -> None:
        from contactcenter.live import signing_out  # noqa: F401, PLC0415 - it listens to the sign-out
