"""Small PDFs made by hand (ISO 32000-1, section 7.5)."""

import zlib


def pdf(objects: list[bytes], trailer: bytes = b"") -> bytes:
    """A file of these objects, the first of which is the catalog."""
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R %s >>\n" % (len(objects) + 1, trailer)
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % start)


def stream(data: bytes, extra: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), extra, data)


def document(pages: list[bytes], trailer: bytes = b"", *rest: bytes) -> bytes:
    """A page for each content stream, given as a whole object."""
    count = len(pages)
    kids = b" ".join(b"%d 0 R" % (4 + 2 * at) for at in range(count))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, count),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for at, page in enumerate(pages):
        objects += [
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R"
            b" /Resources << /Font << /F1 3 0 R >> >> >>" % (5 + 2 * at),
            page,
        ]
    return pdf([*objects, *rest], trailer)


def written(*pages: str) -> bytes:
    """One with these words, a line at a time."""
    made = []
    for text in pages:
        lines = b"".join(
            b"(%s) Tj T* " % line.encode("cp1252").replace(b"(", b"\\(").replace(b")", b"\\)")
            for line in text.split("\n")
        )
        made.append(stream(b"BT /F1 11 Tf 14 TL 50 800 Td " + lines + b"ET"))
    return document(made)


def scanned() -> bytes:
    """One that draws and says nothing."""
    return document([stream(b"0 0 595 842 re f")])


def locked() -> bytes:
    """One that asks for a password."""
    key = b"<" + b"5a" * 32 + b">"
    encrypt = b"<< /Filter /Standard /V 2 /R 3 /Length 128 /P -44 /O %s /U %s >>" % (key, key)
    page = stream(b"BT (x) Tj ET")
    return document([page], b"/Encrypt 6 0 R /ID [<00> <00>]", encrypt)


def bomb(size: int) -> bytes:
    """One whose page of a few kilobytes inflates to `size` bytes, twice over."""
    inner = zlib.compress(b"0 0 1 1 re f " * (size // 13), 9)
    return document([stream(zlib.compress(inner, 9), b"/Filter [/FlateDecode /FlateDecode]")])
