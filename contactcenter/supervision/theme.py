"""How the administration looks and where it begins: our colours, our mark, the floor as its first page.

Read by the settings, so it must not import models.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.translation import gettext_lazy as _


def _mark_on_light(_request: HttpRequest) -> str:
    return static("img/mark-on-light.svg")


def _mark_on_dark(_request: HttpRequest) -> str:
    return static("img/mark-on-dark.svg")


def _theme_script(_request: HttpRequest) -> str:
    return static("js/admin_theme.js")


def _favicon(_request: HttpRequest) -> str:
    return static("img/mark.svg")


UNFOLD: dict[str, Any] = {
    "SITE_TITLE": _("Contact centre"),
    "SITE_HEADER": _("Contact centre"),
    "SITE_SUBHEADER": _("Administration"),
    "SITE_ICON": {"light": _mark_on_light, "dark": _mark_on_dark},
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": _favicon}],
    "SCRIPTS": [_theme_script],
    "SHOW_VIEW_ON_SITE": False,
    "SHOW_LANGUAGES": True,
    "BORDER_RADIUS": "6px",
    "DASHBOARD_CALLBACK": "contactcenter.supervision.dashboard.start_page",
    "SIDEBAR": {"show_search": True, "navigation": "contactcenter.supervision.sidebar.navigation"},
    # The same pairs as in static/css/tokens.css, stretched into the theme's scales.
    "COLORS": {
        "base": {
            "50": "#f8f9fa",
            "100": "#f2f4f7",
            "200": "#dfe3e8",
            "300": "#b4bdc9",
            "400": "#939fae",
            "500": "#5d6878",
            "600": "#465264",
            "700": "#2b333e",
            "800": "#222932",
            "900": "#161c24",
            "950": "#0e1319",
        },
        "primary": {
            "50": "#eaf2fc",
            "100": "#d5e5f9",
            "200": "#adcdf3",
            "300": "#84b5f0",
            "400": "#5ea8ff",
            "500": "#5ea8ff",
            "600": "#0a62c4",
            "700": "#0853a7",
            "800": "#08448a",
            "900": "#0b376b",
            "950": "#152a44",
        },
        "font": {
            "subtle-light": "#5d6878",
            "subtle-dark": "#939fae",
            "default-light": "#465264",
            "default-dark": "#b4bdc9",
            "important-light": "#17202c",
            "important-dark": "#e6eaf0",
        },
    },
}
