"""Addresses under /api/v1/. Labour functions bring theirs through the registry."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, path, re_path
from django.utils.module_loading import import_string
from django.views.generic import RedirectView
from rest_framework.routers import SimpleRouter

from contactcenter.api.views import (
    callbacks,
    cases,
    clients,
    contacts,
    handover,
    offers,
    operators,
    pages,
    queues,
    referrals,
)
from contactcenter.functions.registry import api_routes, registry

app_name = "api"


class _Router(SimpleRouter):
    """Numbers in addresses are numbers."""

    def __init__(self) -> None:
        super().__init__(use_regex_path=False)

    def get_lookup_regex(self, viewset: Any, lookup_prefix: str = "") -> str:
        """`<int:pk>` unless the resource is looked up by something else."""
        if getattr(viewset, "lookup_field", "pk") == "pk":
            return "<int:pk>"
        return f"<slug:{viewset.lookup_field}>"


def resources() -> list[URLPattern | URLResolver]:
    """The core's resources and those of every labour function."""
    router = _Router()
    router.register("clients", clients.ClientViewSet, basename="client")
    router.register("contacts", contacts.ContactViewSet, basename="contact")
    router.register("callbacks", callbacks.CallbackViewSet, basename="callback")
    router.register("cases", cases.CaseViewSet, basename="case")
    router.register("queues", queues.QueueViewSet, basename="queue")
    router.register("topics", queues.TopicViewSet, basename="topic")
    router.register("dispositions", queues.DispositionViewSet, basename="disposition")
    router.register("canned-replies", queues.CannedReplyViewSet, basename="canned-reply")
    router.register("operators", operators.OperatorViewSet, basename="operator")
    router.register("offers", offers.OfferViewSet, basename="offer")
    router.register("referrals", referrals.ReferralViewSet, basename="referral")
    for prefix, viewset in [*api_routes, *(route for function in registry for route in function.api_routes)]:
        if any(prefix == taken for taken, _viewset, _basename in router.registry):
            raise ImproperlyConfigured(f"{viewset}: the API has a route “{prefix}” already")
        router.register(prefix, import_string(viewset), basename=prefix)
    return router.urls


def _part(route: str, viewset: Any, name: str, **actions: str) -> URLPattern:
    view: Callable[..., HttpResponse] = viewset.as_view(actions)
    return path(route, view, name=name)


urlpatterns: list[URLPattern | URLResolver] = [
    path("", RedirectView.as_view(pattern_name="api:docs")),
    path("schema/", pages.SchemaView.as_view(), name="schema"),
    path("docs/", pages.DocumentationView.as_view(), name="docs"),
    *resources(),
    _part(
        "clients/<int:client_id>/addresses/",
        clients.ClientAddressViewSet,
        "client-addresses",
        get="list",
        post="create",
    ),
    _part("contacts/<int:contact_id>/messages/", contacts.MessageViewSet, "messages", get="list", post="create"),
    _part("contacts/<int:contact_id>/events/", contacts.ContactEventViewSet, "contact-events", get="list"),
    _part("contacts/<int:contact_id>/abandonment/", contacts.AbandonmentViewSet, "abandonment", post="create"),
    _part("contacts/<int:contact_id>/collection/", contacts.CollectionViewSet, "collection", post="create"),
    _part("contacts/<int:contact_id>/transfer/", handover.TransferViewSet, "transfer", post="create"),
    _part("contacts/<int:contact_id>/takeover/", handover.TakeOverViewSet, "takeover", post="create"),
    _part(
        "contacts/<int:contact_id>/participants/",
        handover.ParticipantViewSet,
        "participants",
        get="list",
        post="create",
    ),
    _part(
        "contacts/<int:contact_id>/participants/<int:person_id>/",
        handover.ParticipantViewSet,
        "participant",
        delete="destroy",
    ),
    _part("callbacks/<int:callback_id>/events/", callbacks.CallbackEventViewSet, "callback-events", get="list"),
    _part("callbacks/<int:callback_id>/moment/", callbacks.MomentViewSet, "callback-moment", put="update"),
    _part(
        "callbacks/<int:callback_id>/cancellation/",
        callbacks.CancellationViewSet,
        "callback-cancellation",
        post="create",
    ),
    _part("callbacks/<int:callback_id>/outcome/", callbacks.OutcomeViewSet, "callback-outcome", post="create"),
    _part("cases/<int:case_id>/timeline/", cases.TimelineViewSet, "timeline", get="list"),
    _part("cases/<int:case_id>/transitions/", cases.TransitionViewSet, "transitions", post="create"),
    _part("operators/<int:operator_id>/presence/", operators.PresenceViewSet, "presence", get="retrieve", put="update"),
    _part("operators/<int:operator_id>/day/", operators.DayViewSet, "operator-day", get="retrieve"),
    _part("offers/<int:offer_id>/acceptance/", offers.AcceptanceViewSet, "acceptance", post="create"),
    _part("offers/<int:offer_id>/refusal/", offers.RefusalViewSet, "refusal", post="create"),
    _part(
        "referrals/<int:referral_id>/messages/",
        referrals.ReferralMessageViewSet,
        "referral-messages",
        get="list",
        post="create",
    ),
    _part("referrals/<int:referral_id>/taking/", referrals.TakingViewSet, "referral-taking", post="create"),
    _part("referrals/<int:referral_id>/decision/", referrals.DecisionViewSet, "referral-decision", post="create"),
    _part("referrals/<int:referral_id>/return/", referrals.ReturnViewSet, "referral-return", post="create"),
    _part("referrals/<int:referral_id>/refusal/", referrals.ReferralRefusalViewSet, "referral-refusal", post="create"),
    _part("referrals/<int:referral_id>/withdrawal/", referrals.WithdrawalViewSet, "referral-withdrawal", post="create"),
    re_path("", pages.UnknownAddressView.as_view()),
]
