"""What decisions bring to the screens of others: a section, a card of the case, a tab, sentences."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contactcenter.cases.models import Case, CaseEvent
from contactcenter.contacts.models import Contact
from contactcenter.deadlines.models import Notice, NoticeKind
from contactcenter.deadlines.words import notice_places, notice_words
from contactcenter.decisions.models.referrals import PART
from contactcenter.decisions.queries import answers_of_case, referrals_of_case, waiting_for
from contactcenter.functions.panels import Panel, case_panels, panels
from contactcenter.functions.sections import Section, sections
from contactcenter.functions.sentences import case_sentences
from contactcenter.staff.models import User

SENTENCES = {
    "refer": (gettext_lazy("Referred to a department"), "arrow-right"),
    "decide": (gettext_lazy("The department decided"), "gavel"),
    "recall": (gettext_lazy("Back from the department"), "arrow-back-up"),
    "referral_take": (gettext_lazy("An expert took the referral"), "user-check"),
    "referral_delegate": (gettext_lazy("The referral went to a colleague of the department"), "users"),
    "referral_ask": (gettext_lazy("The department asks"), "message-question"),
    "referral_answer": (gettext_lazy("The department's question was answered"), "message-check"),
    "referral_add": (gettext_lazy("The department was told more"), "message-plus"),
    "referral_extend": (gettext_lazy("The department extended its deadline"), "calendar-time"),
    "referral_return": (gettext_lazy("Returned to the department for completion"), "repeat"),
    "referral_give_back": (gettext_lazy("Given back by the department: not theirs"), "arrow-back-up"),
    "referral_pass_on": (gettext_lazy("Passed on to another department"), "arrow-forward-up"),
    "referral_withdraw": (gettext_lazy("Referral withdrawn"), "x"),
    "tell_client": (gettext_lazy("The answer was sent to the client"), "send"),
}


def case_context(*, case: Case, user: User, at: datetime) -> Mapping[str, Any] | None:
    """The card of a case: what departments were asked, what the client was told."""
    if not user.has_perm("decisions.view_referral"):
        return None
    return {
        "case": case,
        "rows": referrals_of_case(case=case, user=user, as_of=at),
        "answers": answers_of_case(case),
        "may_refer": case.is_open and user.has_perm("decisions.refer_case"),
        "may_act": user.has_perm("decisions.refer_case"),
    }


def contact_context(*, contact: Contact, user: User, at: datetime) -> Mapping[str, Any] | None:
    """The tab beside a conversation: the same of the newest case of the contact, or that there is none yet."""
    if not user.has_perm("decisions.view_referral"):
        return None
    cases = Case.objects.visible_to(user).filter(contacts=contact).select_related("client", "topic")
    last = CaseEvent.objects.filter(case=OuterRef("pk")).order_by("-pk").values("pk")[:1]
    case = cases.order_by("-pk").annotate(version=Subquery(last)).first()
    if case is None:
        return {"case": None}
    version = case.version  # type: ignore[attr-defined]  # annotated above
    return {"version": version, **(case_context(case=case, user=user, at=at) or {})}


_NOTICES = {
    "refer": gettext_lazy("%(case)s: “%(department)s” is asked to decide."),
    "ask": gettext_lazy("%(case)s: “%(department)s” asks you something."),
    "answer": gettext_lazy("%(case)s: the contact centre has answered."),
    "decide": gettext_lazy("%(case)s: “%(department)s” has decided."),
    "give_back": gettext_lazy("%(case)s: “%(department)s” gave the question back, it is not theirs."),
    "return": gettext_lazy("%(case)s: the decision is to be completed."),
    "delegate": gettext_lazy("%(case)s: a colleague handed the referral to you."),
    "extend": gettext_lazy("%(case)s: “%(department)s” extended its deadline."),
    "pass_on": gettext_lazy("%(case)s: another department decides now."),
    "withdraw": gettext_lazy("%(case)s: the question was withdrawn."),
}


def notice_sentence(notice: Notice) -> str:
    """One sentence about one referral."""
    case = notice.case.number if notice.case else ""
    sentence = _NOTICES.get(notice.facts["verb"])
    return str(sentence) % {"case": case, "department": notice.facts["department"]} if sentence else _("Referral")


def notice_place(notice: Notice, user: User) -> str:
    """An expert is led to the referral, for he sees no case; everybody else to the case."""
    part = str(notice.facts.get("part", ""))
    referral = notice.facts.get("referral") or part.removeprefix(PART)
    is_about_one = notice.kind == NoticeKind.REFERRAL or part.startswith(PART)
    if not is_about_one or user.has_perm("cases.view_case"):
        return ""
    return reverse("decisions:referral", args=[int(referral)])


def announce() -> None:
    """Called once, when the app is ready."""
    sections.register(
        Section(
            slug="department",
            label=gettext_lazy("Inbox"),
            icon="inbox",
            url_name="decisions:desk",
            permission="decisions.decide_referral",
            count=lambda user: waiting_for(user=user),
            is_start=True,
        )
    )
    case_panels.register(
        Panel("decisions", gettext_lazy("Departments"), "decisions/case_panel.html", case_context, position=10)
    )
    panels.register(
        Panel("decisions", gettext_lazy("Departments"), "decisions/contact_panel.html", contact_context, position=10)
    )
    case_sentences.update(SENTENCES)
    notice_words[NoticeKind.REFERRAL] = notice_sentence
    notice_places.append(notice_place)
