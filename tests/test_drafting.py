"""The draft of a finding: counts and quotations alone, each sentence with its entries."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sistercity_nb import summarise
from sistercity_nb.drafting import sentences, written
from sistercity_nb.judgements import Finding, Pairing
from sistercity_nb.model import Decision, RecordType
from sistercity_nb.report.html import html
from sistercity_nb.store import Revision, Store


@pytest.mark.parametrize("language", ["th", "en"])
def test_every_sentence_rests_on_entries(demonstration: Store, language: str) -> None:
    """Each sentence of a draft names printed entries; what stands in quotation marks is what was recorded."""
    made = summarise(demonstration, language)
    texts = {entry["number"]: entry["text"] for entry in made["entries"]}
    for finding in made["findings"]:
        assert finding["draft"]
        for sentence in finding["draft"]:
            assert sentence["numbers"]
            assert set(sentence["numbers"]) <= set(texts)
        for quotation in finding["quotations"]:
            assert quotation["text"] == texts[quotation["number"]]


words = st.text(alphabet="กขคง abc,.“”()", min_size=1).map(lambda text: " ".join(text.split())).filter(bool)
rows = st.lists(
    st.fixed_dictionaries(
        {"text": words, "numbers": st.lists(st.from_regex(r"[A-C]-[0-9]{3}[ab]?", fullmatch=True))}
    )
)


@given(rows)
def test_what_is_written_is_read_again(made: list[dict[str, object]]) -> None:
    """Written line by line and read again, sentences keep their words and their entries."""
    assert sentences(written(made)) == made


def test_only_what_was_released_is_printed(demonstration: Store) -> None:
    """A statement and its paragraph are in the summary once a person has released them, and not before."""
    theme = summarise(demonstration)["findings"][0]["theme"]
    told = {
        "theme": theme,
        "statement": "ขาดงบประมาณ",
        "paragraph": "ข้อความ [A-001, A-002]",
        "alignment": ["1.1"],
    }
    for released in (False, True):
        body = Finding.from_body(f"finding:{theme}", {**told, "released": released}).body()
        demonstration.append([Revision(f"f{released}", f"finding:{theme}", RecordType.FINDING, body)])
        finding = summarise(demonstration)["findings"][0]
        assert finding["statement"] == ("ขาดงบประมาณ" if released else "")
    assert finding["paragraph"] == [{"text": "ข้อความ", "numbers": ["A-001", "A-002"]}]
    assert finding["alignment"][0]["point"] == demonstration.workshop.alignment[0].points[0]


def test_a_merged_entry_is_in_the_balance_and_the_log(demonstration: Store) -> None:
    """Of two entries that say the same one is printed, and the log says which speaks for the other."""
    before = summarise(demonstration)
    first, second = sorted(entry["id"] for entry in before["entries"][:2])
    pairing = Pairing(first, second, Decision.ACCEPTED)
    demonstration.append([Revision("p", pairing.id, RecordType.PAIRING, pairing.body())])
    after = summarise(demonstration)
    assert len(after["entries"]) == len(before["entries"]) - 1
    assert sum(row["merged"] for row in after["balance"]) == 1
    [merged] = [row for row in after["log"] if row["became"] == "merged"]
    assert (merged["number"], merged["into"]) == (
        before["entries"][1]["number"],
        before["entries"][0]["number"],
    )


def test_a_sentence_names_thirty_entries_and_leads_to_the_others(demonstration: Store) -> None:
    """A sentence keeps all of its entries; the report names thirty and leads to where the others are."""
    summary = summarise(demonstration)
    finding = summary["findings"][0]
    numbers = [entry["number"] for entry in summary["entries"]][:42]
    finding |= {"released": True, "statement": "ขาดงบประมาณ"}
    finding["paragraph"] = sentences(written([{"text": "ขาดงบ", "numbers": numbers}]))
    assert finding["paragraph"] == [{"text": "ขาดงบ", "numbers": numbers}]
    page = html(summary)
    said = page[page.index("ขาดงบ ") :]
    assert said[: said.index(")")].count('href="#entry-') == 30
    assert 'href="#annex-entries"' in said[: said.index(")")]
