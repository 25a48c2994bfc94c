"""Several people around one conversation, on screen."""

import pytest
from django.test import Client as Browser

from contactcenter.contacts import states
from contactcenter.contacts.models import Contact, Message, NoteKind, Participant, Queue
from contactcenter.staff.models import User
from tests.cast import a_contact, open_offer, ready
from tests.workstation.conftest import SignIn

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def contact(queue: Queue, operator: User) -> Contact:
    return a_contact(operator=operator, queue=queue)


def test_colleague_who_is_ready_is_listed_and_given_to(
    desk: Browser, contact: Contact, queue: Queue, teammate: User
) -> None:
    address = f"/contacts/{contact.pk}/transfer/"
    assert str(teammate) not in desk.get(address, headers=HTMX).content.decode()
    ready(teammate)
    assert str(teammate) in desk.get(address, headers=HTMX).content.decode()
    body = {"where": "colleague", "colleague": f"{teammate.pk}-{queue.pk}", "note": "Тариф"}
    assert "HX-Location" in desk.post(address, body, headers=HTMX).headers
    assert open_offer(contact).operator == teammate
    assert "Контакт предложен коллеге" in desk.get(f"/contacts/{contact.pk}/").content.decode()


def test_expert_is_asked_reads_along_answers_beside_and_is_thanked(
    desk: Browser, contact: Contact, expert: User, sign_in: SignIn
) -> None:
    address, there = f"/contacts/{contact.pk}/people/", sign_in(expert)
    assert desk.post(address, {"person": expert.pk, "role": "consultant", "text": ""}, headers=HTMX).status_code == 422
    desk.post(address, {"person": expert.pk, "role": "consultant", "text": "Как быть?"}, headers=HTMX)
    assert f"/contacts/{contact.pk}/" in there.get("/consultations/").content.decode()
    assert "Как быть?" in there.get(f"/contacts/{contact.pk}/").content.decode()
    words = {"kind": "consult", "text": "По закону"}
    assert 'aria-current="page"' in there.get(f"/contacts/{contact.pk}/").content.decode()
    assert ">F2<" not in there.get(f"/contacts/{contact.pk}/").content.decode()
    assert there.post(f"/contacts/{contact.pk}/messages/", words, headers=HTMX).status_code == 200
    assert there.post(f"/contacts/{contact.pk}/messages/", {**words, "kind": "reply"}, headers=HTMX).status_code == 403
    desk.post(f"{address}{expert.pk}/ending/", headers=HTMX)
    assert not Participant.objects.present().exists()
    assert there.get(f"/contacts/{contact.pk}/").status_code == 404


def test_supervisor_whispers_and_takes_over(
    desk: Browser, contact: Contact, operator: User, supervisor: User, sign_in: SignIn
) -> None:
    there, address = sign_in(supervisor), f"/contacts/{contact.pk}/"
    assert f"{address}whisper/" in there.get(f"/floor/operators/{operator.pk}/").content.decode()
    assert there.post(f"{address}whisper/", {"text": "Дайте скидку"}, headers=HTMX).status_code == 200
    assert Message.objects.get(note_kind=NoteKind.WHISPER).author == supervisor
    assert desk.post(f"{address}whisper/", {"text": "Нет"}, headers=HTMX).status_code == 403
    assert there.post(f"{address}takeover/", {"from": operator.pk}, headers=HTMX).status_code == 200
    contact.refresh_from_db()
    assert (contact.state, contact.operator) == (states.ACTIVE, supervisor)
    assert f"own-{contact.pk}" in there.get("/desk/contacts/", headers=HTMX).content.decode()
