"""Every environment variable that the application reads, and the strict reading of them."""

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

BASE_DIR = Path(__file__).resolve().parent.parent
PREFIX = "CONTACTCENTER_"


class EnvironmentRefused(Exception):
    """A variable is unknown, missing or malformed; the message is one sentence that names it."""


def boolean(text: str) -> bool:
    words = {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "off": False, "0": False}
    try:
        return words[text.lower()]
    except KeyError:
        raise ValueError("must be true or false") from None


def whole_number(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise ValueError("must be a whole number, zero or more")
    return int(text)


def words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def origins(text: str) -> list[str]:
    for origin in words(text):
        parts = urlsplit(origin)
        if parts.scheme not in {"http", "https"} or not parts.netloc or parts.path:
            raise ValueError("must be a comma-separated list of origins such as https://desk.example.org")
    return words(text)


def folder(text: str) -> Path:
    if not text:
        raise ValueError("must be a path")
    return Path(text).expanduser().absolute()


def timezone(text: str) -> str:
    try:
        ZoneInfo(text)
    except Exception:
        raise ValueError("must be a time zone such as Europe/Moscow") from None
    return text


def url(*schemes: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if urlsplit(text).scheme not in schemes:
            raise ValueError(f"must be a URL that begins with {' or '.join(f'{scheme}://' for scheme in schemes)}")
        return text

    return read


def mailbox(text: str) -> str:
    name, _at, domain = parseaddr(text)[1].rpartition("@")
    if not name or not domain:
        raise ValueError("must be an address such as Contact centre <desk@example.org>")
    return text


def origin(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.path.strip("/") or "," in text:
        raise ValueError("must be an address such as https://desk.example.org")
    return text.rstrip("/")


def one_of(*choices: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in choices:
            raise ValueError(f"must be one of {', '.join(choices)}")
        return text

    return read


def identifier(text: str) -> str:
    if not text or not text.replace("-", "").replace("_", "").isalnum() or not text.isascii():
        raise ValueError("must consist of Latin letters, digits, - and _")
    return text


@dataclass(frozen=True, kw_only=True)
class Variable:
    name: str
    read: Callable[[str], Any]
    default: str | None  # None: the variable must be set
    meaning: str


VARIABLES = (
    Variable(
        name="DATABASE_URL",
        read=url("postgres", "postgresql"),
        default="postgresql://localhost/contactcenter",
        meaning="PostgreSQL; a socket directory goes into ?host=",
    ),
    Variable(
        name="REDIS_URL",
        read=url("redis", "rediss"),
        default="redis://localhost:6379/0",
        meaning="Redis: broker, channel layer, cache",
    ),
    Variable(
        name="REDIS_PREFIX",
        read=identifier,
        default="cc",
        meaning="begins every key and channel, so that several copies can share one Redis",
    ),
    Variable(name="TZ", read=timezone, default="Europe/Moscow", meaning="time zone of the organisation"),
    Variable(
        name="CONTACTCENTER_SECRET_KEY",
        read=str,
        default=None,
        meaning="signs sessions and links; at least 50 random characters",
    ),
    Variable(name="CONTACTCENTER_DEBUG", read=boolean, default="false", meaning="error pages with tracebacks"),
    Variable(
        name="CONTACTCENTER_ALLOWED_HOSTS",
        read=words,
        default="localhost,127.0.0.1,[::1]",
        meaning="host names that the site answers to, by commas",
    ),
    Variable(
        name="CONTACTCENTER_TRUSTED_ORIGINS",
        read=origins,
        default="",
        meaning="origins besides the own one from which forms are accepted, by commas",
    ),
    Variable(
        name="CONTACTCENTER_HTTPS",
        read=boolean,
        default="true",
        meaning="secure cookies, HSTS and a redirect to https; false only for a site on the own machine",
    ),
    Variable(
        name="CONTACTCENTER_BEHIND_PROXY",
        read=boolean,
        default="false",
        meaning="a reverse proxy of ours sets X-Forwarded-Proto and X-Forwarded-For",
    ),
    Variable(
        name="CONTACTCENTER_VAR",
        read=folder,
        default=str(BASE_DIR / "var"),
        meaning="folder for uploaded files and what the embedded services keep",
    ),
    Variable(
        name="CONTACTCENTER_DEMO",
        read=boolean,
        default="false",
        meaning="/demo/site/ shows the chat on a page as a customer would have it",
    ),
    Variable(
        name="CONTACTCENTER_URL",
        read=origin,
        default="http://localhost:8000",
        meaning="address under which people open the site; links in letters begin with it",
    ),
    Variable(
        name="CONTACTCENTER_EMAIL_URL",
        read=url("smtp", "smtp+tls", "smtp+ssl", "filemail"),
        default="filemail:",
        meaning="server of letters, smtp+tls://user:password@host:587; filemail: keeps them in CONTACTCENTER_VAR",
    ),
    Variable(
        name="CONTACTCENTER_EMAIL_FROM",
        read=mailbox,
        default="desk@localhost",
        meaning="sender of letters; answers to them come there",
    ),
    Variable(
        name="CONTACTCENTER_CONN_MAX_AGE",
        read=whole_number,
        default="0",
        meaning="seconds to keep a database connection; 60 under gunicorn, 0 under uvicorn",
    ),
    Variable(
        name="CONTACTCENTER_IDLE_TRANSACTION_SECONDS",
        read=whole_number,
        default="5",
        meaning="the database ends who has begun a transaction and says nothing for so long; 0: never",
    ),
    Variable(
        name="CONTACTCENTER_LOCK_SECONDS",
        read=whole_number,
        default="15",
        meaning="longest wait for a row that somebody else has locked, longer than the one above; 0: for ever",
    ),
    Variable(
        name="CONTACTCENTER_TASK_SECONDS",
        read=whole_number,
        default="60",
        meaning="longest run of one background task; a task of a killed worker returns a little later than this",
    ),
    Variable(
        name="CONTACTCENTER_API_REQUESTS_PER_MINUTE",
        read=whole_number,
        default="600",
        meaning="requests a minute that one API token may make; 0: as many as it likes",
    ),
    Variable(
        name="CONTACTCENTER_STATIC",
        read=one_of("collected", "sources"),
        default="collected",
        meaning="collected: static files under hashed names, after `manage.py collectstatic`; sources: as they lie",
    ),
    Variable(
        name="CONTACTCENTER_LOG_LEVEL",
        read=one_of("DEBUG", "INFO", "WARNING", "ERROR"),
        default="INFO",
        meaning="least severe message that is logged",
    ),
    Variable(
        name="CONTACTCENTER_LOG_FORMAT",
        read=one_of("console", "json"),
        default="console",
        meaning="lines for people or one JSON object a line",
    ),
)


def _check_names(environ: Mapping[str, str], known: set[str]) -> None:
    for name in sorted(environ):
        if name.startswith(PREFIX) and name not in known:
            close = difflib.get_close_matches(name, known, n=1)
            hint = f"did you mean {close[0]}?" if close else "contactcenter/environment.py lists the known ones."
            raise EnvironmentRefused(f"The environment variable {name} is unknown; {hint}")


def read_environment(environ: Mapping[str, str]) -> dict[str, Any]:
    """Values by name. Raises EnvironmentRefused at the first variable that is unknown, missing or malformed."""
    _check_names(environ, {variable.name for variable in VARIABLES})
    values = {}
    for variable in VARIABLES:
        text = environ.get(variable.name, variable.default)
        if text is None:
            raise EnvironmentRefused(f"The environment variable {variable.name} must be set: {variable.meaning}.")
        try:
            values[variable.name] = variable.read(text)
        except ValueError as error:
            raise EnvironmentRefused(f"The environment variable {variable.name} {error}, not {text!r}.") from None
    return values
