"""Style files → Style: overlays laid over each other, tokens checked, stylesheets filled in.

The bundled style's `style.yaml` is the list of all tokens: a style may change them and add none.
Never decides where a token is used; that is the stylesheets' and the formats' business.
"""

from __future__ import annotations

import json
import re
import string
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from reportgen.diagnostics import Diagnostic, Failure, Span, did_you_mean, error, has_errors
from reportgen.edition import Font, Style
from reportgen.files import BUNDLED, DiskFiles, Files, OverlayFiles
from reportgen.languages import direction_of
from reportgen.source import Path, Source, Tree, read_source
from reportgen.templates import render_sheet
from reportgen.yamltree import parse_yaml

__all__ = ["CHOICES", "load_style", "style_names"]

BASE = "plain"
_LONGEST_CHAIN = 8
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_FONT_FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_FONT_FIELDS = 3
_FONT_MAGIC = (b"\x00\x01\x00\x00", b"true", b"OTTO")
_FREE = {("font",), ("disclaimers",)}
"""Mappings to which a style may add entries of its own."""


def style_names(files: Files) -> list[str]:
    """List the styles of a project and the bundled one."""
    bundled = [BASE]
    # A style is a folder; only its style.yaml tells, so the caller's folder listing is not enough.
    return sorted({*bundled, *(_folders(files))})


def _folders(files: Files) -> list[str]:
    root = getattr(files, "root", None)
    if root is None:
        return []
    return [p.parent.name for p in (root / "styles").glob("*/style.yaml")]


def load_style(files: Files, name: str, language: str, asked_at: Span | None = None) -> Style:
    """Load the style `name` of a project, with what it extends, in words of `language`.

    Raises `Failure` with `unknown-style`, `cyclic-style`, `unknown-style-token`, `bad-style-token`,
    `unknown-label`, `missing-labels`, `missing-file` or a fault of a stylesheet.
    """
    bundled = DiskFiles(BUNDLED)
    chain = _chain(files, bundled, name, asked_at)
    overlay = OverlayFiles(
        (("plain", bundled) if n == BASE else (f"styles/{n}", files)) for n, _ in chain
    )
    problems: list[Diagnostic] = []
    tokens: dict[str, Any] = {}
    for index, (_, tree) in enumerate(reversed(chain)):
        data = {k: v for k, v in tree.data.items() if k != "extends"}
        if index == 0:
            tokens = data
        else:
            tokens = _lay_over(tokens, data, tree, (), "unknown-style-token", problems)
    _check_tokens(tokens, chain, problems)
    fonts = tuple(_fonts(tokens, overlay, chain, problems))
    labels = _labels(overlay, language, asked_at, problems)
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


def _chain(
    files: Files, bundled: Files, name: str, asked_at: Span | None
) -> list[tuple[str, Tree]]:
    """Return the style and what it extends, down to the bundled one."""
    chain: list[tuple[str, Tree]] = []
    wanted, span = name, asked_at
    while True:
        if wanted in [n for n, _ in chain] or len(chain) > _LONGEST_CHAIN:
            names = " → ".join([*(n for n, _ in chain), wanted])
            raise Failure([
                error("cyclic-style", f"the style extends itself: {names}", span,
                      help=f"let one of them say `extends: {BASE}`")
            ])  # fmt: skip
        path = f"{BASE}/style.yaml" if wanted == BASE else f"styles/{wanted}/style.yaml"
        home = bundled if wanted == BASE else files
        if not home.exists(path):
            raise Failure([
                error("unknown-style", f"there is no style `{wanted}`", span,
                      help=did_you_mean(wanted, style_names(files)))
            ])  # fmt: skip
        tree = parse_yaml(read_source(home, path))
        if not isinstance(tree.data, dict):
            raise Failure([
                error("wrong-type", "the file must be a mapping", tree.span(),
                      help="write tokens such as `colour:`")
            ])  # fmt: skip
        chain.append((wanted, tree))
        if wanted == BASE:
            return chain
        span = tree.span(("extends",)) if "extends" in tree.data else tree.span()
        wanted = str(tree.data.get("extends", BASE))


