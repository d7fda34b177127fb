"""Starting the suite: the record made ready, then Jupyter Server with our pages and JupyterLab."""

import os
import platform
import secrets
import shutil
import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from sistercity_nb import network
from sistercity_nb.errors import CannotRun
from sistercity_nb.settings import Settings, shipped
from sistercity_nb.store import open_store

if TYPE_CHECKING:
    from sistercity_nb.certificate import Certificate

HOST = "127.0.0.1"  # what is typed in a workshop is not offered to a network that nobody has checked
EVERYWHERE = "0.0.0.0"  # noqa: S104  only with --lan
LARGEST_UPLOAD = 100_000_000  # bytes of one request: JupyterLab sends a large file in parts, a notebook whole
FIRST_PORT = 8888
START_PAGE = "sistercity"
NOTEBOOKS = "lab/tree/notebooks/00_start.ipynb"


def prepare(choice: Settings) -> None:
    """Make the record ready: its tables, the codebook's seeds, and the demonstration if the record is new.

    Doing it again changes nothing; what people have changed since stays as they left it.

    Raises:
        SisterCityError: as ``open_store`` and ``read_demonstration`` say.
    """
    from sistercity_nb.themes import codebook

    with open_store(choice) as store:
        if choice.demonstration is not None and store.seq() == 0:
            from sistercity_nb.demonstration import read_demonstration

            store.append(read_demonstration(choice.demonstration, store.workshop))
        codebook.begin(store)


def bring_notebooks(choice: Settings) -> Path:
    """The folder of notebooks in the home; those it lacks are copied there from where they were shipped.

    Raises:
        CannotRun: if the home cannot be written.
    """
    own = choice.home / "notebooks"
    try:
        own.mkdir(exist_ok=True)
        for notebook in sorted((shipped() / "notebooks").glob("*.ipynb")):
            if not (own / notebook.name).exists():
                shutil.copyfile(notebook, own / notebook.name)
    except OSError as error:
        raise CannotRun(
            "The notebooks cannot be copied to {folder}: {reason}. Start in a folder that you may write to.",
            folder=own,
            reason=error.strerror or error,
        ) from error
    return own


@dataclass(frozen=True, slots=True)
class Reach:
    """From where the server can be reached: without ``announced``, from this machine alone.

    ``announced`` are the hosts under which people come, ``names`` every name that is answered to.
    """

    announced: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    certificate: "Certificate | None" = None

    @property
    def ip(self) -> str:
        """What to listen on."""
        return EVERYWHERE if self.announced else HOST

    @property
    def scheme(self) -> str:
        """How it is spoken to."""
        return "https" if self.certificate else "http"


def choose_reach(
    choice: Settings, lan: bool, certificate: Path | None, key: Path | None, insecure: bool
) -> Reach:
    """From where the server shall be reached, with the certificate that this needs.

    Raises:
        CannotRun: for options that do not go together, a certificate that cannot be used, or no network.
    """
    if not lan and (certificate or key or insecure):
        raise CannotRun("The options --certificate, --key and --insecure go with --lan. Add it.")
    if bool(certificate) != bool(key):
        raise CannotRun("A certificate and its key go together: give both --certificate and --key.")
    if certificate and insecure:
        raise CannotRun("Choose either a certificate or --insecure.")
    if not lan:
        return Reach()
    from sistercity_nb.certificate import given_certificate, own_certificate  # 60 ms that few starts need

    addresses = network.addresses()
    if not addresses:
        raise CannotRun(
            "This computer is in no network. Connect it to the Wi-Fi of the room, or leave out --lan."
        )
    hosts = (*addresses, *network.names())
    announced = tuple(host for host in hosts if "." in host)
    if insecure:
        return Reach(announced, hosts)
    if not certificate or not key:
        return Reach(announced, hosts, own_certificate(choice.home, hosts))
    given = given_certificate(certificate.resolve(), key.resolve())
    return Reach(given.public_names or announced, (*given.names, *hosts), given)


