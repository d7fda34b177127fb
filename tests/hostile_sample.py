"""A summary in which everything that a person can type is hostile."""

from typing import Any

from report_sample import sample

HOSTILE = [
    "<script>alert(1)</script>",
    "</p><img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "<style>*{display:none}</style><!--",
    "javascript:alert(1) {{ 7*7 }} {% raw %}",
    '#panic("x") $x$ #import',
    "😀 宇都宮 ✓",
    "a\x00\x07\u202eb",
    "5" * 5000,
    "ก" * 20000,
    "https://example.org/" + "a" * 400,
]


def hostile() -> dict[str, Any]:
    """A summary in which everything that a person can type is hostile."""
    summary = sample(60)
    for number, one in enumerate(summary["entries"]):
        one["text"] = HOSTILE[number % len(HOSTILE)]
    for number, finding in enumerate(summary["findings"]):
        finding["title"] = finding["description"] = HOSTILE[number % len(HOSTILE)]
    for chart in summary["charts"]:
        chart["title"] = chart["alt"] = HOSTILE[0]
        for number, row in enumerate(chart["rows"]):
            row["row"] = HOSTILE[number % 7]
    summary["withdrawn"] = [{"number": "A-900", "reason": text} for text in HOSTILE]
    summary["workshop"]["title"] = summary["workshop"]["short"] = HOSTILE[1]
    return summary
