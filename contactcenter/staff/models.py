"""Who works here: users, roles, teams, departments, skills, and the state each operator is in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """A role is a group with permissions (see roles.py)."""

    OPERATOR = "operator", _("Operator")
    SUPERVISOR = "supervisor", _("Supervisor")
    EXPERT = "expert", _("Expert")
    ADMINISTRATOR = "administrator", _("Administrator")
    INTEGRATOR = "integrator", _("Integrator")


class Department(models.Model):
    """A department of the organisation: decides what operators cannot. A tree with a head on each node."""

    name = models.CharField(_("name"), max_length=200, unique=True)
    code = models.SlugField(_("code"), max_length=40, unique=True)
    parent = models.ForeignKey(
        "self",
        verbose_name=_("parent"),
        null=True,
        blank=True,
        related_name="children",
        on_delete=models.PROTECT,  # a branch is moved first, never lost with its root
    )
    head = models.ForeignKey(
        "staff.User",
        verbose_name=_("head"),
        null=True,
        blank=True,
        related_name="heads",
        on_delete=models.SET_NULL,  # the department outlives its head
    )
    email = models.EmailField(_("e-mail"), blank=True)

    class Meta:
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        ordering = ("name",)
        constraints = (
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")), name="department_is_not_its_own_parent"
            ),
        )

    def __str__(self) -> str:
        return self.name


class Team(models.Model):
    """Operators who share a supervisor."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    supervisor = models.ForeignKey(
        "staff.User",
        verbose_name=_("supervisor"),
        null=True,
        blank=True,
        related_name="supervised_teams",
        on_delete=models.SET_NULL,  # the team outlives its supervisor
    )

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Skill(models.Model):
    """Something an operator can serve: a labour function, a product, a language."""

    slug = models.SlugField(_("code"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=100)

    class Meta:
        verbose_name = _("skill")
        verbose_name_plural = _("skills")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class User(AbstractUser):
    """Anyone who signs in. First and last name are Django's; the patronymic is optional in Russia too."""

    patronymic = models.CharField(_("patronymic"), max_length=150, blank=True)
    team = models.ForeignKey(
        Team,
        verbose_name=_("team"),
        null=True,
        blank=True,
        related_name="members",
        on_delete=models.SET_NULL,  # people outlive teams
    )
    department = models.ForeignKey(
        Department,
        verbose_name=_("department"),
        null=True,
        blank=True,
        related_name="members",
        on_delete=models.PROTECT,  # a department with people is not deleted by accident
    )
    # Raised to end every session of this person at once, wherever he is signed in.
    session_epoch = models.PositiveIntegerField(default=0, editable=False)
    skills = models.ManyToManyField(Skill, through="staff.OperatorSkill", blank=True, verbose_name=_("skills"))

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    @property
    def short_name(self) -> str:
        """`Соколова М.` for tiles and logs."""
        if not self.last_name:
            return self.first_name or self.username
        return f"{self.last_name} {self.first_name[:1]}." if self.first_name else self.last_name

    @property
    def initials(self) -> str:
        """Two letters for an avatar."""
        return (self.first_name[:1] + self.last_name[:1]).upper() or self.username[:2].upper()

    def get_session_auth_hash(self) -> str:
        """What a session carries to prove that it is still good: the password's hash and the epoch."""
        return self._in_this_epoch(super().get_session_auth_hash())

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """The same under secret keys that were in use before."""
        return map(self._in_this_epoch, super().get_session_auth_fallback_hash())

    def _in_this_epoch(self, hashed: str) -> str:
        return f"{hashed}.{self.session_epoch}" if self.session_epoch else hashed

    def has_role(self, role: str) -> bool:
        """Whether this user is in the group of `role`; groups are read once per object."""
        return role in self.role_names

    @property
    def role_names(self) -> frozenset[str]:
        """Names of the user's groups."""
        cached: frozenset[str] | None = self.__dict__.get("_role_names")
        if cached is None:
            cached = frozenset(self.groups.values_list("name", flat=True))
            self.__dict__["_role_names"] = cached
        return cached


class OperatorSkill(models.Model):
    """How well an operator has a skill: 1 (beginner) to 5 (expert)."""

    operator = models.ForeignKey(
        User, verbose_name=_("operator"), related_name="operator_skills", on_delete=models.CASCADE
    )
    skill = models.ForeignKey(Skill, verbose_name=_("skill"), related_name="operator_skills", on_delete=models.CASCADE)
    level = models.PositiveSmallIntegerField(_("level"), default=3)

    class Meta:
        verbose_name = _("operator's skill")
        verbose_name_plural = _("operators' skills")
        constraints = (
            models.UniqueConstraint(fields=("operator", "skill"), name="operator_has_skill_once"),
            models.CheckConstraint(condition=Q(level__range=(1, 5)), name="skill_level_1_to_5"),
        )

    def __str__(self) -> str:
        return f"{self.operator}: {self.skill} {self.level}"


class PresenceState(models.TextChoices):
    """What an operator says of himself. Being on a contact or in wrap-up is seen from the contacts."""

    READY = "ready", _("Ready")
    BREAK = "break", _("Break")
    TRAINING = "training", _("Training")
    NOT_READY = "not_ready", _("Not ready")
    NO_ANSWER = "no_answer", _("Not responding")
    OFFLINE = "offline", _("Offline")


# What nobody says of himself: the system puts whoever leaves offers unanswered there.
CHOSEN_STATES = tuple(choice for choice in PresenceState.choices if choice[0] != PresenceState.NO_ANSWER)


class BreakReason(models.Model):
    """Why an operator is away, and for how long that is planned."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    planned_minutes = models.PositiveSmallIntegerField(_("planned minutes"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("break reason")
        verbose_name_plural = _("break reasons")
        ordering = ("position", "name")

    def __str__(self) -> str:
        return self.name


class PresenceQuerySet(models.QuerySet["Presence"]):
    def gone(self, *, as_of: datetime) -> PresenceQuerySet:
        """Who is said to be here but has given no sign of life up to `as_of`."""
        return self.exclude(state=PresenceState.OFFLINE).filter(seen_at__lt=as_of)


class Presence(models.Model):
    """The state an operator is in now; what was before stands in PresenceInterval."""

    operator = models.OneToOneField(
        User, verbose_name=_("operator"), primary_key=True, related_name="presence", on_delete=models.CASCADE
    )
    state = models.CharField(_("state"), max_length=12, choices=PresenceState, default=PresenceState.OFFLINE)
    reason = models.ForeignKey(
        BreakReason, verbose_name=_("reason"), null=True, blank=True, related_name="+", on_delete=models.PROTECT
    )
    note = models.CharField(_("note"), max_length=200, blank=True)
    since = models.DateTimeField(_("since"))
    seen_at = models.DateTimeField(_("last sign of life"))

    objects = PresenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("presence")
        verbose_name_plural = _("presences")
        constraints = (
            models.CheckConstraint(condition=Q(state__in=PresenceState.values), name="presence_state_known"),
        )
        indexes = (
            models.Index(fields=("seen_at",), name="presence_on_line", condition=~Q(state=PresenceState.OFFLINE)),
        )

    def __str__(self) -> str:
        return f"{self.operator}: {self.get_state_display()}"

    @property
    def planned_until(self) -> datetime | None:
        """When a break of planned length is over, or was; None for anything else."""
        minutes = self.reason.planned_minutes if self.reason else None
        return self.since + timedelta(minutes=minutes) if minutes else None


class PresenceInterval(models.Model):
    """A finished stretch in one state. Append-only: with Presence it tells every second of any day."""

    operator = models.ForeignKey(
        User, verbose_name=_("operator"), related_name="presence_intervals", on_delete=models.PROTECT
    )
    state = models.CharField(_("state"), max_length=12, choices=PresenceState)
    reason = models.ForeignKey(
        BreakReason, verbose_name=_("reason"), null=True, related_name="+", on_delete=models.PROTECT
    )
    note = models.CharField(_("note"), max_length=200, blank=True)
    started_at = models.DateTimeField(_("from"))
    ended_at = models.DateTimeField(_("until"))
    # Who ended it: the operator, a supervisor who forced a state, or nobody (the system).
    ended_by = models.ForeignKey(
        User, verbose_name=_("ended by"), null=True, related_name="+", on_delete=models.PROTECT
    )

    class Meta:
        verbose_name = _("interval of presence")
        verbose_name_plural = _("intervals of presence")
        constraints = (
            models.CheckConstraint(condition=Q(ended_at__gte=F("started_at")), name="interval_ends_after_start"),
            models.CheckConstraint(condition=Q(state__in=PresenceState.values), name="interval_state_known"),
        )
        indexes = (models.Index(fields=("operator", "started_at"), name="interval_by_operator"),)

    def __str__(self) -> str:
        return f"{self.operator}: {self.state} {self.started_at:%d.%m %H:%M:%S}–{self.ended_at:%H:%M:%S}"
