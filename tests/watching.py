"""A witness that answers on a port of this machine as long as a test needs it."""

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from time import sleep

import uvicorn

from api.witnessing import create_app
from recap.witness.folder import WitnessFolder


@contextmanager
def served(folder: WitnessFolder, port: int = 0) -> Iterator[str]:
    """The address of the witness in this folder; any free port unless one is named."""
    with closing(folder.memory()) as memory:
        config = uvicorn.Config(create_app(folder, memory), port=port, log_level="warning", lifespan="off")
        server = uvicorn.Server(config)
        serving = threading.Thread(target=server.run)
        serving.start()
        try:
            while not server.started:
                sleep(0.02)
            bound = server.servers[0].sockets[0].getsockname()[1]
            yield f"http://127.0.0.1:{bound}"
        finally:
            server.should_exit = True
            serving.join()
