"""Everything under uvicorn: sockets in production, sockets and pages in one process otherwise."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "contactcenter.settings")

application = get_asgi_application()
