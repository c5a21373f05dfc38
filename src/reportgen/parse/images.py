"""The images of a section: of the project, of a kind that every format carries, and described."""

from __future__ import annotations

import re
from dataclasses import dataclass

from reportgen.diagnostics import Failure
from reportgen.document import Node, plain_text, text, walk
from reportgen.files import Files
from reportgen.parse.faults import Faults
from reportgen.pictures import measure

__all__ = ["SCHEME", "Images", "path_of"]

SCHEME = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]*:")
_FIGURE_NAME = re.compile(r"[A-Za-z0-9._/-]+")
_FILE_NAME = re.compile(r"\S+\.(png|jpe?g|gif|svg|tiff?|webp)", re.IGNORECASE)
LONGEST_ALTERNATIVE = 150
"""Characters of alternative text that a listener can take in at once."""
_IMAGES = {
    b"\x89PNG\r\n\x1a\n": (".png",),
    b"\xff\xd8\xff": (".jpg", ".jpeg"),
    b"GIF8": (".gif",),
}


def path_of(target: str, folder: str) -> str:
    """Return the path of the file that an image names."""
    # An absolute path is none of the project's, whatever stands before it.
    return target if target.startswith("/") else f"{folder}/{target}"


@dataclass(frozen=True)
class Images:
    """Looks at each image; the bytes of those that are shown are added to `figures`."""

    files: Files
    folder: str
    figures: dict[str, bytes]
    faults: Faults

    def image(self, node: Node, place: str | None) -> None:
        """Look at an image, and take its bytes."""
        pairs = dict(map(tuple, node["c"][0][2]))
        target: str = node["c"][2][0]
        if SCHEME.match(target) or target.startswith("//"):
            self.faults.error(
                "remote-image",
                f"the image `{target[:80]}` lies outside the project",
                place,
                "put the image into `source/figures/` and name it from there",
            )
            return
        if not _FIGURE_NAME.fullmatch(target):
            self.faults.error(
                "bad-figure",
                f"`{target[:80]}` is not a name that every format can carry",
                place,
                "use letters, digits, `.`, `-`, `_` and `/` in the names of images",
            )
            return
        try:
            data = self.files.read(path_of(target, self.folder))
        except Failure as failure:
            fault = failure.diagnostics[0]
            code = "missing-figure" if fault.code == "missing-file" else fault.code
            self.faults.error(
                code, fault.message, place, fault.help or "name a file of the project"
            )
            return
        endings = next((e for magic, e in _IMAGES.items() if data.startswith(magic)), ())
        if not target.lower().endswith(endings or ("\0",)):
            self.faults.error(
                "bad-figure",
                f"`{target}` is not the image that its name promises",
                place,
                "use a PNG, JPEG or GIF file with the matching ending",
            )
            return
        size = measure(data)
        if isinstance(size, str):
            self.faults.error(
                "bad-figure",
                f"`{target}` {size}",
                place,
                "save the image anew, in RGB or grey with eight bits a colour",
            )
        self.figures[target] = data
        alternative = pairs.get("alt") or ("" if "alt" in pairs else plain_text(node["c"][1]))
        if "decorative" not in node["c"][0][1]:
            self._alternative(target, alternative.strip(), place)

    def _alternative(self, target: str, words: str, place: str | None) -> None:
        """Words for those who do not see an image: some, no name of a file, not too many (C-05)."""
        if not words or _FILE_NAME.fullmatch(words):
            lack = "the name of a file for" if words else "no"
            self.faults.error(
                "missing-alt-text",
                f"the image `{target}` has {lack} alternative text",
                place,
                'say what it shows: `![Caption](figure.png){alt="..."}`',
            )
        elif len(words) > LONGEST_ALTERNATIVE:
            self.faults.warning(
                "too-long",
                f"the alternative text of `{target}` has {len(words)} characters",
                place,
                f"say it in {LONGEST_ALTERNATIVE}, and the rest in the text beside it",
            )

    def figure(self, node: Node, place: str | None) -> None:
        """A picture that stands alone has a caption, so it needs alternative text of its own."""
        for image in walk(node["c"][2]):
            if image["t"] == "Image":
                pairs = dict(map(tuple, image["c"][0][2]))
                if "alt" not in pairs and "decorative" not in image["c"][0][1]:
                    self.faults.error(
                        "missing-alt-text",
                        f"the figure `{image['c'][2][0]}` has a caption but no alternative text",
                        place,
                        'say what it shows: `![Caption](figure.png){alt="..."}`',
                    )
                # pandoc repeats the caption here, with its notes: each would be numbered twice.
                image["c"][1] = text(pairs.get("alt", ""))
