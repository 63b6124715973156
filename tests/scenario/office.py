"""An office on loopback for scenario tests and the story of scripts/run: huiyin-sim, huiyind and what talks to them.

Everything runs as real processes in one temporary folder and is stopped by pid. Only the standard library; a bus consumer
needs python3-zmq.
"""

import calendar
import contextlib
import datetime
import hashlib
import json
import os
import pathlib
import secrets
import shutil
import signal
import socket
import sqlite3
import struct
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

import leaks

ROOT = pathlib.Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"

CONFIG = """
[office]
name = "云溪区群众工作局"
signature = "云溪区群工局"
[state]
dir = "{dir}/state"
run_dir = "{dir}/run"
[clock]
virtual_file = "{dir}/clock"
[log]
level = "{log_level}"
format = "json"
[outbound]
reconcile_grace = "{grace}"
[followup]
survey_template = "1002"
reminder_template = "1003"
clarify_template = "1004"
which_template = "1008"
[campaign]
approve_above = {approve_above}
ramp = {ramp}
[intake]
receipt = {receipts}
receipt_code = "1006"
status_code = "1005"
{intake_extra}
[danger]
page_code = "1010"
help_code = "1009"
[reprisal]
code = "1011"
[hooks]
enabled = true
[api]
port = {api_port}
[carrier.sms]
kind = "tencent"
endpoint = "http://127.0.0.1:{sim_port}"
region = "ap-guangzhou"
secret_id = "sim-secret-id"
secret_key = "file:{dir}/secret_key"
sdk_app_id = "1400006666"
hook_secret = "file:{dir}/hook_secret"
pull_interval = {pull_interval}
inquiry_settle = {settle}
{sms_extra}
[carrier.hotline]
kind = "tencent_ccc"
endpoint = "http://127.0.0.1:{sim_port}"
region = "ap-guangzhou"
secret_id = "sim-secret-id"
secret_key = "file:{dir}/secret_key"
sdk_app_id = 1400006666
pull_interval = {pull_interval}
{extra}
"""


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def wait_until(what, check, seconds=60.0, pause=0.05):
    """Polls check() until it is true; a deadline this generous only ends a test that hangs."""
    end = time.monotonic() + seconds
    while True:
        value = check()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"waited {seconds:.0f} s in vain for {what}")
        time.sleep(pause)


class Failed(Exception):
    """An HTTP answer that is no success; .status and .body tell more."""

    def __init__(self, status, body):
        super().__init__(f"HTTP {status}: {body[:300]}")
        self.status, self.body = status, body


def http(method, url, body=None, headers=None, timeout=60):
    data = body if isinstance(body, (bytes, type(None))) else json.dumps(body).encode()
    headers = dict(headers or {})
    if data is not None and data is not body:
        headers.setdefault("Content-Type", "application/json")
    request = urllib.request.Request(url, data=data, method=method, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=timeout) as reply:
            return json.loads(reply.read() or b"null")
    except urllib.error.HTTPError as e:
        raise Failed(e.code, e.read().decode("utf-8", "replace")) from None


