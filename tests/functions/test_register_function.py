"""The one list of functions."""

from dataclasses import replace
from typing import Any

import pytest

from contactcenter.functions.registry import Registry, registry

INQUIRIES = registry.get("inquiries")


def test_functions_stand_in_their_order() -> None:
    house = Registry()
    for slug, prefix, position in (("b", "Б", 2), ("c", "В", 3), ("a", "А", 1)):
        house.register(replace(INQUIRIES, slug=slug, number_prefix=prefix, position=position, label=slug))
    assert [function.slug for function in house] == ["a", "b", "c"]
    assert house.choices() == [("a", "a"), ("b", "b"), ("c", "c")]


@pytest.mark.parametrize("twin", [{"slug": "other"}, {"number_prefix": "ДР"}])
def test_slug_and_prefix_are_ones_own(twin: dict[str, Any]) -> None:
    house = Registry()
    house.register(INQUIRIES)
    with pytest.raises(ValueError, match="collides"):
        house.register(replace(INQUIRIES, **twin))


def test_what_no_app_brings_is_not_found() -> None:
    house = Registry()
    house.register(INQUIRIES)
    assert house.find("nothing") is None
    assert "nothing" not in house
    assert house.find("inquiries") is house.get("inquiries") is INQUIRIES
    with pytest.raises(KeyError):
        house.get("nothing")
    house.unregister("inquiries")
    assert "inquiries" not in house


def test_clauses_and_prefixes_of_this_house_are_its_own() -> None:
    functions = list(registry)
    for known in ("slug", "number_prefix", "position"):
        assert len({getattr(function, known) for function in functions}) == len(functions)
