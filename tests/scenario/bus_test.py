#!/usr/bin/python3
"""The bus from outside: the clients a case system pastes, kill -9 of everything, gaps, keys."""

import json
import os
import pathlib
import random
import signal
import subprocess
import sys
import threading
import time
import unittest
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from node_tools import node_modules  # noqa: E402
from office import ROOT, Failed, Office, free_port, number, wait_until  # noqa: E402

sys.path.insert(0, str(ROOT / "docs/clients/python"))
import zmq  # noqa: E402
from huiyin_bus import Durable, Fenced, Keys, Live, NoAnswer, Problem, Service, seq_of  # noqa: E402

BUILD = pathlib.Path(os.environ["HUIYIN_BUILD"])
PYTHON = "/usr/bin/python3"
# HUIYIN_SOAK=60 makes the chaos last a minute and 100,000 events.
SOAK = float(os.environ.get("HUIYIN_SOAK", "12"))
# For how long a live subscriber is stopped at least.
STOPPED = float(os.environ.get("HUIYIN_STOPPED", "1"))


class Watched:
    """A client as its own process; its lines are read as they come."""

    def __init__(self, *command, **more):
        self.lines = []
        self.process = subprocess.Popen([str(c) for c in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **more)
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self):
        for line in self.process.stdout:
            self.lines.append(line.split())

    def kinds(self):
        return [line[1] for line in self.lines if len(line) > 1]

    def seqs(self):
        return [int(line[0]) for line in self.lines if len(line) > 1 and line[1] != "heartbeat"]

    def subjects(self):
        return [line[2] for line in self.lines if len(line) > 2]

    def close(self):
        self.process.kill()
        self.process.wait()
        self.reader.join()
        self.process.stdout.close()
        self.process.stderr.close()


class Producer(threading.Thread):
    """Closes cases by bus commands, many under way, each asked again with its key until it is answered."""

    def __init__(self, office, total, a_second):
        super().__init__(daemon=True)
        self.office, self.total, self.a_second = office, total, a_second
        self.answered, self.stopped, self.trouble = 0, threading.Event(), []

    def run(self):
        socket = zmq.Context.instance().socket(zmq.DEALER)
        socket.linger = 0
        socket.connect(self.office.endpoint("service"))
        waiting, begun, began = {}, 0, time.monotonic()
        while self.answered < self.total and not self.stopped.is_set():
            now = time.monotonic()
            while begun < self.total and len(waiting) < 200 and begun < (now - began) * self.a_second:
                waiting[begun] = 0
                begun += 1
            for i, asked in waiting.items():
                if now - asked > 3:
                    waiting[i] = now
                    request = {"op": "command", "name": "case.closed", "key": f"close-{i}",
                               "args": {"case_id": f"C-{i}", "phone": number(7_000_000 + i)}}
                    socket.send_multipart([str(i).encode(), json.dumps(request).encode()])
            while socket.poll(2):
                i, body = socket.recv_multipart()
                answer = json.loads(body)
                if answer["ok"] and waiting.pop(int(i), None) is not None:
                    self.answered += 1
                elif not answer["ok"] and answer["problem"]["status"] != 503:
                    self.trouble.append(answer["problem"])
        socket.close()


def journal(office, after=0, topics=()):
    with Service(office.endpoint("service")) as service:
        return list(service.replay(after, topics=topics))


