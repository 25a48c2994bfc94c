"""The catalogue that an organisation starts with, from data/catalogue.toml. What is there already is left as it is."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from contactcenter.contacts.models import Topic
from support.models import Fault, Product, Symptom, TroubleshootingTree
from support.operations.trees import load_tree

CATALOGUE = Path(__file__).resolve().parent.parent / "data" / "catalogue.toml"


@transaction.atomic
def load_catalogue(*, at: datetime, path: Path = CATALOGUE) -> dict[str, int]:
    """Write what is missing; returns how many there are of each kind. Raises InvalidInput for a tree with faults."""
    given = tomllib.loads(path.read_text(encoding="utf-8"))
    products = {row["code"]: _product(position, row) for position, row in enumerate(given["products"])}
    symptoms = {row["code"]: _symptom(position, row, products) for position, row in enumerate(given["symptoms"])}
    for row in given["faults"]:
        _load_fault(row, products, symptoms)
    for position, row in enumerate(given["trees"]):
        _load_tree(position, row, products, at=at)
    return {kind: len(given[kind]) for kind in ("products", "symptoms", "faults", "trees")}


def _product(position: int, row: Mapping[str, Any]) -> Product:
    return Product.objects.get_or_create(code=row["code"], defaults={**row, "position": position})[0]


def _symptom(position: int, row: Mapping[str, Any], products: Mapping[str, Product]) -> Symptom:
    values = {"name": row["name"], "product": products[row["product"]], "position": position}
    return Symptom.objects.get_or_create(code=row["code"], defaults=values)[0]


def _load_fault(row: Mapping[str, Any], products: Mapping[str, Product], symptoms: Mapping[str, Symptom]) -> None:
    fault, created = Fault.objects.get_or_create(
        code=row["code"],
        defaults={
            "name": row["name"],
            "product": products[row["product"]],
            "severity": row["severity"],
            "causes": "\n".join(row["causes"]),
            "remedies": "\n".join(row["remedies"]),
        },
    )
    if created:
        fault.symptoms.set([symptoms[code] for code in row["symptoms"]])


def _load_tree(position: int, row: Mapping[str, Any], products: Mapping[str, Product], *, at: datetime) -> None:
    version = load_tree(
        code=row["code"],
        name=row["name"],
        product=products[row["product"]],
        body={"start": row["start"], "steps": row["steps"]},
        topics=list(Topic.objects.filter(slug__in=row["topics"])),
        at=at,
    )
    TroubleshootingTree.objects.filter(pk=version.tree_id).update(position=position)
