"""Every token is made here, with random secrets, names and times; verify is seen through its result and InvalidToken."""

import base64
import hashlib
import hmac
import json
import random
import string

import pytest
from answer import InvalidToken, verify

ABSENT = object()


def encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode("ascii").rstrip("=")


def hmac_sha256(secret: bytes, text: str) -> bytes:
    return hmac.new(secret, text.encode("utf-8"), hashlib.sha256).digest()


def word(length: int = 12) -> str:
    return "".join(random.choice(string.ascii_lowercase) for _ in range(length))


class Service:
    """An issuer and the API that verifies its tokens: keys, names, the time."""

    def __init__(self) -> None:
        self.secret = random.randbytes(32)
        self.other = random.randbytes(32)
        self.public = (
            b"-----BEGIN PUBLIC KEY-----\n" + base64.b64encode(random.randbytes(60)) + b"\n-----END PUBLIC KEY-----\n"
        )
        self.keys = {"old": ("HS256", self.other), "k1": ("HS256", self.secret), "rsa": ("RS256", self.public)}
        self.issuer = f"https://{word()}.example"
        self.audience = word()
        self.now = random.randrange(1_600_000_000, 1_900_000_000)

    def header(self, **changes) -> dict:
        return without_absent({"alg": "HS256", "typ": "JWT", "kid": "k1"} | changes)

    def claims(self, **changes) -> dict:
        plain = {"iss": self.issuer, "aud": self.audience, "exp": self.now + 300, "sub": word()}
        return without_absent(plain | changes)

    def sign(self, signed: str, secret: bytes | None = None) -> str:
        return f"{signed}.{encode(hmac_sha256(self.secret if secret is None else secret, signed))}"

    def raw_token(self, header: bytes, payload: bytes) -> str:
        return self.sign(f"{encode(header)}.{encode(payload)}")

    def signed_part(self, header: dict, claims: dict) -> str:
        return f"{encode(json.dumps(header).encode())}.{encode(json.dumps(claims).encode())}"

    def token(self, header: dict | None = None, secret: bytes | None = None, **changes) -> str:
        return self.sign(self.signed_part(header or self.header(), self.claims(**changes)), secret)

    def verify(self, token: str, **changes):
        options = {"issuer": self.issuer, "audience": self.audience, "now": self.now} | changes
        return verify(token, self.keys, **options)

    def reason(self, token: str, **changes):
        with pytest.raises(InvalidToken) as caught:
            self.verify(token, **changes)
        return caught.value.reason


def without_absent(members: dict) -> dict:
    return {name: value for name, value in members.items() if value is not ABSENT}


@pytest.fixture
def service():
    return Service()


@pytest.mark.sample
def test_valid_token(service):
    """Returns the payload as a dict if nothing is wrong with the token"""
    for _ in range(10):
        claims = service.claims(scope="orders:read", name="Zoë", nbf=service.now - 5, nested={"a": [1, None]})
        token = service.sign(service.signed_part(service.header(), claims))
        assert service.verify(token) == claims


@pytest.mark.sample
def test_tampered_token(service):
    """A changed payload, header or signature is refused"""
    token = service.token(sub="me")
    assert service.verify(token)["sub"] == "me"
    header, payload, signature = token.split(".")
    better = service.signed_part(service.header(), service.claims(sub="admin")).split(".")[1]
    other_header = service.signed_part(service.header(typ="at+jwt"), {}).split(".")[0]
    other_signature = service.token(sub="you").split(".")[2]
    assert service.reason(f"{header}.{better}.{signature}") == "signature"
    assert service.reason(f"{other_header}.{payload}.{signature}") == "signature"
    assert service.reason(f"{header}.{payload}.{other_signature}") == "signature"


@pytest.mark.sample
def test_expired(service):
    """A token whose time is over is refused"""
    token = service.token(exp=service.now - 1000)
    assert service.reason(token) == "expired"
    assert service.verify(token, now=service.now - 2000)["exp"] == service.now - 1000


