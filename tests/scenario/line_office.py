"""An office whose messages leave over one of the line protocols to huiyin-sim's gateway of it."""

import os
import pathlib

from office import free_port
from smpp_office import BUILD, LONG, OPT_OUT, SHORT, SmppOffice  # noqa: F401

LINKS = {
    "smpp": ("sim-smpp", 'system_id = "sim-smpp"\nresponse_id = "hex"\nreceipt_id = "hex"\nenquire_interval = 1000\nenquire_timeout = 1000\n'),
    "cmpp": ("simcmp", 'sp_id = "simcmp"\nenquire_interval = 1000\nenquire_timeout = 1000\n'),
    "smgp": ("sim-smgp", 'client_id = "sim-smgp"\nenquire_interval = 1000\nenquire_timeout = 1000\n'),
    "sgip": ("sim-sgip", 'login_name = "sim-sgip"\nnode = 3079101234\nlisten_port = {listen}\n'),
}
COMMON = """
[carrier.op]
kind = "{kind}"
host = "127.0.0.1"
port = {port}
password = "file:{secret}"
sender = "106900001234"
response_timeout = 2000
longest_back_off = 1000
throttle_pause = 100
{own}{more}
"""


class LineOffice(SmppOffice):
    """kind: smpp, cmpp, smgp or sgip. more: further lines of the account; line_port: of another gateway than huiyin-sim's."""

    def __init__(self, kind, sim_args=(), more="", password="sim-pass", line_port=None, **options):
        port, listen = free_port(), free_port()
        flags = ["--" + kind + "-port", str(port)]
        if kind == "sgip":
            flags += ["--sgip-deliver-port", str(listen)]
        super().__init__(sim_args=[*flags, *sim_args], password=password, **options)
        self.kind, self.line_port = kind, port
        self.account, own = LINKS[kind]
        self.settings["extra"] = COMMON.format(kind=kind, port=line_port or port, secret=self.dir / "smpp_password",
                                               own=own.replace("{listen}", str(listen)), more=more)

    def write_in(self, count, spread_ms=0, **more):
        self.control("POST", "inbound", {"count": count, "spread_ms": spread_ms, "account": self.account, **more})


KINDS = [k for k in os.environ.get("HUIYIN_LINES", "cmpp,smgp,sgip").split(",") if k]
__all__ = ["BUILD", "KINDS", "LONG", "OPT_OUT", "SHORT", "LineOffice", "pathlib"]
