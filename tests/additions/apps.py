import os

from django.apps import AppConfig


class AdditionsConfig(AppConfig):
    name = "tests.additions"

    def ready(self) -> None:
        """A worker that a test starts may serve two channels that have no gateway, slowly."""
        if "TESTS_SLOW_COURIER" in os.environ:
            from tests.additions import couriers  # noqa: PLC0415 - models are loaded only now

            couriers.serve()
