"""Style files → Style: overlays laid over each other, tokens checked, stylesheets filled in.

The bundled style's `style.yaml` is the list of all tokens: a style may change them and add none.
Never decides where a token is used; that is the stylesheets' and the formats' business.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from reportgen.diagnostics import Diagnostic, Failure, Span, did_you_mean, error, has_errors
from reportgen.edition import Font, Style
from reportgen.faces import characters_of
from reportgen.files import BUNDLED, SHARED, DiskFiles, Files, OverlayFiles, bundled_styles
from reportgen.languages import direction_of
from reportgen.source import Path, Source, Tree, read_source
from reportgen.style.contrast import low_contrasts
from reportgen.style.labels import read_labels
from reportgen.style.logo import read_logo
from reportgen.style.measures import FAMILY, impossible_measures
from reportgen.style.overlays import ZERO, lay_over
from reportgen.style.sheets import remote_references
from reportgen.templates import render_sheet
from reportgen.timing import timed
from reportgen.yamltree import parse_yaml

__all__ = [
    "BASE",
    "CHOICES",
    "ZERO",
    "StyleEntry",
    "label_languages",
    "list_styles",
    "load_style",
    "named_style",
    "style_names",
]

BASE = "plain"
_LONGEST_CHAIN = 8
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_FONT_FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_FONT_FIELDS = 3
_FONT_MAGIC = (b"\x00\x01\x00\x00", b"true", b"OTTO")


@dataclass(frozen=True)
class StyleEntry:
    """A style that a report can name: where its files are, and what its first comment says."""

    name: str
    folder: str
    bundled: bool
    about: str


def list_styles(files: Files) -> list[StyleEntry]:
    """List the bundled styles and those of a project, which come first."""
    found = [(folder, files) for folder in _folders(files)]
    found += [(prefix, DiskFiles(BUNDLED)) for prefix in bundled_styles()]
    return [
        StyleEntry(
            prefix.rpartition("/")[2], prefix, home is not files,
            _about(read_source(home, f"{prefix}/style.yaml").text),
        )
        for prefix, home in found
    ]  # fmt: skip


def _about(text: str) -> str:
    """Return the first sentence of the comment at the head of a style file."""
    lines = itertools.takewhile(lambda line: line.startswith("#"), text.split("\n"))
    words = " ".join(line.lstrip("# ") for line in lines if "$schema" not in line)
    return re.split(r"(?<=\.)\s", words)[0].strip()


def label_languages() -> tuple[str, ...]:
    """List the languages that the base of all styles has words for, as ISO 639 codes."""
    return tuple(sorted(path.stem for path in (BUNDLED / BASE / "labels").glob("*.yaml")))


def named_style(files: Files) -> str:
    """Return the style that the report of a project names; the base of all where there is none.

    Raises `Failure` with the faults of a `report.yaml` that is no YAML.
    """
    if not files.exists("source/report.yaml"):
        return BASE
    data = parse_yaml(read_source(files, "source/report.yaml")).data
    return str(data.get("style", BASE)) if isinstance(data, dict) else BASE


def style_names(files: Files) -> list[str]:
    """List the names of the styles of a project and of the bundled ones."""
    return sorted({path.rpartition("/")[2] for path in (*bundled_styles(), *_folders(files))})


_HOMES = ("styles", f"{SHARED}/styles")
"""Where styles lie that are not bundled: those of the project, and of the portfolio it is in."""


def _folders(files: Files) -> list[str]:
    """Return the folders of the styles of a project, its own first."""
    # A style is a folder; only its style.yaml tells, so the caller's folder listing is not enough.
    root = getattr(files, "root", None)
    if root is None:
        return []
    found = (
        f"{home}/{path.parent.name}"
        for home in _HOMES
        for path in sorted((root / home).glob("*/style.yaml"))
    )
    return [folder for folder in found if files.exists(f"{folder}/style.yaml")]


def _home(files: Files, name: str, before: str) -> tuple[str, Files] | None:
    """Return where a style is: the project's own come first, save for the base of them all.

    A style may extend one of its own name that lies further down: the portfolio's, or the bundled
    one; `before` is the folder of the style that extends this one.
    """
    own = [f"{home}/{name}" for home in _HOMES if name != BASE]
    homes = [(folder, files) for folder in own if files.exists(f"{folder}/style.yaml")]
    homes += [
        (path, DiskFiles(BUNDLED)) for path in bundled_styles() if path.rpartition("/")[2] == name
    ]
    above = next((i for i, (folder, _) in enumerate(homes) if folder == before), -1)
    return next(iter(homes[above + 1 :] or homes), None)


@timed("style")
def load_style(files: Files, name: str, language: str, asked_at: Span | None = None) -> Style:
    """Load the style `name` of a project, with what it extends, in words of `language`.

    Raises `Failure` with `unknown-style`, `cyclic-style`, `unknown-style-token`, `bad-style-token`,
    `unknown-label`, `missing-labels`, `missing-file` or a fault of a stylesheet.
    """
    chain, layers = _chain(files, name, asked_at)
    overlay = OverlayFiles(layers)
    problems: list[Diagnostic] = []
    tokens: dict[str, Any] = {}
    for index, (_, tree) in enumerate(reversed(chain)):
        data = {k: v for k, v in tree.data.items() if k != "extends"}
        if index == 0:
            tokens = data
        else:
            tokens = lay_over(tokens, data, tree, (), "unknown-style-token", problems)
    tokens = _colours_named(tokens, chain, problems)
    if not has_errors(problems):
        problems.extend(
            low_contrasts(tokens, lambda way: _depth(chain, *way), lambda way: _place(chain, *way))
        )
    _check_tokens(tokens, chain, problems)
    logo = read_logo(tokens, overlay, lambda *way: _place(chain, *way), problems)
    fonts = tuple(_fonts(tokens, overlay, chain, problems))
    labels = read_labels(overlay, language, asked_at, problems)
    if has_errors(problems):
        raise Failure(problems)
    sheets, templates, origins = {}, {}, {}
    direction = direction_of(language)
    filling = {
        **tokens, "labels": labels, "family": _families(tokens), "direction": direction,
    }  # fmt: skip
    for path in (*overlay.paths("."), *overlay.paths("templates")):
        try:
            if path.endswith(".css"):
                source = _source(overlay, path)
                rendered = render_sheet(source, filling)
                problems.extend(remote_references(source, rendered))
                sheets[path.removeprefix("./")] = rendered
            elif path.endswith(".md.j2"):
                key = path.removeprefix("templates/").removesuffix(".md.j2")
                source = _source(overlay, path)
                templates[key], origins[key] = source.text, source.path
        except Failure as failure:
            problems.extend(failure.diagnostics)
    if has_errors(problems):
        raise Failure(problems)
    return Style(
        name=name,
        tokens=tokens,
        labels=labels,
        sheets=sheets,
        fonts=fonts,
        logo=logo,
        templates=templates,
        origins=origins,
        csl=_source(overlay, "citations.csl").text,
    )


def _source(overlay: OverlayFiles, path: str) -> Source:
    origin = overlay.origin(path)
    for prefix, files in overlay.layers:
        if files.exists(f"{prefix}/{path}"):
            return read_source(files, f"{prefix}/{path}")
    return read_source(overlay.layers[0][1], origin)


_Chain = list[tuple[str, Tree]]


def _chain(
    files: Files, name: str, asked_at: Span | None
) -> tuple[_Chain, list[tuple[str, Files]]]:
    """Return the style and what it extends, down to the base of all; with the folder of each."""
    chain: _Chain = []
    layers: list[tuple[str, Files]] = []
    wanted, span = name, asked_at
    while True:
        home = _home(files, wanted, layers[-1][0] if layers else "")
        if home is None:
            raise Failure([
                error("unknown-style", f"there is no style `{wanted}`", span,
                      help=did_you_mean(wanted, style_names(files)))
            ])  # fmt: skip
        if home[0] in [prefix for prefix, _ in layers] or len(chain) > _LONGEST_CHAIN:
            names = " → ".join([*(n for n, _ in chain), wanted])
            raise Failure([
                error("cyclic-style", f"the style extends itself: {names}", span,
                      help=f"let one of them say `extends: {BASE}`")
            ])  # fmt: skip
        tree = parse_yaml(read_source(home[1], f"{home[0]}/style.yaml"))
        if not isinstance(tree.data, dict):
            raise Failure([
                error("wrong-type", "the file must be a mapping", tree.span(),
                      help="write tokens such as `colour:`")
            ])  # fmt: skip
        chain.append((wanted, tree))
        layers.append(home)
        if wanted == BASE:
            return chain, layers
        span = tree.span(("extends",)) if "extends" in tree.data else tree.span()
        wanted = str(tree.data.get("extends", BASE))


def _depth(chain: _Chain, *path: str | int) -> int:
    """Tell which style of the chain says a token, 0 for the first."""
    return next((i for i, (_, tree) in enumerate(chain) if path in tree.values), len(chain) - 1)


def _place(chain: _Chain, *path: str | int) -> Span:
    return chain[_depth(chain, *path)][1].span(path)


def _colours_named(
    tokens: dict[str, Any], chain: _Chain, problems: list[Diagnostic]
) -> dict[str, Any]:
    """Put the colour in place of the name of one: `bar: accent` follows a style's own accent."""
    colours: dict[str, Any] = tokens["colour"]

    def found(value: object, way: tuple[str, str]) -> object:
        written, seen = value, list[object]()
        while isinstance(value, str) and value in colours and value not in seen:
            seen.append(value)
            value = colours[value]
        wrong = value in seen or not _COLOUR.fullmatch(str(value))
        # What only follows a faulty colour is no fault of its own.
        if wrong and (not seen or (way[0] == "colour" and way[1] in seen)):
            message = "leads back to itself" if seen else "is not a colour"
            problems.append(
                error("bad-style-token", f"`{written}` {message}", _place(chain, *way),
                      help='write six hexadecimal digits in quotes, such as "#1f3a5f", or the name '
                      "of another colour")
            )  # fmt: skip
        return value

    table = tokens["table"]
    return {
        **tokens,
        "colour": {key: found(value, ("colour", key)) for key, value in colours.items()},
        "table": {
            key: found(value, ("table", key)) if key.startswith("head-") else value
            for key, value in table.items()
        },
    }


