"""The desk of knowledge, as its readers use it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client as Browser
from django.utils import timezone

from contactcenter.staff.models import User
from knowledge.models import Acknowledgement, Article, ArticleUse, KnowledgeTask, MissedSearch
from knowledge.operations.articles import archive_article, revise_article
from tests.cast import PASSWORD, a_contact
from tests.knowledge.builders import a_draft, an_article

pytestmark = pytest.mark.django_db
PHRASE = "Норма от −8.\n\n> {имя}, сигнал слабый, говорит {оператор}.\n"


def signed_in(user: User) -> Browser:
    browser = Browser()
    browser.force_login(user)
    return browser


def page_of(browser: Browser, address: str, **given: Any) -> str:
    response = browser.get(address, given)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def test_phrase_is_filled_for_the_conversation(author: User, supervisor: User, operator: User) -> None:
    article = an_article(author, supervisor, body=PHRASE)
    contact = a_contact(operator=operator, name="Иванова Анна Петровна")

    shown = page_of(signed_in(operator), f"/knowledge/articles/{article.pk}/", contact=contact.pk)

    assert "Анна Петровна, сигнал слабый, говорит Мария." in shown
    assert f'data-insert-into="text-{contact.pk}"' in shown


def test_use_is_counted_and_stands_on_the_case_card(author: User, supervisor: User, operator: User) -> None:
    article, contact = an_article(author, supervisor, body=PHRASE), a_contact(operator=operator)

    response = signed_in(operator).post(
        f"/knowledge/articles/{article.pk}/uses/", {"contact": contact.pk, "kind": "text"}
    )

    assert response.status_code == 204
    assert ArticleUse.objects.get().contact == contact
    article.refresh_from_db()
    assert article.used == 1


def test_link_to_a_text_for_staff_is_refused(author: User, supervisor: User, operator: User) -> None:
    article, contact = an_article(author, supervisor), a_contact(operator=operator)

    response = signed_in(operator).post(
        f"/knowledge/articles/{article.pk}/uses/", {"contact": contact.pk, "kind": "link"}
    )

    assert response.status_code in {400, 422}
    assert not ArticleUse.objects.exists()


def test_article_that_did_not_help_becomes_a_task_for_its_owner(author: User, supervisor: User, operator: User) -> None:
    article = an_article(author, supervisor)

    signed_in(operator).post(f"/knowledge/articles/{article.pk}/rating/", {"helped": "no", "note": "Нет про ТВ"})

    task = KnowledgeTask.objects.get()
    assert (task.owner, task.text) == (author, "Нет про ТВ")
    article.refresh_from_db()
    assert (article.helped, article.not_helped) == (0, 1)


def test_question_without_an_answer_becomes_a_task(operator: User, author: User) -> None:
    signed_in(operator).post("/knowledge/questions/", {"question": "Как вернуть приставку?"})

    assert "Как вернуть приставку?" in page_of(signed_in(author), "/knowledge/work/")


def test_search_that_found_nothing_is_remembered_once_it_was_sent(operator: User) -> None:
    browser = signed_in(operator)
    headers = {"HX-Request": "true", "HX-Target": "knowledge-list"}
    browser.get("/knowledge/", {"q": "квантовый модем", "typed": ""}, headers=headers)
    assert not MissedSearch.objects.exists()

    for _again in range(2):
        browser.get("/knowledge/", {"q": "Квантовый модем"}, headers=headers)

    assert MissedSearch.objects.get().times == 2


def test_client_reads_only_what_is_meant_for_clients(author: User, supervisor: User) -> None:
    inside = an_article(author, supervisor, "Секрет")
    outside = an_article(author, supervisor, "Тарифы", audience="clients")
    stranger = Browser()

    assert stranger.get(f"/knowledge/read/{inside.public_id}/").status_code == 404
    assert "Тарифы" in page_of(stranger, f"/knowledge/read/{outside.public_id}/")
    archive_article(article_id=outside.pk, actor=supervisor, at=timezone.now())
    assert stranger.get(f"/knowledge/read/{outside.public_id}/").status_code == 404


def test_operator_neither_reads_nor_writes_drafts(author: User, operator: User) -> None:
    article = a_draft(author)
    browser = signed_in(operator)

    assert browser.get(f"/knowledge/articles/{article.pk}/").status_code == 404
    assert browser.get(f"/knowledge/articles/{article.pk}/draft/").status_code == 403
    assert browser.post(f"/knowledge/articles/{article.pk}/publication/").status_code == 403
    assert browser.get("/knowledge/work/").status_code == 403


def test_signing_needs_the_password_again(author: User, supervisor: User, operator: User) -> None:
    article = an_article(author, supervisor, must_be_read=True)
    browser, address = signed_in(operator), f"/knowledge/articles/{article.pk}/signature/"

    refused = browser.post(address, {"password": "чужой", "number": 1})
    assert refused.status_code == 422
    assert not Acknowledgement.objects.exists()

    browser.post(address, {"password": PASSWORD, "number": 1})
    assert Acknowledgement.objects.get().name == operator.get_full_name()
    journal = page_of(signed_in(supervisor), f"/knowledge/articles/{article.pk}/versions/1/journal/")
    assert operator.get_full_name() in journal
    assert supervisor.short_name in journal


def test_signature_of_a_replaced_text_is_refused(author: User, supervisor: User, operator: User) -> None:
    article = an_article(author, supervisor, must_be_read=True)

    response = signed_in(operator).post(
        f"/knowledge/articles/{article.pk}/signature/", {"password": PASSWORD, "number": 7}
    )

    assert response.status_code == 409
    assert not Acknowledgement.objects.exists()


def test_second_editor_keeps_his_text_on_the_page(author: User, supervisor: User) -> None:
    article = a_draft(author)
    given = {
        "title": "Нормы",
        "body": "Текст руководителя",
        "edition": 0,
        "category": article.category_id,
        "kind": "howto",
        "audience": "staff",
    }
    address = f"/knowledge/articles/{article.pk}/draft/"
    assert signed_in(supervisor).post(address, given).status_code == 302

    response = signed_in(author).post(address, {**given, "body": "Текст автора"})

    shown = response.content.decode()
    assert response.status_code == 409
    assert "Текст автора" in shown
    assert "Текст руководителя" in shown
    assert article.versions.get().body == "Текст руководителя"
    assert signed_in(author).post(address, {**given, "body": "Вместе", "edition": 1}).status_code == 302


def test_whole_way_of_an_article_on_screen(author: User, supervisor: User, operator: User) -> None:
    category = a_draft(author).category
    writing, approving = signed_in(author), signed_in(supervisor)
    given = {"title": "Новая", "body": "Как это делать.", "category": category.pk, "kind": "howto", "audience": "staff"}
    response = writing.post("/knowledge/articles/new/", given)
    article = Article.objects.order_by("-pk").first()
    assert article
    assert response["Location"] == f"/knowledge/articles/{article.pk}/draft/"

    writing.post(f"/knowledge/articles/{article.pk}/submission/", {"note": "Проверьте цены"})
    assert "Новая" in page_of(approving, "/knowledge/work/")
    approving.post(f"/knowledge/articles/{article.pk}/return/", {"note": "Нет цен"})
    writing.post(f"/knowledge/articles/{article.pk}/submission/")
    approving.post(f"/knowledge/articles/{article.pk}/publication/")

    assert "Как это делать." in page_of(signed_in(operator), f"/knowledge/articles/{article.pk}/")
    revise_article(article_id=article.pk, author=author, at=timezone.now())
    assert "Нет цен" in page_of(writing, f"/knowledge/articles/{article.pk}/versions/")


def test_every_page_of_knowledge_costs_the_same_with_more_rows(
    author: User, supervisor: User, operator: User, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        an_article(author, supervisor, f"Сигнал {number}")
    browser = signed_in(operator)
    browser.get("/knowledge/")

    with django_assert_max_num_queries(30):
        page_of(browser, "/knowledge/", q="сигнал")
