"""The journal as a spreadsheet, written line by line to the disk."""

from __future__ import annotations

from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from complaints.models import Complaint
from complaints.queries.journal import COLUMNS, Value

# Of one sheet; Excel itself ends at 1,048,576.
SHEET_LINES = 1_000_000
_MOMENT = "dd.mm.yyyy hh:mm"
_MONEY = "#,##0.00"


class Spreadsheet:
    """One sheet, and another one when it is full; each begins with who printed it and the names of the columns."""

    def __init__(self, *, title: str, imprint: str) -> None:
        # Loaded only where a printout is made: it costs every process that never makes one.
        self._make_cell = import_module("openpyxl.cell").WriteOnlyCell
        self._letter = import_module("openpyxl.utils").get_column_letter
        self._bold = import_module("openpyxl.styles").Font(bold=True)
        self._book = import_module("openpyxl").Workbook(write_only=True)
        self._title, self._imprint = title, imprint
        self._sheet = self._new_sheet()
        self._lines = 0

    def add(self, row: Complaint) -> None:
        """One more line."""
        if self._lines == SHEET_LINES:
            self._sheet, self._lines = self._new_sheet(), 0
        self._sheet.append([self._cell(self._sheet, column.value(row)) for column in COLUMNS])
        self._lines += 1

    def save(self, path: Path) -> None:
        """Pack it."""
        self._book.save(path)

    def _new_sheet(self) -> Any:
        sheet = self._book.create_sheet(self._title)
        sheet.freeze_panes = "B3"
        for number, column in enumerate(COLUMNS, start=1):
            sheet.column_dimensions[self._letter(number)].width = column.width
        sheet.append([self._cell(sheet, self._imprint)])
        heads = [self._cell(sheet, str(column.label)) for column in COLUMNS]
        for head in heads:
            head.font = self._bold
        sheet.append(heads)
        return sheet

    def _cell(self, sheet: Any, value: Value) -> Any:
        cell = self._make_cell(sheet, value)
        if isinstance(value, str):
            # What a client has written must not become a formula.
            cell.data_type = "s"
        elif isinstance(value, datetime):
            cell.number_format = _MOMENT
        elif isinstance(value, float):
            cell.number_format = _MONEY
        return cell
