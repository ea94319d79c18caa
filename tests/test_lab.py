"""The Jupyter server hands what a kernel answers to the page at once."""

import json
import sys
from pathlib import Path

import pytest
from jupyter_server.gateway.connections import GatewayWebSocketConnection
from jupyter_server.serverapp import ServerApp

from synth.lab import PromptConnection, _load_jupyter_server_extension

CONNECTION = "kernel_websocket_connection_class"


@pytest.fixture
def server(tmp_path, monkeypatch):
    for place in ("CONFIG", "DATA", "RUNTIME"):
        monkeypatch.setenv(f"JUPYTER_{place}_DIR", str(tmp_path / place.lower()))
    app = ServerApp(root_dir=str(tmp_path))
    app.initialize(argv=[], find_extensions=False, new_httpserver=False)
    return app


def test_a_connection_of_the_server_itself_becomes_a_prompt_one(server):
    _load_jupyter_server_extension(server)
    assert server.web_app.settings[CONNECTION] is PromptConnection


def test_a_connection_to_a_gateway_stays(server):
    server.web_app.settings[CONNECTION] = GatewayWebSocketConnection
    _load_jupyter_server_extension(server)
    assert server.web_app.settings[CONNECTION] is GatewayWebSocketConnection


def test_it_is_turned_on_where_synth_is_installed():
    config = Path(sys.prefix) / "etc" / "jupyter" / "jupyter_server_config.d" / "synth.json"
    assert json.loads(config.read_text(encoding="utf-8"))["ServerApp"]["jpserver_extensions"] == {"synth.lab": True}
