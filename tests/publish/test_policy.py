"""The page's Content-Security-Policy: it still works under it, and what is not ours would not run."""

import base64
import re
import shutil
import subprocess

import pytest
from policy_read import hashed, refused

from clientela.folders import project
from clientela.publish.page import pandoc, policy
from clientela.publish.page.meta import Meta

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ABOUT = Meta("Informe", "Clientes", "Café", "a 30 de junio", "es", colours={"accent": "#aa3300"})
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
TEXT = """\
# Uno {#uno}

| Cliente | Ventas |
|:--|--:|
| <script>alert(1)</script> | 5 |
| [x](javascript:alert(1)) | 6 |

: Tabla {#tbl-a}

![](punto.png)

`<style>body{background:url(http://x.invalid)}</style>`{=html}
"""


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    folder = tmp_path_factory.mktemp("policy")
    (folder / "punto.png").write_bytes(PICTURE)
    (folder / "report.md").write_text(TEXT, encoding="utf-8")
    return pandoc.html(folder / "report.md", folder / "html" / "index.html", ABOUT).read_text(
        encoding="utf-8"
    )


def allowed(page, kind):
    said = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)[1]
    return re.search(rf"(?:^|; ){kind} ([^;]*)", said)[1]


def test_the_script_of_figures_to_move_runs_where_there_is_one(tmp_path):
    source = tmp_path / "report.md"
    source.write_text('# Uno {#uno}\n\n::: {.what-if data-kind="line"}\n\nDos.\n\n:::\n', encoding="utf-8")
    page = pandoc.html(source, tmp_path / "index.html", ABOUT).read_text(encoding="utf-8")
    scripts = re.findall(r"<script[^>]*>(.*?)</script>", page, re.DOTALL)
    assert len(scripts) == 3
    assert set(allowed(page, "script-src").split()) == {hashed(script) for script in scripts}


def test_every_script_and_style_of_the_page_is_allowed_by_its_hash(page):
    scripts = re.findall(r"<script[^>]*>(.*?)</script>", page, re.DOTALL)
    styles = re.findall(r"<style[^>]*>(.*?)</style>", page, re.DOTALL)
    assert len(scripts) == 2
    assert styles
    assert set(allowed(page, "script-src").split()) == {hashed(script) for script in scripts}
    assert {hashed(style) for style in styles} <= set(allowed(page, "style-src-elem").split())


def test_nothing_in_the_page_needs_what_the_policy_refuses(page):
    assert not refused(page)
    styles = "".join(re.findall(r"<style[^>]*>(.*?)</style>", page, re.DOTALL))
    urls = re.findall(r"url\(([^)]*)\)", styles)
    assert all(url.strip("\"' ").startswith("data:") for url in urls)


def test_what_a_policy_refuses_is_seen(page):
    assert refused(page.replace("<main", "<script>document.title = 'theirs'</script><main"))
    assert refused(page.replace("<main", '<img src="http://x.invalid/p.png"><main'))
    assert refused(page.replace("Content-Security-Policy", "X-Policy")) == ["no policy"]


def test_every_program_that_writes_a_page_gives_it_a_policy():
    """Whoever writes a page of HTML by hand, or has Pandoc write one, calls the policy in the same module."""
    library = project.root() / "lib" / "clientela"
    makers = [
        path
        for path in library.rglob("*.py")
        if re.search(r"<html|--to=html|_render\(", path.read_text(encoding="utf-8"))
    ]
    assert {path.name for path in makers} >= {"pandoc.py", "quarto.py", "page.py", "deck.py", "make.py"}
    assert not [path.name for path in makers if "policy." not in path.read_text(encoding="utf-8")]


def test_the_policy_comes_before_anything_it_rules_and_allows_no_network(page):
    assert page.index("Content-Security-Policy") < min(page.index("<script"), page.index("<style"))
    said = re.search(r'Content-Security-Policy" content="([^"]*)"', page)[1]
    assert "default-src 'none'" in said
    assert not re.search(r"https?:|\*|unsafe-eval", said)
    assert "unsafe-inline" not in allowed(page, "script-src")


def test_what_a_page_names_is_put_into_it_and_what_is_not_there_stays_a_name(tmp_path):
    looks = tmp_path / "looks"
    looks.mkdir()
    (looks / "own.woff2").write_bytes(b"abc")
    (looks / "own.css").write_text("p { src: url(own.woff2) } q { src: url(data:x) }", encoding="utf-8")
    (tmp_path / "a b&c.png").write_bytes(b"def")
    page = tmp_path / "page.html"
    named = '<link rel="stylesheet" href="looks/own.css"><img class="x" src="a%20b&amp;c.png"><img src="none.png"> src="looks/own.css"'
    page.write_text(named, encoding="utf-8")
    assert policy.inside(page, tmp_path).read_text(encoding="utf-8") == (
        '<style type="text/css">\np { src: url(data:font/woff2;base64,YWJj) } q { src: url(data:x) }</style>'
        '<img class="x" src="data:image/png;base64,ZGVm"><img src="none.png"> src="looks/own.css"'
    )


def test_a_script_that_is_not_the_templates_gets_no_hash(tmp_path):
    template = tmp_path / "t.html"
    template.write_text(f"{policy.HEAD}<script>ours()</script>")
    made = tmp_path / "p.html"
    made.write_text(f"{policy.HEAD}<script>ours()</script><script>theirs()</script>")
    said = policy.enforce(made, template).read_text()
    assert hashed("ours()") in said
    assert hashed("theirs()") not in said


@pytest.mark.slow
@pytest.mark.skipif(BROWSER is None, reason="needs Chromium")
def test_in_a_browser_the_pages_scripts_run_and_nothing_is_refused(page, tmp_path):
    file = tmp_path / "index.html"
    file.write_text(page, encoding="utf-8")
    command = [
        BROWSER,
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--enable-logging=stderr",
        "--v=0",
        "--dump-dom",
        file.as_uri(),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert 'class="js"' in done.stdout
    assert 'aria-pressed="' in done.stdout
    assert "Content Security Policy" not in done.stderr
    # The same page with a script from elsewhere: the browser refuses it.
    file.write_text(
        page.replace("<main", "<script>document.title = 'theirs'</script><main"), encoding="utf-8"
    )
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert "<title>theirs" not in done.stdout
    assert "Content Security Policy" in done.stderr
