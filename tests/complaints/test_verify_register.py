"""The chain of the register: whole when nobody has touched it, broken where somebody has."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import IntegrityError, connection, transaction

from complaints.models import Complaint, RegisterEntry, RegisterLink
from complaints.operations.answering import answer_complaint
from complaints.operations.correcting import add_complainant, add_file, correct_complaint, say_about_whom
from complaints.operations.deciding import decide_complaint
from complaints.operations.verifying import verify
from contactcenter.staff.models import User
from tests.complaints.builders import a_complaint, link_all

pytestmark = pytest.mark.django_db


@contextmanager
def guards_off() -> Iterator[None]:
    """As somebody would who knows the database and wants to leave no trace."""
    run("SET contactcenter.erasure = 'on'")
    yield
    run("RESET contactcenter.erasure")


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.fixture
def register(operator: User, teammate: User, at: datetime) -> list[Complaint]:
    """Three entries, one of them with a life."""
    rows = [a_complaint(actor=operator, at=at + timedelta(minutes=number)) for number in range(3)]
    case_id, later = rows[1].pk, at + timedelta(hours=1)
    correct_complaint(
        case_id=case_id, reason="Опечатка", changes={"amount": 12_300, "contract": "СЛ-77-1"}, at=later, actor=operator
    )
    add_complainant(case_id=case_id, name="Петров Пётр", at=later, actor=operator)
    add_file(case_id=case_id, name="чек.txt", content="Чек".encode(), at=later, actor=operator)
    say_about_whom(case_id=case_id, people=[teammate], reason="Назвал клиент", at=later, actor=operator)
    decide_complaint(
        case_id=case_id, outcome="upheld", reason="Списали дважды", amount=12_300, at=later, actor=operator
    )
    answer_complaint(case_id=case_id, text="Деньги вернём", at=later, actor=operator)
    link_all()
    return rows


def test_untouched_register_is_whole(register: list[Complaint]) -> None:
    proof = verify()
    assert (proof.broken, proof.entries) == ("", 3)
    assert proof.lines == RegisterEntry.objects.count() == RegisterLink.objects.latest("seq").seq


@pytest.mark.usefixtures("register")
@pytest.mark.parametrize(
    "change",
    [
        "UPDATE complaints_registerentry SET verb = 'x'",
        "DELETE FROM complaints_registerlink",
        "UPDATE complaints_registerlink SET hash = 'x'",
    ],
)
def test_database_refuses_to_rewrite_lines(change: str) -> None:
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        run(change)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE complaints_complaint SET amount = 1 WHERE case_id = {pk}",
        "UPDATE complaints_complaint SET registered_at = registered_at - interval '1 day' WHERE case_id = {pk}",
        "UPDATE complaints_complaint SET answer = 'Нет' WHERE case_id = {pk}",
        "UPDATE cases_case SET received_at = received_at - interval '1 day' WHERE id = {pk}",
        "UPDATE cases_case SET subject = 'Другое' WHERE id = {pk}",
        "DELETE FROM complaints_complaint_about WHERE complaint_id = {pk}",
        "DELETE FROM complaints_complainant WHERE complaint_id = {pk}",
        "UPDATE complaints_complaintfile SET sha256 = repeat('0', 64) WHERE complaint_id = {pk}",
    ],
)
def test_changed_entry_is_named(register: list[Complaint], change: str) -> None:
    row = register[1]
    run(change.format(pk=row.pk))
    assert row.number in verify().broken


def test_changed_line_is_the_first_that_is_named(register: list[Complaint]) -> None:
    link = RegisterLink.objects.select_related("entry").get(seq=2)
    with guards_off():
        run(f"UPDATE complaints_registerentry SET body = replace(body, 'claim', 'other') WHERE id = {link.entry_id}")
        run(f"UPDATE complaints_registerentry SET body = body || ' ' WHERE id > {link.entry_id}")
    assert "2" in verify().broken
    assert register[1].number in verify().broken


@pytest.mark.usefixtures("register")
def test_changed_column_of_a_line_is_found() -> None:
    with guards_off():
        run("UPDATE complaints_registerentry SET at = at - interval '1 hour' WHERE verb = 'decide'")
    assert "decide" in verify().broken


@pytest.mark.usefixtures("register")
def test_line_taken_out_of_the_middle_is_missed() -> None:
    with guards_off():
        run("DELETE FROM complaints_registerlink WHERE seq = 2")
    assert "2" in verify().broken


@pytest.mark.usefixtures("register")
def test_lines_cut_off_at_the_end_are_missed() -> None:
    with guards_off():
        run("DELETE FROM complaints_registerlink WHERE seq = (SELECT max(seq) FROM complaints_registerlink)")
    assert verify().broken


def test_chain_written_anew_is_found_by_a_hash_that_was_noted(register: list[Complaint]) -> None:
    proof = verify()
    noted = (proof.lines, proof.head)
    assert not verify(noted=noted).broken
    with guards_off():
        run("DELETE FROM complaints_registerlink")
        run("DELETE FROM complaints_registerhead")
        run("UPDATE complaints_registerentry SET body = replace(body, '12300', '12301') WHERE verb = 'decide'")
    run(f"UPDATE complaints_complaint SET decided_amount = 12301 WHERE case_id = {register[1].pk}")
    assert verify().broken
    assert verify(noted=noted).broken


def test_deleted_entry_leaves_a_hole_in_its_series(register: list[Complaint]) -> None:
    pk = register[2].pk
    with guards_off():
        run(f"DELETE FROM complaints_complaint WHERE case_id = {pk}")
    assert "ПР-" in verify().broken


@pytest.mark.usefixtures("register")
def test_command_says_so_and_fails(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("verify_register")
    head = capsys.readouterr().out.split("Head: ")[1].split()[0]
    call_command("verify_register", noted=head)
    run("UPDATE complaints_complaint SET amount = 1 WHERE number LIKE '%000002'")
    with pytest.raises(SystemExit):
        call_command("verify_register")
    assert "000002" in capsys.readouterr().err
    with pytest.raises(CommandError):
        call_command("verify_register", noted="x")
