"""Scans of signed papers: a PDF as a scanner makes it, or a photo of the sheet."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from huying.core.errors import HuyingError

MAX_BYTES = 20 * 1024 * 1024
# What makes a PDF more than pages to look at: it would run, open or fetch something.
ACTIVE = re.compile(
    rb"/(?:JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA|OpenAction)(?=[\s/<>\[\]()])"
)
# A picture's bytes may spell anything.
STREAM = re.compile(rb"stream\r?\n.*?endstream", re.DOTALL)


class ScanError(HuyingError):
    """A file that cannot be taken as a scan; code: scan_empty, scan_bytes, scan_kind or scan_active."""

    code = "scan"


@dataclass(frozen=True)
class Scan:
    """A checked PDF. data: as it came; sha256: of its bytes."""

    data: bytes = field(repr=False)
    sha256: str


def is_pdf(data: bytes) -> bool:
    """Whether it says that it is a PDF, near its start, as readers take it."""
    return b"%PDF-" in data[:1024]


def read_scan(data: bytes) -> Scan:
    """Check a PDF: its size, that it is one, that it is pages only. Raises ScanError."""
    if not data:
        raise ScanError(_("这个文件是空的。请重新扫描一次。"), code="scan_empty")
    if len(data) > MAX_BYTES:
        raise ScanError(_("扫描件超过了20兆。请用黑白或较低的分辨率重新扫描。"), code="scan_bytes")
    if not is_pdf(data) or b"%%EOF" not in data[-2048:]:
        raise ScanError(_("这不是完整的PDF。请传扫描得到的PDF，或者直接拍照。"), code="scan_kind")
    if ACTIVE.search(STREAM.sub(b"", data)):
        raise ScanError(
            _("这个PDF里带有会自动运行的内容，不能接收。请重新扫描，或者直接拍照。"),
            code="scan_active",
        )
    return Scan(data, hashlib.sha256(data).hexdigest())
