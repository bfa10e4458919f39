"""Several papers in one file, to print them in one go."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pypdfium2


def joined(pdfs: Sequence[bytes]) -> bytes:
    """One PDF with all pages, each paper beginning on a right-hand page so that it prints on both sides."""
    whole = pypdfium2.PdfDocument.new()
    for data in pdfs:
        part = pypdfium2.PdfDocument(data)
        whole.import_pages(part)
        if len(part) % 2:
            width, height = part[0].get_size()
            whole.new_page(width, height)
    out = io.BytesIO()
    whole.save(out)
    return out.getvalue()
