"""Pages and API under gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

from contactcenter.lib.garbage import keep_what_is_loaded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "contactcenter.settings")

application = get_wsgi_application()
keep_what_is_loaded()