def _lay_over(
    base: Mapping[str, Any],
    top: Mapping[str, Any],
    tree: Tree,
    path: tuple[str | int, ...],
    code: str,
    problems: list[Diagnostic],
) -> dict[str, Any]:
    """Lay one mapping over another; a key that the base does not have is a fault."""
    merged = dict(base)
    for key, value in top.items():
        way = (*path, key)
        if key not in base and path not in _FREE:
            noun = "style token" if code == "unknown-style-token" else "label"
            problems.append(
                error(code, f"`{'.'.join(str(p) for p in way)}` is not a {noun}",
                      tree.key_span(way), help=did_you_mean(key, base))
            )  # fmt: skip
        elif isinstance(base.get(key), Mapping):
            if isinstance(value, Mapping):
                merged[key] = _lay_over(base[key], value, tree, way, code, problems)
            else:
                problems.append(
                    error("wrong-type", f"`{key}` must be a mapping", tree.span(way),
                          help="write its tokens below it")
                )  # fmt: skip
        elif key in base and not _alike(base[key], value):
            problems.append(
                error("bad-style-token" if code == "unknown-style-token" else "wrong-type",
                      f"`{key}` must be like {_shown(base[key])}, not {_shown(value)}",
                      tree.span(way), help="use the same kind of value")
            )  # fmt: skip
        elif code == "unknown-label" and not _fits(value, base.get(key)):
            problems.append(
                error("bad-label", f"`{key}` does not have the placeholders of {_shown(base[key])}",
                      tree.span(way), help="write the same names in braces, and no other braces")
            )  # fmt: skip
        else:
            merged[key] = value
    return merged


def _fits(new: object, old: object) -> bool:
    """Tell whether a label has no other placeholders than the one that it replaces."""
    if not isinstance(new, str) or not isinstance(old, str):
        return old is None
    names = _placeholders(new)
    return names is not None and names <= (_placeholders(old) or set())


def _shown(value: object) -> str:
    return f"`{value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)}`"


def _alike(old: object, new: object) -> bool:
    if isinstance(old, bool) or isinstance(new, bool):
        return isinstance(old, bool) and isinstance(new, bool)
    if isinstance(old, (int, float)):
        return isinstance(new, (int, float)) and new > 0
    return isinstance(new, type(old))


CHOICES: dict[tuple[str, str], set[str]] = {
    ("table", "rule"): {"horizontal", "grid"},
    ("cover", "layout"): {"rule", "block"},
}