def test_text_as_received(service):
    """The HMAC is over the text exactly as received, however its JSON is encoded"""
    header = b'{ "kid":"k1",\n"alg" : "HS2\\u00356", "x": "\xc3\xa9" }'
    for payload in (
        json.dumps(service.claims(name="é"), indent=2, ensure_ascii=False),
        json.dumps(service.claims(exp=service.now + 0.5), separators=(",", ":"), sort_keys=True),
        f"\n{json.dumps(service.claims(exp=2.5e10))} ",
    ):
        assert service.verify(service.raw_token(header, payload.encode())) == json.loads(payload)


@pytest.mark.points(2)
@pytest.mark.parametrize(
    "algorithm",
    [
        "none",
        "None",
        "NONE",
        "",
        "hs256",
        "HS256 ",
        "HS384",
        "HS512",
        "RS256",
        None,
        True,
        ["HS256"],
        {"HS256": 1},
        ABSENT,
    ],
)
def test_algorithm(service, algorithm):
    """Any algorithm but HS256 is refused, with or without a signature, and so is a critical extension"""
    assert service.verify(service.token())["iss"] == service.issuer
    header = service.header(alg=algorithm)
    signed = service.signed_part(header, service.claims())
    assert service.reason(f"{signed}.") == "algorithm"
    assert service.reason(service.sign(signed)) == "algorithm"
    for name, digest in (("HS384", hashlib.sha384), ("HS512", hashlib.sha512)):
        if algorithm == name:
            forged = hmac.new(service.secret, signed.encode(), digest).digest()
            assert service.reason(f"{signed}.{encode(forged)}") == "algorithm"
    assert service.reason(service.token(service.header(crit=["exp"]))) == "algorithm"
    assert service.reason(service.token(service.header(crit=[]))) == "algorithm"


@pytest.mark.points(2)
def test_public_key_as_secret(service):
    """A token signed with the text of another algorithm's public key is refused"""
    assert service.verify(service.token())["iss"] == service.issuer
    assert service.reason(service.token(service.header(kid="rsa"), secret=service.public)) == "algorithm"
    assert service.reason(service.token(service.header(kid="rsa", alg="RS256"), secret=service.public)) == "algorithm"
    assert service.reason(service.token(service.header(kid="rsa"), secret=b"")) == "algorithm"
    assert service.reason(service.token(secret=service.public)) == "signature"


def test_key_choice(service):
    """The key is the one that the header names, and no other"""
    assert service.verify(service.token(service.header(kid="old"), secret=service.other, sub="me"))["sub"] == "me"
    assert service.reason(service.token(service.header(kid="old"), secret=service.secret)) == "signature"
    assert service.reason(service.token(service.header(kid="k1"), secret=service.other)) == "signature"
    for kid in (ABSENT, None, "", "K1", "k1 ", word(), 0, ["k1"], {"k1": "k1"}):
        assert service.reason(service.token(service.header(kid=kid))) == "key"
        assert service.reason(service.token(service.header(kid=kid), secret=b"")) == "key"


@pytest.mark.points(2)
def test_forged_signatures(service):
    """A signature that is empty, too short, too long or not the whole right HMAC is wrong"""
    signed = service.signed_part(service.header(), service.claims())
    right = hmac_sha256(service.secret, signed)
    forged = [
        b"",
        b"\0" * 32,
        right[:-1],
        right[:16],
        right[:1],
        right + b"\0",
        right * 2,
        bytes([right[0] ^ 1]) + right[1:],
        right[:-1] + bytes([right[-1] ^ 1]),
        right[::-1],
        right.hex().encode(),
        hmac_sha256(b"", signed),
        hashlib.sha256(signed.encode()).digest(),
        hashlib.sha256(service.secret + signed.encode()).digest(),
        hmac_sha256(service.secret, signed.split(".")[1]),
        hmac_sha256(service.secret, signed + "."),
    ]
    for signature in forged:
        assert service.reason(f"{signed}.{encode(signature)}") == "signature"
    assert service.verify(f"{signed}.{encode(right)}")["iss"] == service.issuer


