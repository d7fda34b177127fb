"""The font of a Word file: that of every office of the Thai state, and ours inside for a machine without it.

Without it a word processor takes a font whose letters are a third larger, and a report of a hundred pages has
two hundred. Word finds ours as the alternative of the one that is named; LibreOffice knows no alternatives,
so ours stands under both names. OOXML (ECMA-376, part 4, 2.1.13) hides a font's first 32 bytes under a key.
"""

from typing import TYPE_CHECKING

from sistercity_nb.report.fonts import OFFICE

if TYPE_CHECKING:
    from docx.opc.part import Part

FONT = "TH Sarabun New"
OTHER = "Sarabun"  # of the same design, where it is installed
OWN = "Sarabun Office"
# Which key it is does not matter; the same ones each time, because the same data gives the same bytes.
_KEYS = {
    "embedRegular": "5A9B6A1C-52C5-4E0B-9C0C-5A1257E20001",
    "embedBold": "5A9B6A1C-52C5-4E0B-9C0C-5A1257E20002",
}
_NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_KIND = "application/vnd.openxmlformats-officedocument.obfuscatedFont"


def embed(table: "Part") -> None:
    """Name the fonts of a document in its font table, and put ours beside it."""
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    inside = ""
    for number, ((how, key), path) in enumerate(zip(_KEYS.items(), OFFICE, strict=True), 1):
        name = PackURI(f"/word/fonts/font{number}.odttf")
        part = Part(name, _KIND, hidden(path.read_bytes(), key), table.package)
        relation = table.relate_to(part, f"{_RELATION}/font")
        inside += f'<w:{how} r:id="{relation}" w:fontKey="{{{key}}}"/>'
    looks = '<w:charset w:val="DE"/><w:family w:val="swiss"/><w:pitch w:val="variable"/>'
    table._blob = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<w:fonts xmlns:w="{_NAMESPACE}" xmlns:r="{_RELATION}">'
        f'<w:font w:name="{FONT}"><w:altName w:val="{OWN},{OTHER}"/>{looks}{inside}</w:font>'
        f'<w:font w:name="{OWN}">{looks}{inside}</w:font>'
        '<w:font w:name="Symbol"><w:charset w:val="02"/><w:family w:val="roman"/><w:pitch w:val="variable"/>'
        "</w:font></w:fonts>"
    ).encode()


def hidden(font: bytes, key: str) -> bytes:
    """A font with its first 32 bytes under a key, a GUID; hidden again it is what it was."""
    bits = bytes.fromhex(key.replace("-", ""))[::-1]
    return bytes(byte ^ bit for byte, bit in zip(font, bits * 2, strict=False)) + font[32:]
