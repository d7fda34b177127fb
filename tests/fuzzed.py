"""Texts that nobody would type on purpose, and a summary that carries them wherever a person can type."""

import random
from itertools import count
from typing import Any

from report_sample import sample

ZWJ = "\u200d"
# Each would leave a page, or be cut at its edge, if it were set like ordinary text.
LONG = [
    "ก" * 20_000,
    "5" * 5_000,
    "กรุงเทพมหานครอมรรัตนโกสินทร์มหินทรายุธยามหาดิลกภพนพรัตนราชธานีบูรีรมย์" * 20,
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 9,
    "https://example.org/" + "a" * 900,
    "แกรร" + "ๆ" * 300 + " ว่" + "า" * 300 + " น" + "ะ" * 48 + " " + "เ" * 300,
    "ก้้้้้่่่่่็็็็ํํํํ" * 60,
    "ปี่ ญู่ ฐุ้ ฎู๊ " * 200 + "ี" * 300,
    "שלום עולם " * 60 + "مرحبا بالعالم" * 60,
    "\u202eกลับข้าง\u202d abc \u2066x\u2069" * 40,
    f"👩{ZWJ}👩{ZWJ}👧{ZWJ}👦" * 120,
    "🏳️‍🌈✓☃𠮷🇹🇭" * 80,
    "<script>alert(1)</script>" * 60,
    "宇都宮市" * 400,
    "ນະຄອນຫຼວງວຽງຈັນ" * 90 + "ភ្នំពេញ" * 90 + "မြန်မာ" * 90,
    "".join(map(chr, range(0x20))) * 12,
    "ก\n" * 150,
    "\n" * 300,
    "\t" * 400 + "x",
    "\u00a0" * 600 + "ก" * 40,
    "a" * 24 + "\u00a0" + "b" * 24 + "\u00a0" + "c" * 24 + "\u00a0" + "d" * 24,
    "หนังสือแสดงเจตจำนงบันทึกความเข้าใจกระทรวงการต่างประเทศ" * 30,
    "____________" * 60 + "============" * 60 + "............" * 60,
    "W" * 24 + " " + "W" * 24,
]
_PIECES = [
    ["เชียงใหม่", "ปั้นน้ำเป็นตัว", "ต่าง ๆ", "ฯลฯ", "กิโลเมตร", "ที่", "และ", " ", "พ.ศ. 2563", "เมืองพี่เมืองน้อง"],
    [
        "\u0e48",
        "\u0e49",
        "\u0e31",
        "\u0e38",
        "\u0e39",
        "\u0e47",
        "\u0e4d",
        "\u0e4c",
        "เ",
        "แ",
        "ำ",
        "\u0301",
        "\u0327",
        "\u20dd",
    ],
    ["lorem ", "IPSUM", "Straße", "naïve", "a" * 40, "x\u00adx", "fi", "ﬀ", "Ω", "ß", "İ"],
    ["שלום", "مرحبا", "\u202e", "\u202d", "\u2067", "\u2069", "\u200f", "١٢٣", "ܐ", "ދ"],
    ["😀", f"👩{ZWJ}🚀", "🇹🇭", "👍🏽", "☃️", "1️⃣", "\U000e0061", "🏴", "✓"],
    [
        "<b>",
        "</td>",
        "<script>alert(1)</script>",
        "&amp;",
        "&#x202e;",
        "<!--",
        "]]>",
        "<img src=x onerror=alert(1)>",
    ],
    [
        "[a](javascript:alert(1))",
        "![x](https://example.org/x.png)",
        "# ",
        "**",
        "```",
        "|--|",
        "> ",
        "---\n",
        "~~",
    ],
    [
        "#panic()",
        "$x$",
        '#import "x"',
        "@entry-1",
        "<label>",
        "\\ ",
        "#sys.inputs",
        "/* */",
        "//",
        "#{",
        "]",
        "*_*",
    ],
    ["\\input{x}", "\\end{document}", "%", "$$", "\\write18{ls}", "^^M", "\\\\", "{", "}"],
    [
        "=1+1",
        "@SUM(A1)",
        "+cmd|' /C calc'!A0",
        "-2",
        '=HYPERLINK("https://example.org")',
        "'",
        "\t=",
        "\r\n=1",
        ";",
        '"',
    ],
    ["\u200b", "\u200c", ZWJ, "\u2060", "\ufeff", "\u034f", "\u180e", "\u00ad", "\u2028", "\u2029"],
    ["\ue000", "\uf8ff", "\U000f0000", "\U0010ffff", "\ufffe", "\ufdd0", "\ud800", "\udfff"],
    ["1" * 60, "9876543210" * 9, "๑๒๓๔๕" * 12, "3.14159", "1,000,000", "0x1F", "1e309", "½"],
    ["\x00", "\x07", "\x08", "\x0b", "\x0c", "\x1b[31m", "\x7f", "\x85", "\r", "\n", "\n\n\n", "\t"],
    [
        "{{ 7*7 }}",
        "{% raw %}",
        "${x}",
        "%s",
        "{0}",
        "__class__",
        "_x0041_",
        "_x000D_",
        "'; DROP TABLE--",
        "../../x",
        "CON",
    ],
    ["京都", "서울", "ຫຼວງ", "ភ្នំ", "မြန်", "𠮷", "हिन्दी", "தமிழ்", "Київ", "ꙮ", "𝕏"],
]


def fuzzed(texts: int, seed: int = 2563) -> list[str]:
    """So many texts of pieces that some format reads as its own, the same ones for one seed."""
    dice = random.Random(seed)

    def one(place: int) -> str:
        # two in three keep to one or two kinds, so that a kind also meets itself; the others mix them all
        kinds = dice.sample(_PIECES, len(_PIECES) if place % 3 == 0 else dice.randint(1, 2))
        return "".join(dice.choice(dice.choice(kinds)) for _ in range(dice.randint(1, 24)))

    return [one(place) for place in range(texts)]


def carrying(texts: list[str], **changes: Any) -> dict[str, Any]:
    """A summary with one entry for each text; a text stands in each other place where a person types too."""
    summary = sample(len(texts), **changes)
    after = count()

    def next_text() -> str:
        return texts[next(after) % len(texts)]

    for one, text in zip(summary["entries"], texts, strict=True):
        one["text"] = text
        if one["kind"] == "problem":
            one["cause"] = next_text()
        if one["kind"] == "recommendation":
            one["owner"], one["due"], one["budget"] = next_text(), next_text(), next_text()
    entries = {one["number"]: one for one in summary["entries"]}
    for finding in summary["findings"]:
        for name in ("title", "description", "statement", "owner", "next_step", "due", "budget"):
            finding[name] = next_text()
        for one in (*finding["quotations"], *finding["recommendations"]):
            one["text"] = entries[one["number"]]["text"]
        finding["released"] = True
        finding["paragraph"] = [{"text": next_text(), "numbers": finding["numbers"][:3]}]
        finding["causes"] = [{"cause": next_text(), "number": number} for number in finding["numbers"][:3]]
    summary["log"] = [
        {"number": f"A-{900 + place}", "became": "withdrawn", "into": None, "reason": next_text()}
        for place in range(min(len(texts), 40))
    ]
    return summary
