from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CallbacksConfig(AppConfig):
    name = "contactcenter.callbacks"
    label = "callbacks"
    verbose_name = _("Callbacks")

    def ready(self) -> None:
        from contactcenter.callbacks import announcing, listeners  # noqa: F401, PLC0415 - models are loaded only now

        announcing.announce()