class Examples(unittest.TestCase):
    """Every example of docs/ really runs against the daemon."""

    tests = 0

    @classmethod
    def setUpClass(cls):
        cls.office = Office(BUILD).start()

    @classmethod
    def tearDownClass(cls):
        cls.office.close()

    def setUp(self):
        self.clients = []
        type(self).tests += 1
        self.first = 20 * self.tests  # hundreds of case numbers that no other test uses

    def tearDown(self):
        for client in self.clients:
            client.close()

    def start(self, *command, **more):
        self.clients.append(Watched(*command, **more))
        return self.clients[-1]

    def service(self):
        service = Service(self.office.endpoint("service"))
        self.addCleanup(service.close)
        return service

    def close_cases(self, count):
        self.office.close_cases(count, first=self.first * 100)

    def check_durable(self, *command):
        self.close_cases(3)
        client = self.start(*command)
        wait_until("the durable consumer", lambda: client.kinds().count("case.closed") >= 3 or client.process.poll() is not None)
        self.close_cases_again(client)
        self.assertEqual(client.seqs(), sorted(set(client.seqs())))
        self.assertEqual(client.seqs(), [seq_of(e) for e in journal(self.office)])

    def close_cases_again(self, client):
        before = len(client.lines)
        self.office.close_cases(2, first=self.first * 100 + 50)
        wait_until("news", lambda: len(client.lines) >= before + 2)

    def check_live(self, *command):
        client = self.start(*command)
        self.hear_it(client)
        first = self.first * 100 + 10
        self.office.close_cases(3, first=first)
        wanted = [f"case/C-2026-{first + i:05d}" for i in range(3)]
        wait_until("live events", lambda: wanted[-1] in client.subjects() or client.process.poll() is not None)
        self.assertEqual([s for s in client.subjects() if s in wanted], wanted, client.process.poll())

    def hear_it(self, client):
        """One case after another until the client hears of one: nothing else says that its subscription has arrived."""
        for i in range(60):
            self.office.close_cases(1, first=800_000 + self.first * 100 + i)
            end = time.monotonic() + 1
            while time.monotonic() < end:
                if "case.closed" in client.kinds():
                    return
                time.sleep(0.02)
        self.fail(f"the client hears nothing: {client.process.poll()}")

    def test_consumer_py(self):
        client = self.start(PYTHON, ROOT / "docs/examples/consumer.py", self.office.endpoint("stream"), "")
        wait_until("a heartbeat", lambda: "heartbeat" in client.kinds())
        self.close_cases(3)
        wait_until("live events", lambda: client.kinds().count("case.closed") >= 3)

    def test_durable_py(self):
        self.check_durable(PYTHON, ROOT / "docs/examples/durable.py", self.office.endpoint("service"), "example-durable-py")

    def test_consumer_mjs(self):
        modules = node_modules(ROOT / "docs/clients/node", BUILD)
        script = modules / "consumer.mjs"  # a module is looked for beside the script
        script.write_text((ROOT / "docs/examples/consumer.mjs").read_text())
        self.check_live("node", script, self.office.endpoint("stream"), "case.")

    def test_python_client(self):
        folder = ROOT / "docs/clients/python"
        self.check_live(PYTHON, folder / "example_live.py", self.office.endpoint("stream"), self.office.endpoint("service"), "case.")
        self.first += 10
        self.check_durable(PYTHON, folder / "example_durable.py", self.office.endpoint("service"), "python-client")

    def node_client(self, script):
        modules = node_modules(ROOT / "docs/clients/node", BUILD)
        for file in (ROOT / "docs/clients/node").glob("*.mjs"):
            (modules / file.name).write_text(file.read_text())
        return "node", modules / script

    def test_node_client(self):
        self.check_live(*self.node_client("example_live.mjs"), self.office.endpoint("stream"), self.office.endpoint("service"), "case.")
        self.first += 10
        self.check_durable(*self.node_client("example_durable.mjs"), self.office.endpoint("service"), "node-client")

    def test_cpp_client(self):
        folder = BUILD / "docs/clients/cpp"
        if not (folder / "bus_example_live").exists():
            self.skipTest("the C++ examples are not built")
        self.check_live(folder / "bus_example_live", self.office.endpoint("stream"), self.office.endpoint("service"), "case.")
        self.first += 10
        self.check_durable(folder / "bus_example_durable", self.office.endpoint("service"), "cpp-client")

    def test_a_second_process_of_a_name_takes_over(self):
        service, other = self.service(), self.service()
        first = Durable(service, "taken-over")
        iter(first).__next__()
        second = Durable(other, "taken-over")
        with self.assertRaises(Fenced):
            for _ in first:
                pass
        self.assertTrue(iter(second).__next__()["redelivered"])
        with self.assertRaises(Problem) as caught:
            Durable(service, "taken-over", takeover=False)
        self.assertEqual(caught.exception.status, 409)

    def test_what_a_consumer_puts_aside_comes_again_when_an_operator_says_so(self):
        self.close_cases(1)
        durable = Durable(self.service(), "choosy", ["case."])
        event = iter(durable).__next__()
        durable.put_aside(event, "no such district")
        self.office.command("bus.dead.requeue", {"consumer": "choosy", "seq": seq_of(event)})
        again, _, _ = durable.batch()
        self.assertEqual([e["id"] for e in again], [event["id"]])

    def test_lag_and_the_stream_are_measured(self):
        Durable(self.service(), "lagging")
        newest = seq_of(journal(self.office)[-1])

        def lag():
            with urllib.request.urlopen(f"http://127.0.0.1:{self.office.api_port}/metrics") as reply:
                return {line.split(" ")[0]: float(line.split(" ")[1]) for line in reply.read().decode().splitlines() if line[:1] not in ("#", "")}

        wait_until("the metric", lambda: lag().get('huiyin_bus_consumer_lag_events{consumer="lagging"}', 0) >= newest)
        told = lag()
        for name in ("huiyin_bus_events_published_total", "huiyin_bus_events_dropped_total", "huiyin_bus_replays_in_flight",
                     "huiyin_bus_events_replayed_total"):
            self.assertIn(name, told)


