"""What is logged and how: one structured line an event, without the search words of a query string."""

import logging
import sys
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponse
from django_structlog.middlewares import RequestMiddleware

SHARED_PROCESSORS: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.stdlib.ExtraAdder(),
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]
# They report every task or every request, which we do ourselves in one line.
QUIETER = (
    "celery.worker.strategy",
    "celery.app.trace",
    "celery.worker.request",
    "celery.beat",
    "uvicorn.access",
    "django.server",
    "kombu",
)
PROBES = ("/healthz", "/readyz")


def logging_config(*, level: str, style: str) -> dict[str, Any]:
    """For Django's LOGGING. `style` is "console" or "json"."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *SHARED_PROCESSORS,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"structured": _formatter(style)},
        "filters": {"once": {"()": "django.utils.log.CallbackFilter", "callback": _is_news}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "structured"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": "INFO", "propagate": True},
            "django.request": {"filters": ["once"]},
            **{name: {"level": "WARNING"} for name in QUIETER},
        },
    }


def _is_news(record: logging.LogRecord) -> bool:
    """Django repeats each refused request; RequestLog has said that already, but not the traceback."""
    return record.exc_info is not None


def _formatter(style: str) -> dict[str, Any]:
    # Tracebacks without local variables: these hold personal data.
    if style == "json":
        tracebacks = structlog.processors.ExceptionRenderer(
            structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
        )
        renderers: list[Any] = [tracebacks, structlog.processors.JSONRenderer(ensure_ascii=False)]
    else:
        renderers = [
            structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback)
        ]
    return {
        "()": structlog.stdlib.ProcessorFormatter,
        "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *renderers],
        "foreign_pre_chain": SHARED_PROCESSORS,
    }


class RequestLog(RequestMiddleware):
    """One line a request; none for the probes, which come every few seconds."""

    def handle_response(self, request: HttpRequest, response: HttpResponse) -> None:
        if request.path in PROBES:
            structlog.contextvars.clear_contextvars()
        else:
            super().handle_response(request, response)

    @classmethod
    def format_request(cls, request: HttpRequest) -> str:
        return f"{request.method} {request.path}"

    @staticmethod
    def bind_user_id(request: HttpRequest) -> None:
        # Only a user whom the view has loaded anyway: a line in the log must not cost two queries.
        user = getattr(request, "_cached_user", None) or getattr(request, "_acached_user", None)
        if user is not None and user.pk is not None:
            structlog.contextvars.bind_contextvars(user_id=user.pk)
