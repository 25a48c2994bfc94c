from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class StaffConfig(AppConfig):
    name = "contactcenter.staff"
    verbose_name = _("Staff")

    def ready(self) -> None:
        from contactcenter.staff import listeners  # noqa: F401, PLC0415 - models are loaded only now
        from contactcenter.staff.roles import create_roles  # noqa: PLC0415

        # No sender: a role grants permissions of every app, so it is completed after each app's migrations.
        post_migrate.connect(create_roles, dispatch_uid="staff.roles")
