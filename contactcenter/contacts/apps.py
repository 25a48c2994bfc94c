from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContactsConfig(AppConfig):
    name = "contactcenter.contacts"
    verbose_name = _("Contacts")

    def ready(self) -> None:
        from contactcenter.contacts import listeners, tasks  # noqa: F401, PLC0415 - they listen to signals
