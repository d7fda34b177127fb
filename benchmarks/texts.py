"""The labelled texts that the machine's reading is measured on; they are not part of this project.

``BENCHMARK_TEXTS`` names a folder with the training part of TrueVoice Intent (kobkrit/truevoice-intent,
Apache-2.0) as ``truevoice_train.csv``.
"""

import os
from pathlib import Path

TRAIN = "truevoice_train.csv"
TEXT, THEME = "texts", "destination"
_FOLDER = "BENCHMARK_TEXTS"


def folder() -> Path | None:
    """The folder that the environment names, or None where it holds no such file."""
    named = Path(os.environ.get(_FOLDER, "."))
    return named if _FOLDER in os.environ and (named / TRAIN).is_file() else None


def missing() -> str:
    """Why nothing was measured, in a sentence."""
    return f"not measured: {_FOLDER} names no folder that holds {TRAIN}"
