"""The common client model: a person or an organisation, and the addresses it is reached by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from contactcenter.lib.text import GRAM, digits, fold, grams, prefix_query, words

if TYPE_CHECKING:
    from contactcenter.staff.models import User

SEARCH_LIMIT = 200  # characters of what somebody types into a search box; the rest is no longer a name


class ClientKind(models.TextChoices):
    PERSON = "person", _("Person")
    ORGANISATION = "organisation", _("Organisation")


class AddressKind(models.TextChoices):
    """How a client is reached; the kinds that a channel needs."""

    PHONE = "phone", _("Telephone")
    EMAIL = "email", _("E-mail")
    WEBCHAT = "webchat", _("Chat on a site")
    TELEGRAM = "telegram", "Telegram"
    VK = "vk", _("VK")
    EXTERNAL = "external", _("Other system")


# Segments that the demo organisation and the rules delivered with the product speak of; others are shown as written.
SEGMENTS = {"vip": _("VIP"), "business": _("Business client"), "home": _("Home client")}


class ClientQuerySet(models.QuerySet["Client"]):
    def visible_to(self, user: User) -> ClientQuerySet:
        """Whoever answers contacts must find any client; erased and merged ones are shown through what they became."""
        if user.has_perm("clients.view_client"):
            return self
        return self.none()

    def current(self) -> ClientQuerySet:
        """Without those that were merged into others."""
        return self.filter(merged_into__isnull=True)

    def found_by(self, text: str) -> ClientQuerySet:
        """By words of the name as prefixes in any order, a piece of a number from four digits, or an e-mail."""
        text = text[:SEARCH_LIMIT]
        number = digits(text)
        found = Q()
        if query := prefix_query(text):
            found |= Q(pk__in=self.model.objects.filter(name_vector=_AsQuery(query)).values("pk"))
        if len(number) >= GRAM:
            found |= Q(pk__in=ClientAddress.objects.filter(_has_piece(number)).values("client_id"))
            found |= Q(account=number)
        if "@" in text:
            found |= Q(pk__in=ClientAddress.objects.filter(value__startswith=fold(text)).values("client_id"))
        return self.filter(found) if found else self.none()


def _has_piece(number: str) -> Q:
    """A Russian number is written with +7 and dialled with 8; other numbers may begin with 8 in earnest."""
    pieces = {number, f"7{number[1:]}"} if number.startswith("8") else {number}
    found = Q()
    for piece in pieces:
        found |= Q(grams__contains=grams(piece), value__contains=piece)
    return found


class _AsQuery(SearchQuery):
    """A tsquery written by `prefix_query`: taken as it is, because parsing it again would split its words anew."""

    template = "%(expressions)s::tsquery"


class Client(models.Model):
    """Names may be unknown: a visitor of the site is a client before he has said who he is."""

    kind = models.CharField(_("kind"), max_length=12, choices=ClientKind, default=ClientKind.PERSON)
    last_name = models.CharField(_("last name"), max_length=150, blank=True)
    first_name = models.CharField(_("first name"), max_length=150, blank=True)
    patronymic = models.CharField(_("patronymic"), max_length=150, blank=True)
    organisation = models.CharField(_("name of the organisation"), max_length=300, blank=True)
    account = models.CharField(_("account"), max_length=32, blank=True, db_index=True)
    contract = models.CharField(_("contract"), max_length=40, blank=True)
    segment = models.CharField(_("segment"), max_length=40, blank=True)
    language = models.CharField(_("language"), max_length=8, default="ru")
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True)
    note = models.TextField(_("note"), blank=True)
    # Words in lower case, ё as е: what searching and sorting read, whatever collation the database has.
    name_key = models.CharField(max_length=800, editable=False, db_index=True)
    name_vector = models.GeneratedField(
        expression=Func(
            Func(F("name_key"), Value(" "), function="string_to_array"),
            function="array_to_tsvector",
            output_field=SearchVectorField(),
        ),
        output_field=SearchVectorField(),
        db_persist=True,
        editable=False,
    )
    merged_into = models.ForeignKey(
        "self",
        verbose_name=_("merged into"),
        null=True,
        blank=True,
        editable=False,
        related_name="merged_from",
        on_delete=models.PROTECT,  # the trace of a merge is kept
    )
    created_at = models.DateTimeField(_("created"))

    objects = ClientQuerySet.as_manager()

    class Meta:
        verbose_name = _("client")
        verbose_name_plural = _("clients")
        ordering = ("name_key", "id")
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=ClientKind.values), name="client_kind_known"),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")), name="client_not_merged_into_itself"
            ),
        )
        indexes = (GinIndex(fields=("name_vector",), name="client_name_vector"),)

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.write_key()
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "name_key"}
        super().save(*args, **kwargs)

    @property
    def segment_label(self) -> str:
        """The segment in words."""
        return str(SEGMENTS.get(self.segment.casefold(), self.segment))

    @property
    def name(self) -> str:
        """The full name as it is written to a person, or a sentence for who has none yet."""
        if self.kind == ClientKind.ORGANISATION and self.organisation:
            return self.organisation
        full = " ".join(part for part in (self.last_name, self.first_name, self.patronymic) if part)
        return full or str(_("Visitor %(number)s") % {"number": self.pk or ""}).strip()

    @property
    def initials(self) -> str:
        """Two letters for an avatar."""
        return "".join(word[:1] for word in self.name.split()[:2]).upper()

    def write_key(self) -> None:
        """The key is a function of the names: due wherever they are written, also before writing in bulk."""
        names = (self.last_name, self.first_name, self.patronymic, self.organisation)
        self.name_key = " ".join(words(" ".join(names)))[:800].strip()


class ClientAddress(models.Model):
    """One way to reach a client; an address belongs to exactly one client, so a sender is never ambiguous."""

    client = models.ForeignKey(Client, related_name="addresses", on_delete=models.CASCADE)
    kind = models.CharField(_("kind"), max_length=12, choices=AddressKind)
    value = models.CharField(_("address"), max_length=254)
    label = models.CharField(_("label"), max_length=60, blank=True)
    grams = ArrayField(models.CharField(max_length=GRAM), default=list, editable=False)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    created_at = models.DateTimeField(_("created"))

    class Meta:
        verbose_name = _("address")
        verbose_name_plural = _("addresses")
        ordering = ("kind", "id")
        constraints = (
            models.UniqueConstraint(fields=("kind", "value"), name="address_belongs_to_one_client"),
            models.CheckConstraint(condition=Q(kind__in=AddressKind.values), name="address_kind_known"),
            models.CheckConstraint(condition=~Q(value=""), name="address_not_empty"),
        )
        indexes = (
            GinIndex(fields=("grams",), name="address_grams"),
            models.Index(fields=("value",), name="address_prefix", opclasses=("varchar_pattern_ops",)),
        )

    def __str__(self) -> str:
        return self.value

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.grams = address_grams(self.kind, self.value)
        super().save(*args, **kwargs)


def address_grams(kind: str, value: str) -> list[str]:
    """Pieces of a telephone number by which any four digits find it."""
    return grams(digits(value)) if kind == AddressKind.PHONE else []


class ClientEvent(models.Model):
    """Somebody corrected what is known of a client. Append-only.

    It names the particulars and not what stood in them: so a history keeps no personal data that erasure must find.
    """

    # It tells of the client that it happened to, also when that one becomes part of another.
    moves_with_client = False

    client = models.ForeignKey(Client, verbose_name=_("client"), related_name="events", on_delete=models.PROTECT)
    at = models.DateTimeField(_("when"))
    actor = models.ForeignKey(
        "staff.User", verbose_name=_("who"), null=True, related_name="+", on_delete=models.PROTECT
    )
    verb = models.CharField(_("what happened"), max_length=30)
    # {"fields": ["last_name", …]}
    data = models.JSONField(_("details"), default=dict)

    class Meta:
        verbose_name = _("event of a client")
        verbose_name_plural = _("events of clients")
        indexes = (models.Index(fields=("client", "id"), name="client_events"),)

    def __str__(self) -> str:
        return f"{self.client_id} {self.verb} {self.at:%H:%M:%S}"

    @property
    def particulars(self) -> list[str]:
        """What was changed, as the screens call it."""
        names = [str(name) for name in self.data.get("fields", ())]
        return [str(Client._meta.get_field(name).verbose_name) for name in names]  # type: ignore[union-attr]


class ClientMerge(models.Model):
    """Two clients turned out to be one: who said so, when, and what moved. Append-only."""

    source = models.ForeignKey(
        Client, verbose_name=_("was merged"), related_name="merges_out", on_delete=models.PROTECT
    )
    target = models.ForeignKey(Client, verbose_name=_("into"), related_name="merges_in", on_delete=models.PROTECT)
    actor = models.ForeignKey(
        "staff.User", verbose_name=_("who"), null=True, related_name="+", on_delete=models.PROTECT
    )
    at = models.DateTimeField(_("when"))
    moved = models.JSONField(_("what moved"), default=dict)  # {"clients.ClientAddress": [ids], ...}

    class Meta:
        verbose_name = _("merge of clients")
        verbose_name_plural = _("merges of clients")

    def __str__(self) -> str:
        return f"{self.source_id} → {self.target_id}"


class KeptApart(models.Model):
    """A client whom an operator does not serve as long as this row is there: routing offers him none of the client's
    contacts, and he can neither take one nor be given it. Whoever says so knows why."""

    client = models.ForeignKey(Client, related_name="kept_apart", on_delete=models.CASCADE)
    operator = models.ForeignKey("staff.User", related_name="kept_apart", on_delete=models.CASCADE)
    since = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("client kept apart from an operator")
        verbose_name_plural = _("clients kept apart from operators")
        indexes = (models.Index(fields=("client", "operator"), name="client_kept_apart"),)

    def __str__(self) -> str:
        return f"{self.client_id} | {self.operator_id}"
