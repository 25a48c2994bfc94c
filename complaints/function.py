"""What the register of complaints brings to the house (job description 2.1.4)."""

from django.utils.translation import gettext_lazy as _

from complaints import demo
from complaints.forms import (
    AcknowledgeForm,
    AnswerForm,
    DecideForm,
    ExecuteForm,
    ExtendForm,
    ForwardForm,
    ReasonForm,
    WrapUpForm,
)
from complaints.operations.answering import record_answer
from complaints.operations.wrapup import register_from_wrapup
from complaints.queries.panel import facts, panel_context, wrapup_initial
from complaints.queries.register import search_register
from complaints.states import COMPLAINT
from contactcenter.functions.registry import DemoWork, LabourFunction

_LIFE = "complaints.operations"

FUNCTION = LabourFunction(
    slug="complaints",
    label=_("Complaints"),
    icon="scale",
    number_prefix="ПР",
    clause="2.1.4",
    position=4,
    states=COMPLAINT,
    register_case=register_from_wrapup,
    wrapup_form=WrapUpForm,
    wrapup_template="complaints/_wrapup.html",
    case_panel_template="complaints/_case_panel.html",
    case_panel_context=panel_context,
    list_url_name="complaints:list",
    search=search_register,
    api_routes=(
        ("complaints", "complaints.api.register.ComplaintViewSet"),
        ("outgoing-letters", "complaints.api.letters.OutgoingLetterViewSet"),
    ),
    skills=("complaints",),
    transitions={
        "decide": f"{_LIFE}.deciding.decide_complaint",
        "answer": f"{_LIFE}.answering.answer_complaint",
        "execute": f"{_LIFE}.answering.execute_complaint",
        "close": f"{_LIFE}.answering.close_complaint",
        "extend": f"{_LIFE}.extending.extend_complaint",
        "acknowledge": f"{_LIFE}.acknowledging.acknowledge_complaint",
        "reopen": f"{_LIFE}.answering.reopen_complaint",
        "withdraw": f"{_LIFE}.ending.withdraw_complaint",
        "forward": f"{_LIFE}.ending.forward_complaint",
        "separate": f"{_LIFE}.joining.separate_complaint",
        "cancel": f"{_LIFE}.ending.cancel_entry",
    },
    transition_forms={
        "decide": DecideForm,
        "answer": AnswerForm,
        "execute": ExecuteForm,
        "extend": ExtendForm,
        "acknowledge": AcknowledgeForm,
        "reopen": ReasonForm,
        "withdraw": ReasonForm,
        "forward": ForwardForm,
        "separate": ReasonForm,
        "cancel": ReasonForm,
    },
    event_labels={
        "register": _("Entered into the register"),
        "acknowledge": _("The client was told the number and the due date"),
        "decide": _("Decided"),
        "enter_decision": _("The decision of the department was entered"),
        "answer": _("The client got the answer"),
        "execute": _("The decision was executed"),
        "close": _("Closed"),
        "extend": _("The deadline was extended, the client was told"),
        "withdraw": _("Withdrawn by the client"),
        "forward": _("Forwarded to the competent organisation"),
        "join": _("Joined to another entry"),
        "take_in": _("Another entry was joined to this one"),
        "separate": _("Separated again"),
        "reopen": _("Reopened on appeal"),
        "cancel": _("The entry was cancelled"),
        "correct": _("Corrected"),
        "change_ground": _("The legal ground was changed"),
        "new_terms": _("New deadlines began"),
        "name_cause": _("The cause was named"),
        "name_department": _("The responsible department was named"),
        "say_about_whom": _("It was said whom the complaint is about"),
        "add_complainant": _("One more complainant"),
        "add_file": _("A file was added"),
    },
    facts=facts,
    record_answer=record_answer,
    wrapup_initial=wrapup_initial,
    demo=DemoWork(prepare=demo.prepare, fields=demo.fields, finish=demo.finish),
)