def test_order_of_checks(service):
    """Of several faults the first in the table's order is told"""
    assert service.verify(service.token())["iss"] == service.issuer
    late = {"exp": service.now - 9, "nbf": service.now + 9}
    bad = {"iss": word(), "aud": word()} | late
    assert service.reason(service.token(service.header(alg="none", kid="?"), b"?", exp="?")) == "algorithm"
    assert service.reason(service.token(service.header(kid="?"), b"?", exp="?")) == "key"
    assert service.reason(service.token(service.header(kid="rsa"), b"?", exp="?")) == "algorithm"
    assert service.reason(service.token(None, b"?", exp="?")) == "signature"
    assert service.reason(service.token(None, b"?", **bad)) == "signature"
    assert service.reason(service.token(**(bad | {"nbf": "?"}))) == "claim"
    assert service.reason(service.token(**(bad | {"aud": ABSENT}))) == "claim"
    assert service.reason(service.token(**bad)) == "issuer"
    assert service.reason(service.token(aud=word(), **late)) == "audience"
    assert service.reason(service.token(**late)) == "expired"
    header, payload, signature = service.token(service.header(alg="none")).split(".")
    assert service.reason(f"{header}.{payload}.{signature}=") == "malformed"


def test_number_of_parts(service):
    """A token without exactly three parts is malformed"""
    token = service.token()
    assert service.verify(token)["iss"] == service.issuer
    header, payload, signature = token.split(".")
    broken = ["", ".", "..", "...", header, f"{header}.{payload}", f"{token}.", f".{token}", f"{token}.{signature}"]
    broken += [
        f"{header}..{payload}.{signature}",
        f"{header}.{payload}..{signature}",
        f"{header}..{signature}",
        f".{payload}.{signature}",
    ]
    broken += [
        service.sign(f"{header}.{payload}."),
        service.sign(f"{header}.{payload}.{payload}"),
        service.sign(header),
    ]
    for text in broken:
        assert service.reason(text) == "malformed"


def respell(text: str) -> str:
    """Other text for the same bytes: sets a bit that the last character's decoder ignores."""
    alphabet = string.ascii_uppercase + string.ascii_lowercase + string.digits + "-_"
    assert len(text) % 4 in (2, 3)
    return text[:-1] + alphabet[alphabet.index(text[-1]) ^ 1]


def test_strict_base64(service):
    """Padding, white space, foreign characters and second spellings of the same bytes are malformed"""
    header, payload = json.dumps(service.header()).encode(), json.dumps(service.claims(name="~~~???")).encode()
    header += b" " * ((1 - len(header)) % 3)
    payload += b" " * ((2 - len(payload)) % 3)
    spoilers = [
        lambda part: part + "=",
        lambda part: part + "==",
        lambda part: part + "=" * (-len(part) % 4),
        lambda part: part + "\n",
        lambda part: " " + part,
        lambda part: part[:4] + "\r\n" + part[4:],
        lambda part: part[:4] + "!" + part[4:],
        lambda part: part[:4] + "****" + part[4:],
        lambda part: part[:4] + "=" + part[4:],
        lambda part: part + "é",
        lambda part: part + "A" * ((1 - len(part)) % 4),
        respell,
    ]
    good = [encode(header), encode(payload)]
    assert service.verify(service.sign(".".join(good)))["iss"] == service.issuer
    for spoil in spoilers:
        assert service.reason(service.sign(f"{spoil(good[0])}.{good[1]}")) == "malformed"
        assert service.reason(service.sign(f"{good[0]}.{spoil(good[1])}")) == "malformed"
        signed, _, signature = service.sign(".".join(good)).rpartition(".")
        assert service.reason(f"{signed}.{spoil(signature)}") == "malformed"
    for text in ("ab+/", "+-/_", "////"):
        assert service.reason(f"{signed}.{text}") == "malformed"