CHOICES: dict[tuple[str, str], Mapping[str, str]] = {
    ("heading", "rule"): {
        "above": "a line above it", "below": "a line below it", "beside": "a bar beside it",
        "none": "no line",
    },
    ("heading", "second"): {"upright": "as the first level", "italic": "in italics"},
    ("table", "rule"): {
        "horizontal": "lines between the rows", "grid": "lines round every cell",
        "none": "no lines",
    },
    ("cover", "layout"): {
        "rule": "a rule above the title", "block": "all of the page coloured",
        "band": "the top of the page coloured", "centred": "all in the middle",
    },
}  # fmt: skip
"""Tokens that take one of a few words, and what each looks like."""


_WEIGHTS = range(100, 1000, 100)


def _check_tokens(tokens: Mapping[str, Any], chain: _Chain, problems: list[Diagnostic]) -> None:
    problems.extend(
        impossible_measures(
            tokens, lambda way: _depth(chain, *way), lambda way: _place(chain, *way)
        )
    )
    for (section, key), choices in CHOICES.items():
        if tokens[section][key] not in choices:
            problems.append(
                error("bad-style-token", f"`{tokens[section][key]}` is no {section} {key}",
                      _place(chain, section, key),
                      help=did_you_mean(str(tokens[section][key]), choices))
            )  # fmt: skip
    weight = tokens["heading"]["weight"]
    if not isinstance(weight, int) or weight not in _WEIGHTS:
        problems.append(
            error("bad-style-token", f"`{weight}` is no weight of letters",
                  _place(chain, "heading", "weight"), help="write 400, 600, 700 or the like")
        )  # fmt: skip
    for path, family in _faces(tokens):
        if not FAMILY.fullmatch(family):
            problems.append(
                error("bad-style-token", f"`{family[:80]}` is no name of a family",
                      _place(chain, *path), help="write letters, digits and spaces")
            )  # fmt: skip
        elif family not in tokens["font"]:
            problems.append(
                error("bad-style-token", f"`{family}` has no font files",
                      _place(chain, *path), help=did_you_mean(family, tokens["font"]))
            )  # fmt: skip


