"""The labelled texts that the machine's reading is measured on; they are not part of this project.

``BENCHMARK_TEXTS`` names a folder with the training part of TrueVoice Intent (kobkrit/truevoice-intent,
Apache-2.0) as ``truevoice_train.csv`` and the validation part of Wisesight Sentiment
(PyThaiNLP/wisesight-sentiment, CC0-1.0) as ``wisesight_valid.jsonl``.
"""

import os
from pathlib import Path

TRAIN, POSTS = "truevoice_train.csv", "wisesight_valid.jsonl"
TEXT, THEME = "texts", "destination"
_FOLDER = "BENCHMARK_TEXTS"


def folder() -> Path | None:
    """The folder that the environment names, or None where it does not hold both files."""
    named = Path(os.environ.get(_FOLDER, "."))
    there = all((named / file).is_file() for file in (TRAIN, POSTS))
    return named if _FOLDER in os.environ and there else None


def missing() -> str:
    """Why nothing was measured, in a sentence."""
    return f"not measured: {_FOLDER} names no folder that holds {TRAIN} and {POSTS}"
