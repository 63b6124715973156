"""Huiyin's bus for Python: live events with their gaps healed, replay, durable consumption, commands.

Needs pyzmq only (Debian: python3-zmq). The protocol and its guarantees: docs/bus.md. Not thread-safe: one object, one thread.
"""

import itertools
import json
import time

import zmq

__all__ = ["Service", "Live", "Durable", "Problem", "Fenced", "NoAnswer", "Keys"]


class Problem(Exception):
    """The service refused: .status, .detail, .field (the member of the request that is wrong, or None)."""

    def __init__(self, problem):
        super().__init__(problem["detail"])
        self.problem = problem
        self.status, self.detail, self.field = problem["status"], problem["detail"], problem.get("field")


class Fenced(Problem):
    """Another process of the same name has attached: this one must stop."""


class NoAnswer(Exception):
    """The service did not answer within the patience given."""


class Keys:
    """CURVE keys for tcp endpoints: this client's pair and the server's public key (Z85, bytes or str)."""

    def __init__(self, public, secret, server):
        self.public, self.secret, self.server = (k.encode() if isinstance(k, str) else k for k in (public, secret, server))

    def use(self, socket):
        socket.curve_publickey, socket.curve_secretkey, socket.curve_serverkey = self.public, self.secret, self.server


def _socket(kind, endpoint, keys):
    socket = zmq.Context.instance().socket(kind)
    socket.linger = 0
    if keys:
        keys.use(socket)
    socket.connect(endpoint)
    return socket


def seq_of(event):
    return int(event["sequence"])


class Service:
    """Requests to the service. One that is not answered is made again: all of them may be repeated safely (commands by their key)."""

    def __init__(self, endpoint, keys=None, patience=60.0, retry_after=2.0):
        self.endpoint, self.keys, self.patience, self.retry_after = endpoint, keys, patience, retry_after
        self.socket = _socket(zmq.DEALER, endpoint, keys)
        self.ids = itertools.count(1)

    def close(self):
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def ask(self, op, expected_wait=0.0, **request):
        """The answer, as a dict. Raises Problem, Fenced or NoAnswer."""
        message = [str(next(self.ids)).encode(), json.dumps({"op": op, **request}).encode()]
        end = time.monotonic() + self.patience + expected_wait
        while time.monotonic() < end:
            try:
                self.socket.send_multipart(message, flags=zmq.DONTWAIT)
            except zmq.Again:
                time.sleep(0.05)  # not connected, and as much queued as may be
            answer = self._answer(message[0], min(end, time.monotonic() + self.retry_after + expected_wait))
            if answer and answer["ok"]:
                return answer
            if answer and answer["problem"]["status"] == 503:
                time.sleep(0.05)  # a bound of the service: a moment later there is room
            elif answer:
                problem = answer["problem"]
                raise (Fenced if problem.get("field") == "/token" and problem["status"] == 409 else Problem)(problem)
        raise NoAnswer(f"no answer to {op} from {self.endpoint}")

    def _answer(self, wanted, end):
        while (left := end - time.monotonic()) > 0:
            if not self.socket.poll(left * 1000):
                return None
            message_id, body = self.socket.recv_multipart()
            if message_id == wanted:  # answers to what was asked before are late: passed over
                return json.loads(body)
        return None

    def replay(self, after=0, upto=None, topics=()):
        """Events of the journal behind seq `after`, in order, to its present end or to seq `upto`."""
        while True:
            page = self.ask("replay", **{"from": after + 1}, topics=list(topics), limit=1000)
            upto = page["newest"] if upto is None else upto
            for event in page["events"]:
                if seq_of(event) > upto:
                    return
                yield event
            if page["next"] >= upto or page["next"] <= after:
                return
            after = page["next"]

    def command(self, name, args, key):
        """What became durable. The key makes it safe to repeat: a repeat returns the first answer."""
        return self.ask("command", name=name, args=args, key=key)["answer"]


class Live:
    """Live events, each once; those of one type in order. What the stream lost (a slow reader, a restart) is fetched by replay."""

    def __init__(self, stream, service, topics=("",), keys=None, after=None):
        self.service, self.topics, self.healed = service, list(topics), 0
        self.last, self.base = {}, after  # newest seq had of each type, and of all others
        self.socket = _socket(zmq.SUB, stream, keys)
        for topic in [*self.topics, "heartbeat"]:
            self.socket.setsockopt_string(zmq.SUBSCRIBE, topic)

    def close(self):
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def __iter__(self):
        if self.base is not None:
            yield from self._replayed(self.base, None, self.topics)
        while True:
            topic, body = self.socket.recv_multipart()
            event = json.loads(body)
            if topic == b"heartbeat":
                yield from self._heartbeat(event["data"])
            else:
                yield from self._event(event)

    def _had(self, kind):
        return self.last.get(kind, self.base)

    def _event(self, event):
        kind, seq, before = event["type"], seq_of(event), int(event["previousoftype"])
        if self.base is None:
            self.base = seq - 1
        if before > self._had(kind):
            yield from self._replayed(self._had(kind), seq - 1, [kind], heals=True)
        if seq > self._had(kind):
            self.last[kind] = seq
            yield event

    def _heartbeat(self, told):
        if self.base is None:
            self.base = told["newest"]
        for kind, newest in told["topics"].items():
            if newest > self._had(kind) and any(kind.startswith(t) for t in self.topics):
                yield from self._replayed(self._had(kind), newest, [kind], heals=True)

    def _replayed(self, after, upto, topics, heals=False):
        for event in self.service.replay(after, upto, topics):
            kind, seq = event["type"], seq_of(event)
            if heals and kind != topics[0]:
                continue  # a longer topic with the same beginning
            if seq > self._had(kind):
                self.last[kind] = seq
                self.healed += heals
                yield event


class Durable:
    """A durable consumer: at least once, in order; what may have come before is marked "redelivered". An event counts as done when
    the next one is asked for. Goes on where it stood, also after a crash of either side."""

    def __init__(self, service, name, topics=(), start="start", takeover=True):
        self.service, self.name, self.done = service, name, 0
        self.token = service.ask("attach", consumer=name, topics=list(topics), **{"from": start}, takeover=takeover)["token"]

    def _ask(self, op, **request):
        return self.service.ask(op, consumer=self.name, token=self.token, **request)

    def batch(self, credit=500, wait_ms=10_000):
        """(events, seq to acknowledge when they are done). Events that were requeued come first."""
        answer = self._ask("fetch", ack=self.done, credit=credit, wait_ms=wait_ms, expected_wait=wait_ms / 1000)
        return answer.get("again", []), answer["events"], answer["next"]

    def __iter__(self):
        while True:
            again, events, upto = self.batch()
            for event in again:
                yield event
                self._ask("settle", seq=seq_of(event))
            for event in events:
                yield event
                self.done = seq_of(event)
            self.done = upto

    def ack(self):
        """Acknowledges what is done now, not with the next fetch."""
        self._ask("ack", seq=self.done)

    def put_aside(self, event, reason):
        """This event could not be processed: it becomes a dead letter of the consumer (bus.dead.requeue gives it again)."""
        self._ask("nack", seq=seq_of(event), reason=reason)