def _faces(tokens: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:
    """Yield the family of each face with its place: first those of a role, then the fallbacks."""
    for role, family in tokens["face"].items():
        if role != "fallback":
            yield ("face", role), str(family)
    for index, family in enumerate(tokens["face"]["fallback"]):
        yield ("face", "fallback", index), str(family)


def _families(tokens: Mapping[str, Any]) -> dict[str, str]:
    """Return the families of each role as a stylesheet names them: its own, then the fallbacks."""
    fallback = [str(family) for family in tokens["face"]["fallback"]]
    return {
        role: ", ".join(f'"{name}"' for name in dict.fromkeys([str(family), *fallback]))
        for role, family in tokens["face"].items()
        if role != "fallback"
    }


def _fonts(
    tokens: Mapping[str, Any],
    overlay: OverlayFiles,
    chain: _Chain,
    problems: list[Diagnostic],
) -> Iterator[Font]:
    """Read the font files of the faces that are used."""
    for family in dict.fromkeys(family for _, family in _faces(tokens)):
        if family not in tokens["font"]:
            continue  # which `_check_tokens` reports
        written = tokens["font"][family]
        tree = next(tree for _, tree in chain if ("font", family) in tree.values)
        for index, face in enumerate(written if isinstance(written, list) and written else [None]):
            at = tree.span(("font", family, index))
            match face:
                case {"weight": int(weight), "italic": bool(italic), "file": str(name)} if (
                    len(face) == _FONT_FIELDS and weight in _WEIGHTS and _FONT_FILE.fullmatch(name)
                ):  # fmt: skip
                    pass
                case _:
                    problems.append(
                        error("bad-style-token", f"`{family}` does not name its font files", at,
                              help="write `- {weight: 400, italic: false, file: Name-Regular.ttf}`")
                    )  # fmt: skip
                    continue
            if not overlay.exists(f"fonts/{name}"):
                problems.append(
                    error("missing-file", f"there is no font file `fonts/{name}`", at,
                          help="put it into the folder `fonts` of the style")
                )  # fmt: skip
                continue
            data = overlay.read(f"fonts/{name}")
            # HarfBuzz finds no character in what it cannot read.
            if not data.startswith(_FONT_MAGIC) or not characters_of(data):
                problems.append(
                    error("bad-style-token", f"`{name}` is neither a TrueType nor an OpenType font",
                          at, help="use a file that ends in .ttf or .otf")
                )  # fmt: skip
                continue
            yield Font(family, weight, italic, name, data)
