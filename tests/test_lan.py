"""`--lan`: the certificate, what is printed, what is refused, and under which names the server answers."""

import re
import ssl
import stat
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from serving import TOKEN, Server, environment, free_port, serving

from sistercity_nb import certificate, network
from sistercity_nb.certificate import Certificate, find_certificate, given_certificate, own_certificate
from sistercity_nb.errors import CannotRun

HOSTS = ("192.0.2.7", "laptop.local")


@pytest.fixture
def own(tmp_path: Path) -> Certificate:
    """A certificate that was made in an empty home."""
    return own_certificate(tmp_path, HOSTS)


def test_a_certificate_is_for_every_name_of_this_machine(own: Certificate) -> None:
    """It holds the loopback names and all that were asked for, is an EC P-256 one, and lasts 90 days."""
    assert set(own.names) == {"localhost", "127.0.0.1", *HOSTS}
    made = x509.load_pem_x509_certificate(own.file.read_bytes())
    key = serialization.load_pem_private_key(own.key.read_bytes(), None)
    assert getattr(key, "curve").name == "secp256r1"  # noqa: B009  the type says any private key
    assert made.not_valid_before_utc < datetime.now(UTC)
    assert timedelta(days=89) < own.ends - datetime.now(UTC) <= timedelta(days=90)
    assert re.fullmatch("[0-9A-F]{2}(:[0-9A-F]{2}){31}", own.fingerprint)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps no such modes")
def test_the_key_is_its_owners_alone(own: Certificate) -> None:
    """Nobody else may read the key or look into its folder."""
    assert stat.S_IMODE(own.key.stat().st_mode) == 0o600
    assert stat.S_IMODE(own.key.parent.stat().st_mode) == 0o700


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps no such modes")
def test_the_key_is_never_readable_even_for_a_moment(tmp_path: Path) -> None:
    """The file has its mode from its first byte on, whatever the shell's umask."""
    code = (
        "import os, sys; os.umask(0); from pathlib import Path;"
        "from sistercity_nb import certificate;"
        "Path.replace = lambda new, old: print(new.name, oct(new.stat().st_mode & 0o777));"
        "certificate._make(Path(sys.argv[1]), ['localhost'])"
    )
    run = subprocess.run([sys.executable, "-c", code, tmp_path], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["key.new", "0o600", "certificate.new", "0o600"]


def test_a_certificate_is_kept_until_it_must_be_another_one(
    tmp_path: Path, own: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same addresses keep it, another address or a near end renews it, and so does a damaged file."""
    assert own_certificate(tmp_path, HOSTS) == own
    assert own_certificate(tmp_path, HOSTS[:1]) == own
    moved = own_certificate(tmp_path, [*HOSTS, "192.0.2.8"])
    assert "192.0.2.8" in moved.names
    assert moved.fingerprint != own.fingerprint
    monkeypatch.setattr(certificate, "RENEWED", certificate.LASTS)
    renewed = own_certificate(tmp_path, moved.names)
    assert renewed.fingerprint != moved.fingerprint
    monkeypatch.undo()
    renewed.key.write_text("not a key", encoding="utf-8")
    assert find_certificate(tmp_path) is None
    assert own_certificate(tmp_path, HOSTS).fingerprint != renewed.fingerprint


def test_a_certificate_that_cannot_be_used_is_named(
    tmp_path: Path, own: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A missing file, another's key, a locked one, something else, an old one: each is a plain sentence."""
    other = own_certificate(tmp_path / "other", HOSTS)
    locked = tmp_path / "locked.pem"
    key = serialization.load_pem_private_key(own.key.read_bytes(), None)
    wordy = serialization.BestAvailableEncryption(b"a passphrase")
    locked.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, wordy)
    )
    for file, second, reason in (
        (tmp_path / "none.pem", own.key, "none.pem cannot be read: No such file"),
        (own.file, tmp_path / "none.pem", "none.pem cannot be read: No such file"),
        (own.file, other.key, "is not the key of the certificate"),
        (own.file, locked, "locked by a passphrase"),
        (own.key, own.key, "is not a certificate in PEM"),
    ):
        with pytest.raises(CannotRun, match=reason):
            given_certificate(file, second)
    monkeypatch.setattr(certificate, "LASTS", timedelta(seconds=-1))
    old = own_certificate(tmp_path / "old", HOSTS)
    with pytest.raises(CannotRun, match="ended on"):
        given_certificate(old.file, old.key)


def test_a_home_that_cannot_be_written_names_the_ways_out(tmp_path: Path) -> None:
    """Plain HTTP is never the silent way out."""
    (tmp_path / certificate.FOLDER).write_text("in the way", encoding="utf-8")
    with pytest.raises(CannotRun, match="choose --insecure"):
        own_certificate(tmp_path, HOSTS)


