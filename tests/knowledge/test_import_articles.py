"""Folders of texts come in, each file by itself, and go out again."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from contactcenter.contacts.models import CannedReply
from contactcenter.staff.models import User
from knowledge.models import Article
from knowledge.operations.articles import publish_version
from knowledge.operations.importing import export_folder, import_folder, import_replies
from tests.knowledge.builders import a_category, an_article

pytestmark = pytest.mark.django_db
TEXT = "---\ntitle: Тарифы\ncategory: internet\nkind: product\naudience: clients\n---\n\nОптима — 650 ₽.\n"


def a_docx(*paragraphs: str) -> bytes:
    document, out = docx.Document(), io.BytesIO()
    document.add_heading("Возврат роутера", level=1)
    for text in paragraphs:
        document.add_paragraph(text)
    document.save(out)
    return out.getvalue()


def test_each_file_is_taken_or_refused_by_itself(tmp_path: Path, author: User) -> None:
    a_category()
    (tmp_path / "tariffs.md").write_text(TEXT)
    (tmp_path / "router.docx").write_bytes(a_docx("Принесите роутер в салон (ул. Садовая, 5)."))
    (tmp_path / "broken.docx").write_bytes(b"PK\x03\x04 nothing")
    (tmp_path / "latin.md").write_bytes("Привет".encode("cp1251"))
    (tmp_path / "kind.md").write_text(TEXT.replace("product", "poem"))
    (tmp_path / "shelf.md").write_text(TEXT.replace("internet", "nowhere"))
    (tmp_path / "empty.md").write_text("")
    (tmp_path / "huge.md").write_text("я" * 3_000_000)
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")

    report = import_folder(folder=tmp_path, author=author, at=timezone.now())

    assert sorted(report.new) == ["router.docx", "tariffs.md"]
    assert {name for name, _why in report.refused} == {
        *("broken.docx", "latin.md", "kind.md", "shelf.md", "empty.md", "huge.md", "picture.png")
    }
    assert all(why for _name, why in report.refused)
    router = Article.objects.get(source="router.docx").versions.get()
    assert (router.title, router.state) == ("Возврат роутера", "review")
    assert "(ул. Садовая, 5)." in router.body


def test_same_folder_again_changes_only_what_has_changed(tmp_path: Path, author: User, supervisor: User) -> None:
    a_category()
    file = tmp_path / "tariffs.md"
    file.write_text(TEXT)
    import_folder(folder=tmp_path, author=author, at=timezone.now())
    assert import_folder(folder=tmp_path, author=author, at=timezone.now()).same == ["tariffs.md"]

    file.write_text(TEXT.replace("650", "690"))
    waiting = import_folder(folder=tmp_path, author=author, at=timezone.now())
    assert [name for name, _why in waiting.refused] == ["tariffs.md"]

    article = Article.objects.get()
    publish_version(article_id=article.pk, actor=supervisor, at=timezone.now())
    assert import_folder(folder=tmp_path, author=author, at=timezone.now()).changed == ["tariffs.md"]
    assert article.versions.count() == 2


def test_what_goes_out_comes_in_as_the_same(tmp_path: Path, author: User, supervisor: User) -> None:
    an_article(author, supervisor, "Нормы: сигнал", "Текст.\n\n> Фраза.", products=["Интернет"], audience="clients")

    assert export_folder(folder=tmp_path) == 1
    assert import_folder(folder=tmp_path, author=author, at=timezone.now()).refused == []

    one, other = Article.objects.order_by("pk")
    published_other = other.versions.get()
    assert (one.title, one.body) == (published_other.title, published_other.body)
    assert (one.products, one.audience, one.category) == (other.products, other.audience, other.category)


def test_commands_report(tmp_path: Path, author: User, capsys: pytest.CaptureFixture[str]) -> None:
    a_category()
    (tmp_path / "tariffs.md").write_text(TEXT)
    call_command("import_articles", tmp_path, author=author.username)
    call_command("export_articles", tmp_path / "out")
    with pytest.raises(CommandError, match="Nobody signs in"):
        call_command("import_articles", tmp_path, author="nobody")

    said = capsys.readouterr().out
    assert "new: 1, changed: 0, same: 0" in said
    assert "written: 0" in said


def test_replies_are_taken_line_by_line(db: None) -> None:
    CannedReply.objects.create(shortcut="привет", body="Старое")
    text = "\ufeffshortcut;body;function\nпривет;Здравствуйте!;\nсчёт;Счёт отправлен.;inquiries\n;нет имени;\nпусто;;\n"

    report = import_replies(text=text)

    assert (report.new, report.changed) == (["счёт"], ["привет"])
    assert [name for name, _why in report.refused] == ["строка 4", "строка 5"] or len(report.refused) == 2
    assert CannedReply.objects.get(shortcut="привет").body == "Здравствуйте!"
