"""One section → its object file: pages laid out and painted, with all numbers still open.

Leans on what WeasyPrint 70.0 does inside: its functions are replaced while a section is made, so
that links to other sections stay, numbers of pages are awaited, and fonts are left to the linker.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import pydyf
import weasyprint
from weasyprint.css.counters import CounterStyle
from weasyprint.css.targets import TargetCollector, TargetLookupItem, anchor_name_from_token
from weasyprint.layout import LayoutContext
from weasyprint.urls import get_url_tuple

from reportgen.diagnostics import in_plain
from reportgen.edition import Edition
from reportgen.formats.pdf import tagging
from reportgen.formats.pdf.engine import Run
from reportgen.formats.pdf.frame import VARIANT, attachments, finish
from reportgen.formats.pdf.inspection import inspect
from reportgen.formats.pdf.labels import facts_of
from reportgen.formats.pdf.linked.asking import Asked
from reportgen.formats.pdf.linked.fonts import font_facts
from reportgen.formats.pdf.linked.numbers import OWN, TOTAL, Awaited, Hole, Numbers, Uncovered
from reportgen.formats.pdf.linked.objects import ObjectFile, Template, template
from reportgen.formats.pdf.patching import patched
from reportgen.formats.pdf.textlayer import actual_text

__all__ = ["make", "make_frame", "part_styles"]

_POINTS = 0.75


def part_styles(run: Run, sheet: Any, font_config: Any, skeleton: str) -> dict[str, Any]:
    """Return how the parts break, by the stylesheet, and which of the first stand in margins."""
    from weasyprint.css import get_all_computed_styles  # noqa: PLC0415 - beside its only use

    page = run.html(skeleton)
    style_for = get_all_computed_styles(page, [sheet], font_config=font_config)
    styles, running = [], []
    for element in page.etree_element.iter():
        if element.get("data-part") is None:
            continue
        style = style_for(element)
        styles.append({
            "page": style["page"], "before": style["break_before"], "after": style["break_after"],
        })  # fmt: skip
        if element.get("data-part") == "0":
            running = [
                place for place, child in enumerate(element)
                if style_for(child)["position"][0] == "running()"
            ]  # fmt: skip
    return {"styles": styles, "running": running}


def make(run: Run, sheets: list[Any], font_config: Any, asked: Asked) -> bytes:
    """Lay out and paint a section; where it has what is not covered, the file says only that."""
    del run.complaints[:]
    try:
        return _Section(run, asked).made(sheets, font_config).packed()
    except Uncovered as why:
        return ObjectFile(facts={"uncovered": str(why)}).packed()


def make_frame(run: Run, font_config: Any, edition: Edition, html: str) -> bytes:
    """Return the object file of all that is around the pages; `html` is the report without them."""
    del run.complaints[:]
    document = run.html(html).render(font_config=font_config, pdf_variant=VARIANT)
    options = {
        **weasyprint.DEFAULT_OPTIONS, "pdf_version": "1.7", "pdf_tags": True,
        "output_intent": "srgb", "pdf_variant": VARIANT,
        "attachments": attachments(weasyprint, edition),
    }  # fmt: skip
    pdf = weasyprint.pdf.generate_pdf(document, None, 1, **options)
    finish(document.metadata.title, pdf, edition.info)
    page = pdf.objects[int(pdf.page_references[0].split()[0])]
    resources = pdf.objects[int(page["Resources"].split()[0])]
    colours = int(resources["ColorSpace"].split()[0])
    dropped = {
        0, pdf.pages.number, pdf.catalog.number, page.number, resources.number,
        int(page["Contents"].split()[0]), int(resources["Font"].split()[0]),
    }  # fmt: skip
    file = ObjectFile()
    for made in pdf.objects:
        if made.number in dropped or (
            isinstance(made, dict) and made.get("Type") in {"/StructTreeRoot", "/StructElem"}
        ):
            continue
        file.objects[made.number] = template(made, {})
    for left in ("Pages", "StructTreeRoot"):
        pdf.catalog.pop(left, None)
    file.facts = {
        "catalog": [[key, file.keep(value, {})] for key, value in pdf.catalog.items()],
        "info": [[key, file.keep(value, {})] for key, value in pdf.info.items()],
        "profile": int(document.color_profiles["srgb"].pdf_reference.split()[0]),
        "colours": colours,
        "said": in_plain(run.complaints),
    }
    return file.packed()


class _Section:
    def __init__(self, run: Run, asked: Asked) -> None:
        self.run = run
        self.asked = asked
        self.numbers = Numbers(dict(asked.guesses))
        self.strings = dict(asked.strings)
        self.wanted: dict[str, None] = {}
        self.context: Any = None
        self.tagger: Any = None
        self.fonts: Any = None
        self.font_dictionary: Any = None

    def made(self, sheets: list[Any], font_config: Any) -> ObjectFile:
        options = {
            **weasyprint.DEFAULT_OPTIONS, "pdf_version": "1.7", "pdf_tags": True,
            "output_intent": "srgb",
        }  # fmt: skip
        with self.changed(), actual_text(self.asked.html):
            page = self.run.html(self.asked.html)
            style = f"counter-reset: footnote {self.asked.first_note}"
            if self.asked.on_left:
                style += "; break-before: left"
            page.etree_element.set("style", style)
            document = page.render(
                font_config=font_config, stylesheets=sheets, output_intent="srgb",
            )  # fmt: skip
            pdf = weasyprint.pdf.generate_pdf(document, None, 1, **options)
        return self.object_file(document, pdf)

    # ------------------------------------------------------------ while WeasyPrint runs

    def changed(self) -> contextlib.AbstractContextManager[None]:
        """Replace what of WeasyPrint does not know of sections."""
        pdf = weasyprint.pdf
        return patched([
            (pdf, "resolve_links", _all_links),
            (pdf, "add_outlines", lambda *_: None),
            (pdf, "add_tags", self.add_tags),
            (pdf, "build_fonts_dictionary", self.leave_fonts),
            (weasyprint.draw, "draw_text", self.draw_text(weasyprint.draw.draw_text)),
            (weasyprint.layout, "make_margin_boxes",
             self.make_margin_boxes(weasyprint.layout.make_margin_boxes)),
            (TargetCollector, "lookup_target", self.lookup_target),
            # No number becomes known while pages are made, so none is made again for it.
            (TargetCollector, "collect_missing_counters", lambda *_: None),
            (CounterStyle, "render_value", self.render_value(CounterStyle.render_value)),
            (LayoutContext, "get_string_set_for",
             self.get_string(LayoutContext.get_string_set_for)),
        ])  # fmt: skip

    def add_tags(self, pdf: Any, document: Any, _: Any, streams: list[Any]) -> None:
        self.tagger = tagging.Tagger(pdf, self.asked.first_note)
        self.tagger.tag(document, streams)

    def leave_fonts(self, pdf: Any, fonts: Any, *_: Any) -> Any:
        del pdf
        self.fonts = fonts
        self.font_dictionary = pydyf.Dictionary()
        return self.font_dictionary

    def draw_text(self, draw: Any) -> Any:
        def drawn(stream: Any, box: Any, *rest: Any) -> None:
            if not self.numbers.draw(stream, box, self.part_of):
                draw(stream, box, *rest)

        return drawn

    def part_of(self, box: Any) -> float | None:
        """Return how much of a difference in width a text moves back; None in running text."""
        style = box.style
        if box.element is not None:
            pseudo = str(box.element_tag).partition("::")[2] or None
            style = self.context.style_for(box.element, pseudo)
            if style is None or style["position"] != "absolute":
                return None
            if (style["left"] == "auto") != (style["right"] == "auto"):
                return 1.0 if style["left"] == "auto" else 0.0
        align, begins_left = style["text_align_all"], style["direction"] == "ltr"
        if align in {"start", "end"}:
            align = "left" if (align == "start") == begins_left else "right"
        return {"left": 0.0, "right": 1.0}.get(align, 0.5)

    def make_margin_boxes(self, make_boxes: Any) -> Any:
        def made(context: Any, page: Any, state: Any) -> Iterator[Any]:
            self.context = context
            depth, counters, *rest = state
            awaited = {**counters, "page": [Awaited(OWN)], "pages": [Awaited(TOTAL)]}
            yield from make_boxes(context, page, (depth, awaited, *rest))

        return made

    def lookup_target(
        self, anchor_token: Any, source_box: Any, css_token: Any, parse_again: Any
    ) -> Any:
        del css_token, parse_again
        if anchor_token[0] == "attr()":
            attribute, kind, fallback = anchor_token[1]
            value = source_box.element.get(attribute, fallback)
            anchor_token = ("string", value)
            if kind == "url" or (isinstance(value, str) and not value.startswith("#")):
                anchor_token = ("url", get_url_tuple(value, source_box.style.base_url))
        item = TargetLookupItem("up-to-date")
        item.target_box = _Target
        name = anchor_name_from_token(anchor_token)
        item.cached_page_counter_values = {"page": [Awaited(name)]}
        return item

    def render_value(self, render: Any) -> Any:
        numbers = self.numbers

        def rendered(
            counters: Any, value: Any, counter_name: Any = None, *rest: Any, **more: Any
        ) -> Any:
            if isinstance(value, Awaited):
                return numbers.text(value, counter_name)
            return render(counters, value, counter_name, *rest, **more)

        return rendered

    def get_string(self, get: Any) -> Any:
        section = self

        def found(context: Any, page: Any, name: str, keyword: str = "first") -> Any:
            said = get(context, page, name, keyword)
            if said or keyword in {"first-except", "all-once"}:
                return said
            section.wanted[name] = None
            return (section.strings[name],) if name in section.strings else ()

        return found

    # ------------------------------------------------------------ after it has run

    def object_file(self, document: Any, pdf: Any) -> ObjectFile:
        pages = [pdf.objects[int(ref.split()[0])] for ref in pdf.page_references]
        profile = document.color_profiles["srgb"].pdf_reference
        resources = pdf.objects[int(pages[0]["Resources"].split()[0])]
        shared = {
            pdf.pages.number: "pages",
            int(profile.split()[0]): "profile",
            int(resources["ColorSpace"].split()[0]): "colours",
            self.font_dictionary.number: "fonts",
            self.tagger.root.number: "root",
            self.tagger.document.number: "document",
        }
        dropped = {0, pdf.catalog.number, *shared}
        tree = pdf.objects[int(self.tagger.root["ParentTree"].split()[0])]
        dropped.add(tree.number)
        ids = self.tagger.root.get("IDTree")
        if ids is not None:
            dropped.add(int(ids.split()[0]))
        body = next(
            (structure for html, structure in self.tagger.elements.items()
             if html.tag == "div" and html.get("class") == "body"), None,
        )  # fmt: skip
        if body is not None:
            shared[body.number] = "body"
            dropped.add(body.number)
        file = ObjectFile()
        tails = self.split_pages(pdf, pages, file, shared)
        for made in pdf.objects:
            if made.number in dropped or made.number in file.objects:
                continue
            if isinstance(made, pydyf.Stream) and any(isinstance(i, Hole) for i in made.stream):
                message = "a page number in a picture"
                raise Uncovered(message)
            file.objects[made.number] = template(made, shared)
        names = pdf.catalog.get("Names", {}).get("Dests", {}).get("Names", [])
        keep = file.keep
        labels = facts_of(document)
        kids = body if body is not None else self.tagger.document
        if body is not None and list(self.tagger.document["K"]) != [body.reference]:
            message = "something beside the body"
            raise Uncovered(message)
        file.facts = {
            "pages": [
                {
                    "page": page.number, "tail": tail, "size": [laid.width, laid.height],
                    **fact.plain(),
                    "bookmarks": [
                        [level, label, x * _POINTS, (laid.height - y) * _POINTS, state]
                        for level, label, (x, y), state in laid.bookmarks
                    ],
                }
                for page, tail, laid, fact in zip(pages, tails, document.pages, labels, strict=True)
            ],
            "alphabets": self.numbers.alphabets,
            "dests": [
                [name.string, keep(where, shared)]
                for name, where in zip(names[::2], names[1::2], strict=True)
            ],
            "links": list(dict.fromkeys(
                target for page in document.pages
                for kind, target, *_ in page.links if kind == "internal"
            )),
            "awaited": [
                target for target, _ in self.numbers.awaited if target not in {OWN, TOTAL}
            ],
            "parents": [
                [key, keep(row, shared)]
                for key, row in zip(tree["Nums"][::2], tree["Nums"][1::2], strict=True)
            ],
            "kids": keep(kids["K"], shared),
            "body": keep({k: v for k, v in body.items() if k != "K"}, shared) if body else None,
            "ids": self.ids(pdf, ids, file, shared),
            "fonts": font_facts(self.fonts),
            "strings": _last_strings(self.context),
            "wanted": list(self.wanted),
            "said": in_plain(self.run.complaints),
            "found": [list(finding) for finding in inspect(document.pages)],
        }  # fmt: skip
        return file

    def ids(self, pdf: Any, ids: Any, file: ObjectFile, shared: dict[int, str]) -> list[Any]:
        if ids is None:
            return []
        names = pdf.objects[int(ids.split()[0])]["Names"]
        return [
            [name.string, file.keep(where, shared)]
            for name, where in zip(names[::2], names[1::2], strict=True)
        ]

    def split_pages(
        self, pdf: Any, pages: list[Any], file: ObjectFile, shared: dict[int, str]
    ) -> list[Any]:
        """Part each page at its first hole: what comes before is final, the rest is a tail."""
        tails: list[Any] = []
        number = len(pdf.objects)
        for page in pages:
            stream = pdf.objects[int(page["Contents"].split()[0])]
            holes = [i for i, item in enumerate(stream.stream) if isinstance(item, Hole)]
            if not holes:
                tails.append(None)
                continue
            segments: list[Any] = []
            last = holes[0]
            for here, following in zip(holes, [*holes[1:], len(stream.stream)], strict=True):
                segments.append(stream.stream[here].plain())
                rest = pydyf.Stream(stream.stream[here + 1 : following])
                bare = template(rest, shared).data.partition(b"\nstream\n")[2]
                file.loose.append(Template(bare.rpartition(b"\nendstream")[0]))
                segments.append(len(file.loose) - 1)
            del stream.stream[last:]
            page["Contents"] = pydyf.Array([stream.reference, f"{number} 0 R"])
            # The linker writes it; here it has only its number.
            file.objects[number] = Template(b"", (), is_stream=True)
            tails.append({"object": number, "segments": segments})
            number += 1
        return tails


class _Target:
    cached_counter_values: dict[str, Any] = {}  # noqa: RUF012 - read by WeasyPrint, never changed


def _all_links(pages: list[Any]) -> Iterator[tuple[list[Any], list[Any]]]:
    """Keep every link, wherever it leads; of equal anchors, the first one counts."""
    seen: set[str] = set()
    for page in pages:
        anchors = [(n, x, y) for n, (x, y, *_) in page.anchors.items() if n not in seen]
        seen.update(page.anchors)
        yield page.links, anchors


def _last_strings(context: Any) -> dict[str, str]:
    """Return the words that each running head has at the end of the section."""
    if context is None:
        return {}
    return {
        name: "".join(pages[max(pages)][-1])
        for name, pages in sorted(context.string_set.items()) if pages
    }  # fmt: skip
