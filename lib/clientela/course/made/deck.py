"""The slides of a module, for who teaches: a PPTX that opens and edits anywhere, and a page that shows them without a network.

Both come of the same Markdown: real text, the report's pictures with their words, what to say in the speaker's notes.
"""

from __future__ import annotations

import html
import math
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

from clientela.course.check import bare
from clientela.course.made.markdown import bullets, flat
from clientela.course.made.room import FIGURES, Room
from clientela.course.made.words import KINDS, minutes
from clientela.course.source.lessons import Lesson, Module
from clientela.course.told import report
from clientela.present.language import _
from clientela.publish.page import pandoc, policy
from clientela.publish.page.meta import NIGHT, Meta

HERE = Path(__file__).parent
# A slide of a picture or of a few lines; more letters would not be read from the back of the room.
LONGEST = 330
PICTURE = re.compile(r"^!\[(?P<words>.*?)\]\((?P<path>[^)]+)\)\{(?P<about>[^}]*)\}$", re.S)
ALT = re.compile(r'fig-alt="([^"]*)"')
COLOUR = re.compile(r'(<a:(accent1|hlink)>)<a:srgbClr val="[0-9A-Fa-f]{6}"\s*/>')
# Titles stand to the left in the company's colour, those of a lesson as they are written.
TITLES = re.compile(r"<p:titleStyle>.*?</p:titleStyle>", re.S)
# The company's name on the cover begins where the title does.
COVER = ('<a:off x="1371600"', '<a:off x="685800"')
MADE = (('schemeClr val="tx1"', 'schemeClr val="accent1"'), ('algn="ctr"', 'algn="l"'))
# Parts of a slide: a box of text with its paragraphs, a picture with its words beneath, a table.
SHAPE = re.compile(r"<p:sp>.*?</p:sp>", re.S)
PARAGRAPH, SAID = re.compile(r"<a:p>.*?</a:p>", re.S), re.compile(r"<a:t>(.*?)</a:t>", re.S)
PIC = re.compile(r"<p:pic>.*?</p:pic>", re.S)
PLACE = re.compile(r'<a:off x="\d+" y="(\d+)" /><a:ext cx="(\d+)" cy="(\d+)" />')
TABLE = re.compile(r"<a:tbl>.*?</a:tbl>", re.S)
# A slide's width and how far down and across a picture may go, in English Metric Units.
WIDTH, LOWEST, WIDEST = 9_144_000, 4_950_000, 8_229_600
# Letters a line and lines, for a title and for what stands below it; more of them are written smaller.
TITLE, BODY = (34, 1), (46, 8)


def slides(given: Module, room: Room) -> str:
    """The slides of a module as Markdown: a heading a slide, what to say in `notes`."""
    told = room.tell(bare(given))
    parts = [_slide(told.title, told.question, told.story)]
    for lesson in given.lessons:
        parts += _lesson(lesson, room)
    return "\n\n".join(parts) + "\n"


def _lesson(given: Lesson, room: Room) -> Iterator[str]:
    told = room.tell(bare(given))
    yield f"# {told.title}"
    yield _slide(_("La pregunta"), told.story, bullets(told.able))
    for idea in told.ideas:
        yield _slide(idea.title, bullets(idea.slide), f"{idea.text}\n\n{idea.note}")
    if told.reading:
        yield from _pictures(given, room, told.reading.ask, told.reading.note)
    if told.decision:
        yield _slide(_("Para decidir"), told.decision.ask, told.decision.note)
    for place, one in enumerate(given.exercises, 1):
        if one.home:
            continue
        said = room.tell(one)
        title = f"{_('Ejercicio {n}').format(n=place)}: {KINDS[one.kind]()} ({minutes(one.minutes)})"
        fits = len(said.ask) <= LONGEST
        asked = (
            said.ask
            if fits
            else f"{said.aim}\n\n{_('El texto está en la página del módulo y en el cuaderno.')}"
        )
        listed = "\n\n" + bullets([choice.text for choice in said.choices]) if said.choices else ""
        notes = "\n\n".join(note for note in ("" if fits else said.ask, said.solution, said.note) if note)
        yield _slide(title, asked + listed, notes)
        for shown in said.shown:
            # A table has a slide of its own, with its caption as the title: beside a text it would not be read.
            rows, _colon, caption = shown.partition("\n\n: ")
            yield _slide(caption or title, rows, notes)
    last = _("Antes de mostrarla, pida a tres personas una frase cada una: qué se llevan y dónde lo usarán.")
    yield _slide(_("Para llevar"), bullets(told.key_points), last)


def _pictures(given: Lesson, room: Room, ask: str, note: str) -> Iterator[str]:
    """The figure of the report that is read together, with its words as they are heard by who does not see it."""
    assert given.reading is not None
    blocks = report.section(room.own.facts, given.reading.section, room.folder / FIGURES)
    for _kind, text in blocks:
        if found := PICTURE.match(text):
            words = ALT.search(found["about"])
            alt = flat(words[1] if words else found["words"]).replace("]", ")").replace("[", "(")
            # The picture is alone on its slide, or Pandoc would set it in a line of text.
            yield _slide(ask, f"![{alt}]({found['path']})", note)
            return


def _slide(title: str, body: str, notes: str) -> str:
    said = f"\n\n::: notes\n\n{notes}\n\n:::" if notes else ""
    return f"## {flat(title)}\n\n{body}{said}"


