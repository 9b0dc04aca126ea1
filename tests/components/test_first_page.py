"""The first page waits for no module of another, and the others find theirs loaded."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CODE = """
import sys
from streamlit.testing.v1 import AppTest

from components import ahead

heavy = {"scipy", "sklearn", "openpyxl", "jinja2"}
before = []
load, ahead.load = ahead.load, lambda: before.append(heavy & set(sys.modules))
page = AppTest.from_file("app.py", default_timeout=60).run()
assert not page.exception
print(sorted(*before))

load()
ahead.wait()
known = set(sys.modules)
ahead.load = load
for name in ("dataset", "classify", "batch", "results", "importance", "trust", "review", "limits",
             "how_it_works"):
    page.switch_page(f"pages/{name}.py").run()
    assert not page.exception, name
ours = ("components", "vitrine")
print(sorted({name for name in set(sys.modules) - known if name.partition(".")[0] in ours}))
"""


def test_the_first_page_is_light_and_the_others_find_all_they_need(tmp_path: Path) -> None:
    found = subprocess.run(
        [sys.executable, "-c", CODE],
        cwd=ROOT,
        env={
            "VITRINE_STATE_DIR": str(tmp_path),
            "VITRINE_ENGINE": "ollama",
            "OLLAMA_HOST": "127.0.0.1:9",
        },
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stdout.splitlines() == ["[]", "[]"]
