"""An article is written by one and approved by another."""

from __future__ import annotations

import threading

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from contactcenter.lib.errors import Conflict, IllegalTransition, InvalidInput, NotAllowed
from contactcenter.staff.models import User
from knowledge.models import Article, ArticleVersion, KnowledgeTask
from knowledge.operations.articles import (
    EditedMeanwhile,
    Text,
    archive_article,
    discard_draft,
    publish_version,
    restore_article,
    return_draft,
    revise_article,
    save_draft,
    submit_draft,
)
from knowledge.operations.use import remind_owners
from tests.knowledge.builders import a_draft, an_article, published

pytestmark = pytest.mark.django_db


def saved(article: Article, author: User, body: str, *, edition: int = 0) -> ArticleVersion:
    text = Text(title=article.title, body=body)
    return save_draft(article_id=article.pk, text=text, edition=edition, author=author, at=timezone.now())


def test_published_text_is_what_readers_see(author: User, supervisor: User, operator: User) -> None:
    article = a_draft(author)
    assert not Article.objects.visible_to(operator).exists()

    published(article, author, supervisor)

    shown = Article.objects.visible_to(operator).get()
    assert (shown.body, shown.published_number) == ("Норма от −8 до −25 дБм.", 1)
    assert list(shown.versions.get().events.values_list("verb", flat=True)) == ["draft", "submit", "publish"]


def test_author_does_not_approve_his_own_text(supervisor: User) -> None:
    article = a_draft(supervisor)
    submit_draft(article_id=article.pk, actor=supervisor, at=timezone.now())

    with pytest.raises(NotAllowed):
        publish_version(article_id=article.pk, actor=supervisor, at=timezone.now())


def test_operator_approves_nothing(author: User, operator: User) -> None:
    article = a_draft(author)
    submit_draft(article_id=article.pk, actor=author, at=timezone.now())

    with pytest.raises(NotAllowed):
        publish_version(article_id=article.pk, actor=operator, at=timezone.now())


def test_draft_is_not_published_without_review(author: User, supervisor: User) -> None:
    with pytest.raises(IllegalTransition):
        publish_version(article_id=a_draft(author).pk, actor=supervisor, at=timezone.now())


def test_new_version_replaces_the_old_one_only_when_published(author: User, supervisor: User) -> None:
    article = an_article(author, supervisor)
    draft = revise_article(article_id=article.pk, author=author, at=timezone.now())
    assert draft.body == "Норма от −8 до −25 дБм."
    saved(article, author, "Норма от −8 до −27 дБм.")
    assert Article.objects.get().body == "Норма от −8 до −25 дБм."

    published(article, author, supervisor)

    assert Article.objects.get().body == "Норма от −8 до −27 дБм."
    assert list(article.versions.values_list("number", "state")) == [(2, "published"), (1, "superseded")]


def test_returned_draft_says_why_and_can_be_changed_again(author: User, supervisor: User) -> None:
    article = a_draft(author)
    submit_draft(article_id=article.pk, actor=author, at=timezone.now())
    with pytest.raises(Conflict):
        saved(article, author, "Иначе.")

    return_draft(article_id=article.pk, actor=supervisor, at=timezone.now(), note="Нет единиц измерения.")

    assert saved(article, author, "Норма в дБм.").edition == 1
    assert article.versions.get().events.get(verb="return").note == "Нет единиц измерения."


def test_second_editor_sees_the_conflict_and_overwrites_nothing(author: User, supervisor: User) -> None:
    article = a_draft(author)
    saved(article, supervisor, "Текст руководителя.", edition=0)

    with pytest.raises(EditedMeanwhile) as refusal:
        saved(article, author, "Текст автора.", edition=0)

    assert refusal.value.version.body == "Текст руководителя."
    assert article.versions.get().body == "Текст руководителя."


def test_text_of_an_approved_version_cannot_be_rewritten(author: User, supervisor: User) -> None:
    version = an_article(author, supervisor).versions.get()

    with pytest.raises(IntegrityError, match="only a draft"), transaction.atomic():
        ArticleVersion.objects.filter(pk=version.pk).update(body="Другое.")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM knowledge_articleversion")


def test_archived_article_is_found_no_more_and_comes_back_as_it_was(
    author: User, supervisor: User, operator: User
) -> None:
    article = an_article(author, supervisor)

    archive_article(article_id=article.pk, actor=supervisor, at=timezone.now())
    assert not Article.objects.visible_to(operator).exists()

    restore_article(article_id=article.pk, actor=supervisor, at=timezone.now())
    assert Article.objects.visible_to(operator).get().published_number == 1


def test_discarded_draft_leaves_the_published_text(author: User, supervisor: User) -> None:
    article = an_article(author, supervisor)
    revise_article(article_id=article.pk, author=author, at=timezone.now())

    discard_draft(article_id=article.pk, actor=author, at=timezone.now())

    assert Article.objects.get().is_published
    assert revise_article(article_id=article.pk, author=author, at=timezone.now()).number == 3


@pytest.mark.parametrize(("title", "body"), [("", "Текст"), ("Заголовок", "  "), ("Заголовок", "я" * 2_500_000)])
def test_text_that_cannot_be_taken_is_refused_by_field(author: User, title: str, body: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        a_draft(author, title, body)

    assert refusal.value.field in {"title", "body"}
    assert not Article.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_revise_at_once_both_get_the_same_draft(author: User, supervisor: User) -> None:
    article = an_article(author, supervisor)
    barrier, drafts = threading.Barrier(2), []

    def revise(who: User) -> None:
        barrier.wait()
        drafts.append(revise_article(article_id=article.pk, author=who, at=timezone.now()).pk)
        connection.close()

    threads = [threading.Thread(target=revise, args=(who,)) for who in (author, supervisor)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(drafts) == 2
    assert len(set(drafts)) == 1


def test_owner_is_reminded_once_for_each_date(author: User, supervisor: User) -> None:
    now = timezone.now()
    article = an_article(author, supervisor, review_on=timezone.localdate(now))

    assert remind_owners(as_of=now) == 1
    assert remind_owners(as_of=now) == 0
    assert KnowledgeTask.objects.get().owner == article.owner
