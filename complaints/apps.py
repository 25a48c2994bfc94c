from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ComplaintsConfig(AppConfig):
    name = "complaints"
    verbose_name = _("Complaints and claims")

    def ready(self) -> None:
        from complaints import announcing, listeners, tasks  # noqa: F401, PLC0415
        from complaints.function import FUNCTION  # noqa: PLC0415
        from contactcenter.functions.registry import registry  # noqa: PLC0415 - models are loaded only now

        if FUNCTION.slug not in registry:
            registry.register(FUNCTION)
            announcing.announce()
