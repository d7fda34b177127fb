"""Sheets of paper cards, as the server sends them; tests/browser prints them."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from serving import Server, serving

from sistercity_nb.errors import Refused
from sistercity_nb.network import addresses
from sistercity_nb.server.cards import MOST_CARDS, card, card_range, only_this_computer


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of an empty record."""
    home = tmp_path_factory.mktemp("workshop")
    (home / "sistercity.toml").write_text('language = "th"\n', encoding="utf-8")
    with serving(home) as running:
        yield running


def labels(page: str) -> list[str]:
    """The big numbers of the cards on a page."""
    return re.findall(r'class="number">([^<]+)<', page)


def test_the_cards_that_were_asked_for(server: Server) -> None:
    """The sheets carry each number from the first to the last once, with the group's letter, four a sheet."""
    page = server.get("cards/considering/print?from=15&to=24").text
    assert labels(page) == [f"B·{number:03d}" for number in range(15, 25)]
    assert page.count('class="sheet"') == 3
    assert "<script" not in page
    assert " style=" not in page


def test_a_card_names_the_kinds_of_its_group(server: Server) -> None:
    """A card of a group offers what is said in groups, one of the whole room lecture and visit."""
    group = server.get("cards/signed/print?to=1").text
    room = server.get("cards/plenary/print?to=1").text
    assert group.count('class="box"') == 4
    assert "ปัญหา/อุปสรรค" in group
    assert room.count('class="box"') == 2
    assert labels(room) == ["P·001"]


@pytest.mark.parametrize(
    "asked",
    ["from=0&to=4", "from=9&to=8", f"from=1&to={MOST_CARDS + 1}", "from=9999&to=10000", "to=four", "to=-1"],
)
def test_a_wrong_range_is_a_page_that_says_so(server: Server, asked: str) -> None:
    """What cannot be printed is refused on a page in words, not with a broken sheet."""
    answer = server.get(f"cards/signed/print?{asked}")
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    assert not labels(answer.text)


def test_an_unknown_group_has_no_cards(server: Server) -> None:
    """A group that the workshop does not have is a page that is not there."""
    assert server.get("cards/nobody/print").status_code == 404
    assert server.get("cards/nobody").status_code == 404


def test_a_range_may_be_as_long_as_it_says() -> None:
    """Two hundred cards at once are the most, wherever they begin."""
    assert len(card_range(1, MOST_CARDS)) == MOST_CARDS
    assert list(card_range(9999, 9999)) == [9999]
    with pytest.raises(Refused):
        card_range(2, MOST_CARDS + 2)


def test_the_codes_lead_to_their_own_cards(server: Server) -> None:
    """The QR code of a card holds the address that the page was asked under, and the card's number."""
    page = server.get("cards/signed/print?from=17&to=18").text
    for number in (17, 18):
        drawn = card("A", number, f"{server.base}sistercity/cards/signed")["qr"]
        assert page.count(drawn) == 1


@pytest.mark.skipif(not addresses(), reason="this machine is in no network")
def test_cards_printed_on_the_server_itself_lead_others_there(tmp_path: Path) -> None:
    """In a room the codes hold the announced address, though the sheets were opened on the server itself."""
    (tmp_path / "sistercity.toml").write_text('language = "th"\n', encoding="utf-8")
    with serving(tmp_path, None, "--lan", "--insecure") as server:
        page = server.get("cards/signed/print?to=1").text
        there = f"http://{addresses()[0]}:{server.client.get(server.base).url.port}"
    assert card("A", 1, f"{there}/sistercity/cards/signed")["qr"] in page
    assert 'class="warning"' not in page


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", True),
        ("localhost", True),
        ("[::1]", True),
        ("192.168.1.20", False),
        ("laptop.local", False),
    ],
)
def test_an_address_for_this_computer_alone_is_known(host: str, expected: bool) -> None:
    """Whoever prints codes that no telephone can open is told before the cards are cut."""
    assert only_this_computer(host) is expected
