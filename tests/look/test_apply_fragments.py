"""HTML from the server comes into the page by ids, and leaves alone what a person does there."""

from tests.look.conftest import Evaluate

APPLY = "(() => { document.body.innerHTML = x[0]; m.parse(x[1]).flatMap(m.apply); return document.body.innerHTML; })()"


def test_element_replaces_the_one_of_its_id(evaluate: Evaluate) -> None:
    assert (
        evaluate("morph", APPLY, ['<p id="a">old</p>', '<p id="a" class="new">new</p>'])
        == '<p id="a" class="new">new</p>'
    )


def test_element_of_an_unknown_id_is_left_out(evaluate: Evaluate) -> None:
    assert evaluate("morph", APPLY, ['<p id="a">old</p>', '<p id="b">new</p>']) == '<p id="a">old</p>'


def test_append_adds_once(evaluate: Evaluate) -> None:
    page = '<div id="log"><p id="m1">1</p></div>'
    frame = '<p id="m1" data-swap="append" data-into="log">again</p><p id="m2" data-swap="append" data-into="log">2</p>'

    assert evaluate("morph", APPLY, [page, frame]).count("<p") == 2


def test_append_into_itself_adds_its_children(evaluate: Evaluate) -> None:
    page = '<div id="log"><p id="m1">1</p></div>'
    frame = '<div id="log" data-swap="append"><p id="m1">again</p><p id="m2">2</p></div>'

    assert evaluate("morph", APPLY, [page, frame]) == '<div id="log"><p id="m1">1</p><p id="m2">2</p></div>'


def test_remove_takes_away(evaluate: Evaluate) -> None:
    assert (
        evaluate("morph", APPLY, ['<p id="a"></p><p id="b"></p>', '<p id="a" data-swap="remove"></p>'])
        == '<p id="b"></p>'
    )


def test_inner_keeps_the_element_itself(evaluate: Evaluate) -> None:
    page, frame = '<div id="a" class="kept"><p>old</p></div>', '<div id="a" data-swap="inner"><p>new</p></div>'

    assert evaluate("morph", APPLY, [page, frame]) == '<div id="a" class="kept"><p>new</p></div>'


def test_script_in_a_fragment_does_not_run(evaluate: Evaluate) -> None:
    evaluate("morph", APPLY, ['<div id="a"></div>', '<div id="a"><script>window.ran = true</script></div>'])

    assert evaluate("morph", "window.ran ?? null") is None


def test_what_is_being_typed_stays(evaluate: Evaluate) -> None:
    script = """(() => {
        document.body.innerHTML = '<form id="f"><textarea id="t"></textarea></form>';
        const area = document.getElementById("t");
        area.focus();
        area.value = "typed";
        m.parse('<form id="f" class="new"><textarea id="t">server</textarea></form>').flatMap(m.apply);
        return [document.getElementById("f").className, area.isConnected, area.value, document.activeElement === area];
    })()"""

    assert evaluate("morph", script) == ["new", True, "typed", True]


def test_open_tab_and_kept_element_stay(evaluate: Evaluate) -> None:
    page = (
        '<div id="a"><button role="tab" id="t" aria-selected="true"></button>'
        '<div role="tabpanel" id="p"></div><form data-keep="" id="k">mine</form></div>'
    )
    frame = (
        '<div id="a"><button role="tab" id="t" aria-selected="false"></button>'
        '<div role="tabpanel" id="p" hidden></div><form data-keep="" id="k">theirs</form></div>'
    )

    assert evaluate("morph", APPLY, [page, frame]) == page
