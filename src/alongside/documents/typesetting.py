"""Sets a page from a template and what is told, as a tagged PDF: a program of its own, held short, like rendering.py.

    python typesetting.py TEMPLATE < {"told": ..., "at": seconds} > pdf

What families wrote reaches the template as data alone (sys.inputs), never as a part of it, so nothing in it is ever
run. The program reads the template's folder and the typefaces, and writes nothing. It imports nothing of Alongside and
says on its error output, as JSON, which letters no typeface here has. Ends with 3 where nothing can be set.
"""

import json
import os
import re
import resource
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import fontpkg_atkinson_hyperlegible
import fontpkg_noto_sans
import fontpkg_noto_sans_arabic
import typst

MEMORY = 3 << 30
SECONDS = 10
CANNOT = 3
UNKNOWN = "\N{WHITE SQUARE}"
"""What stands where a letter cannot be printed; the typefaces that come with Typst have it."""

_TYPEFACES = (fontpkg_atkinson_hyperlegible, fontpkg_noto_sans, fontpkg_noto_sans_arabic)
_NOT_SHOWN = re.compile(r'(?:the text `|codepoint `)"((?:[^"\\]|\\.)+)"`')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]{1,6})\}")
_TRIES = 3


def main(template: Path) -> None:
    """Set what comes in."""
    # A library that asks for more than this fails, and only this program ends.
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    asked = json.load(sys.stdin.buffer)
    at = datetime.fromtimestamp(int(asked["at"]), UTC)
    pdf, missing = _set(template, asked["told"], at)
    json.dump(sorted(missing), sys.stderr)
    sys.stdout.buffer.write(pdf)


def _set(template: Path, told: Any, at: datetime) -> tuple[bytes, set[str]]:
    """The PDF, and the letters that had to be left out of it: PDF/UA takes no letter that cannot be seen."""
    folders = [Path(str(each.__file__)).with_name("files") for each in _TYPEFACES]
    fonts = typst.Fonts(include_system_fonts=True, include_embedded_fonts=True, font_paths=folders)
    compiler = typst.Compiler(input=template, root=template.parent, font_paths=fonts)
    text, missing = json.dumps(told, ensure_ascii=False), set[str]()
    for _ in range(_TRIES):
        inputs = {"told": text, **({"missing": "yes"} if missing else {})}
        try:
            pdf = compiler.compile(format="pdf", pdf_standards="ua-1", timestamp=at, sys_inputs=inputs)
        except typst.TypstError as wrong:
            found = _letters(wrong.diagnostic)
            if not found:
                raise
            missing |= found
            text = text.translate(dict.fromkeys(map(ord, found), UNKNOWN))
        else:
            assert isinstance(pdf, bytes)
            return pdf, missing
    raise ValueError("Some letters cannot be set, however often they are taken out.")


def _letters(diagnostic: str) -> set[str]:
    """The letters that no typeface has, as the typesetter names them."""
    named = "".join(_NOT_SHOWN.findall(diagnostic))
    plain = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), named)
    return {letter for letter in plain if not letter.isascii()}


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]))
    except Exception:  # whatever was told, it cannot be set
        os._exit(CANNOT)
