"""A life as a table: only its moves are possible, and a refusal says which."""

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from contactcenter.contacts.states import CONTACT
from contactcenter.functions.registry import registry
from contactcenter.lib.errors import IllegalTransition
from contactcenter.lib.states import StateTable

TABLES = [CONTACT, *(function.states for function in registry)]


def reachable(table: StateTable) -> set[str]:
    found, ahead = {table.initial}, [table.initial]
    while ahead:
        state = ahead.pop()
        for verb in table.allowed(state):
            after = table.next(state, verb)
            if after not in found:
                found.add(after)
                ahead.append(after)
    return found


@pytest.mark.parametrize("table", TABLES)
def test_every_state_can_be_reached(table: StateTable) -> None:
    assert reachable(table) == set(table.labels)


@pytest.mark.parametrize("table", TABLES)
def test_from_every_state_an_end_can_be_reached(table: StateTable) -> None:
    for state in table.labels:
        ends = reachable(StateTable(state, table.moves, table.labels, table.final)) & table.final
        assert ends, state


def test_an_ended_contact_stays_ended() -> None:
    assert not [state for state in CONTACT.final if CONTACT.allowed(state)]


@given(st.sampled_from(TABLES), st.data())
def test_what_is_not_in_the_table_is_refused_with_what_is(table: StateTable, data: st.DataObject) -> None:
    state = data.draw(st.sampled_from(sorted(table.labels)))
    verb = data.draw(st.sampled_from(sorted({verb for _state, verb in table.moves} | {"fly"})))
    if (state, verb) in table.moves:
        assert table.next(state, verb) == table.moves[state, verb]
        return
    with pytest.raises(IllegalTransition) as refused:
        table.next(state, verb)
    error = refused.value
    assert (error.state, error.verb, error.allowed) == (state, verb, sorted(table.allowed(state)))
    for allowed in table.allowed(state):
        assert str(table.verbs.get(allowed, allowed)) in str(error)


def test_refusal_speaks_the_words_of_people() -> None:
    table = StateTable(
        initial="open",
        moves={("open", "close"): "closed"},
        labels={"open": "открыто", "closed": "закрыто"},
        final=frozenset({"closed"}),
        verbs={"close": "Закрыть"},
    )
    with translation.override("en"), pytest.raises(IllegalTransition, match=r"“Закрыть”.*“закрыто”.*—"):
        table.next("closed", "close")


def test_state_without_a_label_is_a_mistake_of_the_programmer() -> None:
    with pytest.raises(ValueError, match="done"):
        StateTable(initial="open", moves={("open", "close"): "done"}, labels={"open": "o"}, final=frozenset())
