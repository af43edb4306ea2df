"""The desk asked over its socket: the answer, or that it is down; whatever it says."""

import socket
import threading
from pathlib import Path

import pytest

from corale.data.review.offered import offered
from corale.endpoint.site.contribute import desk_client, form_page
from corale.endpoint.site.contribute.desk_client import DeskDownError


def answering(folder: Path, said: bytes) -> threading.Thread:
    """Answer one request on the socket of a folder with these bytes."""
    held = socket.socket(socket.AF_UNIX)
    held.bind(str(folder / desk_client.SOCKET))
    held.listen(1)

    def answer() -> None:
        one, _ = held.accept()
        one.recv(65536)
        one.sendall(said)
        one.shutdown(socket.SHUT_WR)
        while one.recv(65536):  # all that is sent is read, or its sender is cut off
            pass
        one.close()
        held.close()

    thread = threading.Thread(target=answer)
    thread.start()
    return thread


def test_the_answer_is_status_and_texts(tmp_path: Path) -> None:
    thread = answering(tmp_path, b'HTTP/1.0 201 Created\r\n\r\n{"code": "ab"}')
    assert desk_client.call(tmp_path, "POST", "/contribute", {"a": "b"}) == (201, {"code": "ab"})
    thread.join()


@pytest.mark.parametrize(
    "said", [b"", b"no http\r\n\r\n", b"HTTP/1.0 200 OK\r\n\r\nno json", b"HTTP/1.0 200 OK\r\n\r\n[1]"]
)
def test_what_is_no_answer_is_a_desk_that_is_down(tmp_path: Path, said: bytes) -> None:
    thread = answering(tmp_path, said)
    with pytest.raises(DeskDownError):
        desk_client.call(tmp_path, "GET", "/ping")
    thread.join()


def test_a_folder_without_a_socket_is_down_and_has_no_desk(tmp_path: Path) -> None:
    with pytest.raises(DeskDownError):
        desk_client.call(tmp_path, "GET", "/ping")
    assert not desk_client.there(tmp_path)


def test_a_closed_list_is_offered_by_name_and_others_are_not() -> None:
    fields = offered("process")
    listed = form_page.choices(fields["interventionArea"], "it")
    assert len(listed) > 3 and listed == sorted(listed, key=lambda pair: pair[1].casefold())
    assert [value for value, _ in form_page.choices(fields["coFunded"], "en")] == ["true", "false"]
    assert form_page.choices(fields["totalCost"], "it") == []


def test_help_is_the_definition_of_the_ontology() -> None:
    fields = offered("process")
    assert form_page.help_of(fields["totalCost"], "it") and form_page.help_of(fields["title"], "it") == ""
    assert form_page.help_of(fields["startDate"], "en").endswith("as 14/5/2016.")
    assert form_page.help_of(offered("notice")["published"], "it").endswith("maggio 2016 o 2016.")
