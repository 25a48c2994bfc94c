from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class KnowledgeConfig(AppConfig):
    name = "knowledge"
    verbose_name = _("Knowledge and scripts")

    def ready(self) -> None:
        from knowledge import announcing, tasks  # noqa: F401, PLC0415 - models are loaded only now

        announcing.announce()