def _check_tokens(
    tokens: Mapping[str, Any], chain: list[tuple[str, Tree]], problems: list[Diagnostic]
) -> None:
    def place(*path: str | int) -> Span:
        tree = next((t for _, t in chain if path in t.values), chain[-1][1])
        return tree.span(path)

    colours = {("colour", key): value for key, value in tokens["colour"].items()}
    colours |= {("table", key): tokens["table"][key] for key in ("head-ground", "head-ink")}
    for way, value in colours.items():
        if not _COLOUR.fullmatch(str(value)):
            problems.append(
                error("bad-style-token", f"`{value}` is not a colour", place(*way),
                      help='write six hexadecimal digits in quotes, such as "#1f3a5f"')
            )  # fmt: skip
    for (section, key), choices in CHOICES.items():
        if tokens[section][key] not in choices:
            problems.append(
                error("bad-style-token", f"`{tokens[section][key]}` is no {section} {key}",
                      place(section, key), help=did_you_mean(str(tokens[section][key]), choices))
            )  # fmt: skip
    for path, family in _faces(tokens):
        if family not in tokens["font"]:
            problems.append(
                error("bad-style-token", f"`{family}` has no font files", place(*path),
                      help=did_you_mean(family, tokens["font"]))
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


def _labels(
    overlay: OverlayFiles, language: str, asked_at: Span | None, problems: list[Diagnostic]
) -> dict[str, Any]:
    """Lay the label files of a language over each other; the English one names all labels."""
    file = f"labels/{language.partition('-')[0]}.yaml"
    bundled = DiskFiles(BUNDLED)
    labels: dict[str, Any] = parse_yaml(read_source(bundled, f"{BASE}/labels/en.yaml")).data
    every = set(_leaves(labels))
    written: set[tuple[str | int, ...]] = set()
    tree: Tree | None = None
    for prefix, files in reversed(overlay.layers):
        if not files.exists(f"{prefix}/{file}"):
            continue
        tree = parse_yaml(read_source(files, f"{prefix}/{file}"))
        if isinstance(tree.data, dict):
            labels = _lay_over(labels, tree.data, tree, (), "unknown-label", problems)
            written |= set(tree.keys)
        else:
            problems.append(
                error("wrong-type", "the file must be a mapping", tree.span(),
                      help="write labels such as `words:`")
            )  # fmt: skip
    if tree is None:
        raise Failure([
            error("missing-labels", f"the style has no words for the language `{language}`",
                  asked_at,
                  help=f"write `{file}` in the style, after the pattern of plain/labels/en.yaml")
        ])  # fmt: skip
    missing = sorted(way for way in every - written if way[0] != "disclaimers")
    if missing and not has_errors(problems):
        first = ".".join(missing[0])
        problems.append(
            error("missing-labels", f"labels have no words, such as `{first}`",
                  tree.span(), help="write them after the pattern of plain/labels/en.yaml")
        )  # fmt: skip
    return labels


def _leaves(labels: Mapping[str, Any], path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for key, value in labels.items():
        if isinstance(value, Mapping):
            yield from _leaves(value, (*path, key))
        else:
            yield (*path, key)


def _placeholders(words: str) -> set[str] | None:
    """Return the names in braces of a label, or None when its braces do not fit together."""
    try:
        return {name for _, name, _, _ in string.Formatter().parse(words) if name is not None}
    except ValueError:
        return None


def _fonts(
    tokens: Mapping[str, Any],
    overlay: OverlayFiles,
    chain: list[tuple[str, Tree]],
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
                    len(face) == _FONT_FIELDS and _FONT_FILE.fullmatch(name)
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
            if not data.startswith(_FONT_MAGIC):
                problems.append(
                    error("bad-style-token", f"`{name}` is neither a TrueType nor an OpenType font",
                          at, help="use a file that ends in .ttf or .otf")
                )  # fmt: skip
                continue
            yield Font(family, weight, italic, name, data)


# ---------------------------------------------------------------- stylesheets


def remote_references(source: Source, rendered: str) -> Iterator[Diagnostic]:
    """Report what a filled stylesheet would read from elsewhere.

    Comments and escapes are those of CSS Syntax Level 3, section 4.3; `data:` URLs are part of the
    sheet.
    """
    plain = _ESCAPE.sub(_unescaped, _COMMENT.sub(" ", rendered))
    blanked = _COMMENT.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), source.text)
    at = 0
    for match in _REFERENCE.finditer(plain):
        target = (match["imported"] or match["read"] or "").strip("\"' ")
        remote = match["imported"] is not None or target.startswith("//")
        scheme = re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", target)
        if not remote and (scheme is None or scheme[0].lower() == "data:"):
            continue
        found = blanked.find(target, at)
        at = found + 1 if found >= 0 else at
        yield error(
            "remote-stylesheet", f"the stylesheet reads `{target[:80]}` from elsewhere",
            source.span(found, found + len(target)) if found >= 0 else Span.at(source.path),
            help="write its rules here; pictures and fonts belong to the source and the style",
        )  # fmt: skip


def _unescaped(match: re.Match[str]) -> str:
    point = int(match[1], 16)
    return chr(point) if 0 < point <= sys.maxunicode else "\ufffd"


_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_ESCAPE = re.compile(r"\\([0-9a-fA-F]{1,6})\s?")
_REFERENCE = re.compile(
    r"@import\s*(?:url\()?(?P<imported>[^;)]*)"
    r"|\b(?:url|src|image|image-set)\(\s*(?P<read>\"[^\"]*\"|'[^']*'|[^)\s]*)",
    re.IGNORECASE,
)
