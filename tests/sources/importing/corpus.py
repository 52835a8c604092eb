"""Hostile and broken files, made by code, each with what should become of it. Everything in them is a SAMPLE."""

import random
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from io import BytesIO

import docx
from PIL import Image
from pypdf import PdfReader, PdfWriter

ENGLISH = (
    "The strike committee of the sample town met on Thursday and asked for higher wages and for the release of those "
    "who had been detained in the square."
)
RUSSIAN = (
    "Забастовочный комитет примерного города собрался в четверг и потребовал повышения заработной платы, а также "
    "освобождения всех, кого задержали на площади."
)
ENTITY = "/etc/hostname"
BOMB = 400 * 1024 * 1024


@dataclass(frozen=True)
class Sample:
    """One file: how it is made, and the verdict: a problem, or "" where it becomes a document."""

    name: str
    make: Callable[[], bytes]
    problem: str = ""
    # What must be, and what must not be, in the text that is held.
    has: str = ""
    lacks: str = ""
    file: str = "sample.bin"


def page(body: str, *, head: str = "") -> bytes:
    """Return a page of HTML in UTF-8."""
    return f"<!doctype html><html><head><title>Sample page</title>{head}</head><body>{body}</body></html>".encode()


def article(extra: str = "") -> str:
    """Return an article of two paragraphs."""
    return f"<article><h1>Sample page</h1><p>{ENGLISH}</p>{extra}<p>{ENGLISH} Again.</p></article>"


def pdf(*bodies: bytes, catalog: bytes = b"", pages: bytes = b"", extra: tuple[bytes, ...] = ()) -> bytes:
    """Return a PDF of one page whose content is the first body; `extra` are objects from number 6 on."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R%s>>" % catalog,
        pages or b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources %s>>"
        % b"<</Font<</F 5 0 R>>/XObject<</I 6 0 R>>>>",
        bodies[0] if bodies else stream(text_of_pdf(ENGLISH)),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        *extra,
    ]
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    return bytes(out)


def stream(data: bytes, entries: bytes = b"", length: int | None = None) -> bytes:
    """Return a stream object."""
    said = len(data) if length is None else length
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (entries, said, data)


def text_of_pdf(text: str) -> bytes:
    """Return page content that shows a text in lines of eighty letters or so."""
    words, lines = text.split(), [""]
    for word in words:
        if len(lines[-1]) + len(word) > 80:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    shown = b"".join(b"(%s) Tj 0 -14 Td " % line.encode() for line in lines)
    return b"BT /F 11 Tf 60 780 Td %sET" % shown


def locked_pdf(user: str, owner: str, algorithm: str) -> bytes:
    """Return a PDF that is encrypted for a user's or an owner's password."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf())))
    writer.encrypt(user, owner, algorithm=algorithm)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def image_pdf() -> bytes:
    """Return a PDF that holds a picture and no text."""
    picture = stream(
        zlib.compress(b"\x80" * 10000),
        b"/Type/XObject/Subtype/Image/Width 100/Height 100/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/FlateDecode",
    )
    return pdf(stream(b"q 400 0 0 400 50 50 cm /I Do Q"), extra=(picture,))


