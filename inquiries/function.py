"""What inquiries bring to the house (job description 2.1.1)."""

from django.utils.translation import gettext_lazy as _

from contactcenter.functions.registry import DemoWork, LabourFunction
from inquiries import demo
from inquiries.forms import AnswerForm, InformForm, ReopenForm, WrapUpForm
from inquiries.operations.life import record_answer, record_update, register_from_wrapup
from inquiries.queries import facts, panel_context, search_inquiries
from inquiries.states import INQUIRY

FUNCTION = LabourFunction(
    slug="inquiries",
    label=_("Inquiries"),
    icon="info-circle",
    number_prefix="СП",
    clause="2.1.1",
    position=1,
    states=INQUIRY,
    register_case=register_from_wrapup,
    wrapup_form=WrapUpForm,
    wrapup_template="inquiries/_wrapup.html",
    case_panel_template="inquiries/_case_panel.html",
    case_panel_context=panel_context,
    list_url_name="inquiries:list",
    search=search_inquiries,
    api_routes=(("inquiries", "inquiries.api.InquiryViewSet"),),
    skills=("inquiries",),
    transitions={
        "answer": "inquiries.operations.life.answer_inquiry",
        "inform": "inquiries.operations.life.inform_client",
        "close": "inquiries.operations.life.close_inquiry",
        "reopen": "inquiries.operations.life.reopen_inquiry",
    },
    transition_forms={"answer": AnswerForm, "inform": InformForm, "reopen": ReopenForm},
    facts=facts,
    record_answer=record_answer,
    record_update=record_update,
    event_labels={
        "register": _("Inquiry registered"),
        "answer": _("The client got the answer"),
        "inform": _("The client was told how it goes"),
        "close": _("Closed"),
        "reopen": _("Reopened"),
        "convert": _("Passed on to another function"),
    },
    demo=DemoWork(prepare=demo.prepare, fields=demo.fields),
)
