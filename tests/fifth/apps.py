from django.apps import AppConfig


class RetentionConfig(AppConfig):
    name = "tests.fifth"
    label = "retention"
    verbose_name = "Удержание"

    def ready(self) -> None:
        from contactcenter.functions.registry import registry  # noqa: PLC0415 - models are loaded only now
        from tests.fifth.function import FUNCTION  # noqa: PLC0415

        registry.register(FUNCTION)
