"""One entry of the register: everything that hangs off its case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from complaints.models.kinds import Demand, Kind, Outcome, ReplyForm, Way
from complaints.states import COMPLAINT, WAITING

if TYPE_CHECKING:
    from contactcenter.staff.models import User

# Kopecks: ten billion roubles, more than any claim and less than what the column holds.
LARGEST_AMOUNT = 10**12
TEXT_LIMIT = 10_000
REASON_LIMIT = 2_000


class ComplaintQuerySet(models.QuerySet["Complaint"]):
    def visible_to(self, user: User) -> ComplaintQuerySet:
        """Whoever may read the register, except those whom the complaint is about."""
        if not user.has_perm("complaints.view_complaint"):
            return self.none()
        return self.exclude_about(user)

    def exclude_about(self, user: User) -> ComplaintQuerySet:
        """Without complaints about this person."""
        about = Complaint.about.through.objects.filter(complaint_id=models.OuterRef("pk"), user_id=user.pk)
        return self.filter(~models.Exists(about))

    def waiting(self) -> ComplaintQuerySet:
        """The client waits for an answer."""
        return self.filter(answered_at__isnull=True, case__closed_at__isnull=True)


class Complaint(models.Model):
    """Changed by operations only: each change is a line of the register (RegisterEntry), with what it was before."""

    case = models.OneToOneField(
        "cases.Case", primary_key=True, related_name="complaint", on_delete=models.PROTECT, verbose_name=_("case")
    )
    # Copies of the case, written with every move of it: the register is filtered by them without a join.
    number = models.CharField(_("number"), max_length=24, unique=True)
    state = models.CharField(_("state"), max_length=20, choices=COMPLAINT.choices())
    department = models.ForeignKey(
        "staff.Department",
        verbose_name=_("responsible department"),
        null=True,
        blank=True,
        related_name="complaints",
        on_delete=models.PROTECT,
    )
    registered_at = models.DateTimeField(_("registered"))

    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    ground = models.ForeignKey(
        "complaints.Ground", verbose_name=_("legal ground"), related_name="complaints", on_delete=models.PROTECT
    )
    # The rule of the answer that it was registered under, and what the rule said then.
    rule = models.ForeignKey(
        "deadlines.Rule",
        verbose_name=_("rule of deadlines"),
        null=True,
        blank=True,
        related_name="+",
        on_delete=models.PROTECT,
    )
    basis = models.CharField(_("basis of the term"), max_length=300, blank=True)
    due_at = models.DateTimeField(_("due by law"), null=True, blank=True)
    internal_due_at = models.DateTimeField(_("our own date"), null=True, blank=True)

    text = models.TextField(_("what it says"))
    demand = models.CharField(_("demand"), max_length=20, choices=Demand, blank=True)
    amount = models.BigIntegerField(_("amount, kopecks"), null=True, blank=True)
    contract = models.CharField(_("contract"), max_length=40, blank=True)
    contract_on = models.DateField(_("date of the contract"), null=True, blank=True)
    product = models.CharField(_("product"), max_length=100, blank=True)

    way = models.CharField(_("how it came"), max_length=10, choices=Way)
    incoming_number = models.CharField(_("number on the sender's side"), max_length=60, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    reply_form = models.CharField(_("how to answer"), max_length=12, choices=ReplyForm, default=ReplyForm.AS_RECEIVED)
    reply_address = models.CharField(_("postal address for the answer"), max_length=300, blank=True)

    complainant = models.CharField(_("complainant"), max_length=300, blank=True)
    is_anonymous = models.BooleanField(_("anonymous"), default=False)
    representative = models.CharField(_("representative"), max_length=300, blank=True)
    authority = models.CharField(_("authority of the representative"), max_length=300, blank=True)
    authority_until = models.DateField(_("authority valid until"), null=True, blank=True)
    is_collective = models.BooleanField(_("collective"), default=False)
    about = models.ManyToManyField(
        "staff.User", verbose_name=_("about the employees"), related_name="complaints_about", blank=True
    )
    about_note = models.CharField(_("about whom or what, in words"), max_length=300, blank=True)

    cause = models.ForeignKey(
        "complaints.Cause",
        verbose_name=_("cause"),
        null=True,
        blank=True,
        related_name="complaints",
        on_delete=models.PROTECT,
    )
    cause_note = models.CharField(_("where it arose"), max_length=300, blank=True)
    cause_confirmed_at = models.DateTimeField(_("cause confirmed"), null=True, blank=True)

    acknowledged_at = models.DateTimeField(_("acknowledged"), null=True, blank=True)
    acknowledgement = models.ForeignKey(
        "contacts.Message", null=True, blank=True, related_name="+", on_delete=models.PROTECT
    )

    outcome = models.CharField(_("decision"), max_length=10, choices=Outcome, blank=True)
    reason = models.TextField(_("reason of the decision"), blank=True)
    decided_amount = models.BigIntegerField(_("amount granted, kopecks"), null=True, blank=True)
    execute_by = models.DateField(_("to be executed by"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        "staff.User",
        verbose_name=_("decided by"),
        null=True,
        blank=True,
        related_name="+",
        on_delete=models.PROTECT,
    )
    # The decision of a department that it follows.
    decision = models.ForeignKey(
        "decisions.Decision", null=True, blank=True, related_name="complaints", on_delete=models.PROTECT
    )

    extended_at = models.DateTimeField(_("extended"), null=True, blank=True)
    extension_reason = models.CharField(_("reason of the extension"), max_length=300, blank=True)
    extension_notice = models.ForeignKey(
        "contacts.Message", null=True, blank=True, related_name="+", on_delete=models.PROTECT
    )
    extension_told = models.CharField(_("how the client was told"), max_length=300, blank=True)

    answer = models.TextField(_("answer"), blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey("staff.User", null=True, blank=True, related_name="+", on_delete=models.PROTECT)
    outgoing_number = models.CharField(_("outgoing number"), max_length=60, blank=True)
    outgoing_on = models.DateField(_("outgoing date"), null=True, blank=True)
    delivery = models.CharField(_("how it was delivered"), max_length=300, blank=True)

    executed_at = models.DateTimeField(_("executed"), null=True, blank=True)
    executed_amount = models.BigIntegerField(_("amount paid, kopecks"), null=True, blank=True)
    execution = models.CharField(_("what was done"), max_length=300, blank=True)

    forwarded_at = models.DateTimeField(_("forwarded"), null=True, blank=True)
    forwarded_to = models.CharField(_("forwarded to"), max_length=300, blank=True)
    forward_due_at = models.DateTimeField(_("to be forwarded before"), null=True, blank=True)
    # Why it ended early: withdrawn, forwarded, joined, cancelled.
    end_reason = models.CharField(_("why it ended"), max_length=300, blank=True)

    # A duplicate is counted once: with the entry that it was joined to.
    joined_to = models.ForeignKey(
        "self", verbose_name=_("joined to"), null=True, blank=True, related_name="joined", on_delete=models.PROTECT
    )
    # The newest earlier entry of the same client on the same matter.
    repeats = models.ForeignKey(
        "self", verbose_name=_("repeats"), null=True, blank=True, related_name="repeated_by", on_delete=models.PROTECT
    )
    appeals = models.PositiveSmallIntegerField(_("times reopened"), default=0)
    note = models.CharField(_("note"), max_length=500, blank=True)

    # Words as they are found by, whatever collation the database has.
    contract_key = models.CharField(max_length=40, editable=False, blank=True)
    search_key = models.TextField(editable=False, blank=True)
    search_vector = models.GeneratedField(
        expression=Func(
            Func(F("search_key"), Value(" "), function="string_to_array"),
            function="array_to_tsvector",
            output_field=SearchVectorField(),
        ),
        output_field=SearchVectorField(),
        db_persist=True,
        editable=False,
    )

    objects = ComplaintQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry of the register")
        verbose_name_plural = _("register of complaints")
        ordering = ("-registered_at", "-case")
        permissions = (
            ("cancel_complaint", _("Can cancel entries of the register")),
            ("export_complaint", _("Can export the register")),
        )
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="complaint_kind_known"),
            models.CheckConstraint(condition=Q(demand__in=["", *Demand.values]), name="complaint_demand_known"),
            models.CheckConstraint(condition=Q(way__in=Way.values), name="complaint_way_known"),
            models.CheckConstraint(condition=Q(state__in=list(COMPLAINT.labels)), name="complaint_state_known"),
            models.CheckConstraint(condition=~Q(text=""), name="complaint_says_something"),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__range": (0, LARGEST_AMOUNT)}),
                    name=f"complaint_{name}_sane",
                )
                for name in ("amount", "decided_amount", "executed_amount")
            ),
            models.CheckConstraint(
                condition=Q(outcome="", decided_at__isnull=True)
                | (Q(outcome__in=Outcome.values, decided_at__isnull=False) & ~Q(reason="")),
                name="complaint_decided_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | ~Q(answer=""), name="complaint_answered_with_text"
            ),
            models.CheckConstraint(
                condition=Q(extended_at__isnull=True) | ~Q(extension_reason=""),
                name="complaint_extended_with_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("cancelled", "forwarded", "withdrawn")) | ~Q(end_reason=""),
                name="complaint_ended_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(state="joined", joined_to__isnull=False) | (~Q(state="joined") & Q(joined_to__isnull=True)),
                name="complaint_joined_to_something",
            ),
            models.CheckConstraint(
                condition=Q(representative="") | ~Q(authority=""), name="complaint_representative_has_authority"
            ),
        )
        # Each filter of the register walks from the newest on by an index of its own: a page costs a page.
        indexes = (
            models.Index(fields=("-registered_at", "-case"), name="complaint_latest"),
            *(
                models.Index(fields=(field, "-registered_at", "-case"), name=f"complaint_of_{field}")
                for field in ("kind", "state", "ground", "department")
            ),
            models.Index(fields=("-registered_at", "-case"), name="complaint_waiting", condition=Q(state__in=WAITING)),
            models.Index(
                fields=("cause", "-registered_at", "-case"), name="complaint_of_cause", condition=Q(cause__isnull=False)
            ),
            models.Index(
                fields=("outcome", "-registered_at", "-case"), name="complaint_of_outcome", condition=~Q(outcome="")
            ),
            models.Index(fields=("contract_key",), name="complaint_of_contract", condition=~Q(contract_key="")),
            models.Index(fields=("outgoing_number",), name="complaint_outgoing", condition=~Q(outgoing_number="")),
            models.Index(fields=("incoming_number",), name="complaint_incoming", condition=~Q(incoming_number="")),
            GinIndex(fields=("search_vector",), name="complaint_words"),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def state_label(self) -> str:
        """The state in words."""
        return str(COMPLAINT.labels[self.state])

    @property
    def must_be_executed(self) -> bool:
        """Whether the decision promised something."""
        return self.outcome in {Outcome.UPHELD, Outcome.PARTLY} and self.executed_at is None


class Complainant(models.Model):
    """One of those who signed a collective claim, besides the client of the case."""

    # The line that tells who signed stays true when two clients turn out to be one.
    moves_with_client = False
    complaint = models.ForeignKey(
        Complaint, verbose_name=_("entry of the register"), related_name="complainants", on_delete=models.CASCADE
    )
    client = models.ForeignKey(
        "clients.Client",
        verbose_name=_("client"),
        null=True,
        blank=True,
        related_name="collective_complaints",
        on_delete=models.PROTECT,
    )
    name = models.CharField(_("name"), max_length=300)
    contract = models.CharField(_("contract"), max_length=40, blank=True)
    added_at = models.DateTimeField(_("added"))

    class Meta:
        verbose_name = _("complainant")
        verbose_name_plural = _("complainants")
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(condition=~Q(name=""), name="complainant_has_name"),
            models.UniqueConstraint(fields=("complaint", "client"), name="complainant_once"),
        )

    def __str__(self) -> str:
        return self.name


class ComplaintFile(models.Model):
    """An attachment that came with the complaint, or was added later; what came in a contact stays with the contact."""

    complaint = models.ForeignKey(Complaint, related_name="files", on_delete=models.PROTECT)
    name = models.CharField(_("name"), max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    file = models.FileField(upload_to="complaints/%Y/%m/%d")
    added_at = models.DateTimeField(_("added"))
    added_by = models.ForeignKey("staff.User", null=True, related_name="+", on_delete=models.PROTECT)

    class Meta:
        verbose_name = _("file of a complaint")
        verbose_name_plural = _("files of complaints")
        ordering = ("id",)

    def __str__(self) -> str:
        return self.name
