"""Telephone numbers: E.164 inside, readable outside."""

from __future__ import annotations

import phonenumbers
from django.utils.translation import gettext_lazy as _

from contactcenter.lib.errors import InvalidInput

REGION = "RU"


def normalise_phone(raw: str, *, region: str = REGION) -> str:
    """`8 (912) 345-67-89` -> `+79123456789`; raises InvalidInput where no subscriber can be meant."""
    try:
        number = phonenumbers.parse(raw, region)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_valid_number(number):
        raise InvalidInput(
            _("“%(raw)s” is not a telephone number. Write it with the area code, for example +7 900 000-00-01.")
            % {"raw": raw[:40]},
            code="bad_phone",
            field="phone",
        )
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def format_phone(e164: str) -> str:
    """`+79123456789` -> `+7 912 345-67-89`; what is not a number comes back as it was."""
    try:
        number = phonenumbers.parse(e164)
    except phonenumbers.NumberParseException:
        return e164
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def split_phone(e164: str) -> tuple[str, str]:
    """`+79123456789` -> (`7`, `9123456789`); what is not a number has no country code."""
    try:
        number = phonenumbers.parse(e164)
    except phonenumbers.NumberParseException:
        return "", ""
    return str(number.country_code), phonenumbers.national_significant_number(number)
