import pytest

from contactcenter.contacts.models import Queue
from contactcenter.gateways.models import Widget
from tests.gateways.windows import a_widget


@pytest.fixture
def widget(queue: Queue) -> Widget:
    """Open, and asks for no consent."""
    return a_widget(queue)
