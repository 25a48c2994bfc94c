from collections.abc import AsyncIterator

import pytest
from asgiref.sync import sync_to_async
from django.db import connections


@pytest.fixture
async def own_thread_closed() -> AsyncIterator[None]:
    """Coroutine tests reach the database through a thread that outlives them; its connection must not."""
    yield
    await sync_to_async(connections.close_all)()
