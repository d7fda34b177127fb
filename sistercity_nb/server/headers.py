"""What every answer of ours tells the browser to refuse."""

from base64 import b64encode
from hashlib import sha256
from importlib.resources import files

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",  # a notebook here may show a page of ours, no other site may
    "Referrer-Policy": "no-referrer",  # the address of the start page can hold the token
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
# Never Strict-Transport-Security: a browser that has learnt it could open neither a server with a certificate
# of its own any more nor the same address over plain HTTP.

FRAMES = "frame-ancestors 'self'"
# Answers that are not pages: they load nothing, whatever a browser takes them for.
NOTHING = f"default-src 'none'; {FRAMES}"
# A page loads from and sends to this server alone ('self' is its sockets too), and nothing typed runs.
PAGE = f"default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; {FRAMES}"
# A report carries its fonts and pictures inside, and one script, which is known by its hash.
_SCRIPT = files("sistercity_nb.report").joinpath("templates", "report.js").read_bytes()
_HASH = b64encode(sha256(_SCRIPT).digest()).decode()
REPORT = (
    f"default-src 'none'; script-src 'sha256-{_HASH}'; style-src 'unsafe-inline'; img-src data:; "
    f"font-src data:; {FRAMES}"
)
