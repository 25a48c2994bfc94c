"""Knowledge for other systems."""

from __future__ import annotations

from contactcenter.staff.models import User
from knowledge.models import Article
from tests.api.conftest import an_api
from tests.knowledge.builders import a_category, a_draft, an_article


def test_published_articles_are_listed_and_searched(author: User, supervisor: User, integrator: User) -> None:
    article = an_article(author, supervisor, "Нормы сигнала", audience="clients")
    a_draft(author, "Черновик")
    api = an_api(integrator)

    rows = api.get("articles/").json()["results"]
    found = api.get("articles/search/", q="cbuyfk").json()

    assert [row["title"] for row in rows] == ["Нормы сигнала"]
    assert rows[0]["link"].endswith(f"/knowledge/read/{article.public_id}/")
    assert (found["instead"], found["results"][0]["article"]["id"]) == ("сигнал", article.pk)


def test_written_text_is_a_draft_that_nobody_reads_yet(integrator: User, operator: User) -> None:
    a_category()
    body = {"title": "Из другой системы", "body": "Текст.", "category": "internet"}

    answer = an_api(integrator).post("articles/", body)

    assert answer.status_code == 201
    assert not answer.json()["is_published"]
    assert not Article.objects.visible_to(operator).exists()


def test_wrong_fields_are_named(integrator: User, db: None) -> None:
    answer = an_api(integrator).post(
        "articles/", {"title": "", "body": "Текст", "category": "nowhere", "colour": "red"}
    )

    assert answer.status_code == 400
    assert {error["field"] for error in answer.json()["errors"]} >= {"colour"}
    assert not Article.objects.exists()


def test_token_without_the_scope_writes_nothing(integrator: User, db: None) -> None:
    a_category()

    answer = an_api(integrator, "knowledge:read").post("articles/", {"title": "Т", "body": "Т", "category": "internet"})

    assert answer.status_code == 403
    assert not Article.objects.exists()