class Chaos(unittest.TestCase):
    def test_killed_at_random_every_durable_consumer_ends_with_exactly_the_journal(self):
        rng = random.Random(20260105)
        total = int(SOAK * 1_700) if SOAK >= 60 else int(SOAK * 400)
        with Office(BUILD) as office:
            office.start()
            endpoint = office.endpoint("service")
            names = ["alpha", "beta", "gamma"]
            files = {n: office.dir / f"{n}.events" for n in names}
            clients, kills = {}, {"daemon": 0, "consumer": 0}

            def start(name):
                clients[name] = subprocess.Popen([PYTHON, ROOT / "tests/scenario/bus_recorder.py", endpoint, name, files[name]])

            for name in names:
                start(name)
            producer = Producer(office, total, total / SOAK)
            producer.start()
            end = time.monotonic() + SOAK
            while time.monotonic() < end:
                time.sleep(rng.uniform(0.3, 1.2))
                if rng.random() < 0.3:
                    office.kill_daemon()
                    office.start_daemon()
                    kills["daemon"] += 1
                else:
                    name = rng.choice(names)
                    clients[name].kill()
                    clients[name].wait()
                    start(name)
                    kills["consumer"] += 1
            producer.join(timeout=300)
            self.assertEqual((producer.answered, producer.trouble), (total, []))
            newest = seq_of(journal(office)[-1])
            for name in names:
                wait_until(f"{name} to catch up", lambda n=name: last_seq(files[n]) >= newest, seconds=120)
            for client in clients.values():
                client.kill()
                client.wait()
            whole = [(seq_of(e), e["id"]) for e in journal(office)]
            self.assertEqual(sum(e["type"] == "case.closed" for e in journal(office, topics=["case."])), total)
            for name in names:
                self.assert_exactly(whole, files[name])
            self.assertGreater(kills["daemon"], 0)
            self.assertGreater(kills["consumer"], 0)
            print(f"chaos: {len(whole)} events, killed {kills}", file=sys.stderr)

    def assert_exactly(self, whole, file):
        first, had = [], set()
        for line in file.read_text().splitlines():
            seq, event_id, mark = line.split()
            if event_id in had:
                self.assertEqual(mark, "again", f"{seq} came twice without a mark")
                continue
            had.add(event_id)
            first.append((int(seq), event_id))
        self.assertEqual(first, whole[:len(first)])
        self.assertEqual(len(first), len(whole))


def last_seq(file):
    try:
        return int(file.read_text().splitlines()[-1].split()[0])
    except (OSError, IndexError):
        return 0


class Gaps(unittest.TestCase):
    def test_a_stopped_subscriber_heals_what_it_missed(self):
        with Office(BUILD) as office:
            office.start()
            out = office.dir / "live.txt"
            with open(out, "w") as sink:
                live = subprocess.Popen([PYTHON, ROOT / "docs/clients/python/example_live.py", office.endpoint("stream"),
                                         office.endpoint("service"), "case."], stdout=sink)
            try:
                first = 900_000
                while not out.read_text():  # until its subscription has arrived
                    office.close_cases(1, first=first)
                    first += 1
                    time.sleep(0.3)
                live.send_signal(signal.SIGSTOP)
                stopped = time.monotonic()
                heard = int(out.read_text().split()[0])
                # The daemon goes down while it sleeps: its stream to this subscriber is lost, not only late.
                producer = Producer(office, int(max(2.0, STOPPED) * 1_000), 1_000)
                producer.start()
                wait_until("half", lambda: producer.answered > producer.total / 2)
                office.kill_daemon()
                office.start_daemon()
                producer.join(timeout=120)
                time.sleep(max(0.0, stopped + STOPPED - time.monotonic()))
                live.send_signal(signal.SIGCONT)
                wanted = [seq_of(e) for e in journal(office, heard - 1, topics=["case."])]
                self.assertGreaterEqual(len(wanted), producer.total)
                wait_until("the gap to heal", lambda: len(out.read_text().splitlines()) >= len(wanted), seconds=60)
                self.assertEqual([int(line.split()[0]) for line in out.read_text().splitlines()], wanted)
            finally:
                live.kill()
                live.wait()


