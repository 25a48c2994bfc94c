"""Proving the register: every line stands where it was written, and every entry says what its last line says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from complaints.chain import ORIGIN, digest, link_hash
from complaints.models import Complaint, RegisterEntry, RegisterHead, RegisterLink
from complaints.models.kinds import PREFIX_OF
from complaints.operations.lines import content_of
from contactcenter.cases.models import NumberSeries

_BATCH = 2000


@dataclass(frozen=True)
class Proof:
    """What was found. `broken` names the first thing that is wrong; empty when the register is whole."""

    lines: int
    entries: int
    head: str
    broken: str = ""


class _Broken(Exception):
    """The first thing that is wrong, in words."""


def verify(*, noted: tuple[int, str] | None = None) -> Proof:
    """Read the whole register, in constant memory. `noted` is a number in the chain and its hash that somebody has kept
    elsewhere: it has to be there still."""
    seq, last, entries = 0, ORIGIN, 0
    try:
        for link in _check_chain(noted):
            seq, last = link.seq, link.hash
        _check_head(seq, last)
        _check_noted(noted, seq)
        _check_numbers()
        for _pk in _check_entries():
            entries += 1
    except _Broken as broken:
        return Proof(lines=seq, entries=entries, head=last, broken=str(broken))
    return Proof(lines=seq, entries=entries, head=last)


def _check_chain(noted: tuple[int, str] | None) -> Iterator[RegisterLink]:
    expected, previous = 1, ORIGIN
    links = RegisterLink.objects.select_related("entry").order_by("seq")
    for link in links.iterator(chunk_size=_BATCH):
        if link.seq != expected:
            raise _Broken(_("Line %(seq)d of the chain is missing.") % {"seq": expected})
        _check_link(link, previous)
        if noted and link.seq == noted[0] and link.hash != noted[1]:
            raise _Broken(_("Line %(seq)d is not the one whose hash was noted.") % {"seq": link.seq})
        expected, previous = link.seq + 1, link.hash
        yield link


def _check_link(link: RegisterLink, previous: str) -> None:
    entry = link.entry
    if link.previous != previous or link.hash != link_hash(previous=previous, body=entry.body):
        raise _Broken(_named(link, _("what it says is not what was hashed")))
    facts = json.loads(entry.body)
    told = (entry.verb, entry.actor_id, entry.at)
    if told != (facts["verb"], facts["actor"], datetime.fromisoformat(facts["at"])):
        raise _Broken(_named(link, _("its columns do not say what the line says")))


def _named(link: RegisterLink, what: str) -> str:
    entry = link.entry
    facts = json.loads(entry.body) if entry.body.startswith("{") else {}
    return _("Line %(seq)d (%(number)s, “%(verb)s”, %(at)s) is broken: %(what)s.") % {
        "seq": link.seq,
        "number": facts.get("number", "?"),
        "verb": entry.verb,
        "at": entry.at.isoformat(timespec="seconds"),
        "what": what,
    }


def _check_head(seq: int, last: str) -> None:
    head = RegisterHead.objects.first()
    if (head.seq, head.hash) != (seq, last) if head else seq:
        raise _Broken(_("Lines are missing at the end of the chain: it stops at line %(seq)d.") % {"seq": seq})
    if RegisterEntry.objects.filter(link__isnull=True).exists():
        raise _Broken(_("Some lines have no place in the chain: it stops at line %(seq)d.") % {"seq": seq})


def _check_noted(noted: tuple[int, str] | None, seq: int) -> None:
    if noted and noted[0] > seq:
        raise _Broken(_("The chain is shorter than line %(seq)d, whose hash was noted.") % {"seq": noted[0]})


def _check_numbers() -> None:
    """Each series runs from 1 to its last number: whatever is cancelled is still there."""
    prefixes = list(PREFIX_OF.values())
    for series in NumberSeries.objects.filter(prefix__in=prefixes).order_by("prefix", "year"):
        beginning = f"{series.prefix}-{series.year}-"
        of_series = Complaint.objects.filter(number__startswith=beginning)
        count = of_series.count()
        if count != series.last:
            raise _Broken(
                _("The series %(series)s has %(count)d entries and its last number is %(last)d.")
                % {"series": beginning.rstrip("-"), "count": count, "last": series.last}
            )


def _check_entries() -> Iterator[int]:
    last_line = RegisterEntry.objects.filter(case=OuterRef("pk")).order_by("-id").values("body")[:1]
    first_verb = RegisterEntry.objects.filter(case=OuterRef("pk")).order_by("id").values("verb")[:1]
    rows = Complaint.objects.select_related("case").order_by("pk")
    rows = rows.annotate(last_line=Subquery(last_line), first_verb=Subquery(first_verb))
    with_all = rows.prefetch_related("about", "complainants", "files")
    for row in with_all.iterator(chunk_size=_BATCH):
        _check_entry(row)
        yield row.pk


def _check_entry(row: Any) -> None:
    if row.last_line is None or row.first_verb != "register":
        raise _Broken(_("The entry %(number)s has no line of its registration.") % {"number": row.number})
    facts = json.loads(row.last_line)
    if facts["digest"] != digest(content_of(row)) or facts["number"] != row.number:
        raise _Broken(
            _("The entry %(number)s does not say what its last line says (“%(verb)s”, %(at)s): somebody changed it.")
            % {"number": row.number, "verb": facts["verb"], "at": facts["at"]}
        )
