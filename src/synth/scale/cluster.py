"""Where the work is done: the cores of this machine, or a cluster that is there already."""

import logging
import os
from collections.abc import Sequence
from importlib.metadata import version
from typing import Any

import dask
from distributed import Client, KilledWorker, as_completed, get_client
from tqdm import tqdm
from tqdm.auto import tqdm as tqdm_here

from synth.errors import SynthError
from synth.readers.waiting import is_watched

MEMORY = "1GB"
PATIENCE_S = 30
WORKERS = {
    # Results are small and leave at once, so waiting frees nothing: a worker that grows too large is started anew.
    "distributed.worker.memory.pause": False,
    "distributed.worker.memory.spill": False,
    "distributed.worker.memory.target": False,
    # What a step has used goes back to the machine.
    "distributed.nanny.pre-spawn-environ.MALLOC_ARENA_MAX": "2",
    "distributed.nanny.pre-spawn-environ.ARROW_DEFAULT_MEMORY_POOL": "system",
}


def connect(address: str = "", *, workers: int | None = None, memory: str = MEMORY) -> Client:
    """Return a Dask client, for a `with` or to be closed: what is computed meanwhile is computed by its workers.

    Without an address, processes are started on this machine that nobody else can reach (they listen on 127.0.0.1),
    one thread each, and end with the client. A `distributed.Client` of your own works as well, without `connect`.

    Args:
        address: the scheduler of a cluster that runs, such as "tcp://10.0.0.5:8786".
        workers: how many processes to start; None for one a core.
        memory: what a process may use before Dask starts it anew.

    Raises:
        SynthError: nobody answers at the address, or a worker there has another version of synth.
    """
    if address:
        return _join(address)
    with dask.config.set(WORKERS):
        return Client(
            n_workers=workers or os.cpu_count(),
            threads_per_worker=1,
            memory_limit=memory,
            host="127.0.0.1",
            dashboard_address="127.0.0.1:0",  # any free port: a fixed one may be taken, which Dask warns of
            silence_logs=logging.CRITICAL,  # a worker that breaks off is replaced, and a task that fails raises here
        )


def _join(address: str) -> Client:
    try:
        client = Client(address, timeout=PATIENCE_S)
    except (OSError, ValueError) as error:
        raise SynthError(
            f"no Dask scheduler answers at {address!r} ({error}). Start one with `dask scheduler`, and give the "
            'address that it shows, such as "tcp://10.0.0.5:8786".'
        ) from error
    here = version("synth")
    for worker, there in client.run(version, "synth").items():
        if there != here:
            client.close()
            raise SynthError(
                f"the worker {worker} has synth {there}, and this is synth {here}: they might not find the same. "
                "Install one version on all."
            )
    return client


def compute(parts: Sequence[Any], label: str) -> list[Any]:
    """Return the results of delayed tasks in their order, with a bar where somebody watches.

    They are done by the present client's workers; where there is none, one after the other in this process.

    Raises:
        SynthError: a worker broke off several times at one partition.
    """
    client = _present_client()
    bar = tqdm_here if is_watched() else tqdm
    options = {"total": len(parts), "desc": label, "unit": "part", "leave": False, "disable": not is_watched()}
    if client is None:
        with dask.config.set(scheduler="synchronous"):
            return [part.compute() for part in bar(parts, **options)]
    with dask.config.set({"distributed.admin.large-graph-warning-threshold": "1GB"}):  # a model is shipped on purpose
        futures = client.compute(list(parts))
    try:
        with bar(**options) as shown:
            for _ in as_completed(futures):
                shown.update()
        return list(client.gather(futures))
    except KilledWorker as error:
        raise SynthError(
            f"{label}: workers broke off again and again at one partition ({error}). Most often it needs more memory: "
            'read with fewer rows a partition, as read(..., rows=5_000), or give more, as connect(memory="2GB").'
        ) from error
    finally:
        client.cancel(futures)


def _present_client() -> Client | None:
    try:
        return get_client()
    except ValueError:
        return None
