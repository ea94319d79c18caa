"""A part of the Jupyter server: it hands what a kernel answers to the page at once.

The server's websocket lets a small message wait until the page has confirmed the one before it (Nagle's algorithm), and
a page confirms late, after 40 ms (delayed acknowledgement). A kernel says "busy" and then answers, so every answer to a
widget waited that long. `jupyter_server_config.d/synth.json` turns this part on.
"""

from typing import Any

from jupyter_server.serverapp import ServerApp
from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection


class PromptConnection(ZMQChannelsWebsocketConnection):
    """A page's connection to a kernel whose messages wait for no other one."""

    def connect(self) -> Any:
        """Connect, with the socket told to send everything when it comes (TCP_NODELAY)."""
        self.websocket_handler.set_nodelay(True)
        return super().connect()


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "synth.lab"}]


def _load_jupyter_server_extension(app: ServerApp) -> None:
    """Use the prompt connection, unless the server has another one than its own, such as that to a gateway."""
    settings = app.web_app.settings
    if settings.get("kernel_websocket_connection_class") is ZMQChannelsWebsocketConnection:
        settings["kernel_websocket_connection_class"] = PromptConnection
