from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SupportConfig(AppConfig):
    name = "support"
    verbose_name = _("Technical support")

    def ready(self) -> None:
        from contactcenter.functions.registry import registry  # noqa: PLC0415 - models are loaded only now
        from support import announcing, tasks  # noqa: F401, PLC0415
        from support.function import FUNCTION  # noqa: PLC0415

        if FUNCTION.slug not in registry:
            registry.register(FUNCTION)
            announcing.announce()
