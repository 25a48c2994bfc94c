"""Templates that an organisation writes itself: fields, conditions and lists, and nothing else.

Jinja2's sandbox alone still lets a template call what hangs on its values, and loop for hours. So the tree of a
template is read before anything is rendered: every node that is not on the list below is refused with a sentence, and
every name must be a field. Rendering is strict besides: a field that is missing is an error, never an empty place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from contactcenter.lib.errors import InvalidInput

# A group of fields: name -> what it means, or a value as an example.
Fields = Mapping[str, Mapping[str, Any]]

TEMPLATE_LIMIT = 100_000  # characters
_FILTERS = ("upper", "lower", "capitalize", "trim", "default", "d", "length", "join", "first", "last", "e", "escape")
_TESTS = ("defined", "undefined", "none", "string", "eq", "equalto", "ne", "odd", "even")
_ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.If, nodes.For, nodes.CondExpr,
    nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Const, nodes.Filter, nodes.Test, nodes.Keyword,
)  # fmt: skip
_LOOP = ("index", "index0", "first", "last", "length")


def environment(*, autoescape: bool) -> ImmutableSandboxedEnvironment:
    """Where templates are rendered: no globals, few filters, nothing undefined."""
    # A line break stands for a paragraph, so no tag takes the one behind it away.
    env = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=autoescape, keep_trailing_newline=True)
    env.globals.clear()
    env.filters = {name: env.filters[name] for name in _FILTERS}
    env.tests = {name: env.tests[name] for name in _TESTS}
    return env


def check_template(source: str, *, fields: Fields, field: str) -> set[str]:
    """The fields that a template uses, as `letter.number`; raises InvalidInput with a sentence for what is wrong.

    `field` is where a form shows the sentence.
    """
    if len(source) > TEMPLATE_LIMIT * 10:
        raise InvalidInput(_("The template is too long."), code="too_long", field=field)
    try:
        used = set(_used(environment(autoescape=False).parse(source), fields=fields, local=frozenset(), field=field))
        # Filters and tests are looked up by the compiler alone; it also computes what is constant, so it comes second.
        environment(autoescape=False).compile(source)
    except TemplateSyntaxError as error:
        raise InvalidInput(
            _("Line %(line)s of the template cannot be read: %(why)s")
            % {"line": error.lineno, "why": _why(error.message or "")},
            code="template_unreadable",
            field=field,
        ) from error
    except TemplateError as error:
        raise _refused(_why(str(error)), field) from error
    return used


def render_text(source: str, values: Fields, *, autoescape: bool = False, field: str = "template") -> str:
    """A checked template with its values; raises InvalidInput when one is missing."""
    try:
        return environment(autoescape=autoescape).from_string(source).render(values)
    except TemplateError as error:
        raise InvalidInput(
            _("The template cannot be filled in: %(why)s") % {"why": error}, code="template_failed", field=field
        ) from error


def _used(node: nodes.Node, *, fields: Fields, local: frozenset[str], field: str) -> Iterator[str]:
    if not isinstance(node, _ALLOWED):
        raise _refused(_kind(node), field)
    if isinstance(node, nodes.Getattr):
        yield _named(node, fields=fields, local=local, field=field)
        return
    if isinstance(node, nodes.Name):
        if node.name not in local:
            raise _unknown(node.name, fields, field)
        return
    if isinstance(node, nodes.For):
        yield from _used_in_list(node, fields=fields, local=local, field=field)
        return
    for child in node.iter_child_nodes():
        yield from _used(child, fields=fields, local=local, field=field)


def _used_in_list(node: nodes.For, *, fields: Fields, local: frozenset[str], field: str) -> Iterator[str]:
    # Lists of lists, and lists of anything but a field, are how a template would keep a server busy.
    if not isinstance(node.iter, nodes.Getattr) or not isinstance(node.target, nodes.Name) or node.recursive:
        raise _refused("{% for %}", field)
    if "loop" in local:
        raise _refused("{% for %} … {% for %}", field)
    yield _named(node.iter, fields=fields, local=local, field=field)
    inside = local | {node.target.name, "loop"}
    for child in (*node.body, *node.else_, *([node.test] if node.test else [])):
        yield from _used(child, fields=fields, local=inside, field=field)


def _named(node: nodes.Getattr, *, fields: Fields, local: frozenset[str], field: str) -> str:
    owner = node.node.name if isinstance(node.node, nodes.Name) else None
    name = f"{owner or '…'}.{node.attr}"
    if node.attr.startswith("_"):
        raise _refused(node.attr, field)
    if owner == "loop" and "loop" in local and node.attr in _LOOP:
        return name
    if owner is None or owner in local or node.attr not in fields.get(owner, {}):
        raise _unknown(name, fields, field)
    return name


def _unknown(name: str, fields: Fields, field: str) -> InvalidInput:
    owner = name.partition(".")[0]
    known = [f"{group}.{one}" for group in ([owner] if owner in fields else fields) for one in fields[group]]
    return InvalidInput(
        _("The template names “%(name)s”, and there is no such field. There are: %(known)s.")
        % {"name": name, "known": ", ".join(known)},
        code="unknown_field",
        field=field,
    )


def _refused(what: str, field: str) -> InvalidInput:
    return InvalidInput(
        _("The template uses “%(what)s”. Only the fields, conditions and lists of fields can be used.")
        % {"what": what},
        code="template_refused",
        field=field,
    )


def _kind(node: nodes.Node) -> str:
    if isinstance(node, nodes.Call):
        called = node.node
        return f"{getattr(called, 'attr', None) or getattr(called, 'name', '…')}()"
    return type(node).__name__.lower()


def _why(message: str) -> str:
    return " ".join(message.split())[:200]
