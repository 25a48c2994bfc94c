"""Composition root: everything that differs between installations comes from the environment.

The variables and their meaning are in contactcenter/environment.py.
"""

import importlib.util
import logging
import os
import sys
import warnings
from typing import Any

import django_stubs_ext
import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _
from kombu import Queue

from contactcenter.environment import BASE_DIR, EnvironmentRefused, read_environment
from contactcenter.logs import logging_config
from contactcenter.supervision import theme

django_stubs_ext.monkeypatch()  # before any app is loaded: ModelAdmin[...] and ModelForm[...] must be subscriptable

try:
    ENV = read_environment(os.environ)
except EnvironmentRefused as refusal:
    # A sentence instead of a traceback, under every server and command.
    sys.exit(f"contactcenter: {refusal}")

VAR_DIR = ENV["CONTACTCENTER_VAR"]
DEBUG = ENV["CONTACTCENTER_DEBUG"]
SECRET_KEY = ENV["CONTACTCENTER_SECRET_KEY"]
ALLOWED_HOSTS = ENV["CONTACTCENTER_ALLOWED_HOSTS"]
CSRF_TRUSTED_ORIGINS = ENV["CONTACTCENTER_TRUSTED_ORIGINS"]

# Labour functions, by string only: the core never imports them.
FUNCTION_APPS = ["inquiries", "support", "complaints", "knowledge"]

CORE_APPS = [
    "contactcenter.staff",
    "contactcenter.clients",
    "contactcenter.contacts",
    "contactcenter.cases",
    "contactcenter.deadlines",
    "contactcenter.privacy",
    "contactcenter.routing",
    "contactcenter.decisions",
    "contactcenter.incidents",
    "contactcenter.callbacks",
    "contactcenter.gateways",
    "contactcenter.live",
    "contactcenter.workstation",
    "contactcenter.supervision",
    "contactcenter.api",
    "contactcenter.health",
    "contactcenter.demo",
]

INSTALLED_APPS = [
    "unfold",  # before the admin: it replaces its templates
    "unfold.contrib.filters",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "channels",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "csp",
    "django_htmx",
    "django_structlog",
    *[app for app in [*CORE_APPS, *FUNCTION_APPS] if importlib.util.find_spec(app)],
]

AUTH_USER_MODEL = "staff.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = "contactcenter.urls"
ASGI_APPLICATION = "contactcenter.asgi.application"
WSGI_APPLICATION = "contactcenter.wsgi.application"

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "contactcenter.security.ContentSecurityPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "contactcenter.workstation.errors.DomainErrors",
    "contactcenter.logs.RequestLog",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "contactcenter.workstation.shell.shell",
                "contactcenter.incidents.context.report_button",
            ],
        },
    },
]

# Data

_DATABASE: dict[str, Any] = environ.Env.db_url_config(ENV["DATABASE_URL"])
# A process that is frozen in a transaction keeps its locks. The server ends its session, and since that comes first
# those who wait for the rows get them instead of giving up.
_PATIENCE = {
    "idle_in_transaction_session_timeout": ENV["CONTACTCENTER_IDLE_TRANSACTION_SECONDS"],
    "lock_timeout": ENV["CONTACTCENTER_LOCK_SECONDS"],
}
DATABASES = {
    "default": {
        **_DATABASE,
        "OPTIONS": {
            **_DATABASE.get("OPTIONS", {}),
            "options": " ".join(f"-c {name}={seconds}s" for name, seconds in _PATIENCE.items()),
        },
        "CONN_MAX_AGE": ENV["CONTACTCENTER_CONN_MAX_AGE"],
        "CONN_HEALTH_CHECKS": True,
    }
}
REDIS_URL = ENV["REDIS_URL"]
REDIS_PREFIX = ENV["REDIS_PREFIX"]
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": REDIS_PREFIX,
    }
}
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": [REDIS_URL], "prefix": REDIS_PREFIX},
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
MEDIA_ROOT = VAR_DIR / "media"

# Background work

