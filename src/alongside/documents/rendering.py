"""Draws a picture, or a page of a PDF, anew as a PNG: a program of its own, because anybody made what it reads.

    python rendering.py KIND PAGE < content > picture

It is started with little memory and little time (documents.preview), imports nothing of Alongside, and says on its
error output how many pages there are. Ends with 3 where the content cannot be drawn.
"""

import os
import resource
import sys
from io import BytesIO

import pypdfium2
from PIL import Image, ImageOps

WIDEST, HIGHEST = 1400, 2000
MEMORY = 1 << 30
SECONDS = 10
CANNOT = 3


def main(kind: str, page: int) -> None:
    """Draw what comes in."""
    # One thread and no more memory than this: a library that asks for more fails, and only this program ends.
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    picture, pages = _page(page) if kind == "pages" else _image()
    sys.stderr.write(f"{pages}\n")
    sys.stdout.buffer.write(picture)


def _page(page: int) -> tuple[bytes, int]:
    with pypdfium2.PdfDocument(sys.stdin.buffer.read()) as document:
        pages = len(document)
        if not 1 <= page <= pages:
            sys.exit(CANNOT)
        sheet = document[page - 1]
        wide, high = sheet.get_size()
        scale = min(WIDEST / max(wide, 1), HIGHEST / max(high, 1), 3)
        return _png(sheet.render(scale=scale).to_pil()), pages


def _image() -> tuple[bytes, int]:
    Image.MAX_IMAGE_PIXELS = 100_000_000
    with Image.open(BytesIO(sys.stdin.buffer.read())) as opened:
        opened.draft("RGB", (WIDEST, HIGHEST))  # a large photograph is read small at once
        turned = ImageOps.exif_transpose(opened) or opened
        turned.thumbnail((WIDEST, HIGHEST))
        return _png(turned), 1


def _png(image: Image.Image) -> bytes:
    clear = "A" in image.getbands() or "transparency" in image.info
    drawn = image.convert("RGBA" if clear else "RGB")
    out = BytesIO()
    drawn.save(out, "PNG")  # nothing of the file's own data goes along: no place, no camera, no comment
    return out.getvalue()


if __name__ == "__main__":
    try:
        main(sys.argv[1], int(sys.argv[2]))
    except Exception:  # whatever was in it, it cannot be drawn
        os._exit(CANNOT)
