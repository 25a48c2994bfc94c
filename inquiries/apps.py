from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InquiriesConfig(AppConfig):
    name = "inquiries"
    verbose_name = _("Inquiries")

    def ready(self) -> None:
        from contactcenter.functions.registry import registry  # noqa: PLC0415 - models are loaded only now
        from inquiries.function import FUNCTION  # noqa: PLC0415

        if FUNCTION.slug not in registry:
            registry.register(FUNCTION)
