"""How templates are compiled: once for each language, with its words and the addresses that never differ in them.

A page says a hundred things and calls three hundred macros and functions. Looking each word up in a catalogue, and
asking of each function whether it wants Jinja's context, took longer than everything else a page did.
"""

from collections.abc import Callable, MutableMapping
from types import BuiltinFunctionType, FunctionType, MethodType
from typing import Any

from babel import Locale
from babel.support import NullTranslations
from flask import Flask, request
from flask.templating import Environment
from flask_babel import get_locale, get_translations
from jinja2 import nodes, pass_eval_context
from jinja2.nodes import EvalContext
from jinja2.runtime import Context, Macro
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from app.core.templating import grouped

# Languages times places the site is mounted at. A web server names the place, and a careless one lets strangers do it.
MOST_KEPT = 8
ADDRESSES = ("absolute_url", "static_url", "url_for")
FUNCTIONS = (FunctionType, MethodType, BuiltinFunctionType)


class DirectContext(Context):
    """A context that calls macros and functions at once; Jinja asks of each what it wants to be given with it."""

    def call(self, called: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        """Call something that a template names."""
        if type(called) is Macro:
            args = (self.eval_ctx, *args)
        elif type(called) not in FUNCTIONS or hasattr(called, "jinja_pass_arg"):
            return super().call(called, *args, **kwargs)
        kwargs.pop("_block_vars", None)
        kwargs.pop("_loop_vars", None)
        return called(*args, **kwargs)


class Templates(Environment):
    """The templates of a language; the first one has none and gives those of the language spoken just now.

    An address begins with where the site is mounted, so each such place has templates of its own too.
    """

    context_class = DirectContext
    gettext: Callable[..., str]

    def __init__(self, app: Flask, **options: Any) -> None:
        """Make the environment that the others are made from."""
        super().__init__(app, **options)
        self.spoken: str | None = None
        self.by_language: dict[tuple[str, str], Templates] = {}

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Give the shared globals to a template that brings none.

        Jinja would lay an empty set of its own over them for each template, and look through both at every import.
        """
        return super().make_globals(d) if d else self.globals

    def get_template(self, name: Any, parent: str | None = None, globals: Any = None) -> Any:
        """Get a template as compiled for the language spoken just now."""
        if self.spoken:
            return super().get_template(name, parent, globals)
        return self._in_language(get_locale()).get_template(name, parent, globals)

    def _in_language(self, locale: Locale | None) -> "Templates":
        key = locale.language if locale else "en", request.script_root if request else ""
        found = self.by_language.get(key)
        if found is None:
            if len(self.by_language) >= MOST_KEPT:
                self.by_language.clear()
            found = self.by_language[key] = self._spoken_in(key[0])
        return found

    def _spoken_in(self, code: str) -> "Templates":
        templates = self.overlay()
        templates.spoken = code
        templates.gettext, ngettext = _speak(get_translations())
        templates.globals = {
            **self.globals, "_": templates.gettext, "gettext": templates.gettext, "ngettext": ngettext
        }  # fmt: skip
        return templates

    def _generate(
        self, source: nodes.Template, name: str | None, filename: str | None, defer_init: bool = False
    ) -> str:
        """Put the words in before the template is compiled."""
        if self.spoken:
            PutWordsIn(self.gettext, self.globals, EvalContext(self, name)).visit(source)
        return super()._generate(source, name, filename, defer_init)


class PutWordsIn(NodeTransformer):
    """Replaces `_("some words")`, with nothing to fill in, by the words of the language, and fixed addresses by text.

    Those are what the functions of ADDRESSES give where all their arguments stand in the template.
    """

    def __init__(
        self, gettext: Callable[..., str], functions: MutableMapping[str, Any], about: EvalContext
    ) -> None:
        """Take the catalogue's gettext, what templates call by name, and what is known of the template."""
        self.gettext, self.functions, self.about = gettext, functions, about

    def visit_Call(self, node: nodes.Call) -> nodes.Node:
        """Look at one call."""
        self.generic_visit(node)
        match node:
            case nodes.Call(node=nodes.Name(name="_"), args=[nodes.Const(value=str(words))], kwargs=[]):
                return nodes.Const(self.gettext(self.about, words), lineno=node.lineno)
            case nodes.Call(node=nodes.Name(name=name)) if name in ADDRESSES and _is_fixed(node):
                args = [arg.as_const() for arg in node.args]
                kwargs = dict(kwarg.as_const() for kwarg in node.kwargs)
                return nodes.Const(self.functions[name](*args, **kwargs), lineno=node.lineno)
        return node


def _is_fixed(node: nodes.Call) -> bool:
    """Tell whether all arguments of a call are written out in the template."""
    given = [*node.args, *(kwarg.value for kwarg in node.kwargs)]
    dynamic = node.dyn_args is not None or node.dyn_kwargs is not None
    return not dynamic and all(isinstance(value, nodes.Const) for value in given)


def _speak(words: NullTranslations) -> tuple[Callable[..., str], Callable[..., str]]:
    """Make gettext and ngettext for templates: where text is escaped, the catalogue's own words are markup already."""

    @pass_eval_context
    def gettext(about: EvalContext, text: str, **facts: Any) -> str:
        said = words.gettext(text)
        return (Markup(said) if about.autoescape else said) % facts  # noqa: S704 – a catalogue is ours

    @pass_eval_context
    def ngettext(about: EvalContext, one: str, many: str, number: int, **facts: Any) -> str:
        said = words.ngettext(one, many, number)
        return (Markup(said) if about.autoescape else said) % {"num": grouped(number), **facts}  # noqa: S704

    return gettext, ngettext
