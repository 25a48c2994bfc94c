"""Every address of the site."""

from importlib.util import find_spec

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.views import LoginView
from django.urls import URLPattern, URLResolver, include, path

from contactcenter.workstation.views.presence import sign_out

# A labour function brings pages of its own by having a module `urls`.
FUNCTION_URLS = [
    path(f"{app}/", include(f"{app}.urls")) for app in settings.FUNCTION_APPS if find_spec(f"{app}.urls") is not None
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("contactcenter.health.urls")),
    path("login/", LoginView.as_view(redirect_authenticated_user=True), name="login"),
    path("logout/", sign_out, name="logout"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("floor/", include("contactcenter.supervision.urls")),
    path("department/", include("contactcenter.decisions.urls")),
    path("incidents/", include("contactcenter.incidents.urls")),
    path("callbacks/", include("contactcenter.callbacks.urls")),
    path("admin/", admin.site.urls),
    path("api/v1/", include("contactcenter.api.urls")),
    *FUNCTION_URLS,
    path("", include("contactcenter.gateways.urls")),
    path("", include("contactcenter.workstation.urls")),
]
