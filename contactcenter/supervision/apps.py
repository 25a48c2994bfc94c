from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.utils.translation import gettext_lazy as _


class SupervisionConfig(AppConfig):
    name = "contactcenter.supervision"
    verbose_name = _("Supervision")
    default = True

    def ready(self) -> None:
        from contactcenter.supervision import fragments  # noqa: F401, PLC0415 - it draws the live floor


class AdminSiteConfig(admin_apps.AdminConfig):
    """Django's admin with our site in it: who may enter and what the sidebar shows."""

    default = False
    default_site = "contactcenter.supervision.site.Site"
