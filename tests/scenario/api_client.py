"""A client of the REST interface that sees everything: status, headers, body; by token or as a browser with a session."""

import base64
import hashlib
import hmac
import http.client
import json
import struct


class Answer:
    def __init__(self, reply):
        self.status, self.headers, self.bytes = reply.status, reply.headers, reply.read()

    @property
    def json(self):
        return json.loads(self.bytes)

    @property
    def problem(self):
        return self.json if self.headers.get_content_type() == "application/problem+json" else None

    def __repr__(self):
        return f"{self.status} {self.bytes[:300]!r}"


class Api:
    """token: of whom. As a browser: sign_in()."""

    def __init__(self, office, token=None):
        self.port, self.token, self.cookies, self.csrf = office.api_port, token, {}, None

    def ask(self, method, path, body=None, **headers):
        """body: bytes go as they are, all else as JSON. Headers: Content_Type="…"."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
            sent.setdefault("Content-Type", "application/json")
        if self.token:
            sent["Authorization"] = "Bearer " + self.token
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        if self.csrf and method != "GET":
            sent.setdefault("X-CSRF-Token", self.csrf)
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            link.request(method, path if path.startswith("/") else "/api/v1/" + path, body, sent)
            answer = Answer(link.getresponse())
        finally:
            link.close()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, value = cookie.split(";")[0].split("=", 1)
            self.cookies[name] = value
        return answer

    def get(self, path, **headers):
        return self.ask("GET", path, **headers)

    def post(self, path, body=None, **headers):
        return self.ask("POST", path, {} if body is None else body, **headers)

    def command(self, name, args=None, key=None):
        return self.post("commands/" + name, args or {}, **({"Idempotency_Key": key} if key else {}))

    def sign_in(self, name, password, otp=None):
        answer = self.post("session", {"name": name, "password": password, **({"otp": otp} if otp else {})})
        if answer.status == 200:
            self.csrf = answer.json["csrf"]
        return answer


def totp(secret, unix_seconds):
    """RFC 6238, written from the RFC."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    mac = hmac.new(key, struct.pack(">Q", int(unix_seconds) // 30), hashlib.sha1).digest()
    at = mac[-1] & 15
    return f"{(struct.unpack('>I', mac[at:at + 4])[0] & 0x7FFFFFFF) % 1000000:06d}"
