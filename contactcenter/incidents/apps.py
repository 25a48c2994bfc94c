from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class IncidentsConfig(AppConfig):
    name = "contactcenter.incidents"
    label = "incidents"
    verbose_name = _("Abnormal situations")

    def ready(self) -> None:
        from contactcenter.incidents import announcing  # noqa: PLC0415 - models are loaded only now
        from contactcenter.incidents.operations.defaults import create_kinds  # noqa: PLC0415

        announcing.announce()
        post_migrate.connect(create_kinds, sender=self, dispatch_uid="incidents.kinds")
