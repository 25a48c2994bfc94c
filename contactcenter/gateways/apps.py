from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GatewaysConfig(AppConfig):
    name = "contactcenter.gateways"
    verbose_name = _("Channels")

    def ready(self) -> None:
        from contactcenter.contacts.models import Channel  # noqa: PLC0415 - models load before
        from contactcenter.contacts.operations.outbox import couriers  # noqa: PLC0415
        from contactcenter.gateways import email  # noqa: PLC0415
        from contactcenter.gateways.webchat.courier import COURIER  # noqa: PLC0415

        couriers[Channel.WEBCHAT] = COURIER
        couriers[Channel.EMAIL] = email.COURIER
