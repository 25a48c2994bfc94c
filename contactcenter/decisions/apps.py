from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class DecisionsConfig(AppConfig):
    name = "contactcenter.decisions"
    label = "decisions"
    verbose_name = _("Decisions of departments")

    def ready(self) -> None:
        from contactcenter.decisions import announcing, fragments, listeners, tasks  # noqa: F401, PLC0415 - models are loaded now
        from contactcenter.decisions.operations.defaults import create_resolution_codes  # noqa: PLC0415

        announcing.announce()
        fragments.announce_live()
        post_migrate.connect(create_resolution_codes, sender=self, dispatch_uid="decisions.codes")
