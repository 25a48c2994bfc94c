"""Files of articles."""

from __future__ import annotations

from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction

from contactcenter.contacts.operations.attachments import judge_file
from contactcenter.staff.models import User
from knowledge.models import Article, ArticleFile


@transaction.atomic
def attach_file(*, article: Article, name: str, content: bytes, actor: User, at: datetime) -> ArticleFile:
    """Keep a file with an article, the same one once; raises InvalidInput for a kind that is not allowed."""
    file = judge_file(name=name, content=content)
    known = ArticleFile.objects.filter(article=article, sha256=file.sha256).first()
    if known:
        return known
    row = ArticleFile(
        article=article,
        name=file.name,
        content_type=file.content_type,
        size=len(content),
        sha256=file.sha256,
        created_at=at,
        created_by=actor,
    )
    row.file.save(file.stored_name, ContentFile(content), save=False)
    row.save()
    return row
