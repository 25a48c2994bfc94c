"""What support brings to the house (job description 2.1.3)."""

from django.utils.translation import gettext_lazy as _

from contactcenter.functions.registry import DemoWork, LabourFunction
from support import demo
from support.forms import AnswerForm, CheckForm, InformForm, ReopenForm, WrapUpForm
from support.operations.life import record_answer, record_update, register_from_wrapup
from support.queries.panel import wrapup_initial
from support.queries.requests import facts, panel_context, search_requests
from support.states import SUPPORT_REQUEST

FUNCTION = LabourFunction(
    slug="support",
    label=_("Support"),
    icon="lifebuoy",
    number_prefix="ТП",
    clause="2.1.3",
    position=3,
    states=SUPPORT_REQUEST,
    register_case=register_from_wrapup,
    wrapup_form=WrapUpForm,
    wrapup_template="support/_wrapup.html",
    case_panel_template="support/_case_panel.html",
    case_panel_context=panel_context,
    list_url_name="support:list",
    search=search_requests,
    api_routes=(
        ("support-requests", "support.api.requests.SupportRequestViewSet"),
        ("outages", "support.api.outages.OutageViewSet"),
    ),
    skills=("support",),
    transitions={
        "answer": "support.operations.life.answer_request",
        "inform": "support.operations.life.inform_client",
        "close": "support.operations.life.close_request",
        "check": "support.operations.asking.record_check",
        "reopen": "support.operations.life.reopen_request",
    },
    transition_forms={"answer": AnswerForm, "inform": InformForm, "check": CheckForm, "reopen": ReopenForm},
    event_labels={
        "register": _("Request registered"),
        "answer": _("The client got the answer"),
        "inform": _("The client was told how it goes"),
        "close": _("Closed"),
        "check": _("The client was asked whether it helped"),
        "reopen": _("Reopened"),
        "join_outage": _("Joined to an outage"),
        "leave_outage": _("Taken out of an outage"),
    },
    facts=facts,
    record_answer=record_answer,
    record_update=record_update,
    wrapup_initial=wrapup_initial,
    demo=DemoWork(prepare=demo.prepare, fields=demo.fields, finish=demo.finish),
)