class Office:
    """One simulator and one daemon. build: the folder of the programs."""

    def __init__(self, build, sim_args=(), extra_config="", log_level="info", grace="2s", settle=1, pull_interval=200,
                 folder=None, sms_extra="", callback_retry_ms=(1000, 3000), approve_above=20_000_000,
                 intake_extra="", ramp=False, receipts=False):
        self.build = pathlib.Path(build)
        self.dir = pathlib.Path(folder or tempfile.mkdtemp(prefix="huiyin-office-"))
        self.sim = self.daemon = None
        self.logs = {}
        self.callback_retry = [str(ms) for ms in callback_retry_ms]
        self.sim_args = list(sim_args)
        self.api_port = free_port()
        self.settings = dict(dir=self.dir, log_level=log_level, grace=grace, settle=settle, pull_interval=pull_interval,
                             extra=extra_config, sms_extra=sms_extra, intake_extra=intake_extra, api_port=self.api_port,
                             approve_above=approve_above, ramp=str(ramp).lower(), receipts=str(receipts).lower())
        for name, text in (("secret_key", "sim-secret-key"), ("hook_secret", "hook-of-the-story")):
            path = self.dir / name
            path.write_text(text)
            path.chmod(0o600)
        self.set_clock_to_hour(10)

    # -- the shared clock

    def set_clock_to_hour(self, hour):
        """Puts the virtual clock to this hour of a day in Beijing, so that the story does not depend on the time of day."""
        now = time.time()
        soon = time.gmtime(now + 21 * 86400).tm_year
        if not (ROOT / f"config/calendars/cn-{soon}.toml").exists():  # what needs a calendar would wait for ever
            now = calendar.timegm((2026, 11, 18, 2, 0, 0))
        beijing = int((now + 8 * 3600) % 86400)
        (self.dir / "clock").write_bytes(struct.pack("<q", int(now - time.time() + hour * 3600 - beijing) * 1000))

    def advance(self, seconds):
        path = self.dir / "clock"
        with open(path, "r+b") as f:
            offset = struct.unpack("<q", f.read(8))[0]
            f.seek(0)
            f.write(struct.pack("<q", offset + int(seconds * 1000)))

    # -- processes

    def start_sim(self):
        ports = self.dir / "sim.ports"
        ports.unlink(missing_ok=True)
        corpus = []
        if (SHARED / "corpora/satisfaction_replies.tsv").exists():
            corpus = ["--reply-corpus", str(SHARED / "corpora/satisfaction_replies.tsv"),
                      "--intake-corpus", str(SHARED / "corpora/intake_messages.tsv")]
        self.sim = subprocess.Popen(
            [self.build / "tests/sim/huiyin-sim", "--quiet", "--port-file", ports, "--virtual-clock", self.dir / "clock",
             "--callback-retry-ms", *self.callback_retry, *corpus, *self.sim_args],
            **self.log_to("sim.log"))
        wait_until("huiyin-sim", ports.exists)
        told = dict(line.split("=") for line in ports.read_text().split())
        self.sim_port, self.control_port = int(told["carrier"]), int(told["control"])
        self.control("POST", "templates", {"id": "1009", "kind": "other", "text": "如有危险请立即拨打110、119、120。"})
        self.control("POST", "templates", {"id": "1010", "kind": "other", "text": "有人可能有生命危险：记录{1}。请回复收到"})
        self.control("POST", "templates", {"id": "1011", "kind": "other", "text": "记录{1}需要保护当事人，请登录查看"})
        text = CONFIG.format(sim_port=self.sim_port, **self.settings)
        # extra_config may name them too.
        (self.dir / "huiyin.toml").write_text(text.replace("{sim_port}", str(self.sim_port)).replace("{dir}", str(self.dir)))

    def log_to(self, name):
        if name not in self.logs:
            self.logs[name] = open(self.dir / name, "ab")
        return dict(stdout=self.logs[name], stderr=subprocess.STDOUT)

    def start_daemon(self, wait=True):
        self.daemon = subprocess.Popen([self.build / "daemon/huiyind", "--config", self.dir / "huiyin.toml"],
                                       **self.log_to("daemon.log"))
        if wait:
            self.wait_ready()

    def wait_ready(self):
        def ready():
            if self.daemon.poll() is not None:
                raise AssertionError(f"huiyind ended with {self.daemon.returncode}:\n{self.log_tail()}")
            try:
                return http("GET", f"http://127.0.0.1:{self.api_port}/health/ready", timeout=5)["ready"]
            except (Failed, OSError):
                return False

        wait_until("huiyind to be ready", ready, pause=0.02)

    def send_callbacks_to_daemon(self):
        url = f"http://127.0.0.1:{self.api_port}/hooks/sms/hook-of-the-story"
        self.control("POST", "callbacks", {"status_url": url, "reply_url": url})

    def start(self):
        self.start_sim()
        self.start_daemon()
        self.send_callbacks_to_daemon()
        return self

    def kill_daemon(self):
        self.daemon.send_signal(signal.SIGKILL)
        self.daemon.wait()

    def stop_daemon(self):
        self.daemon.terminate()
        return self.daemon.wait(timeout=60)

    def close(self, keep=False):
        said = self.what_was_said()
        for process in (self.daemon, self.sim):
            if process and process.poll() is None:
                process.terminate()
                try:
                    process.wait(timeout=30)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()
        for log in self.logs.values():
            log.close()
        self.keep_events()
        self.keep_output(said)
        if not keep:
            shutil.rmtree(self.dir, ignore_errors=True)

    def what_was_said(self):
        """Numbers and texts, as the simulator knows them; nothing where it is gone already."""
        if not self.sim or self.sim.poll() is not None:
            return None
        try:
            return leaks.said_in(self)
        except (OSError, Failed, KeyError):
            return None

    def keep_output(self, said):
        """Leaves all that the daemons of this office said, for contract.output, once the scenarios are over."""
        log, folder = self.dir / "daemon.log", self.build / "contract/output"
        if said is None or not log.exists():
            return
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(log, folder / f"{self.dir.name}.log")
        leaks.save(folder / f"{self.dir.name}.said", said)

    def keep_events(self):
        """Leaves every event of the ledger where contract.emitted validates them all, once the scenarios are over."""
        ledger, folder = self.dir / "state/huiyin.db", self.build / "contract/emitted"
        if not ledger.exists():
            return
        folder.mkdir(parents=True, exist_ok=True)
        with contextlib.closing(sqlite3.connect(ledger)) as db, open(folder / f"{self.dir.name}.jsonl", "w", encoding="utf-8") as out:
            for seq, event_id, kind, subject, ms, data in db.execute("SELECT seq, id, type, subject, time, data FROM event ORDER BY seq"):
                at = datetime.datetime.fromtimestamp(ms / 1000, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
                event = {"specversion": "1.0", "id": event_id, "source": "urn:huiyin:test", "type": kind, "subject": subject, "time": at,
                         "datacontenttype": "application/json", "sequence": f"{seq:016d}", "data": json.loads(data)}
                out.write(json.dumps({"kind": "event", "name": kind, "value": event}, ensure_ascii=False) + "\n")

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        self.close(keep=kind is not None and bool(os.environ.get("HUIYIN_KEEP")))

    def log_tail(self, lines=15):
        path = self.dir / "daemon.log"
        return "\n".join(path.read_text(errors="replace").splitlines()[-lines:]) if path.exists() else ""

    # -- talking

    def control(self, method, path, body=None):
        return http(method, f"http://127.0.0.1:{self.control_port}/control/{path}", body)

    def messages(self, **wanted):
        """What the carrier took: number, text, kind, ...; only those with these members."""
        seen, after = [], 0
        while True:
            page = self.control("GET", f"messages?after={after}&limit=500")["messages"]
            seen += page
            if len(page) < 500:
                return [m for m in seen if all(m[k] == v for k, v in wanted.items())]
            after = page[-1]["seq"]

    def events(self, kind):
        """The journal's events of one type, as any stranger reads them."""
        with contextlib.closing(sqlite3.connect(f"file:{self.dir}/state/huiyin.db?mode=ro", uri=True)) as db:
            rows = db.execute("SELECT subject, data FROM event WHERE type = ? ORDER BY seq", (kind,)).fetchall()
        return [dict(json.loads(data), subject=subject) for subject, data in rows]

    def counters(self):
        return self.control("GET", "counters")

    def token(self):
        endpoints = json.loads((self.dir / "run/endpoints.json").read_text())
        return pathlib.Path(endpoints["token_file"]).read_text().strip()

    def api(self, method, path, body=None, key=None, timeout=60, token=None):
        headers = {"Authorization": "Bearer " + (token or self.token())}
        if key:
            headers["Idempotency-Key"] = key
        return http(method, f"http://127.0.0.1:{self.api_port}/api/v1/{path}", body, headers, timeout)

    def command(self, name, args, key=None, token=None):
        return self.api("POST", f"commands/{name}", args, key, token=token)

    def add_token(self, name, role, person=True):
        """Another person's token, put into the ledger as the first one is; person=False: a machine's."""
        text = secrets.token_hex(16)
        with contextlib.closing(sqlite3.connect(self.dir / "state/huiyin.db", timeout=30)) as db:
            user = None
            if person:
                user = db.execute("INSERT INTO office_user (name, display, role, totp_on, totp_step, created_at, created_by) "
                                  "VALUES (?, ?, ?, 0, 0, 0, 'test') RETURNING id", (name, name, role)).fetchone()[0]
            db.execute("INSERT INTO token (id, hash, name, role, created_at, user_id) VALUES (?, ?, ?, ?, 0, ?)",
                       (text[:8], hashlib.sha256(text.encode()).digest(), name, role, user))
            db.commit()
        return text

    def ctl(self, *args, check=True, **more):
        return subprocess.run([self.build / "daemon/ctl/huiyinctl", "--run-dir", self.dir / "run", *map(str, args)], check=check,
                              text=True, **more)

    def endpoint(self, name):
        return json.loads((self.dir / "run/endpoints.json").read_text())[name]

    # -- parts of the story

    def create_campaign(self, name, numbers, template="1001", start=True, key=None):
        csv = ("phone\n" + "\n".join(numbers) + "\n").encode()
        file = self.api("POST", "uploads", csv)["file"]
        made = self.command("campaign.create", {"name": name, "purpose": "publicity", "template": template, "params": [],
                                                "import_file": file}, key=key or f"create:{name}")
        campaign = made["campaign"]
        wait_until("the import", lambda: self.campaign(campaign)["state"] != "importing")
        if start:
            self.command("campaign.start", {"campaign": campaign})
        return campaign

    def campaign(self, number):
        return self.api("GET", f"campaigns/{number}")

    def close_cases(self, count, first=0):
        for i in range(first, first + count):
            self.command("case.closed", {"case_id": f"C-2026-{i:05d}", "phone": number(5_000_000 + i)}, key=f"case:{i}")

    def followups(self):
        return self.api("GET", "followups/report")

    def verify(self):
        return self.api("GET", "verify", timeout=300)


def number(i):
    """An invented mobile number in a range that the plan allows."""
    return f"+86138{i:08d}"
