"""The merged queue stands as it will be served."""

from tests.look.conftest import Evaluate


def test_priority_comes_before_age_and_age_before_number(evaluate: Evaluate) -> None:
    rows = [
        {"id": "q-10", "priority": "0", "arrived": "2026-11-24T10:05:00+00:00"},
        {"id": "q-9", "priority": "0", "arrived": "2026-11-24T10:05:00+00:00"},
        {"id": "q-3", "priority": "2", "arrived": "2026-11-24T11:00:00+03:00"},
        {"id": "q-4", "priority": "0", "arrived": "2026-11-24T12:00:00+03:00"},
        {"id": "q-5", "priority": "10", "arrived": "2026-11-24T10:30:00+00:00"},
    ]

    assert evaluate("queue", "x.sort(m.compareRows).map(({id}) => id)", rows) == ["q-5", "q-3", "q-4", "q-9", "q-10"]


def test_rows_of_one_queue_replace_only_its_own(evaluate: Evaluate) -> None:
    def row(number: int, queue: int, minute: int) -> str:
        return (
            f'<li id="q-{number}" data-queue="{queue}" data-priority="0" '
            f'data-arrived="2026-11-24T10:{minute:02}:00Z">{number}</li>'
        )

    before = row(1, 1, 5) + row(2, 2, 3)
    after = [row(1, 1, 5), row(7, 1, 1)]
    script = """(() => {
        document.body.innerHTML = `<ul id="list" data-queue-list>${x[0]}</ul>`;
        const list = document.getElementById("list");
        const kept = document.getElementById("q-1");
        const box = document.createElement("template");
        box.innerHTML = x[1].join("");
        m.replaceRows(list, "1", [...box.content.children]);
        return [[...list.children].map(({ id }) => id), document.getElementById("q-1") === kept];
    })()"""

    assert evaluate("queue", script, [before, after]) == [["q-7", "q-2", "q-1"], True]


def test_row_that_was_transferred_stands_once(evaluate: Evaluate) -> None:
    script = """(() => {
        const row = (queue) => `<li id="q-1" data-queue="${queue}" data-arrived="2026-11-24T10:00:00Z"></li>`;
        document.body.innerHTML = `<ul id="list" data-queue-list>${row(1)}</ul>`;
        const list = document.getElementById("list");
        const rows = (html) => Object.assign(document.createElement("template"), { innerHTML: html }).content.children;
        m.replaceRows(list, "2", [...rows(row(2))]);
        m.replaceRows(list, "1", []);
        return [...list.children].map(({ dataset }) => dataset.queue);
    })()"""

    assert evaluate("queue", script) == ["2"]