def test_addresses_are_those_that_others_can_reach() -> None:
    """No loopback address and no link-local one is announced."""
    for address in network.addresses():
        assert not address.startswith(("127.", "169.254.", "0."))


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--insecure"], "go with --lan"),
        (["--certificate", "c.pem", "--key", "k.pem"], "go with --lan"),
        (["--lan", "--certificate", "c.pem"], "give both"),
        (["--lan", "--key", "k.pem"], "give both"),
        (["--lan", "--insecure", "--certificate", "c.pem", "--key", "k.pem"], "Choose either"),
        (["--lan", "--certificate", "c.pem", "--key", "k.pem"], "c.pem cannot be read"),
    ],
)
@pytest.mark.parametrize("verb", ["run", "lab"])
def test_options_that_do_not_go_together_are_refused(
    tmp_path: Path, verb: str, arguments: list[str], reason: str
) -> None:
    """One plain line, exit code 1, and nothing is made."""
    run = subprocess.run(
        [sys.executable, "-m", "sistercity_nb", verb, "--no-browser", *arguments],
        cwd=tmp_path,
        env=environment(tmp_path, SISTERCITY_LANGUAGE="en"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 1, run.stderr
    (line,) = run.stderr.splitlines()
    assert reason in line or not network.addresses()
    assert not (tmp_path / "records").exists()


in_a_network = pytest.mark.skipif(not network.addresses(), reason="this machine is in no network")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server in the network, with a certificate of its own."""
    home = tmp_path_factory.mktemp("lan")
    (home / "sistercity.toml").write_text('language = "en"\n', encoding="utf-8")
    with serving(home, None, "--lan") as running:
        yield running


@in_a_network
def test_what_is_printed(server: Server) -> None:
    """The lead's address has the token, those for everybody have none; the fingerprint is the true one."""
    said = server.log.read_text(encoding="utf-8").splitlines()
    port = server.base.rstrip("/").rpartition(":")[2]
    assert said[1] == f"https://127.0.0.1:{port}/sistercity?token={TOKEN}"
    joining = [line for line in said[2:] if line.startswith("https://")]
    assert joining[0] == f"https://{network.addresses()[0]}:{port}/login"
    assert "token" not in "".join(said[2:])
    shown = ssl.get_server_certificate(("127.0.0.1", int(port)))
    assert certificate.fingerprint(x509.load_pem_x509_certificate(shown.encode())) in said


@in_a_network
def test_the_announced_addresses_are_those_of_the_certificate(server: Server) -> None:
    """Whoever trusts the certificate reaches the server at its network address without any doubt left."""
    found = find_certificate(server.log.parent)
    assert found is not None
    trusting = ssl.create_default_context(cafile=str(found.file))
    port = server.base.rstrip("/").rpartition(":")[2]
    with httpx.Client(verify=trusting, trust_env=False) as client:
        answer = client.get(f"https://{network.addresses()[0]}:{port}/login")
    assert answer.status_code == 200


@in_a_network
def test_plain_http_gets_no_answer(server: Server) -> None:
    """Outside loopback and on it, nothing is said in the clear."""
    with pytest.raises(httpx.TransportError):
        httpx.get(server.base.replace("https", "http"), trust_env=False)


@in_a_network
@pytest.mark.parametrize("path", ["", "login", "lab", "api/contents", "sistercity", "sistercity/api/records"])
def test_a_name_that_is_not_ours_is_refused(server: Server, path: str) -> None:
    """A name that somebody else points at this machine reaches nothing, not even with the token."""
    for host in ("evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "evil.example:443"):
        answer = server.client.get(f"{server.base}{path}", headers={"Host": host})
        assert answer.status_code == 403
        assert "does not answer under the name" in answer.text


@in_a_network
@pytest.mark.parametrize(
    "host", ["localhost", "127.0.0.1", "198.51.100.20", "[2001:db8::1]", *network.names()]
)
def test_addresses_and_own_names_are_answered(server: Server, host: str) -> None:
    """Nobody else can pose as this server under an address; a laptop that changed its Wi-Fi is answered."""
    assert server.client.get(f"{server.base}login", headers={"Host": host}).status_code == 200


@in_a_network
def test_cookies_stay_on_the_encrypted_line(server: Server) -> None:
    """Whoever comes in over HTTPS gets no cookie that a plain request would send."""
    with httpx.Client(verify=False, trust_env=False) as browser:  # noqa: S501  looked at above
        answer = browser.get(server.page)
        form = browser.get(f"{server.base}login")
    cookies = [line for part in (answer, form) for line in part.headers.get_list("Set-Cookie")]
    kept = [line for line in cookies if line.startswith(("username-", "_xsrf="))]
    assert {line.partition("=")[0].partition("-")[0] for line in kept} == {"username", "_xsrf"}
    assert all("secure" in line.lower() for line in kept)


@in_a_network
def test_insecure_serves_plain_http_and_says_so(tmp_path: Path) -> None:
    """Who asks for it gets plain HTTP on the network, with a warning and no fingerprint."""
    (tmp_path / "sistercity.toml").write_text('language = "en"\n', encoding="utf-8")
    with serving(tmp_path, None, "--lan", "--insecure") as server:
        said = server.log.read_text(encoding="utf-8")
        assert "can read the codes and what is typed" in said
        assert "SHA-256" not in said
        address = next(line for line in said.splitlines()[2:] if line.startswith("http://"))
        assert httpx.get(address, trust_env=False).status_code == 200
    assert not (tmp_path / certificate.FOLDER).exists()


@in_a_network
def test_a_certificate_of_ones_own_is_used(tmp_path: Path) -> None:
    """Its names are announced and answered, and no fingerprint is printed: browsers know who signed it."""
    (tmp_path / "sistercity.toml").write_text('language = "en"\n', encoding="utf-8")
    given = own_certificate(tmp_path / "elsewhere", ["workshop.example.org", "*.example.net"])
    port = free_port()
    options = ("--lan", "--certificate", str(given.file), "--key", str(given.key))
    with serving(tmp_path, port, *options) as server:
        said = server.log.read_text(encoding="utf-8")
        assert f"https://workshop.example.org:{port}/login" in said
        assert "SHA-256" not in said
        for host, status in (("workshop.example.org", 200), ("room.example.net", 200), ("example.net", 403)):
            answer = server.client.get(f"{server.base}login", headers={"Host": host})
            assert answer.status_code == status, host
    assert not (tmp_path / certificate.FOLDER).exists()
