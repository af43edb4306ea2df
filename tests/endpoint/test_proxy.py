"""nginx before the service, with TLS and under a path prefix: every address that readers are given leads back there."""

import json
import re
import shutil
import ssl
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.client import HTTPSConnection
from urllib.parse import quote

import pytest

CONFIGURATION = """
daemon off;
pid {room}/nginx.pid;
error_log {room}/error.log;
events {{ worker_connections 64; }}
http {{
  access_log off;
  client_body_temp_path {room}/body; proxy_temp_path {room}/proxy; fastcgi_temp_path {room}/f;
  uwsgi_temp_path {room}/u; scgi_temp_path {room}/s;
  server {{
    listen 127.0.0.1:{port} ssl;
    ssl_certificate {room}/cert.pem;
    ssl_certificate_key {room}/key.pem;
    location {prefix}/ {{
      proxy_pass http://127.0.0.1:{behind}/;
      proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-For $remote_addr:$remote_port;
      proxy_set_header X-Forwarded-Proto $scheme;
      proxy_set_header X-Forwarded-Host $http_host;
      proxy_set_header X-Forwarded-Prefix "{prefix}";
      proxy_set_header Forwarded "";
    }}
  }}
}}
"""


@dataclass
class Proxied:
    """The service as its readers see it."""

    port: int
    prefix: str

    @property
    def origin(self) -> str:
        return f"https://127.0.0.1:{self.port}"

    def get(self, path: str, **headers: str) -> tuple[int, dict[str, str], str]:
        context = ssl._create_unverified_context()  # the certificate is the test's own
        connection = HTTPSConnection("127.0.0.1", self.port, timeout=60, context=context)
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        body = answer.read().decode(errors="replace")  # a dump is no text
        connection.close()
        return answer.status, {name.lower(): text for name, text in answer.headers.items()}, body


@pytest.fixture(scope="module", params=["", "/dati/corale"])
def proxied(
    request: pytest.FixtureRequest, serve_on: Callable, endpoint, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Proxied]:
    for name, package in (("nginx", "nginx-light"), ("openssl", "openssl")):
        if shutil.which(name) is None:
            pytest.skip(f"{name} is not installed (apt install {package})")
    room, port = tmp_path_factory.mktemp("nginx"), endpoint.free_port()
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=127.0.0.1",
         "-keyout", str(room / "key.pem"), "-out", str(room / "cert.pem")],
        check=True, capture_output=True,
    )  # fmt: skip
    live = serve_on(
        CORALE_PROXY_HEADER="X-Forwarded-For", CORALE_HOSTS=f"127.0.0.1:{port}", CORALE_CLIENT_PARALLEL="0"
    )
    text = CONFIGURATION.format(room=room, port=port, behind=live.port, prefix=request.param)
    (room / "nginx.conf").write_text(text)
    server = subprocess.Popen(["nginx", "-c", str(room / "nginx.conf"), "-e", str(room / "error.log")])
    found = Proxied(port, request.param)
    end = time.monotonic() + 60
    while True:
        try:
            if found.get(request.param + "/health")[0] == 200:
                break
        except OSError:
            pass
        assert time.monotonic() < end and server.poll() is None, (room / "error.log").read_text()
        time.sleep(0.1)
    yield found
    server.terminate()
    server.wait(10)


def test_health_home_and_queries(proxied: Proxied) -> None:
    assert proxied.get(proxied.prefix + "/health")[0] == 200
    status, headers, body = proxied.get(f"{proxied.prefix}/sparql?query={quote('ASK {}')}")
    assert (status, json.loads(body)["boolean"]) == (200, True)
    assert f"<{proxied.prefix}/sparql>" in headers["link"]


def test_a_thing_leads_to_its_page_and_data(proxied: Proxied) -> None:
    for accept in ("text/html", "text/turtle"):
        status, headers, _ = proxied.get(f"{proxied.prefix}/id/process/osservatorio-1", Accept=accept)
        assert status == 303
        place = headers["location"].removeprefix(proxied.origin)
        assert place.startswith(proxied.prefix + "/")
        assert proxied.get(place, Accept=accept)[0] == 200


@pytest.mark.parametrize(
    "path", ["/", "/page/id/process/osservatorio-1", "/dumps/", "/browse/", "/sparql", "/limits"]
)
def test_every_link_of_a_page_leads_back_here(proxied: Proxied, path: str) -> None:
    status, _, page = proxied.get(proxied.prefix + path, Accept="text/html")
    assert status == 200
    links = set(re.findall(r'(?:href|src|action)="(/[^"#]*)', page))
    assert links
    assert not [link for link in links if not link.startswith(proxied.prefix + "/")]
    for link in sorted(links)[::4]:  # a release without lists has no page of some
        assert proxied.get(link.replace("&amp;", "&"), Accept="text/html,*/*")[0] in (200, 303, 404), link


@pytest.mark.parametrize(
    "path", ["/sparql", "/reconcile", "/.well-known/void", "/robots.txt", "/sitemap.xml"]
)
def test_descriptions_give_the_public_address(proxied: Proxied, path: str) -> None:
    status, headers, body = proxied.get(proxied.prefix + path, Accept="*/*")
    told = body + str(headers)
    assert status == 200
    assert "http://127.0.0.1" not in told
    for address in re.findall(r"https?://127\.0\.0\.1[^\s\"'<>]*", told):
        assert address.startswith(proxied.origin + proxied.prefix), address
