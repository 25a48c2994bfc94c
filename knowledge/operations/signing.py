"""Signing on screen that a document is known (job description 6.2)."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from contactcenter.lib.errors import Conflict, InvalidInput
from contactcenter.staff.models import User
from knowledge.models import Acknowledgement, Article
from knowledge.states import PUBLISHED


def sign_article(*, article_id: int, number: int, user: User, password: str, at: datetime) -> Acknowledgement:
    """He has read this version. The password is asked again: a screen left open must not sign for anybody.

    Raises InvalidInput for a wrong password, Conflict when the text has been replaced or is signed already.
    """
    if not user.check_password(password):
        raise InvalidInput(_("This is not your password."), code="wrong_password", field="password")
    with transaction.atomic():
        article = Article.objects.select_for_update(no_key=True).get(pk=article_id)
        version = article.versions.filter(state=PUBLISHED, number=number).first()
        if version is None:
            raise Conflict(_("This text has been replaced: read the new version first."), code="replaced")
        try:
            with transaction.atomic():
                return Acknowledgement.objects.create(version=version, user=user, name=user.get_full_name(), at=at)
        except IntegrityError:
            raise Conflict(_("You have signed this version already."), code="signed") from None
