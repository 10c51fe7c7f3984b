"""The Word styles of a report: `python -m clientela.publish.word.reference` writes reports/_styles/reference.docx anew.

Pandoc takes from that file its styles, margins and footer. It starts from Pandoc's own reference document, whose
styles are replaced by the ones listed here; the same list gives the same bytes.
"""

from __future__ import annotations

import io
import subprocess
import zipfile
from pathlib import Path

from clientela.publish.word.styles import FALLBACK, MARGIN, PAGE_WIDTH, W, styles

# The fonts inside a document, each with the key that disguises it; those of a family in Word's order.
EMBEDDED = {
    "SourceSans3-Regular": "6C1B5A40-0F3D-4B51-9D0E-53A1C11E0001",
    "SourceSans3-SemiBold": "6C1B5A40-0F3D-4B51-9D0E-53A1C11E0002",
    "SourceSans3-Italic": "6C1B5A40-0F3D-4B51-9D0E-53A1C11E0003",
    "SourceSerif4-Regular": "6C1B5A40-0F3D-4B51-9D0E-53A1C11E0004",
    "SourceSerif4-SemiBold": "6C1B5A40-0F3D-4B51-9D0E-53A1C11E0005",
    "SourceSerif4-Italic": "6C1B5A40-0F3D-4B51-9D0E-53A1C11E0006",
}
FACES = ("Regular", "Bold", "Italic")
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def fonts(embedded: bool = False) -> str:
    """word/fontTable.xml: our fonts, what stands in for them, and where they are when the document carries them."""
    keys, inner = list(enumerate(EMBEDDED.values(), start=1)), ""
    for place, (name, (other, kind)) in enumerate(FALLBACK.items()):
        own = zip(FACES, keys[3 * place : 3 * place + 3], strict=True) if embedded else ()
        faces = "".join(
            f'<w:embed{face} r:id="rId{number}" w:fontKey="{{{key}}}"/>' for face, (number, key) in own
        )
        inner += (
            f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="00"/><w:family w:val="{kind}"/>'
            f'<w:pitch w:val="variable"/>{faces}</w:font>'
        )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<w:fonts xmlns:w="{W}" xmlns:r="{R}">{inner}</w:fonts>'


def odttf(font: bytes, key: str) -> bytes:
    """A font as Word keeps it: the first 32 bytes mixed with a key, back to front (ISO/IEC 29500-4, 8.1).

    >>> odttf(odttf(bytes(40), EMBEDDED["SourceSans3-Italic"]), EMBEDDED["SourceSans3-Italic"]) == bytes(40)
    True
    """
    mask = bytes.fromhex(key.replace("-", ""))[::-1] * 2
    return bytes(one ^ other for one, other in zip(font[:32], mask, strict=True)) + font[32:]


# The document's own words come into it when it is made.
HEADER = f'<?xml version="1.0" encoding="UTF-8"?>\n<w:hdr xmlns:w="{W}"><w:p/></w:hdr>'
FOOTER = (
    f'<?xml version="1.0" encoding="UTF-8"?>\n<w:ftr xmlns:w="{W}"><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>'
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    "</w:p></w:ftr>"
)
DOCUMENT = (
    f'<?xml version="1.0" encoding="UTF-8"?>\n<w:document xmlns:w="{W}" xmlns:r="{R}"><w:body><w:p/><w:sectPr>'
    f'<w:headerReference w:type="default" r:id="rId39"/><w:footerReference w:type="default" r:id="rId40"/><w:pgSz w:w="{PAGE_WIDTH}" w:h="16838"/>'
    f'<w:pgMar w:top="1134" w:right="{MARGIN}" w:bottom="1021" w:left="{MARGIN}" w:header="624" w:footer="510" w:gutter="0"/>'
    "<w:titlePg/></w:sectPr></w:body></w:document>"
)


def build(default: bytes) -> bytes:
    """The reference document: Pandoc's own with our styles, fonts, margins and footer."""
    with zipfile.ZipFile(io.BytesIO(default)) as archive:
        parts = {
            name: archive.read(name) for name in archive.namelist() if not name.startswith("docProps/custom")
        }
    relation = "".join(
        f'<Relationship Type="{R}/{name}" Id="{key}" Target="{name}1.xml"/>'
        for name, key in (("header", "rId39"), ("footer", "rId40"))
    )
    kind = "".join(
        f'<Override PartName="/word/{name}1.xml" ContentType="application/vnd.openxmlformats-officedocument'
        f'.wordprocessingml.{name}+xml"/>'
        for name in ("header", "footer")
    )
    changed = {
        "word/styles.xml": styles(),
        "word/fontTable.xml": fonts(),
        "word/document.xml": DOCUMENT,
        "word/header1.xml": HEADER,
        "word/footer1.xml": FOOTER,
        "word/_rels/document.xml.rels": parts["word/_rels/document.xml.rels"]
        .decode()
        .replace("</Relationships>", f"{relation}</Relationships>"),
        "[Content_Types].xml": parts["[Content_Types].xml"].decode().replace("</Types>", f"{kind}</Types>"),
    }
    parts.update({name: text.encode() for name, text in changed.items()})
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(parts):
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), parts[name], zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def main() -> None:
    """Writes the file that the package carries."""
    from clientela.publish.page.pandoc import STYLES, program

    command = [program(), "--print-default-data-file", "reference.docx"]
    default = subprocess.run(command, capture_output=True, check=True).stdout
    Path(STYLES / "reference.docx").write_bytes(build(default))


if __name__ == "__main__":
    main()
