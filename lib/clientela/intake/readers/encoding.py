"""In which encoding a text file is, and a copy of it in UTF-8 where it is in another."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

BLOCK = 1 << 22
LONGEST_LINE = 1 << 24
ASCII = bytes(range(0x80))
# 0xA0 is a blank to Windows («1 234», «p. m.») and á to DOS, which stands after a figure or a point in no word.
_HARD_BLANK = re.compile(rb"[0-9.$:]\xa0")
_ASCII_TEXT = re.compile(r"[\x00-\x7f]+")
BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
UTF8 = ("utf-8", "utf-8-sig")
# What Spanish text needs beyond ASCII; the encoding that turns the odd bytes into most of these wins.
SPANISH = frozenset("áéíóúüñÁÉÍÓÚÜÑ¿¡ºª€«»°–’“”")


@dataclass(frozen=True)
class Text:
    """What a look at every byte of a file says."""

    encoding: str
    evidence: str
    lines: int
    nulls: int
    mixed: bool = False
    endless: bool = False  # a line so long that the rest was not looked at


def _one_byte(error: UnicodeError) -> tuple[str, int]:
    """Read the bytes that are no UTF-8 as cp1252, one by one."""
    assert isinstance(error, UnicodeDecodeError)
    end = error.start + 1
    return error.object[error.start : end].decode("cp1252", errors="replace"), end


codecs.register_error("clientela.cp1252", _one_byte)


def inspect(path: Path, given: str | None = None) -> Text:
    """The encoding of a file, from all of its bytes; `given` (company.yml) is believed."""
    with path.open("rb") as stream:
        head = stream.read(1 << 16)
    bom = next((name for mark, name in BOMS if head.startswith(mark)), None)
    wide = None if bom else _wide(head)
    said = given or bom or wide
    seen = _scan(path, census=not said or said in UTF8)
    if seen.line > LONGEST_LINE:
        return Text("utf-8", "", seen.lines, seen.nulls, endless=True)
    # What says that it is UTF-8 may be cut within a sign, or have rows of another program in it.
    broken = said in UTF8 and not seen.valid
    if given:
        return Text(given, "company.yml", seen.lines, seen.nulls, broken)
    if bom or wide:
        nulls = seen.nulls if bom == "utf-8-sig" else 0
        return Text(bom or str(wide), "BOM" if bom else "0x00", seen.lines, nulls, broken)
    if seen.valid:
        return Text("utf-8", "", seen.lines, seen.nulls)
    odd = seen.high.total() - seen.good_bytes
    mixed = seen.good_signs > odd
    encoding = "utf-8" if mixed else _legacy(seen.high, seen.hard_blanks)
    return Text(encoding, f"{odd} bytes", seen.lines, seen.nulls, mixed)


def _wide(head: bytes) -> str | None:
    """UTF-16 without a mark: every other byte is zero."""
    if len(head) < 4:
        return None
    even, odd = head[0::2].count(0) / len(head), head[1::2].count(0) / len(head)
    return "utf-16-le" if odd > 0.3 > even else "utf-16-be" if even > 0.3 > odd else None


@dataclass
class _Seen:
    lines: int = 0
    nulls: int = 0
    line: int = 0  # bytes of the line that the last block ends in
    valid: bool = True
    high: Counter[int] = field(default_factory=Counter)  # bytes beyond ASCII, once the file is no UTF-8
    good_signs: int = 0  # signs beyond ASCII that are good UTF-8 all the same
    good_bytes: int = 0
    hard_blanks: int = 0  # bytes that stand where the blank that does not break does, and no á


def _scan(path: Path, census: bool = True) -> _Seen:
    """Lines and null bytes; and, unless the encoding is known, what the bytes beyond ASCII say of it."""
    seen, last = _Seen(), b""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as stream:
        while block := stream.read(BLOCK):
            seen.lines += block.count(b"\n")
            seen.nulls += block.count(b"\0")
            last = block[-1:]
            end = max(block.rfind(b"\n"), block.rfind(b"\r"))
            first = block.find(b"\n") if b"\n" in block else block.find(b"\r")
            if seen.line + (first if first >= 0 else len(block)) > LONGEST_LINE:
                seen.line = LONGEST_LINE + 1
                return seen
            seen.line = len(block) - 1 - end if end >= 0 else seen.line + len(block)
            if census:
                _look(block, seen, decoder)
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        # The last sign is cut: what the file is in, all of it says.
        seen.valid = False
        with path.open("rb") as stream:
            while block := stream.read(BLOCK):
                _look(block, seen, decoder)
    if last not in (b"\n", b""):
        seen.lines += 1
    return seen


def _look(block: bytes, seen: _Seen, decoder: codecs.IncrementalDecoder) -> None:
    if seen.valid:
        try:
            decoder.decode(block)
            return
        except UnicodeDecodeError:
            seen.valid = False
            decoder.reset()
    seen.hard_blanks += len(_HARD_BLANK.findall(block))
    seen.high.update(block.translate(None, delete=ASCII))
    good = _ASCII_TEXT.sub("", block.decode("utf-8", errors="ignore"))
    seen.good_signs += len(good)
    seen.good_bytes += len(good.encode())


def _legacy(high: Counter[int], hard_blanks: int) -> str:
    def score(encoding: str) -> int:
        signs = {byte: bytes([byte]).decode(encoding, errors="replace") for byte in high}
        blanks = hard_blanks if signs.get(0xA0) == "\u00a0" else -hard_blanks
        return blanks + sum(n for byte, n in high.items() if signs[byte] in SPANISH)

    return max(("cp1252", "cp850", "mac_roman"), key=score)


def in_utf8(path: Path, text: Text, folder: Path) -> Path:
    """The file itself when DuckDB can read it as it is, else a copy in UTF-8 without null bytes, made in blocks."""
    if text.encoding in UTF8 and not text.nulls and not text.mixed:
        return path
    errors = "clientela.cp1252" if text.mixed else "replace"
    copy = folder / f"{len(list(folder.iterdir()))}.utf8"
    decoder = codecs.getincrementaldecoder(text.encoding)(errors=errors)
    with path.open("rb") as source, copy.open("w", encoding="utf-8", newline="") as target:
        while block := source.read(BLOCK):
            target.write(decoder.decode(block).replace("\0", ""))
        target.write(decoder.decode(b"", final=True).replace("\0", ""))
    return copy
