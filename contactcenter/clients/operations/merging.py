"""Two clients turned out to be one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import ForeignObjectRel, Model
from django.utils.translation import gettext_lazy as _

from contactcenter.clients.models import Client, ClientAddress, ClientMerge
from contactcenter.clients.signals import clients_merging
from contactcenter.lib.errors import Conflict
from contactcenter.staff.models import User


@transaction.atomic
def merge_clients(*, source: Client, target: Client, actor: User | None, at: datetime) -> ClientMerge:
    """Move everything of `source` to `target` and leave a trace that says what was moved.

    Every relation to Client moves, also those of apps this module has never heard of; a history that cannot be
    rewritten stays where it was (`moves_with_client = False`). Raises Conflict when one of them is merged already.
    """
    if source.pk == target.pk:
        raise Conflict(_("A client cannot be merged into itself."), code="same_client")
    _require_current(Client.objects.filter(pk__in=(source.pk, target.pk)))
    locked = _locked(source, target)
    _require_current(locked.values())
    clients_merging.send(sender=Client, source=source, target=target, at=at)
    moved = {}
    for model, field in _relations():
        rows = model._base_manager.filter(**{field: source})
        if ids := list(rows.values_list("pk", flat=True)):
            model._base_manager.filter(pk__in=ids).update(**{field: target})
            moved[model._meta.label] = ids
    _fill_gaps(locked[source.pk], locked[target.pk])
    Client.objects.filter(pk=source.pk).update(merged_into=target)
    Client.objects.filter(merged_into=source).update(merged_into=target)
    return ClientMerge.objects.create(source=source, target=target, actor=actor, at=at, moved=moved)


def hold_client(client_id: int) -> Client:
    """The client, or what it became, locked against merging until the end of the transaction."""
    client = Client.objects.select_for_update(no_key=True).get(pk=client_id)
    return hold_client(client.merged_into_id) if client.merged_into_id else client


def _require_current(clients: Any) -> None:
    for client in clients:
        if client.merged_into_id:
            raise Conflict(_("%(name)s has been merged already.") % {"name": client.name}, code="merged")


def _locked(source: Client, target: Client) -> dict[int, Client]:
    """Both clients, after all that refers to them: in the order in which others lock, each table by id.

    Whoever writes for a client holds one of his addresses (a new contact), the thing itself (a running contact) or
    the client (a case, a consent), so nothing is written for the source behind our back.
    """
    both = (source.pk, target.pk)
    for model, field in _relations():
        rows = model._base_manager.select_for_update(no_key=True).filter(**{f"{field}__in": both})
        list(rows.order_by("pk").values_list("pk"))
    clients = Client.objects.select_for_update(no_key=True).filter(pk__in=both).order_by("pk")
    return {client.pk: client for client in clients}


def _relations() -> Iterator[tuple[type[Model], str]]:
    """Who refers to a client, and by which field: addresses, then in the order of the floors."""
    relations = [relation for relation in Client._meta.related_objects if _moves(relation)]
    relations.sort(key=lambda relation: relation.related_model is not ClientAddress)
    for relation in relations:
        yield relation.related_model, relation.field.name


def _moves(relation: ForeignObjectRel) -> bool:
    model = relation.related_model
    return model not in (Client, ClientMerge) and relation.field.concrete and getattr(model, "moves_with_client", True)


def _fill_gaps(source: Client, target: Client) -> None:
    fields = ("last_name", "first_name", "patronymic", "organisation", "account", "contract", "segment", "time_zone")
    for field in fields:
        if not getattr(target, field):
            setattr(target, field, getattr(source, field))
    if source.note:
        target.note = f"{target.note}\n{source.note}".strip()
    target.save()