def serve(
    choice: Settings,
    page: str,
    port: int | None,
    browser: bool,
    reach: Reach,
    announce: Callable[[str, network.Entrance], None],
) -> None:
    """Run the server until it is stopped.

    Args:
        choice: the settings; kernels and jobs find the same ones through ``SISTERCITY_HOME``.
        page: what the address leads to, from the server's base.
        port: where to listen; None for 8888 or the next one that is free.
        browser: whether to open the address.
        reach: from where.
        announce: told once the server listens: the lead's address with its token, and where others join.

    Raises:
        CannotRun: if the port is taken, or Jupyter has nowhere to keep its own files.
    """
    if port is not None:
        _check_free(reach.ip, port)
    _check_jupyter_folder()
    os.environ["SISTERCITY_HOME"] = str(choice.home)
    # A token of our own making, because Jupyter prints one that it made in a banner of its own.
    token = os.environ.get("JUPYTER_TOKEN") or secrets.token_hex(24)

    from jupyter_server.serverapp import ServerApp

    from sistercity_nb.server.accesslog import plain_output
    from sistercity_nb.server.hosts import answer_only_to

    app = ServerApp.instance()
    app.initialize(argv=_arguments(choice, page, port, browser, reach, token))
    for output in app.log.handlers:
        output.addFilter(plain_output)
    join = app.web_app.settings["login_url"]
    entrance = network.Entrance(
        tuple(f"{reach.scheme}://{host}:{app.port}{join}" for host in reach.announced),
        reach.certificate.fingerprint if reach.certificate and reach.certificate.own else "",
    )
    if reach.announced:
        app.web_app.settings[network.ENTRANCE] = entrance
        answer_only_to(app.web_app, ("localhost", *reach.names), choice.language)
    announce(f"{reach.scheme}://{HOST}:{app.port}{app.default_url}?{urlencode({'token': token})}", entrance)
    app.start()


def _arguments(
    choice: Settings, page: str, port: int | None, browser: bool, reach: Reach, token: str
) -> list[str]:
    """What Jupyter is told; on its command line, which comes before a person's own configuration files."""
    given = {
        "ServerApp.ip": reach.ip,
        "ServerApp.port": port or FIRST_PORT,
        "ServerApp.port_retries": 0 if port else 50,
        "ServerApp.certfile": reach.certificate.file if reach.certificate else "",
        "ServerApp.keyfile": reach.certificate.key if reach.certificate else "",
        # Jupyter's check of the Host knows names only, not a network's addresses: hosts.py checks both.
        "ServerApp.allow_remote_access": bool(reach.announced),
        "ServerApp.allow_root": True,  # containers have no other user
        "ServerApp.root_dir": choice.home,
        "ServerApp.default_url": f"/{page}",
        "ServerApp.open_browser": browser,
        "ServerApp.use_redirect_file": _redirect_file_can_be_read(),
        "ServerApp.max_body_size": LARGEST_UPLOAD,
        "ServerApp.max_buffer_size": LARGEST_UPLOAD,
        "ServerApp.log_level": "WARN",
        "ServerApp.identity_provider_class": "sistercity_nb.server.identity.JoinCodes",
        "ServerApp.authorizer_class": "sistercity_nb.server.identity.OwnRoutesOnly",
        "IdentityProvider.token": token,
        "LabApp.log_level": "WARN",
        "KernelManager.transport_encryption": "auto",  # other users of the machine cannot listen to a kernel
        # JupyterLab would ask the Internet for news and newer versions, and a person whether it may.
        "LabApp.news_url": None,
        "LabApp.app_settings_dir": Path(__file__).parent / "server" / "lab",
        "LabApp.check_for_updates_class": "jupyterlab.NeverCheckForUpdate",
        "LabApp.extension_manager": "readonly",
    }
    extensions = ("sistercity_nb.server", "jupyterlab")
    return [
        *(f"--{name}={value}" for name, value in given.items()),
        *(f"--ServerApp.jpserver_extensions={name}=True" for name in extensions),
    ]


def _redirect_file_can_be_read() -> bool:
    """Whether a browser can read the file that spares the token the list of processes.

    One from a snap may not look into hidden folders, and Windows' own knows no path of WSL.
    """
    snaps = any(Path("/snap/bin", name).exists() for name in ("firefox", "chromium"))
    return not snaps and "microsoft" not in platform.release().lower()


def _check_free(ip: str, port: int) -> None:
    with socket.socket() as probe:
        if os.name != "nt":  # there it would let two servers share a port
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((ip, port))
        except PermissionError as error:
            raise CannotRun(
                "Port {port} is not open to you. Choose one from 1024 up, or leave out --port.", port=port
            ) from error
        except OSError as error:
            raise CannotRun(
                "Port {port} is in use by another program. Choose another one, or leave out --port "
                "and a free one is found.",
                port=port,
            ) from error


def _check_jupyter_folder() -> None:
    from jupyter_core.paths import jupyter_runtime_dir

    folder = Path(jupyter_runtime_dir())
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=folder):
            pass
    except OSError as error:
        raise CannotRun(
            "Jupyter cannot write to its folder {folder}: {reason}. "
            "Set the environment variable JUPYTER_RUNTIME_DIR to a folder that you may write to.",
            folder=folder,
            reason=error.strerror or error,
        ) from error
