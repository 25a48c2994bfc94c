"""Tokens of other systems: manage.py api_token NAME, --list, --revoke NAME."""

from __future__ import annotations

from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from contactcenter.api.models import ApiToken
from contactcenter.api.operations.tokens import issue_token, revoke_token
from contactcenter.api.scopes import USUAL, Scope
from contactcenter.lib.errors import DomainError
from contactcenter.staff.models import User


class Command(BaseCommand):
    help = "Issues an API token and prints it: it is shown this once, only its digest is kept."

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("name", nargs="?", metavar="NAME", help="what the token is for; one in force per name")
        what.add_argument("--list", action="store_true", help="show all tokens, without their secrets")
        what.add_argument("--revoke", metavar="NAME", help="take the token away, at once")
        parser.add_argument(
            "--scopes",
            nargs="+",
            metavar="SCOPE",
            default=USUAL,
            help=f"of {', '.join(Scope.values)}; all but {Scope.CLIENTS_PERSONAL_DATA.value} unless told otherwise",
        )
        parser.add_argument("--user", help="an integrator's user name; a user is made for the token otherwise")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["list"]:
                self._list()
            elif options["revoke"]:
                self._revoke(options["revoke"])
            else:
                self._issue(name=options["name"], username=options["user"], scopes=options["scopes"])
        except DomainError as error:
            raise CommandError(str(error)) from error

    def _issue(self, *, name: str, username: str | None, scopes: list[str]) -> None:
        user = User.objects.filter(username=username).first() if username else None
        if username and user is None:
            raise CommandError(f"There is no user {username}.")
        issued = issue_token(name=name, at=timezone.now(), user=user, scopes=scopes)
        self.stderr.write(
            f"Token “{issued.token.name}” of {issued.token.user.username}: {' '.join(issued.token.scopes)}"
        )
        self.stdout.write(issued.secret)  # alone, so that a script can take it

    def _list(self) -> None:
        for token in ApiToken.objects.select_related("user"):
            used = f"used {token.last_used_at:%Y-%m-%d %H:%M}" if token.last_used_at else "never used"
            state = f"revoked {token.revoked_at:%Y-%m-%d %H:%M}" if token.revoked_at else used
            self.stdout.write(
                f"{token.start}…  {token.name}  ({token.user.username})  {state}  {' '.join(token.scopes)}"
            )

    def _revoke(self, name: str) -> None:
        if not revoke_token(name=name, at=timezone.now()):
            raise CommandError(f"No token named “{name}” is in force.")
        self.stdout.write(f"Token “{name}” is revoked.")
