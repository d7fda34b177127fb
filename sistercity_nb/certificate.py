"""The certificate that a server in a network shows: one that was given, or one that it makes for itself.

A certificate of our own is signed by nobody whom a browser knows, so the browser warns, and people compare
the fingerprint with the one on the poster.
"""

import ipaddress
import os
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from sistercity_nb.errors import CannotRun

FOLDER = "certificate"  # in the home
LASTS = timedelta(days=90)
RENEWED = timedelta(days=7)  # before its end: no workshop outlives the certificate that it began with
_CLOCKS = timedelta(days=1)  # valid from yesterday, because telephones' clocks are slow at times
_LOOPBACK = ("localhost", "127.0.0.1")


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate and its key, both PEM files.

    ``fingerprint`` is its SHA-256 as browsers show it, ``names`` what it is valid for, ``own`` whether we
    signed it ourselves, so that a browser warns.
    """

    file: Path
    key: Path
    fingerprint: str
    ends: datetime
    names: tuple[str, ...]
    own: bool

    @property
    def public_names(self) -> tuple[str, ...]:
        """Those that can be written into an address for others."""
        return tuple(name for name in self.names if name not in _LOOPBACK and "*" not in name)


def own_certificate(home: Path, hosts: Sequence[str]) -> Certificate:
    """The certificate in ``home`` for these names and addresses; made anew if it is not for all of them.

    Raises:
        CannotRun: if the home cannot be written.
    """
    folder = home / FOLDER
    wanted = {*_LOOPBACK, *hosts}
    known = find_certificate(home)
    if known and wanted <= set(known.names) and datetime.now(UTC) < known.ends - RENEWED:
        return known
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _make(folder, sorted(wanted))
    except OSError as error:
        raise CannotRun(
            "A certificate cannot be made in {folder}: {reason}. Without one, what is typed could be read by "
            "anybody in the network. Name your own with --certificate and --key, or choose --insecure.",
            folder=folder,
            reason=error.strerror or error,
        ) from error
    return _read(folder / "certificate.pem", folder / "key.pem", own=True)


def given_certificate(file: Path, key: Path) -> Certificate:
    """The certificate that a person named.

    Raises:
        CannotRun: if it cannot be read, is over, or its key is another one's or locked by a passphrase.
    """
    certificate = _read(file, key, own=False)
    if certificate.ends <= datetime.now(UTC):
        raise CannotRun(
            "The certificate {file} ended on {day}. Name one that is still valid.",
            file=file,
            day=certificate.ends.date(),
        )
    return certificate


def find_certificate(home: Path) -> Certificate | None:
    """The certificate that we made in ``home`` earlier; None if there is none that can be used."""
    folder = home / FOLDER
    try:
        return _read(folder / "certificate.pem", folder / "key.pem", own=True)
    except CannotRun:
        return None


def _make(folder: Path, hosts: Sequence[str]) -> None:
    """Write a new key and its certificate for ``hosts``."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sistercity")])
    now = datetime.now(UTC)
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _CLOCKS)
        .not_valid_after(now + LASTS)
        .add_extension(x509.SubjectAlternativeName([_host(host) for host in hosts]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    _write(folder / "key.pem", secret)
    _write(folder / "certificate.pem", certificate.public_bytes(serialization.Encoding.PEM))


def _host(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _write(file: Path, content: bytes) -> None:
    """Put ``content`` in the file's place; from its first byte on nobody but its owner can read it."""
    new = file.with_suffix(".new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
        opened.write(content)
    new.replace(file)


def _read(file: Path, key: Path, own: bool) -> Certificate:
    for one in (file, key):
        try:
            one.read_bytes()
        except OSError as error:
            raise CannotRun(
                "{file} cannot be read: {reason}.", file=one, reason=error.strerror or error
            ) from error
    try:
        certificate = x509.load_pem_x509_certificate(file.read_bytes())
    except ValueError as error:
        raise CannotRun("{file} is not a certificate in PEM.", file=file) from error
    _check_pair(file, key)
    return Certificate(
        file, key, fingerprint(certificate), certificate.not_valid_after_utc, _names(certificate), own
    )


def _check_pair(file: Path, key: Path) -> None:
    """Try them out as the server will: a key of another certificate, or one with a passphrase, is refused."""
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(file, key, password=b"")
    except (ssl.SSLError, ValueError) as error:
        raise CannotRun(
            "{key} is not the key of the certificate {file}, or it is locked by a passphrase. "
            "Name the key that belongs to it, as PEM without a passphrase.",
            key=key,
            file=file,
        ) from error


def fingerprint(certificate: x509.Certificate) -> str:
    """Its SHA-256 in pairs of digits, as browsers show it."""
    return certificate.fingerprint(hashes.SHA256()).hex(":").upper()


def _names(certificate: x509.Certificate) -> tuple[str, ...]:
    try:
        found = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return ()
    addresses = [str(address) for address in found.get_values_for_type(x509.IPAddress)]
    return (*found.get_values_for_type(x509.DNSName), *addresses)
