"""Writes docs/machines and the diagram of the README from the tables: `python -m tests.support.machine_pages` (make docs)."""

from __future__ import annotations

from pathlib import Path

from workflows.machine_page import drawn, page
from workflows.machines import MACHINES

ROOT = Path(__file__).parent.parent.parent
PAGES = ROOT / "docs" / "machines"
README = ROOT / "README.md"
BEGIN = "<!-- the claim's table, drawn: `make docs` writes it -->\n"
END = "<!-- end of the drawing -->\n"


def pages() -> dict[Path, str]:
    """Every page by its file, the list of them included."""
    lines = [
        "# 状态机\n",
        "一台状态机一页，由表生成（`make docs`）：每一步从哪里到哪里、谁办、什么条件、依据哪一条、出什么文书、起停什么期限。\n",
    ]
    found = {}
    for machine in MACHINES.values():
        found[PAGES / f"{machine.name}.md"] = page(machine)
        lines.append(f"- [{machine.label}]({machine.name}.md)：{len(machine.states)} 个状态，{len(machine.moves)} 行")
    return {PAGES / "README.md": "\n".join(lines) + "\n", **found}


def readme(text: str) -> str:
    """The README with the claim's diagram as it is now."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}{drawn(MACHINES['claim'])}{END}{after}"


if __name__ == "__main__":
    PAGES.mkdir(parents=True, exist_ok=True)
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")
    README.write_text(readme(README.read_text(encoding="utf-8")), encoding="utf-8")