def write(given: Module, room: Room, meta: Meta) -> list[Path]:
    """Both decks of a module in the language in use, into the room's folder."""
    stem = f"{given.number}_{given.key}"
    source = room.folder / f"{stem}.slides.md"
    source.write_text(slides(given, room), encoding="utf-8")
    title = room.tell(bare(given)).title
    made = [
        _pptx(source, room.folder / f"{stem}.pptx", meta),
        _page(source, room.folder / f"{stem}_slides.html", meta, title),
    ]
    source.unlink()
    return made


def _run(source: Path, target: Path, meta: Meta, options: list[str]) -> None:
    command = [pandoc.program(), source.name, "--from=markdown-raw_html-raw_tex-tex_math_dollars-implicit_figures+fenced_divs",
               f"--output={target.resolve()}", "--slide-level=2", f"--metadata=lang={meta.language}", *options]  # fmt: skip
    done = subprocess.run(
        command,
        cwd=source.parent,
        env=pandoc.environment(meta),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode or not target.is_file():
        raise pandoc.PublishError(f"{target.name}: {done.stderr.strip() or pandoc.ended(done.returncode)}")


def _pptx(source: Path, target: Path, meta: Meta) -> Path:
    """The deck for PowerPoint and LibreOffice, in the company's colour."""
    _run(
        source,
        target,
        meta,
        ["--to=pptx", f"--metadata=title={meta.title}", f"--metadata=author={meta.written_by}"],
    )
    accent = meta.accent().lstrip("#")
    coloured = target.with_suffix(".new")
    with zipfile.ZipFile(target) as old, zipfile.ZipFile(coloured, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            content = old.read(item)
            if item.filename.startswith(("ppt/theme/", "ppt/slideMasters/slide", "ppt/slideLayouts/slide")):
                content = _dressed(content.decode(), accent).encode()
            elif item.filename.startswith("ppt/slides/slide"):
                content = _set_out(content.decode()).encode()
            new.writestr(item, content)
    shutil.move(coloured, target)
    return target


def _dressed(xml: str, accent: str) -> str:
    """A part of the deck's template in the company's colour."""

    def titles(found: re.Match[str]) -> str:
        text = found[0]
        for old, new in MADE:
            text = text.replace(old, new)
        return text

    coloured = COLOUR.sub(rf'\1<a:srgbClr val="{accent}"/>', xml)
    left = coloured.replace(*COVER) if 'type="subTitle"' in coloured else coloured
    return (
        TITLES.sub(titles, left)
        .replace(' cap="all"', "")
        .replace('indent="0" algn="ctr"', 'indent="0" algn="l"')
    )


def _set_out(xml: str) -> str:
    """A slide that is read from the back of the room: pictures as large as they fit, long texts and tables in smaller letters."""
    return SHAPE.sub(_fitted, TABLE.sub(_small, _pictured(xml)))


def _pictured(xml: str) -> str:
    """The words of a picture, set by Pandoc beneath it and cut there, become its alternative text; the picture takes their room."""
    picture = PIC.search(xml)
    beneath = next((one for one in SHAPE.finditer(xml) if 'txBox="1"' in one[0]), None)
    place = PLACE.search(picture[0]) if picture else None
    if not (picture and beneath and place):
        return xml
    words = "".join(SAID.findall(beneath[0])).replace('"', "&quot;")
    top, wide, high = map(int, place.groups())
    larger = min(WIDEST / wide, (LOWEST - top) / high)
    wide, high = int(wide * larger), int(high * larger)
    put = f'<a:off x="{(WIDTH - wide) // 2}" y="{top}" /><a:ext cx="{wide}" cy="{high}" />'
    made = re.sub(r'descr="[^"]*"', lambda _found: f'descr="{words}"', picture[0], count=1)
    return xml.replace(beneath[0], "").replace(picture[0], made.replace(place[0], put))


def _small(found: re.Match[str]) -> str:
    return found[0].replace("<a:rPr />", '<a:rPr sz="1400" />')


def _fitted(found: re.Match[str]) -> str:
    """A box of text in the size in which its lines fit: both programs take it from here and may go on from it."""
    wide, most = TITLE if 'type="title"' in found[0] else BODY
    said = ["".join(SAID.findall(one)) for one in PARAGRAPH.findall(found[0])]
    lines = sum(max(1, math.ceil(len(html.unescape(one)) / wide)) for one in said)
    if lines <= most:
        return found[0]
    # Smaller letters are lower and narrower at once.
    scale = max(50, math.floor(20 * math.sqrt(most / lines)) * 5)
    fit = f'<a:bodyPr><a:normAutofit fontScale="{scale}000" lnSpcReduction="10000" /></a:bodyPr>'
    return found[0].replace("<a:bodyPr />", fit, 1)


def _page(source: Path, target: Path, meta: Meta, title: str) -> Path:
    """The same slides in a page of our own: arrows turn them, N shows what to say."""
    _run(source, target, meta, ["--to=html5", "--section-divs", "--embed-resources", "--standalone",
         f"--template={HERE / 'deck.html'}", f"--metadata=pagetitle={title}", f"--variable=accent:{meta.accent()}",
         f"--variable=accent-dark:{meta.accent(NIGHT)}", f"--variable=hint:{html.escape(_('Flechas: pasar. N: notas.'))}",
         f"--variable=notes:{html.escape(_('Notas'))}",
         f"--variable=turn:{html.escape(_('Diapositivas'))}"])  # fmt: skip
    return policy.enforce(target, HERE / "deck.html")
