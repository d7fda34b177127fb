"""A report that is larger than the machine: refused in words."""

import sys
from pathlib import Path

import pytest
from report_sample import sample

from sistercity_nb.errors import ReportRefused
from sistercity_nb.language import translate
from sistercity_nb.report.pdf import pdf

_LITTLE = 125_000  # kB of addresses: enough to load Typst, too few for a hundred pages


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds a process to an amount of memory")
def test_too_little_memory_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where Typst gets too little memory, the report is refused and says what to do."""
    python = tmp_path / "python"
    python.write_text(f'#!/bin/sh\nulimit -v {_LITTLE}\nexec {sys.executable} "$@"\n')
    python.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(python))
    with pytest.raises(ReportRefused) as refused:
        pdf(sample(300))
    assert "หน่วยความจำว่างไม่พอ" in refused.value.say(translate, "th")
