"""As cron and containers have it: no UTF-8 anywhere, and an ñ in the names of folder, file and customers."""

import os
import subprocess
import sys

import pytest

SALES = "cliente,fecha,importe\nñandú,2025-01-01,10\nñoña,2025-01-02,sin peña\n"


@pytest.mark.skipif(sys.platform == "win32", reason="locales of POSIX")
@pytest.mark.parametrize("more", [{}, {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}])
def test_an_n_with_a_tilde_stops_nothing(home, more):
    folder = home / "data" / "ñandú"
    folder.mkdir(parents=True)
    (folder / "ventas ñ.csv").write_text(SALES, encoding="utf-8")
    settings = "name: Ñandú\nsources:\n  transactions: {path: ventas ñ.csv}\n"
    (folder / "company.yml").write_text(settings, encoding="utf-8")
    environment = {
        **{name: said for name, said in os.environ.items() if name != "PYTHONUTF8"},
        "LC_ALL": "C",
        **more,
    }
    command = [sys.executable, "-m", "clientela", "check", "ñandú"]
    done = subprocess.run(command, env=environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    said = done.stdout.decode("utf-8")
    assert "ventas ñ.csv, fila 3" in said
    assert "Traceback" not in done.stderr.decode()
