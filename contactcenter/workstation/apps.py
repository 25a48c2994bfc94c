from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkstationConfig(AppConfig):
    name = "contactcenter.workstation"
    verbose_name = _("Workstation")

    def ready(self) -> None:
        from contactcenter.workstation import fragments, tabs  # noqa: PLC0415 - models are loaded only now

        tabs.register()
        fragments.register()