def long_pdf(count: int = 500) -> bytes:
    """Return an honest PDF of many pages, each with a picture that cannot be packed and a column of text."""
    writer, noise = PdfWriter(), random.Random(5)  # noqa: S311 - a picture, no secret
    for _number in range(count):
        picture = stream(
            noise.randbytes(100 * 120 * 3),
            b"/Type/XObject/Subtype/Image/Width 100/Height 120/ColorSpace/DeviceRGB/BitsPerComponent 8",
        )
        content = stream(b"q 100 0 0 120 60 40 cm /I Do Q " + text_of_pdf(f"{ENGLISH} " * 6))
        writer.append(BytesIO(pdf(content, extra=(picture,))))
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def pdf_bomb() -> bytes:
    """Return a PDF whose content unpacks to 400 MB."""
    packed = zlib.compressobj(9)
    parts = [packed.compress(b"BT (x) Tj ET " * 80000) for _ in range(BOMB // 1_040_000)]
    return pdf(stream(b"".join([*parts, packed.flush()]), b"/Filter/FlateDecode"))


def word(*, parts: dict[str, bytes] | None = None, replace: tuple[bytes, bytes] = (b"", b"")) -> bytes:
    """Return a DOCX of one paragraph, with further parts, and with something replaced in its text and its relations."""
    out = BytesIO()
    document = docx.Document()
    document.add_paragraph(ENGLISH)
    document.save(out)
    made = BytesIO()
    with zipfile.ZipFile(out) as before, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as after:
        for info in before.infolist():
            data = before.read(info)
            if info.filename in {"word/document.xml", "word/_rels/document.xml.rels"} and replace[0]:
                data = data.replace(*replace)
            after.writestr(info.filename, data)
        for name, data in (parts or {}).items():
            after.writestr(name, data)
    return made.getvalue()


def nested_word() -> bytes:
    """Return a DOCX that holds ZIPs in ZIPs; only what lies on top is ever unpacked."""
    inner = b"0" * 10_000_000
    for level in range(4):
        out = BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
            for number in range(10):
                package.writestr(f"{level}-{number}.zip", inner)
        inner = out.getvalue()
    return word(parts={"word/embeddings/inner.zip": inner})


def plain_zip() -> bytes:
    """Return a ZIP that is no DOCX."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("sample.txt", ENGLISH)
    return out.getvalue()


def mail(*, html: str = "", attach: tuple[bytes, str] | None = None, text: str = ENGLISH) -> EmailMessage:
    """Return a message."""
    message = EmailMessage()
    message["From"] = "Sample Sender <sender@example.org>"
    message["To"] = "desk@example.org"
    message["Subject"] = "Sample message"
    message["Date"] = "Fri, 07 Jan 2022 10:00:00 +0000"
    if text:
        message.set_content(text)
    if html:
        message.set_content(html, subtype="html")
    if attach:
        message.add_attachment(attach[0], maintype="application", subtype="octet-stream", filename=attach[1])
    return message


def passed_on() -> bytes:
    """Return a message that holds nothing but another one, three deep."""
    inner = mail()
    for _ in range(3):
        outer = mail(text="")
        outer.add_attachment(inner)
        inner = outer
    return inner.as_bytes()


def deep_mail() -> bytes:
    """Return a message of 3,000 parts within parts."""
    head = b"From: a@example.org\nTo: b@example.org\nSubject: Sample\n"
    for level in range(3000):
        head += b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (level, level)
    return head


def png() -> bytes:
    """Return a picture."""
    out = BytesIO()
    Image.new("RGB", (50, 50), "red").save(out, "PNG")
    return out.getvalue()


def ole(name: str) -> bytes:
    """Return what an old Office file begins with, with the name of a stream."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + name.encode("utf-16-le") + bytes(512)


MACROS = {"word/vbaProject.bin": b"SAMPLE macro"}
LAUNCH = b"/OpenAction<</S/Launch/F(/bin/sh)>>/AA<</WC<</S/JavaScript/JS(app.alert\\(1\\))>>>>"
_NOTES = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
EXTERNAL = (
    b"</Relationships>",
    b'<Relationship Id="rId99" TargetMode="External" Target="http://127.0.0.1:9/x" Type="%s"/></Relationships>'
    % _NOTES,
)
XXE = (
    b"<w:document ",
    b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><w:document ',
)
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
STRIKE = "strike committee"
CANARY = "sample-script-ran"

SAMPLES = [
    # --- PDF
    Sample("PDF, plain", pdf, has=STRIKE),
    Sample("PDF with a user's password, AES-256", lambda: locked_pdf("a", "b", "AES-256"), "encrypted"),
    Sample("PDF with a user's password, RC4", lambda: locked_pdf("a", "b", "RC4-128"), "encrypted"),
    Sample("PDF with an owner's password alone", lambda: locked_pdf("", "b", "AES-256"), has=STRIKE),
    Sample("PDF cut off in the middle", lambda: pdf()[:300], "broken"),
    Sample("PDF of pictures alone", image_pdf, "pictures"),
    Sample(
        "PDF with a loop in its page tree",
        lambda: pdf(pages=b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 9>>"),
        "broken",
    ),
    Sample(
        "PDF that claims 2 billion pages",
        lambda: pdf(pages=b"<</Type/Pages/Kids[3 0 R]/Count 2000000000>>"),
        has=STRIKE,
    ),
    Sample(
        "PDF with a stream that claims 4 GB",
        lambda: pdf(stream(text_of_pdf(ENGLISH), length=4 << 30)),
        has=STRIKE,
    ),
    Sample("PDF whose content unpacks to 400 MB", pdf_bomb, "bomb"),
    Sample("PDF of 500 pages with pictures, 19 MB", long_pdf, has=STRIKE),
    Sample(
        "PDF with JavaScript and launch actions",
        lambda: pdf(catalog=LAUNCH),
        has=STRIKE,
        lacks="alert",
    ),
    Sample("PDF with nothing on its page", lambda: pdf(stream(b"")), "empty"),
    # --- HTML
    Sample("HTML of 10 MB, prose", lambda: page(f"<p>{ENGLISH}</p>" * 65_000), "too_long"),
    Sample("HTML of 10 MB, tags", lambda: page("<p><b><i>x</i></b></p> " * 400_000), "too_long"),
    Sample("HTML nested 100,000 deep", lambda: page("<div>" * 100_000 + article()), "empty"),
    Sample(
        "HTML with scripts",
        lambda: page(article(f"<script>document.write('{CANARY}')</script><img src=x onerror=\"{CANARY}\">")),
        has=STRIKE,
        lacks=CANARY,
    ),
    Sample(
        "HTML with a meta refresh and a frame",
        lambda: page(
            article('<iframe src="http://127.0.0.1:9/">'),
            head='<meta http-equiv=refresh content="0;url=http://127.0.0.1:9/">',
        ),
        has=STRIKE,
    ),
    Sample(
        "HTML that names the wrong encoding",
        lambda: page(article(f"<p>{RUSSIAN}</p>"), head='<meta charset="iso-8859-1">'),
        has="Забастовочный комитет",
    ),
    Sample(
        "HTML that names an encoding that is none",
        lambda: (
            page(article(f"<p>{RUSSIAN}</p>"), head='<meta charset="zip">').decode().encode("windows-1251")
        ),
        has="Забастовочный комитет",
    ),
    Sample("HTML without an end", lambda: page(article())[:-60] + b"<p <b <!--", has=STRIKE),
    Sample("HTML of menus alone", lambda: page("<nav><a href=/>Home</a></nav><script>x()</script>"), "empty"),
    # --- text
    Sample(
        "text in UTF-16 without a mark",
        lambda: (f"Sample\n{RUSSIAN}\n{ENGLISH}\n").encode("utf-16-le"),
        has="Забастовочный",
    ),
    Sample(
        "text in UTF-16 with a mark", lambda: (f"Sample\n{RUSSIAN}\n").encode("utf-16"), has="Забастовочный"
    ),
    Sample(
        "text in windows-1251", lambda: f"{RUSSIAN}\n{RUSSIAN}\n".encode("windows-1251"), has="Забастовочный"
    ),
    Sample("text in KOI8-R", lambda: f"{RUSSIAN}\n{RUSSIAN}\n".encode("koi8-r"), has="Забастовочный"),
    Sample(
        "text with a few NUL bytes",
        lambda: f"{ENGLISH}\n".encode() * 9 + b"SAM\0PLE",
        has="SAMPLE",
        lacks="\0",
    ),
    Sample("text of NUL bytes for the most part", lambda: b"a\0\0\0\0\0\0b" * 999, "encoding"),
    Sample(
        "text with lone surrogates",
        lambda: f"{RUSSIAN}\n".encode() * 9 + b"x\xed\xa0\x80y",
        has="Забастовочный",
    ),
    Sample("text that turns its direction", f"{ENGLISH} \u202egnihton".encode, has="\u202e"),
    Sample("text of white space alone", " \n\t\n\u00a0\n".encode, "empty"),
    Sample("text of 8 MB in one line", lambda: b"word " * 1_600_000, "too_long"),
    Sample("random bytes", lambda: bytes((n * 7919 + n // 3) % 256 for n in range(1, 60_000)), "encoding"),
    Sample("no byte", lambda: b"", "empty"),
    Sample("one byte", lambda: b"x", has="x"),
    Sample("one byte that is no letter", lambda: b"-", "empty"),
    # --- DOCX
    Sample("DOCX, plain", word, has=STRIKE),
    Sample("DOCX that unpacks to 400 MB", lambda: word(parts={"word/media/x.bin": bytes(BOMB)}), "bomb"),
    Sample("DOCX with ZIPs in ZIPs", nested_word, has=STRIKE),
    Sample("DOCX with 6,000 parts", lambda: word(parts={f"x/{n}": b"" for n in range(6000)}), "bomb"),
    Sample("DOCX with an external entity", lambda: word(replace=XXE), has=STRIKE),
    Sample(
        "DOCX with a billion laughs",
        lambda: word(
            replace=(b"<w:document ", f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]><w:document '.encode())
        ),
        has=STRIKE,
    ),
    Sample("DOCX with external relations", lambda: word(replace=EXTERNAL), has=STRIKE),
    Sample("DOCX with macros", lambda: word(parts=MACROS), "kind"),
    Sample("DOCX with a password", lambda: ole("EncryptedPackage"), "encrypted"),
    Sample("DOCX cut off", lambda: word()[:-300], "broken"),
    Sample("DOCX with broken XML", lambda: word(replace=(b"<w:body>", b"<w:body><w:p>")), "broken"),
    Sample("ZIP that is no DOCX", plain_zip, "kind", file="sample.docx"),
    Sample("old Word file", lambda: ole("WordDocument"), "kind", file="sample.doc"),
    # --- EML
    Sample(
        "EML with an attachment",
        lambda: mail(attach=(b"MZ SAMPLE", "x.exe")).as_bytes(),
        has="strike",
        lacks="MZ",
    ),
    Sample("EML within EML", passed_on, has=STRIKE),
    Sample(
        "EML with a bomb",
        lambda: mail(attach=(word(parts={"x": bytes(BOMB // 4)}), "x.docx")).as_bytes(),
        has="strike",
    ),
    Sample("EML of 3,000 parts in parts", deep_mail, "broken"),
    Sample(
        "EML of HTML with a tracking picture",
        lambda: mail(text="", html=article("<img src=http://127.0.0.1:9/>")).as_bytes(),
        has="strike",
    ),
    # --- what is none of these
    Sample("picture named .pdf", png, "kind", file="sample.pdf"),
    Sample(
        "SVG with a script",
        lambda: b"<svg xmlns='http://www.w3.org/2000/svg'><script>x()</script></svg>",
        "kind",
    ),
    Sample(
        "XML with a billion laughs",
        f"<?xml version='1.0'?><!DOCTYPE x [{LAUGHS}]><x>&l9;</x>".encode,
        "kind",
    ),
    Sample("executable", lambda: b"\x7fELF\x02\x01\x01" + bytes(4000), "kind", file="sample.html"),
    Sample("sound", lambda: b"RIFF" + struct.pack("<I", 36) + b"WAVEfmt " + bytes(100), "kind"),
    Sample("RTF", lambda: b"{\\rtf1\\ansi SAMPLE}", "kind"),
    Sample("GZIP", lambda: b"\x1f\x8b\x08" + bytes(100), "kind"),
]
