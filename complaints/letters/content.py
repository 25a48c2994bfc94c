"""What a letter says, requisite by requisite: the one source of the DOCX, the PDF and the screen.

The numbers in comments are those of the requisites in ГОСТ Р 7.0.97-2025.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any


@dataclass(frozen=True)
class Organisation:
    """Who writes (05, 08); the lines of its letterhead."""

    name: str
    short_name: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    site: str = ""
    ogrn: str = ""
    inn: str = ""
    kpp: str = ""


@dataclass(frozen=True)
class Content:
    """A letter. Empty: that requisite is left out."""

    organisation: Organisation
    addressee: str  # 15
    salutation: str
    heading: str  # 17, without a full stop
    text: str  # 18; paragraphs are divided by line breaks
    addressee_address: str = ""
    number: str = ""  # 11; empty until it is signed
    date: str = ""  # 10
    reference_number: str = ""  # 12
    reference_date: str = ""
    attachments: str = ""  # 19
    closing: str = "С уважением,"
    position: str = ""  # 22
    signatory: str = ""
    signature_mark: tuple[str, ...] = ()  # 23, lines; empty: signed by hand
    preparer: str = ""  # 25
    preparer_phone: str = ""
    verification_url: str = ""  # 31; empty until it is signed

    @property
    def paragraphs(self) -> list[str]:
        """The text without empty lines."""
        return [line.strip() for line in self.text.splitlines() if line.strip()]

    @property
    def is_draft(self) -> bool:
        """Whether it is not registered yet."""
        return not self.number

    def as_fields(self) -> dict[str, dict[str, Any]]:
        """What forms can name, by group."""
        own = {one.name: getattr(self, one.name) for one in fields(self) if one.name not in ("organisation", "text")}
        own |= {"paragraphs": self.paragraphs, "is_draft": self.is_draft}
        return {"organisation": asdict(self.organisation), "letter": own}

    def as_data(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return asdict(self) | {"signature_mark": list(self.signature_mark)}

    @property
    def sha256(self) -> str:
        """Of the canonical JSON: equal for equal letters."""
        text = json.dumps(self.as_data(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


def content_of(data: Mapping[str, Any]) -> Content:
    """The way back from `as_data`."""
    given = dict(data)
    return Content(
        **given
        | {"organisation": Organisation(**given["organisation"]), "signature_mark": tuple(given["signature_mark"])}
    )


@dataclass(frozen=True)
class Layout:
    """How a letter is set: the choices that the standard leaves open."""

    angular: bool = False  # requisites at the left corner (угловое расположение), lines to 8 cm; else across, to 12 cm
    font_size: int = 13  # points, 12 to 14
    left_margin: int = 20  # mm; 30 where letters are kept for more than ten years
    line_spacing: float = 1.15
    logo: bytes = field(default=b"", repr=False)
    logo_type: str = ""


SAMPLE = Content(
    organisation=Organisation(
        name="Общество с ограниченной ответственностью «Образец»",
        short_name="ООО «Образец»",
        address="101000, г. Москва, ул. Первая, д. 1",
        phone="+7 495 000-00-01",
        email="office@example.ru",
        site="example.ru",
        ogrn="1027700000000",
        inn="7700000000",
        kpp="770001001",
    ),
    addressee="Ивановой А.П.",
    addressee_address="ул. Вторая, д. 2, кв. 3, г. Москва, 101000",
    salutation="Уважаемая Анна Петровна!",
    heading="О рассмотрении претензии",
    text="Мы рассмотрели Вашу претензию.\nТребование удовлетворено.",
    number="ИСХ-2026-000001",
    date="24.11.2026",
    reference_number="ПР-2026-000001",
    reference_date="11.11.2026",
    attachments="на 2 л. в 1 экз.",
    position="Начальник отдела",
    signatory="О.Н. Старшова",
    signature_mark=("Документ подписан простой электронной подписью", "Старшова Ольга Николаевна", "24.11.2026 12:00"),
    preparer="Соколова Мария Сергеевна",
    preparer_phone="+7 495 000-00-02",
    verification_url="https://example.ru/complaints/letters/check/AAAAAAAAAAAAAAAAAAAAAA/",
)

FORM_FIELDS = SAMPLE.as_fields()
# Without these a form makes something that is no letter.
NEEDED = ("letter.paragraphs", "letter.addressee", "letter.number", "letter.date", "letter.heading",
          "letter.salutation", "letter.signatory")  # fmt: skip