# Task by dotted name and the seconds between two starts. A start that was not taken within its interval expires.
SCHEDULE: dict[str, float] = {
    "contactcenter.health.tasks.answer_pulse": 5,
    "contactcenter.health.tasks.answer_pulse_of_sweeps": 5,
    "contactcenter.contacts.tasks.sweep_outbox": 1,
    "contactcenter.contacts.tasks.fold_counts_of_queues": 1,
    "contactcenter.contacts.tasks.check_counts_of_queues": 3600,
    "contactcenter.routing.tasks.sweep_routing": 1,
    "contactcenter.routing.tasks.measure_queues": 15,
    "contactcenter.gateways.tasks.abandon_deserted": 5,
    "contactcenter.callbacks.tasks.sweep_callbacks": 1,
    "contactcenter.api.tasks.forget_old_answers": 3600,
    "contactcenter.deadlines.tasks.sweep_deadlines": 1,
    "contactcenter.deadlines.tasks.watch_calendars": 3600,
    "contactcenter.decisions.tasks.sweep_letters": 5,
    "contactcenter.incidents.tasks.sweep_incidents": 1,
    "contactcenter.supervision.tasks.refresh_floor": 15,
    "support.tasks.sweep_outages": 5,
    "complaints.tasks.sweep_complaints": 5,
    "knowledge.tasks.tend_knowledge": 3600,
}

# What the floor waits for: a queue and a worker of its own, so that no letter, import or count holds it up. None of
# these speaks to anybody outside, nor reads more than what is due.
SWEEPS = [
    "contactcenter.health.tasks.answer_pulse_of_sweeps",
    "contactcenter.contacts.tasks.fold_counts_of_queues",
    "contactcenter.routing.tasks.sweep_routing",
    "contactcenter.routing.tasks.measure_queues",
    "contactcenter.gateways.tasks.abandon_deserted",
    "contactcenter.callbacks.tasks.sweep_callbacks",
    "contactcenter.deadlines.tasks.sweep_deadlines",
    "contactcenter.incidents.tasks.sweep_incidents",
    "contactcenter.supervision.tasks.refresh_floor",
]
TASK_QUEUE, SWEEP_QUEUE = "celery", "sweeps"
CELERY_TASK_DEFAULT_QUEUE = TASK_QUEUE
# A worker that is told no queue takes both.
CELERY_TASK_QUEUES = [Queue(name) for name in (TASK_QUEUE, SWEEP_QUEUE)]
CELERY_TASK_ROUTES = {task: {"queue": SWEEP_QUEUE} for task in SWEEPS}

CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "global_keyprefix": f"{REDIS_PREFIX}:",
    # What a killed worker held returns to the queue after this time: longer than any task may run.
    "visibility_timeout": ENV["CONTACTCENTER_TASK_SECONDS"] + 10,
    "unacked_restore_throttle": 1,  # a worker looks for such tasks every 10 seconds, not every 100
    "unacked_mutex_expire": 30,  # nor waits minutes for one that was killed while looking
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_TIME_LIMIT = ENV["CONTACTCENTER_TASK_SECONDS"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# After a lost connection the task comes again anyway; it must not run twice at once.
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")
CELERY_BEAT_SCHEDULE = {
    task: {"task": task, "schedule": seconds, "options": {"expires": seconds}} for task, seconds in SCHEDULE.items()
}

DEMO_SITE = ENV["CONTACTCENTER_DEMO"]

# Letters

SITE_URL = ENV["CONTACTCENTER_URL"]
EMAIL: dict[str, Any] = environ.Env.email_url_config(ENV["CONTACTCENTER_EMAIL_URL"])
EMAIL_BACKEND = EMAIL["EMAIL_BACKEND"]
EMAIL_HOST = EMAIL["EMAIL_HOST"]
EMAIL_PORT = EMAIL["EMAIL_PORT"] or 25
EMAIL_HOST_USER = EMAIL["EMAIL_HOST_USER"]
EMAIL_HOST_PASSWORD = EMAIL["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS = EMAIL.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = EMAIL.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 20  # seconds; shorter than the time for which the outbox believes that somebody is sending
EMAIL_FILE_PATH = VAR_DIR / "mail"
DEFAULT_FROM_EMAIL = ENV["CONTACTCENTER_EMAIL_FROM"]

# Language and time

LANGUAGE_CODE = "ru"
LANGUAGES = [("ru", _("Russian")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_TZ = True
TIME_ZONE = ENV["TZ"]

# Static files

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = BASE_DIR / "staticfiles"
STATIC_FROM_SOURCES = ENV["CONTACTCENTER_STATIC"] == "sources"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if STATIC_FROM_SOURCES
        else "contactcenter.static_files.HashedStaticFiles"
    },
}
# uvicorn reads such a file whole before it sends it, which is what we want of a small file.
warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous iterators")
WHITENOISE_USE_FINDERS = STATIC_FROM_SOURCES
WHITENOISE_AUTOREFRESH = STATIC_FROM_SOURCES
WHITENOISE_MAX_AGE = 0 if STATIC_FROM_SOURCES else 3600  # hashed names are kept for ever all the same

# Security

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in [
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    ]
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "workstation:home"
HTTPS = ENV["CONTACTCENTER_HTTPS"]
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENV["CONTACTCENTER_BEHIND_PROXY"] else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "media-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# Interfaces

UNFOLD = theme.UNFOLD
REST_FRAMEWORK: dict[str, Any] = {
    "NUM_PROXIES": 1 if ENV["CONTACTCENTER_BEHIND_PROXY"] else 0,  # whose word on the caller's address counts
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "contactcenter.api.authentication.TokenAuthentication",
        "contactcenter.api.authentication.StaffSession",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["contactcenter.api.permissions.ScopeAllows"],
    "DEFAULT_THROTTLE_CLASSES": ["contactcenter.api.throttling.TokenThrottle"],
    "DEFAULT_PARSER_CLASSES": ["contactcenter.api.parsers.StrictJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_FILTER_BACKENDS": ["contactcenter.api.filters.StrictFilters"],
    "DEFAULT_PAGINATION_CLASS": "contactcenter.api.pagination.LatestFirst",
    "DEFAULT_METADATA_CLASS": None,
    "DEFAULT_SCHEMA_CLASS": "contactcenter.api.schema.ApiSchema",
    "EXCEPTION_HANDLER": "contactcenter.api.problems.answer_with_problem",
}
API_REQUESTS_PER_MINUTE = ENV["CONTACTCENTER_API_REQUESTS_PER_MINUTE"]
SPECTACULAR_SETTINGS = {
    "TITLE": "Vahta",
    "VERSION": "1",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "AddressKindEnum": "contactcenter.clients.models.AddressKind",
        "ClientKindEnum": "contactcenter.clients.models.ClientKind",
        "ContactStateEnum": "contactcenter.contacts.states.CONTACT.choices",
        "CallbackStateEnum": "contactcenter.callbacks.states.CALLBACK.choices",
        "ContactOutcomeEnum": "contactcenter.contacts.models.contacts.ContactOutcome",
        "OfferOutcomeEnum": "contactcenter.routing.models.OfferOutcome",
        "ContactDirectionEnum": "contactcenter.contacts.models.contacts.ContactDirection",
        "MessageDirectionEnum": "contactcenter.contacts.models.messages.Direction",
        "DeliveryStateEnum": "contactcenter.contacts.models.messages.DeliveryState",
        "DeadlineStateEnum": "contactcenter.deadlines.models.DeadlineState",
        "DeadlineTargetEnum": "contactcenter.deadlines.models.Target",
        "PresenceStateEnum": "contactcenter.staff.models.PresenceState",
        "RegisterKindEnum": "complaints.models.kinds.Kind",
        "RegisterWayEnum": "complaints.models.kinds.Way",
        "ArticleKindEnum": "knowledge.models.articles.Kind",
        "ChannelEnum": "contactcenter.contacts.models.channels.Channel",
        "RegisterOutcomeEnum": "complaints.models.kinds.Outcome",
        "DemandEnum": "complaints.models.kinds.Demand",
        "ReferralStateEnum": "contactcenter.decisions.states.REFERRAL.choices",
        "OutgoingLetterStateEnum": "complaints.letters.states.LETTER.choices",
        "DispatchWayEnum": "complaints.models.letters.DispatchWay",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "contactcenter.api.schema.refuse_unknown_fields",
    ],
}

# Logs

LOGGING = logging_config(level=ENV["CONTACTCENTER_LOG_LEVEL"], style=ENV["CONTACTCENTER_LOG_FORMAT"])
DJANGO_STRUCTLOG_CELERY_ENABLED = True
DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = logging.DEBUG
DJANGO_STRUCTLOG_CELERY_DEFAULT_LOG_LEVEL = logging.DEBUG  # a sweep every second would drown the rest
