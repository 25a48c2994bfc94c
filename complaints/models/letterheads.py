"""What an administrator sets up for letters: letterheads, templates, signatories, ways to appeal."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from complaints.models.kinds import Kind, Outcome


class Letterhead(models.Model):
    """The organisation as its letters show it, and how they are set."""

    title = models.CharField(_("title"), max_length=100, unique=True)
    name = models.CharField(_("full name"), max_length=300)
    short_name = models.CharField(_("short name"), max_length=150, blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    site = models.CharField(_("site"), max_length=100, blank=True)
    ogrn = models.CharField(_("registration number (ОГРН)"), max_length=15, blank=True)
    inn = models.CharField(_("tax number (ИНН)"), max_length=12, blank=True)
    kpp = models.CharField(_("tax registration code (КПП)"), max_length=9, blank=True)
    angular = models.BooleanField(
        _("in the corner"), default=False, help_text=_("Requisites at the left; otherwise across the page.")
    )
    font_size = models.PositiveSmallIntegerField(
        _("size of type, pt"), default=13, validators=[MinValueValidator(12), MaxValueValidator(14)]
    )
    left_margin = models.PositiveSmallIntegerField(
        _("left margin, mm"),
        default=20,
        validators=[MinValueValidator(20), MaxValueValidator(40)],
        help_text=_("30 where letters are kept for more than ten years."),
    )
    # A picture and a form of some dozen kilobytes are settings, and are kept and saved with them.
    logo = models.BinaryField(null=True, blank=True)
    logo_type = models.CharField(max_length=20, blank=True, editable=False)
    form = models.BinaryField(null=True, blank=True)
    form_name = models.CharField(max_length=150, blank=True, editable=False)
    position = models.PositiveSmallIntegerField(
        _("position"), default=0, help_text=_("Letters begin with the first one.")
    )
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("letterhead")
        verbose_name_plural = _("letterheads")
        ordering = ("position", "title")
        constraints = (
            models.CheckConstraint(condition=Q(font_size__range=(12, 14)), name="letterhead_font_12_to_14"),
            models.CheckConstraint(condition=Q(left_margin__range=(20, 40)), name="letterhead_margin"),
        )

    def __str__(self) -> str:
        return self.title


class LetterTemplate(models.Model):
    """A wording to begin with; its text stands in versions, and a letter keeps the one it was filled in from."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, blank=True, help_text=_("Empty: all."))
    outcome = models.CharField(_("decision"), max_length=10, choices=Outcome, blank=True, help_text=_("Empty: all."))
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("template of a letter")
        verbose_name_plural = _("templates of letters")
        ordering = ("position", "name")

    def __str__(self) -> str:
        return self.name


class LetterTemplateVersion(models.Model):
    """The text of a template. Append-only."""

    template = models.ForeignKey(LetterTemplate, related_name="versions", on_delete=models.PROTECT)
    number = models.PositiveSmallIntegerField(_("version"))
    heading = models.CharField(_("heading"), max_length=300)
    body = models.TextField(_("text"))
    at = models.DateTimeField(_("when"))
    author = models.ForeignKey("staff.User", null=True, related_name="+", on_delete=models.PROTECT)

    class Meta:
        verbose_name = _("version of a template")
        verbose_name_plural = _("versions of templates")
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=("template", "number"), name="letter_template_version_once"),
            models.CheckConstraint(condition=~Q(body="") & ~Q(heading=""), name="letter_template_says_something"),
        )

    def __str__(self) -> str:
        return f"{self.template}, {self.number}"


class Signatory(models.Model):
    """Who may sign letters, and what stands beside the signature."""

    user = models.OneToOneField(
        "staff.User", verbose_name=_("user"), related_name="signatory", on_delete=models.CASCADE
    )
    position = models.CharField(
        _("position"), max_length=200, help_text=_("As it is written in letters, for example “Начальник отдела”.")
    )
    authority = models.CharField(
        _("authority"), max_length=200, blank=True, help_text=_("Power of attorney with number and date, if any.")
    )
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("signatory")
        verbose_name_plural = _("signatories")
        ordering = ("user__last_name",)

    def __str__(self) -> str:
        return f"{self.user}, {self.position}"


class AppealRoute(models.Model):
    """Where to go with an answer that one does not agree with."""

    ground = models.OneToOneField(
        "complaints.Ground",
        verbose_name=_("legal ground"),
        null=True,
        blank=True,
        related_name="appeal_route",
        on_delete=models.CASCADE,
        help_text=_("Empty: wherever nothing else is written."),
    )
    text = models.TextField(_("text"))

    class Meta:
        verbose_name = _("way to appeal")
        verbose_name_plural = _("ways to appeal")
        constraints = (
            models.CheckConstraint(condition=~Q(text=""), name="appeal_route_says_something"),
            models.UniqueConstraint(
                fields=("ground",),
                nulls_distinct=False,
                name="one_appeal_route_for_a_ground",
                violation_error_message=_("There is a usual way already."),
            ),
        )

    def __str__(self) -> str:
        return str(self.ground or _("Usual way"))
