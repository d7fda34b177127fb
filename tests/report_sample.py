"""A summary as ``sistercity_nb.summary`` makes it, for tests and for a look at a report; all is invented."""

import hashlib
import random
from typing import Any

from sistercity_nb.disclosure import public

GROUPS = [
    ("signed", "A", "กลุ่มจังหวัดที่มีการลงนามสถาปนาความสัมพันธ์เมืองพี่เมืองน้องกับต่างประเทศแล้ว", "ลงนามแล้ว"),
    (
        "considering",
        "B",
        "กลุ่มจังหวัดที่อยู่ระหว่างการพิจารณาสถาปนาความสัมพันธ์เมืองพี่เมืองน้องกับต่างประเทศ",
        "อยู่ระหว่างพิจารณา",
    ),
    ("not-started", "C", "กลุ่มจังหวัดที่ยังไม่มีการริเริ่มการสถาปนาความสัมพันธ์เมืองพี่เมืองน้องกับต่างประเทศ", "ยังไม่ริเริ่ม"),
]
KINDS = ["experience", "benefit", "problem", "recommendation"]
GUIDELINES = [
    "จังหวัดสามารถสถาปนาความสัมพันธ์เมืองพี่เมืองน้องได้ถูกต้องตามแนวทางปฏิบัติ",
    "จังหวัดที่มีการสถาปนาความสัมพันธ์เมืองพี่เมืองน้อง (Sister City) แล้ว "
    "สามารถดำเนินกิจกรรมภายหลังการลงนามให้เกิดผลเป็นรูปธรรมและมีความต่อเนื่อง",
    "มีกลไกขับเคลื่อน กำกับดูแล และติดตามประเมินผลการดำเนินความสัมพันธ์เมืองพี่เมืองน้อง (Sister City) ในส่วนกลางและระดับจังหวัด",
]
THEMES = [
    (
        "document-forms",
        "รูปแบบเอกสารความตกลงไม่ตรงกัน",
        "หนังสือแสดงเจตจำนงและบันทึกความเข้าใจของแต่ละฝ่ายใช้รูปแบบต่างกัน จึงใช้เวลานานกว่าจะได้ข้อสรุป",
    ),
    ("continuity", "ขาดความต่อเนื่องหลังการลงนาม", "ไม่มีกลไกหรือคณะทำงานที่ดูแลกิจกรรมร่วมกันหลังการลงนาม"),
    ("budget", "ไม่มีงบประมาณรองรับ", "จังหวัดขาดหรือไม่ได้จัดสรรงบประมาณไว้สำหรับการดำเนินความสัมพันธ์"),
    ("people", "บุคลากรและทักษะภาษา", "เจ้าหน้าที่ผู้รับผิดชอบมีน้อย เปลี่ยนบ่อย และต้องการทักษะภาษาของคู่ความสัมพันธ์"),
    ("trade", "การค้า การลงทุน และการท่องเที่ยว", "ประโยชน์ทางเศรษฐกิจที่จังหวัดได้รับหรือคาดว่าจะได้รับ"),
    ("education", "การแลกเปลี่ยนด้านการศึกษาและวัฒนธรรม", "นักเรียน ครู และศิลปินของสองฝ่ายไปมาหาสู่กัน"),
]
OPENINGS = {
    "experience": [
        "จังหวัดของเราเริ่มจากการแลกเปลี่ยนคณะผู้แทนปีละครั้ง",
        "ที่ผ่านมาได้ใช้วิธีตั้งคณะทำงานร่วมกับสภาอุตสาหกรรมและหอการค้าจังหวัด",
        "เคยจัดงานสัปดาห์วัฒนธรรมร่วมกับคู่ความสัมพันธ์ที่จังหวัดเชียงใหม่",
    ],
    "benefit": [
        "ผู้ประกอบการในพื้นที่ได้พบคู่ค้าโดยตรงและขายสินค้า OTOP ได้มากขึ้น",
        "นักเรียนทุนแลกเปลี่ยนกลับมาเป็นล่ามให้จังหวัดได้",
        "มีเที่ยวบินตรงและนักท่องเที่ยวเพิ่มขึ้นในช่วงเทศกาล",
    ],
    "problem": [
        "ร่างบันทึกความเข้าใจของฝ่ายจีนมีข้อบทที่ต่างจากแบบมาตรฐานของกระทรวงการต่างประเทศ",
        "เมื่อผู้ว่าราชการจังหวัดย้าย งานก็หยุดชะงักเพราะไม่มีผู้รับช่วงต่อ",
        "ไม่มีรหัสงบประมาณสำหรับงานวิเทศสัมพันธ์ ต้องขอใช้เงินเหลือจ่ายทุกปี",
        "เจ้าหน้าที่มีเพียง 1 คนและต้องทำงานอื่น ๆ ไปพร้อมกัน",
    ],
    "recommendation": [
        "ขอให้กองการต่างประเทศจัดทำแบบร่างสองภาษาพร้อมคำอธิบายรายข้อ",
        "ควรให้จังหวัดบรรจุกิจกรรมเมืองพี่เมืองน้องไว้ในแผนพัฒนาจังหวัดทุกปี",
        "ควรตั้งคณะทำงานระดับจังหวัดโดยมีรองผู้ว่าราชการจังหวัดเป็นประธาน",
    ],
    "lecture": ["ผู้แทนกระทรวงการต่างประเทศชี้แจงว่าหนังสือแสดงเจตจำนงไม่มีผลผูกพันตามกฎหมายระหว่างประเทศ"],
    "visit": ["คณะได้รับฟังกรณีของจังหวัดสมุทรสงครามกับเมืองเมาท์แอรี (Mount Airy) รัฐนอร์ทแคโรไลนา"],
}
ENDINGS = [
    "ทั้งนี้ ขึ้นอยู่กับความพร้อมของทั้งสองฝ่าย",
    "โดยเฉพาะอย่างยิ่งในช่วงปี พ.ศ. 2562 ที่มีการประชุมร่วมกัน 2 ครั้ง ณ นครคุนหมิง",
    "ซึ่งภาคเอกชนและภาคประชาชนต่างก็เห็นด้วยและพร้อมที่จะเข้ามามีส่วนร่วมในการดำเนินกิจกรรมต่าง ๆ",
    "รายละเอียดตามที่เสนอในกลุ่มย่อย",
    "จึงขอให้ส่วนกลางช่วยติดตามและประสานกับสถานกงสุลใหญ่อย่างใกล้ชิด "
    "เพื่อให้การหารือเดินหน้าได้โดยไม่ต้องรอคำสั่งใหม่ทุกครั้งที่มีการเปลี่ยนตัวผู้บริหาร",
]
NAMES = [
    "เชียงใหม่",
    "เชียงราย",
    "สมุทรสงคราม",
    "พระนครศรีอยุธยา",
    "กองการต่างประเทศ",
    "กระทรวงการต่างประเทศ",
    "กระทรวงมหาดไทย",
    "บันทึกความเข้าใจ",
    "หนังสือแสดงเจตจำนง",
    "คุนหมิง",
    "นอร์ทแคโรไลนา",
    "เมาท์แอรี",
]


