"""docker-compose.yml, Dockerfile and Caddyfile against one another and against the settings; nothing is built here."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from contactcenter.environment import VARIABLES, read_environment

ROOT = Path(__file__).resolve().parents[2]
GIVEN = {
    "SITE_HOST": "desk.example.org",
    "CONTACTCENTER_SECRET_KEY": "k" * 50,
    "POSTGRES_PASSWORD": "p",
    "CONTACTCENTER_EMAIL_URL": "smtp+tls://user:password@mail.example.org:587",
    "CONTACTCENTER_EMAIL_FROM": "desk@example.org",
}
REFERENCE = re.compile(r"\$\{(\w+)(?::-([^}]*)|:\?[^}]*)?\}")
SITE_SERVICES = ["migrate", "web", "live", "worker", "sweeper", "beat"]


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    text = REFERENCE.sub(lambda found: GIVEN.get(found[1]) or found[2], (ROOT / "docker-compose.yml").read_text())
    return dict(yaml.safe_load(text)["services"])


def test_all_parts_are_there(services: dict[str, Any]) -> None:
    assert services.keys() == {"postgres", "redis", "proxy", *SITE_SERVICES}


@pytest.mark.parametrize("name", SITE_SERVICES)
def test_the_settings_accept_the_environment_of_every_part(services: dict[str, Any], name: str) -> None:
    given = services[name]["environment"]

    assert read_environment(given)["CONTACTCENTER_ALLOWED_HOSTS"] == ["desk.example.org", "localhost"]
    assert given.keys() <= {variable.name for variable in VARIABLES}


def test_connections_are_kept_under_gunicorn_only(services: dict[str, Any]) -> None:
    kept = {name for name in SITE_SERVICES if "CONTACTCENTER_CONN_MAX_AGE" in services[name]["environment"]}

    assert kept == {"web"}


def test_every_target_and_dependency_exists(services: dict[str, Any]) -> None:
    targets = re.findall(r"(?m)^FROM .* AS (\w+)$", (ROOT / "Dockerfile").read_text())
    for service in services.values():
        assert service.get("build", {}).get("target", "site") in targets
        assert service.get("depends_on", {}).keys() <= services.keys()


def test_proxy_sends_sockets_and_pages_where_they_are_served(services: dict[str, Any]) -> None:
    caddyfile = (ROOT / "deploy" / "Caddyfile").read_text()

    assert re.search(r"handle /ws/\* \{\s+reverse_proxy \{\$LIVE:live:8001\}", caddyfile)
    assert "--port=8001" in services["live"]["command"]
    assert "reverse_proxy {$WEB:web:8000}" in caddyfile
    assert 'bind = "0.0.0.0:8000"' in (ROOT / "deploy" / "gunicorn.conf.py").read_text()


def test_example_names_every_variable_that_must_be_given() -> None:
    example = (ROOT / "deploy" / "env.example").read_text()
    required = set(re.findall(r"\$\{(\w+):\?", (ROOT / "docker-compose.yml").read_text()))

    assert {line.partition("=")[0] for line in example.splitlines() if "=" in line and line[0] != "#"} >= required
