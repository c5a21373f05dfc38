"""Render one template; values escape themselves.

A section template gives only the shell of a part as Markdown: text values are escaped where they
are printed, and a `Slot` leaves a place that `compose` fills with blocks, so that prose is never
read as template or markup. The only door to Jinja2, which runs sandboxed.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, Undefined, UndefinedError
from jinja2.exceptions import SecurityError, TemplateError
from jinja2.runtime import LoopContext, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment

from reportgen.diagnostics import Failure, Span, did_you_mean, error
from reportgen.fingerprint import fingerprint
from reportgen.memory import TEXT, known
from reportgen.source import UNPRINTABLE, Source

__all__ = ["SLOT_FORMAT", "Slot", "escape_markdown", "render_sheet", "render_template"]

SLOT_FORMAT = "reportgenslot"
"""The raw format that marks a slot; no Markdown of a section can make one, it is refused there."""

_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+!|<>~^$@&:=])")
_LIST_MARK = re.compile(r"^(\s*)(-|[0-9A-Za-z]+[.)])")


@dataclass(frozen=True)
class Slot:
    """A place in a template that `compose` fills with blocks."""

    name: str


def escape_markdown(words: str) -> str:
    """Return Markdown that prints `words` and nothing else; quotes and dashes stay typographic."""
    escaped = _SPECIAL.sub(r"\\\1", re.sub(r"\s+", " ", words))
    return _LIST_MARK.sub(
        lambda m: f"{m[1]}\\{m[2]}" if m[2] == "-" else m[1] + m[2][:-1] + "\\" + m[2][-1], escaped
    )


def render_template(source: Source, values: Mapping[str, Any]) -> str:
    """Render a section template to Markdown.

    Raises `Failure` with `broken-template`, `unknown-value` or `unsafe-template`.
    """
    return _render(source, values, _as_markdown, "unknown-value")


def render_sheet(source: Source, values: Mapping[str, Any]) -> str:
    """Fill the style tokens into a stylesheet.

    Raises `Failure` with `broken-template`, `unknown-style-token` or `unsafe-template`.
    """
    return known(
        "sheet", (source.text, source.path, fingerprint(values)), (),
        lambda: _render(source, values, _as_token, "unknown-style-token"), TEXT,
    )  # fmt: skip


def _as_markdown(value: Any) -> str:
    match value:
        case Slot():
            return f"\n\n```{{={SLOT_FORMAT}}}\n{value.name}\n```\n\n"
        case str():
            return escape_markdown(value)
        case bool() | None:
            message = f"a template prints {value!r}"
            raise _UnprintableError(message)
        case int() | float():
            return str(value)
        case Undefined():
            raise _UnknownError(value)
        case _:
            message = f"a template prints a {type(value).__name__}"
            raise _UnprintableError(message)


def _as_token(value: Any) -> str:
    if isinstance(value, (str, int, float)) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, Undefined):
        raise _UnknownError(value)
    message = f"a stylesheet prints a {type(value).__name__}"
    raise _UnprintableError(message)


class _UnprintableError(Exception):
    """A template prints something that is neither text nor number nor slot."""


class _UnknownError(Exception):
    """A template prints a name that nothing has."""

    def __init__(self, undefined: Undefined) -> None:
        self.name, self.owner = str(undefined._undefined_name), undefined._undefined_obj  # noqa: SLF001 - Jinja2 tells no other way
        super().__init__(f"`{self.name}` is not known here")

    def mend(self, values: Mapping[str, Any]) -> str:
        """Say which of the names there are was meant."""
        if isinstance(self.owner, Mapping):
            return did_you_mean(self.name, map(str, self.owner))
        return did_you_mean(self.name, map(str, getattr(type(self.owner), "model_fields", values)))


class _Sandbox(ImmutableSandboxedEnvironment):
    """Jinja2's sandbox, without what multiplies: a template writes text and does not compute."""

    intercepted_binops = frozenset({"*", "**", "%"})

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Let numbers be multiplied; repeating and formatting text is refused."""
        del context
        if operator == "*" and all(type(side) in {int, float} for side in (left, right)):
            return left * right
        message = f"`{operator}` is for two numbers only" if operator == "*" else (
            f"`{operator}` is not for templates"
        )  # fmt: skip
        raise SecurityError(message)

    def is_safe_callable(self, obj: Any) -> bool:
        """Allow what Jinja2 makes (macros, loops) and `range`; nothing that a value offers."""
        return obj is self.globals.get("range") or isinstance(obj, (Macro, LoopContext))


_FILTERS = {
    "capitalize", "default", "d", "e", "escape", "first", "int", "join", "last", "length", "list",
    "lower", "map", "reject", "rejectattr", "replace", "reverse", "round", "select", "selectattr",
    "sort", "string", "title", "trim", "truncate", "unique", "upper",
}  # fmt: skip
_MOST_PRINTED = 2_000_000
"""Characters that one template may print."""


@lru_cache(maxsize=256)
def _template(text: str, path: str, finalize: Callable[[Any], str]) -> Template:
    """Compile a template, once a process: a part of every section is made of the same one."""
    environment = _environment(finalize)
    code = environment.compile(text, path, path)
    return environment.template_class.from_code(environment, code, environment.make_globals(None))


@cache
def _environment(finalize: Callable[[Any], str]) -> _Sandbox:
    environment = _Sandbox(
        autoescape=False,
        comment_start_string="<!--",
        comment_end_string="-->",
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=StrictUndefined,
        finalize=finalize,
        optimized=False,  # a template is compiled more often than a constant in it is looked at
    )
    environment.globals = {"range": environment.globals["range"]}
    environment.filters = {k: v for k, v in environment.filters.items() if k in _FILTERS}
    return environment


def _render(
    source: Source,
    values: Mapping[str, Any],
    finalize: Callable[[Any], str],
    undefined_code: str,
) -> str:
    try:
        return _printed(_template(source.text, source.path, finalize).generate(values))
    except TemplateSyntaxError as fault:
        raise _failure(
            source, "broken-template", fault.message or "broken", fault.lineno,
            "mend the Jinja2 markup",
        ) from None  # fmt: skip
    except UndefinedError as fault:
        raise _failure(
            source, undefined_code, fault.message or "undefined", _line_of(fault, source.path),
            "check the spelling; the values are listed in the user guide",
        ) from None  # fmt: skip
    except _UnknownError as fault:
        raise _failure(
            source, undefined_code, str(fault), _line_of(fault, source.path), fault.mend(values)
        ) from None  # fmt: skip
    except _UnprintableError as fault:
        raise _failure(
            source, undefined_code, str(fault), _line_of(fault, source.path),
            "print a text or a number, and ask `{% if %}` first where there may be none",
        ) from None  # fmt: skip
    except SecurityError as fault:
        raise _failure(
            source, "unsafe-template", _without_addresses(str(fault)),
            _line_of(fault, source.path),
            "use plain values and filters only",
        ) from None  # fmt: skip
    except (TemplateError, TypeError, ValueError, ArithmeticError, OverflowError, LookupError,
            AttributeError, RecursionError, MemoryError, SyntaxError,
            NameError) as fault:  # fmt: skip
        raise _failure(
            source, "broken-template", str(fault) or type(fault).__name__,
            _line_of(fault, source.path), "mend the template",
        ) from None  # fmt: skip


def _without_addresses(message: str) -> str:
    """Name a refused method as the template does, without its place in memory."""
    return re.sub(r"<[^<>]*?(?:method|function) ([\w.]+)[^<>]*>", r"`\1`", message)


def _printed(pieces: Iterable[str]) -> str:
    """Join what a template prints; too much of it, or what no file can hold, is refused."""
    kept: list[str] = []
    total = 0
    for piece in pieces:
        total += len(piece)
        if total > _MOST_PRINTED:
            message = f"it prints more than {_MOST_PRINTED:,} characters"
            raise TemplateError(message)
        kept.append(piece)
    text = "".join(kept)
    if UNPRINTABLE.search(text):
        message = "it prints a control character"
        raise TemplateError(message)
    return text


def _line_of(fault: BaseException, path: str) -> int:
    """Return the line of the template on which `fault` arose; Jinja2 rewrites its tracebacks."""
    lines = [
        frame.lineno for frame in traceback.extract_tb(fault.__traceback__)
        if frame.filename == path and frame.lineno
    ]  # fmt: skip
    return lines[-1] if lines else 1


def _failure(source: Source, code: str, message: str, line: int, mend: str) -> Failure:
    text = source.lines[line - 1] if line <= len(source.lines) else ""
    column = len(text) - len(text.lstrip()) + 1
    mark = re.search(r"\{[{%]", text)
    if mark:
        column = mark.start() + 1
    width = max(len(text.rstrip()) - column + 1, 1)
    plain = message[:1].lower() + message[1:].rstrip(".")
    return Failure([error(code, plain, Span.at(source.path, line, column, width=width), help=mend)])