def sample(entries: int = 300, **changes: Any) -> dict[str, Any]:
    """A summary of ``entries`` reported entries; ``changes`` replace top-level keys."""
    made = [_entry(number, entries) for number in range(entries)]
    per_kind = {kind: [one for one in made if one["kind"] == kind] for kind in OPENINGS}
    for place, recommendation in enumerate(per_kind["recommendation"]):
        problem = per_kind["problem"][place % max(len(per_kind["problem"]) // 2, 1)]
        recommendation["answers"].append(problem["number"])
        problem["answered_by"].append(recommendation["number"])
    made.sort(key=lambda one: one["number"])
    groups = [_group(made, *group) for group in GROUPS]
    findings = sorted(
        (_finding(made, *theme) for theme in THEMES if any(theme[0] in one["themes"] for one in made)),
        key=lambda one: -one["entries"],
    )
    if changes.get("edition", "public") == "public":
        groups, findings = public(groups, findings)
    return {
        "version": 2,
        "program": "0.1.0",
        "libraries": {"typst": "0.15.2", "matplotlib": "3.11.2"},
        "seal": None,
        "language": "th",
        "fingerprint": hashlib.sha256(str(entries).encode()).hexdigest(),
        "revisions": entries + 31,
        "as_of": "2020-03-20T09:12:00+00:00",
        "edition": "public",
        "final": None,
        "filed": None,
        "simulated": True,
        "workshop": _workshop(),
        "participants": None,
        "counts": {"entries": len(made), "kinds": _kinds(made), "groups": groups},
        "entries": made,
        "findings": findings,
        "uncoded": sum(not one["themes"] for one in made),
        "extent_rule": "ส่วนใหญ่ หมายถึง ตั้งแต่กึ่งหนึ่งของจังหวัดที่รับฟัง บางส่วน หมายถึง ตั้งแต่หนึ่งในห้า นอกนั้นเป็นส่วนน้อย",
        "coverage": _coverage(groups, made),
        "balance": _balance(made),
        "log": [
            {"number": "A-901", "became": "withdrawn", "into": None, "reason": "บันทึกซ้ำกับข้อความก่อนหน้า"},
            {"number": "B-902", "became": "withheld", "into": None, "reason": ""},
        ],
        "evaluation": None,
        "charts": _charts(groups, findings),
        "additions": [],
        **changes,
    }


def _entry(number: int, entries: int) -> dict[str, Any]:
    plenary = number >= entries - max(entries // 25, 2)
    dice = random.Random(number)
    group, letter, _, short = (
        ("plenary", "P", "", "ที่ประชุมรวม") if plenary else dice.choices(GROUPS, [4, 3, 2])[0]
    )
    kind = ["lecture", "visit"][number % 2] if plenary else dice.choices(KINDS, [3, 2, 4, 4])[0]
    text = " ".join(
        [
            OPENINGS[kind][number % len(OPENINGS[kind])],
            *(ENDINGS[(number + step) % 5] for step in range(1 + number % 3)),
        ]
    )
    themes = (
        []
        if plenary or number % 11 == 0
        else [dice.choices(THEMES, [9, 7, 6, 4, 5, 3])[0][0], *([THEMES[2][0]] if number % 9 == 0 else [])]
    )
    return {
        "id": f"e{number}",
        "number": f"{letter}-{number + 1:03d}",
        "revision": f"r{number}",
        "group": group,
        "kind": kind,
        "guideline": None if plenary else dice.choice([1, 1, 2, 2, 2, 3, None]),
        "text": f"{text} (ข้อ {number + 1})",
        "label": short + (" จังหวัดเชียงใหม่" if number % 40 == 7 else ""),
        "answers": [],
        "answered_by": [],
        "themes": list(dict.fromkeys(themes)),
        "severity": number % 3 + 1 if kind == "problem" else None,
        "cause": "",
        "owner": "กองการต่างประเทศ สป." if kind == "recommendation" and number % 4 else "",
        "due": "ภายใน 6 เดือน" if kind == "recommendation" and number % 3 else "",
        "budget": "200,000 บาท" if kind == "recommendation" and number % 5 else "",
        "created": "2020-03-18T08:00:00+00:00",
    }


def _kinds(entries: list[dict[str, Any]]) -> dict[str, int]:
    return {kind: sum(one["kind"] == kind for one in entries) for kind in OPENINGS}


def _group(entries: list[dict[str, Any]], group: str, letter: str, title: str, short: str) -> dict[str, Any]:
    own = [one for one in entries if one["group"] == group]
    guidelines = {str(number): sum(one["guideline"] == number for one in own) for number in (1, 2, 3)}
    return {
        "id": group,
        "title": title,
        "short": short,
        "entries": len(own),
        "provinces": min(26, len(own)),
        "kinds": _kinds(own),
        "guidelines": {**guidelines, "none": len(own) - sum(guidelines.values())},
    }


def _finding(entries: list[dict[str, Any]], theme: str, title: str, description: str) -> dict[str, Any]:
    own = [one for one in entries if theme in one["themes"]]
    heard = max(len(own) // 2, 1)
    quoted = [
        {key: one[key] for key in ("number", "revision", "text", "label")}
        for one in own
        if one["kind"] != "recommendation"
    ][:3]
    recommended = [
        {key: one[key] for key in ("number", "revision", "text", "label", "answers")}
        for one in own
        if one["kind"] == "recommendation"
    ]
    by_group = [
        {
            "group": group[0],
            "entries": sum(one["group"] == group[0] for one in own),
            "provinces": heard // 3 + place,
            "of": 24 + place,
            "extent": ["majority", "some", "few"][place],
        }
        for place, group in enumerate(GROUPS)
    ]
    cells = [
        {"group": group[0], "guideline": number, "entries": count, "provinces": count}
        for group in GROUPS
        for number in (1, 2, 3, None)
        if (count := sum(one["group"] == group[0] and one["guideline"] == number for one in own))
    ]
    return {
        "theme": theme,
        "title": title,
        "description": description,
        "entries": len(own),
        "groups": 3,
        "provinces": heard,
        "share": min(heard / 75, 1.0),
        "extent": "majority" if heard > 37 else "some" if heard > 15 else "few",
        "by_group": by_group,
        "cells": cells,
        "kinds": _kinds(own),
        "quotations": quoted,
        "recommendations": recommended[:4],
        "numbers": [one["number"] for one in own],
        "severity": {"1": 0, "2": 0, "3": 0},
        "dots": 0,
        "causes": [],
        "dissent": None,
        "compared": [],
        "draft": [],
        "released": False,
        **dict.fromkeys(("statement", "owner", "next_step", "due", "budget"), ""),
        **{name: [] for name in ("paragraph", "guidelines", "objectives", "alignment")},
    }


def _workshop() -> dict[str, Any]:
    return {
        "id": "sistercity-2563",
        "start": "2020-03-18",
        "end": "2020-03-20",
        "expected": 110,
        "arabic_digits": [],
        "names": NAMES,
        "title": "โครงการประชุมเชิงปฏิบัติการเพื่อขับเคลื่อนแผนการดำเนินความสัมพันธ์เมืองพี่เมืองน้อง"
        "ในระดับจังหวัด พ.ศ. ๒๕๖๒ - ๒๕๖๖ ประจำปีงบประมาณ พ.ศ. ๒๕๖๓",
        "short": "ประชุมเชิงปฏิบัติการเมืองพี่เมืองน้อง ๒๕๖๓",
        "owner": "กองการต่างประเทศ สำนักงานปลัดกระทรวงมหาดไทย",
        "venue": "จังหวัดสมุทรสงคราม",
        "background": [
            "รัฐบาลมีนโยบายสนับสนุนให้จังหวัดของไทยได้ดำเนินความสัมพันธ์และความร่วมมือกับจังหวัดหรือหน่วยการปกครองของต่างประเทศ "
            "เพื่อนำเอามิติด้านการต่างประเทศมาสนับสนุนและขับเคลื่อนการพัฒนาจังหวัด",
            "กระทรวงมหาดไทยจึงเห็นควรจัดทำโครงการประชุมเชิงปฏิบัติการ "
            "เพื่อนำบุคลากรจากทุกจังหวัดและหน่วยงานที่เกี่ยวข้องมาร่วมรับทราบแนวทางและระดมความเห็นเพื่อการแก้ไขอุปสรรค/ปัญหา",
        ],
        "objectives": [{"id": f"3.{number}", "text": text} for number, text in enumerate(_OBJECTIVES, 1)],
        "guidelines": [
            {
                "no": number,
                "title": title,
                "details": ["คณะทำงานมีการดำเนินกิจกรรมขับเคลื่อนอย่างเป็นรูปธรรม อย่างน้อยปีละ ๑ ครั้ง"],
            }
            for number, title in enumerate(GUIDELINES, 1)
        ],
        "expected_results": [
            {
                "id": "8.1",
                "text": "ผู้เข้าอบรมสามารถกำหนดจัดเตรียมแผนงาน/โครงการ/กิจกรรมและแนวทางการจัดสรรงบประมาณได้",
            },
            {"id": "8.2", "text": "แลกเปลี่ยนองค์ความรู้และสร้างกลุ่มเครือข่ายระหว่างเจ้าหน้าที่"},
        ],
        "agenda": [
            {"no": "5.1 (1)", "title": "การมอบนโยบายโดยผู้บริหารระดับสูงของกระทรวงมหาดไทย", "note": ""},
            {"no": "5.1 (2)", "title": "การบรรยายโดยวิทยากรผู้ทรงคุณวุฒิ", "note": ""},
            {
                "no": "5.2",
                "title": "การศึกษาดูงาน จังหวัดสมุทรสงคราม กับ เมืองเมาท์แอรี (Mount Airy) รัฐนอร์ทแคโรไลนา",
                "note": "เอกสารโครงการสะกดว่า “เมืองเมาร์ท แอริโซนา”",
            },
        ],
        "participants": [
            {
                "part": "4.1",
                "part_title": "ส่วนภูมิภาค",
                "who": "ผู้ปฏิบัติงานด้านการต่างประเทศ จังหวัดละ ๑ คน",
                "number": 76,
            },
            {"part": "4.2", "part_title": "ส่วนกลาง", "who": "กองการต่างประเทศ สป.", "number": 27},
            {"part": "4.3", "part_title": "ส่วนราชการอื่น", "who": "กระทรวงการต่างประเทศ", "number": 7},
        ],
        "alignment": [
            {
                "title": "ยุทธศาสตร์ชาติ (พ.ศ. ๒๕๖๑ – ๒๕๘๐)",
                "points": ["ด้านความมั่นคง", "ด้านการสร้างความสามารถในการแข่งขัน"],
            }
        ],
        "groups": [dict(zip(("id", "letter", "title", "short"), group, strict=True)) for group in GROUPS],
        "questionnaire": None,
    }


_OBJECTIVES = [
    "เพื่อชี้แจงแนวทางทั้ง ๓ ประการของแผนขับเคลื่อนการดำเนินความสัมพันธ์เมืองพี่เมืองน้อง",
    "เพื่อทบทวนผลการดำเนินความสัมพันธ์ ประโยชน์ที่ได้รับ อุปสรรค/ปัญหา และร่วมหาแนวทางดำเนินการ",
    "เพื่อศึกษาดูงานจังหวัดที่มีผลการดำเนินงานที่เป็นรูปธรรม (Best Practice)",
    "เพื่อให้กองการต่างประเทศนำข้อมูลมาประมวลผล วิเคราะห์ และวางแผน",
]


def _coverage(groups: list[dict[str, Any]], entries: list[dict[str, Any]]) -> dict[str, Any]:
    guidelines = [
        {
            "no": number,
            "title": title,
            "entries": sum(one["guideline"] == number for one in entries),
            "missing_groups": ["not-started"] if number == 3 else [],
        }
        for number, title in enumerate(GUIDELINES, 1)
    ]
    needs = [
        ("บันทึกการบรรยาย", "lecture"),
        ("ปัญหา/อุปสรรคจากทุกกลุ่ม", "problem"),
        ("บันทึกการศึกษาดูงาน", "visit"),
        ("ข้อเสนอแนะจากทุกกลุ่ม", "recommendation"),
    ]
    objectives = [
        {
            "id": f"3.{number}",
            "text": _OBJECTIVES[number - 1],
            "met": number != 4,
            "needs": [
                {
                    "label": label,
                    "entries": sum(one["kind"] == kind for one in entries),
                    "met": number != 4,
                    "missing_groups": ["not-started"] if number == 4 else [],
                }
            ],
        }
        for number, (label, kind) in enumerate(needs, 1)
    ]
    return {"guidelines": guidelines, "objectives": objectives}


def _balance(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    rows = []
    for group, *_ in [*GROUPS, ("plenary",)]:
        own = sum(one["group"] == group for one in entries)
        for day, reported in (("2020-03-18", own // 2), ("2020-03-19", own - own // 2)):
            rows.append(
                {
                    "group": group,
                    "day": day,
                    "entered": reported + 6,
                    "reported": reported,
                    "merged": 2,
                    "withdrawn": 1,
                    "withheld": 2,
                    "erased": 1,
                }
            )
    return rows


def _charts(groups: list[dict[str, Any]], findings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    kinds = {
        "experience": "แลกเปลี่ยนประสบการณ์",
        "benefit": "ประโยชน์ที่ได้รับ",
        "problem": "ปัญหา/อุปสรรค",
        "recommendation": "ข้อเสนอแนะ",
    }
    shorts = {group["id"]: group["short"] for group in groups}

    def chart(
        name: str, form: str, title: str, labels: str, rows: list[tuple[str, str, float]]
    ) -> dict[str, Any]:
        row, column, value = labels.split("|")
        return {
            "id": name,
            "form": form,
            "chapter": "chapter-4",
            "title": title,
            "alt": f"{title}: {len(rows)} ค่า",
            "row_label": row,
            "column_label": column,
            "value_label": value,
            "rows": [dict(zip(("row", "column", "value"), one, strict=True)) for one in rows],
        }

    return [
        chart(
            "kinds-by-group",
            "bars",
            "จำนวนรายการจำแนกตามกลุ่มและประเภท",
            "กลุ่ม|ประเภท|รายการ",
            [
                (group["short"], label, group["kinds"][kind])
                for group in groups
                for kind, label in kinds.items()
            ],
        ),
        chart(
            "themes-by-group",
            "bars",
            "จำนวนรายการในแต่ละประเด็นจำแนกตามกลุ่ม",
            "ประเด็น|กลุ่ม|รายการ",
            [
                (one["title"], shorts[cell["group"]], cell["entries"])
                for one in findings
                for cell in one["by_group"]
            ],
        ),
        chart(
            "guidelines-by-group",
            "heatmap",
            "จำนวนรายการจำแนกตามกลุ่มและแนวทาง",
            "กลุ่ม|แนวทาง|รายการ",
            [
                (group["short"], f"แนวทางที่ {number}" if number != "none" else "ไม่ระบุ", count)
                for group in groups
                for number, count in group["guidelines"].items()
            ],
        ),
        chart(
            "provinces-by-theme",
            "dots",
            "จำนวนจังหวัดที่กล่าวถึงแต่ละประเด็น",
            "ประเด็น||จังหวัด",
            [(one["title"], "", one["provinces"]) for one in findings if one["provinces"] is not None],
        ),
    ]
