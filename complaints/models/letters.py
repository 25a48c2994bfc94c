"""Official letters: their life, versions, files and ways to the client; and the register of outgoing letters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q, Value
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from complaints.letters import states
from complaints.letters.content import Content, content_of
from complaints.models.complaints import Complaint
from complaints.models.letterheads import Signatory

if TYPE_CHECKING:
    from contactcenter.staff.models import User

_AT_THE_HEAD = (states.APPROVAL, states.APPROVED)


class LetterQuerySet(models.QuerySet["OutgoingLetter"]):
    def visible_to(self, user: User) -> LetterQuerySet:
        """Who reads the register sees its letters, but none about himself; a head sees what he approves or signs."""
        about = Complaint.about.through.objects.filter(complaint_id=OuterRef("complaint_id"), user_id=user.pk)
        rows = self.filter(~Exists(about))
        if user.has_perm("complaints.view_outgoingletter"):
            return rows
        if user.has_perm("complaints.approve_outgoingletter"):
            signs = Exists(Signatory.objects.filter(user=user.pk, is_active=True))
            return rows.filter(Q(approver=user) | Q(signatory=user) | (signs & Q(state=states.APPROVED)))
        return self.none()

    def registered(self) -> LetterQuerySet:
        """The register of outgoing letters, the newest first; what was cancelled stays."""
        return self.exclude(number="").order_by("-registered_on", "-id")

    def waiting_for(self, user: User) -> LetterQuerySet:
        """What this head has to approve or to sign."""
        return self.filter(approver=user, state__in=_AT_THE_HEAD)

    def with_row(self) -> LetterQuerySet:
        """With all that a line of a list shows."""
        return self.select_related("complaint__case", "preparer", "approver", "signatory")


class OutgoingLetter(models.Model):
    """Changed by operations only. What it says stands in its versions."""

    complaint = models.ForeignKey(
        Complaint, verbose_name=_("entry of the register"), related_name="letters", on_delete=models.PROTECT
    )
    state = models.CharField(_("state"), max_length=10, choices=states.LETTER.choices(), default=states.DRAFT)
    letterhead = models.ForeignKey(
        "complaints.Letterhead", verbose_name=_("letterhead"), related_name="letters", on_delete=models.PROTECT
    )
    template = models.ForeignKey(
        "complaints.LetterTemplateVersion",
        verbose_name=_("template"),
        related_name="letters",
        on_delete=models.PROTECT,
    )
    created_at = models.DateTimeField(_("begun"))
    preparer = models.ForeignKey(
        "staff.User", verbose_name=_("preparer"), related_name="prepared_letters", on_delete=models.PROTECT
    )
    addressee = models.CharField(_("addressee"), max_length=300)
    heading = models.CharField(_("heading"), max_length=300)
    # What grammar leaves open (letters/names.py), until somebody has said that the addressee is right.
    doubts = models.JSONField(_("to be checked"), default=list, blank=True)
    confirmed_by = models.ForeignKey("staff.User", null=True, blank=True, related_name="+", on_delete=models.PROTECT)

    approver = models.ForeignKey(
        "staff.User",
        verbose_name=_("approved by"),
        null=True,
        blank=True,
        related_name="letters_to_approve",
        on_delete=models.PROTECT,
    )
    submitted_at = models.DateTimeField(_("handed in"), null=True, blank=True)
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    remark = models.CharField(_("remark"), max_length=1000, blank=True)  # of the last return

    signatory = models.ForeignKey(
        "staff.User",
        verbose_name=_("signed by"),
        null=True,
        blank=True,
        related_name="signed_letters",
        on_delete=models.PROTECT,
    )
    signed_at = models.DateTimeField(_("signed at"), null=True, blank=True)
    by_hand = models.BooleanField(_("signed by hand"), default=False)
    number = models.CharField(_("outgoing number"), max_length=24, blank=True)
    registered_on = models.DateField(_("outgoing date"), null=True, blank=True)
    # What the QR mark leads to; of 128 bits, so that nobody finds a letter by trying.
    token = models.CharField(max_length=32, unique=True, editable=False)
    # Words as they are found by: numbers, addressee, heading.
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

    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    delivered_on = models.DateField(_("delivered on"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True)
    cancel_reason = models.CharField(_("why it was cancelled"), max_length=300, blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("outgoing letter")
        verbose_name_plural = _("outgoing letters")
        ordering = ("-id",)
        permissions = (("approve_outgoingletter", _("Can approve outgoing letters")),)
        constraints = (
            models.CheckConstraint(condition=Q(state__in=list(states.LETTER.labels)), name="outgoing_state_known"),
            models.UniqueConstraint(fields=("number",), condition=~Q(number=""), name="outgoing_number_once"),
            models.UniqueConstraint(
                fields=("complaint",), condition=Q(state__in=states.UNSIGNED), name="one_letter_in_work"
            ),
            models.CheckConstraint(
                condition=Q(number="", registered_on__isnull=True, signed_at__isnull=True, signatory__isnull=True)
                | (~Q(number="") & Q(registered_on__isnull=False, signed_at__isnull=False, signatory__isnull=False)),
                name="outgoing_number_with_signature",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=states.REGISTERED) | ~Q(number=""), name="registered_letter_has_number"
            ),
            models.CheckConstraint(condition=~Q(approver=F("preparer")), name="nobody_approves_his_own_letter"),
            models.CheckConstraint(condition=~Q(signatory=F("preparer")), name="nobody_signs_his_own_letter"),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=False, approver__isnull=False)
                | ~Q(state__in=(states.APPROVED, *states.REGISTERED)),
                name="approved_letter_has_approver",
            ),
            models.CheckConstraint(
                condition=~Q(state=states.CANCELLED) | ~Q(cancel_reason=""), name="cancelled_letter_has_reason"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(states.SENT, states.DELIVERED)) | Q(sent_at__isnull=False),
                name="sent_letter_has_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state=states.DELIVERED) | Q(delivered_on__isnull=False), name="delivered_letter_has_day"
            ),
        )
        indexes = (
            models.Index(fields=("-registered_on", "-id"), name="outgoing_register", condition=~Q(number="")),
            models.Index(fields=("approver",), name="outgoing_to_approve", condition=Q(state__in=_AT_THE_HEAD)),
            GinIndex(fields=("search_vector",), name="outgoing_words"),
        )

    def __str__(self) -> str:
        return self.number or f"{self.state_label} {self.pk}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("complaints:letter", args=[self.pk])

    @property
    def state_label(self) -> str:
        """The state in words."""
        return str(states.LETTER.labels[self.state])

    @property
    def needs_check(self) -> bool:
        """Whether a person has still to say that the addressee is right."""
        return bool(self.doubts) and self.confirmed_by_id is None


class VersionReason(models.TextChoices):
    COMPOSED = "compose", _("filled in from the template")
    EDITED = "edit", _("edited")
    PREPARED = "submit", _("handed in for approval")
    SIGNED = "sign", _("signed and registered")


class LetterVersion(models.Model):
    """What the letter said at one time, all requisites. Append-only."""

    letter = models.ForeignKey(OutgoingLetter, related_name="versions", on_delete=models.PROTECT)
    number = models.PositiveSmallIntegerField(_("version"))
    data = models.JSONField(_("requisites"))
    sha256 = models.CharField(max_length=64)
    reason = models.CharField(_("why"), max_length=10, choices=VersionReason)
    author = models.ForeignKey("staff.User", verbose_name=_("author"), related_name="+", on_delete=models.PROTECT)
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("version of a letter")
        verbose_name_plural = _("versions of letters")
        ordering = ("-number",)
        constraints = (models.UniqueConstraint(fields=("letter", "number"), name="letter_version_once"),)

    def __str__(self) -> str:
        return f"{self.letter_id}, {self.number}"

    @property
    def content(self) -> Content:
        """The requisites."""
        return content_of(self.data)


class FileKind(models.TextChoices):
    PDF = "pdf", "PDF"
    DOCX = "docx", "DOCX"


class LetterFile(models.Model):
    """A version on paper: made once, kept as it is. Append-only."""

    version = models.ForeignKey(LetterVersion, related_name="files", on_delete=models.PROTECT)
    kind = models.CharField(_("kind"), max_length=4, choices=FileKind)
    size = models.PositiveIntegerField(_("size"))
    sha256 = models.CharField(max_length=64)
    file = models.FileField(upload_to="letters/%Y/%m/%d")
    at = models.DateTimeField(_("made"))

    class Meta:
        verbose_name = _("file of a letter")
        verbose_name_plural = _("files of letters")
        constraints = (
            models.UniqueConstraint(fields=("version", "kind"), name="letter_file_once"),
            models.CheckConstraint(condition=Q(kind__in=FileKind.values), name="letter_file_kind_known"),
        )

    def __str__(self) -> str:
        return f"{self.version_id} {self.kind}"


class LetterEvent(models.Model):
    """One transition of a letter. Append-only."""

    letter = models.ForeignKey(OutgoingLetter, related_name="events", on_delete=models.PROTECT)
    at = models.DateTimeField(_("when"))
    actor = models.ForeignKey(
        "staff.User", verbose_name=_("who"), null=True, related_name="+", on_delete=models.PROTECT
    )
    verb = models.CharField(_("what happened"), max_length=10)
    before = models.CharField(_("before"), max_length=10, blank=True)
    after = models.CharField(_("after"), max_length=10)
    data = models.JSONField(_("details"), default=dict)

    class Meta:
        verbose_name = _("event of a letter")
        verbose_name_plural = _("events of letters")
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.letter_id} {self.verb}"

    @property
    def sentence(self) -> str:
        """In words."""
        return str(states.DONE[self.verb][0])

    @property
    def icon(self) -> str:
        """A Tabler icon name."""
        return states.DONE[self.verb][1]


class DispatchWay(models.TextChoices):
    EMAIL = "email", _("by e-mail")
    CONVERSATION = "talk", _("in a conversation")
    POST = "post", _("by post")
    HANDED = "hand", _("handed over")


class LetterDispatch(models.Model):
    """One way by which a letter went to the client, and what is known of its arrival."""

    letter = models.ForeignKey(OutgoingLetter, related_name="dispatches", on_delete=models.PROTECT)
    way = models.CharField(_("how"), max_length=5, choices=DispatchWay)
    at = models.DateTimeField(_("when"))
    actor = models.ForeignKey("staff.User", verbose_name=_("who"), related_name="+", on_delete=models.PROTECT)
    message = models.OneToOneField(
        "contacts.Message", null=True, blank=True, related_name="letter_dispatch", on_delete=models.PROTECT
    )
    posted_on = models.DateField(_("posted on"), null=True, blank=True)
    postal_id = models.CharField(_("postal number"), max_length=40, blank=True)
    delivered_on = models.DateField(_("delivered on"), null=True, blank=True)
    delivery_note = models.CharField(_("how the delivery is known"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("dispatch of a letter")
        verbose_name_plural = _("dispatches of letters")
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(condition=Q(way__in=DispatchWay.values), name="dispatch_way_known"),
            models.CheckConstraint(
                condition=Q(way__in=(DispatchWay.EMAIL, DispatchWay.CONVERSATION), message__isnull=False)
                | Q(way__in=(DispatchWay.POST, DispatchWay.HANDED), message__isnull=True, posted_on__isnull=False),
                name="dispatch_has_its_proof",
            ),
        )

    def __str__(self) -> str:
        return f"{self.letter}: {self.get_way_display()}"


class OutgoingSeries(models.Model):
    """The last outgoing number of a year; locked while a letter is signed, so that the register has no gaps."""

    year = models.PositiveSmallIntegerField(_("year"), unique=True)
    last = models.PositiveIntegerField(_("last number"), default=0)

    class Meta:
        verbose_name = _("series of outgoing numbers")
        verbose_name_plural = _("series of outgoing numbers")

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"