class FarAway(unittest.TestCase):
    def test_keys_open_the_door_and_bound_what_is_seen(self):
        ports = free_port(), free_port()
        extra = f'[bus]\nremote_stream = "tcp://127.0.0.1:{ports[0]}"\nremote_service = "tcp://127.0.0.1:{ports[1]}"\n'
        with Office(BUILD, extra_config=extra) as office:
            office.start()
            stream, service = office.endpoint("remote_stream"), office.endpoint("remote_service")
            public, secret = zmq.curve_keypair()
            with self.assertRaises(Failed) as refused:
                office.command("bus.key.add", {"client": "case-system", "public_key": "x", "topics": [], "commands": []})
            self.assertEqual(refused.exception.status, 400)
            added = office.command("bus.key.add", {"client": "case-system", "public_key": public.decode(), "topics": ["case."],
                                                   "commands": ["case."]})
            keys = Keys(public, secret, added["server_key"])
            self.assertEqual(added["server_key"], office.endpoint("server_key"))
            far = Service(service, keys)
            self.addCleanup(far.close)
            listener = Live(stream, far, ["case."], keys)
            self.addCleanup(listener.close)
            heard = []
            threading.Thread(target=lambda: heard.extend([next(iter(listener))]), daemon=True).start()
            for i in range(60):  # until its subscription has arrived
                far.command("case.closed", {"case_id": f"C-far-{i}", "phone": number(i)}, f"far-1-{i}")
                if heard:
                    break
                time.sleep(0.5)
            self.assertEqual(heard[0]["subject"][:10], "case/C-far")
            self.assertEqual({e["type"] for e in far.replay()}, {"case.closed"})
            with self.assertRaises(Problem) as caught:
                far.command("message.send", {}, "far-2")
            self.assertEqual(caught.exception.status, 403)

            foreign = Service(service, Keys(*zmq.curve_keypair(), added["server_key"]), patience=1.5)
            self.addCleanup(foreign.close)
            with self.assertRaises(NoAnswer):
                foreign.ask("replay")
            self.assertEqual(heard_by(stream, None), [], "without a key")
            self.assertEqual(heard_by(stream, Keys(*zmq.curve_keypair(), added["server_key"])), [], "with a foreign key")
            self.assertNotEqual(heard_by(stream, keys), [], "the same ear with the right key")
            wait_until("the log", lambda: "bus.client.refused" in office.log_tail(200))
            self.assertNotIn(public.decode(), (office.dir / "daemon.log").read_text())

            self.check_ctl(office)
            office.ctl("bus", "key", "revoke", "case-system", stdout=subprocess.DEVNULL)
            gone = Service(service, keys, patience=1.5)
            self.addCleanup(gone.close)
            wait_until("the ports to close", lambda: refuses(gone))
            self.assertEqual((office.dir / "state/bus.key").stat().st_mode & 0o777, 0o600)

    def check_ctl(self, office):
        """huiyinctl with a key of its own: rotated, the new one is good, and it reads what it may."""
        def ctl(*args):
            return office.ctl("--json", *args, stdout=subprocess.PIPE).stdout

        def read_with(file):
            return [seq_of(json.loads(line)) for line in ctl("bus", "replay", "--client", file, "--from", "1").splitlines()]

        first, second = (office.dir / f"far-{n}.json" for n in (1, 2))
        ctl("bus", "key", "add", "far-desk", "--new", first, "--topic", "case.")
        self.assertEqual(first.stat().st_mode & 0o777, 0o600)
        wanted = [seq_of(e) for e in journal(office, topics=["case."])]
        self.assertEqual(read_with(first), wanted)
        ctl("bus", "key", "rotate", "far-desk", "--new", second, "--grace", "0s")
        self.assertEqual(read_with(second), wanted)
        clients = {c["client"]: c for c in json.loads(ctl("bus", "key", "list"))["items"]}
        self.assertEqual((clients["far-desk"]["topics"], len(clients["far-desk"]["keys"])), (["case."], 1))
        with Service(office.endpoint("service")) as service:
            Durable(service, "counted")
        told = {c["consumer"]: c for c in json.loads(ctl("status"))["bus"]["consumers"]}
        self.assertEqual((told["counted"]["owner"], told["counted"]["acked"]), ("", 0))
        self.assertGreater(told["counted"]["lag"], 0)


def heard_by(stream, keys, seconds=3):
    """Topics that a subscriber to everything hears: three seconds hold heartbeats, at least."""
    socket = zmq.Context.instance().socket(zmq.SUB)
    socket.linger = 0
    if keys:
        keys.use(socket)
    socket.connect(stream)
    socket.subscribe(b"")
    heard, end = [], time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        if socket.poll(left * 1000):
            heard.append(socket.recv_multipart()[0])
    socket.close()
    return heard


def refuses(service):
    try:
        service.ask("replay")
        return False
    except NoAnswer:
        return True


if __name__ == "__main__":
    unittest.main(verbosity=2)