def test_json_objects(service):
    """A header or payload that is not a JSON object in UTF-8 is malformed"""
    assert service.verify(service.token())["iss"] == service.issuer
    header, payload = json.dumps(service.header()), json.dumps(service.claims())
    for text in (
        "",
        "{",
        "null",
        "true",
        "[]",
        "17",
        '"HS256"',
        f"[{header}]",
        f"{header}{payload}",
        header[:-1],
        "{'alg': 'HS256'}",
    ):
        assert service.reason(service.raw_token(text.encode(), payload.encode())) == "malformed"
        assert service.reason(service.raw_token(header.encode(), text.encode())) == "malformed"
    for data in (b"\xff\xfe", b'{"x": "\xff"}', b'{"x": "\xc3"}'):
        assert service.reason(service.raw_token(data, payload.encode())) == "malformed"
        assert service.reason(service.raw_token(header.encode(), data)) == "malformed"
    assert service.reason(service.raw_token(header.encode(), payload.encode("utf-16-le"))) == "malformed"
    assert service.reason(service.raw_token(header.encode("utf-16-le"), payload.encode())) == "malformed"


@pytest.mark.points(2)
def test_issuer_and_audience(service):
    """`iss` equals the whole issuer; `aud` equals the whole audience, or is a list that contains it"""
    iss, aud = service.issuer, service.audience
    for wrong in (word(), "", iss[:-1], iss + "/", iss + ".evil.example", iss.upper(), "evil." + iss):
        assert service.reason(service.token(iss=wrong)) == "issuer"
    for wrong in (
        word(),
        "",
        aud[:-1],
        aud[1:],
        aud + "-admin",
        f"x {aud}",
        aud.upper(),
        [],
        [word(), word()],
        [aud + "-admin", aud[:-1]],
        list(aud),
    ):
        assert service.reason(service.token(aud=wrong)) == "audience"
    for right in (aud, [aud], [word(), aud], [aud, word()], [word(), aud, word()]):
        assert service.verify(service.token(aud=right))["aud"] == right


@pytest.mark.points(2)
def test_missing_or_ill_typed_claims(service):
    """A claim that is not there, or is not the string, list or number that it has to be, is refused"""
    assert service.verify(service.token())["iss"] == service.issuer
    iss, aud, later = service.issuer, service.audience, service.now + 300
    wrong = {
        "iss": [ABSENT, None, 7, True, [iss], {iss: iss}],
        "aud": [ABSENT, None, 7, True, {aud: aud}, [aud, 7], [None, aud], [[aud]]],
        "exp": [ABSENT, None, str(later), "", True, [later], {}, float("nan"), float("inf")],
        "nbf": [None, str(service.now - 9), "", False, True, [], {}, float("nan"), float("-inf")],
    }
    for name, values in wrong.items():
        for value in values:
            assert service.reason(service.token(**{name: value})) == "claim"
    huge = json.dumps(service.claims(exp=1)).replace('"exp": 1', '"exp": 1e999')
    assert service.reason(service.raw_token(json.dumps(service.header()).encode(), huge.encode())) == "claim"
    assert service.verify(service.token(sub=ABSENT))["exp"] == later


@pytest.mark.points(2)
def test_time_boundaries(service):
    """Expired exactly from exp + leeway on, and not yet valid until nbf - leeway, also at time zero"""
    now, leeway = service.now, random.randrange(10, 60)
    for slack in (0, leeway):
        assert service.verify(service.token(exp=now - slack + 1), leeway=slack)["iss"] == service.issuer
        assert service.reason(service.token(exp=now - slack), leeway=slack) == "expired"
        assert service.reason(service.token(exp=now - slack - 1), leeway=slack) == "expired"
        assert service.verify(service.token(nbf=now + slack), leeway=slack)["nbf"] == now + slack
        assert service.verify(service.token(nbf=now + slack - 1), leeway=slack)["nbf"] == now + slack - 1
        assert service.reason(service.token(nbf=now + slack + 1), leeway=slack) == "not_yet_valid"
    assert service.verify(service.token(exp=now + 0.5))["exp"] == now + 0.5
    assert service.reason(service.token(exp=now + 0.5), now=now + 0.5) == "expired"
    assert service.reason(service.token(exp=0)) == "expired"
    assert service.reason(service.token(nbf=0), now=-1) == "not_yet_valid"
    assert service.verify(service.token(), now=-1)["exp"] == now + 300
