from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PrivacyConfig(AppConfig):
    name = "contactcenter.privacy"
    verbose_name = _("Personal data")

    def ready(self) -> None:
        from contactcenter.privacy import listeners  # noqa: F401, PLC0415 - it listens to the lower floors
