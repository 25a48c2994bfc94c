"""Two clients turned out to be one."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from contactcenter.clients.models import Client, ClientMerge
from contactcenter.lib.errors import Conflict
from contactcenter.staff.models import User


@transaction.atomic
def merge_clients(*, source: Client, target: Client, actor: User | None, at: datetime) -> ClientMerge:
    """Move everything of `source` to `target` and leave a trace that says what was moved.

    Every relation to Client moves, also those of apps this module has never heard of. Locks both rows in order of
    id, so that two opposite merges cannot wait for each other. Raises Conflict when one of them is merged already.
    """
    if source.pk == target.pk:
        raise Conflict(_("A client cannot be merged into itself."), code="same_client")
    locked = {
        client.pk: client
        for client in Client.objects.select_for_update().filter(pk__in=(source.pk, target.pk)).order_by("pk")
    }
    for client in locked.values():
        if client.merged_into_id:
            raise Conflict(_("%(name)s has been merged already.") % {"name": client.name}, code="merged")
    moved = {}
    for relation in Client._meta.related_objects:
        model = relation.related_model
        if model in (Client, ClientMerge) or not relation.field.concrete or isinstance(model, str):
            continue
        rows = model._base_manager.filter(**{relation.field.name: source})
        ids = list(rows.values_list("pk", flat=True))
        if ids:
            rows.update(**{relation.field.name: target})
            moved[model._meta.label] = ids
    _fill_gaps(locked[source.pk], locked[target.pk])
    Client.objects.filter(pk=source.pk).update(merged_into=target)
    Client.objects.filter(merged_into=source).update(merged_into=target)
    return ClientMerge.objects.create(source=source, target=target, actor=actor, at=at, moved=moved)


def _fill_gaps(source: Client, target: Client) -> None:
    fields = ("last_name", "first_name", "patronymic", "organisation", "account", "contract", "segment", "time_zone")
    for field in fields:
        if not getattr(target, field):
            setattr(target, field, getattr(source, field))
    if source.note:
        target.note = f"{target.note}\n{source.note}".strip()
    target.save()
