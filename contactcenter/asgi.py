"""Everything under uvicorn: sockets in production, sockets and pages in one process otherwise."""

import os
import sys

from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application
from django.urls import path, re_path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "contactcenter.settings")
# A frame needs the interpreter several times before it is out, and each time waits for every thread that draws. Five
# milliseconds a turn, Python's own choice, doubles the p99 of bench/live.py.
sys.setswitchinterval(0.001)

# First: it loads the apps that the sockets import.
pages = get_asgi_application()

from contactcenter.gateways.webchat.consumer import ChatSocket  # noqa: E402
from contactcenter.lib.garbage import keep_what_is_loaded  # noqa: E402
from contactcenter.live.consumer import OperatorSocket  # noqa: E402
from contactcenter.push.socket import NoSocket  # noqa: E402

# Each socket checks by itself that a page of an allowed host opened it.
sockets = URLRouter(
    [
        path("ws/operator/", OperatorSocket.as_asgi()),
        path("ws/chat/", ChatSocket.as_asgi()),
        re_path("", NoSocket.as_asgi()),
    ]
)
application = ProtocolTypeRouter({"http": pages, "websocket": sockets})
keep_what_is_loaded()
