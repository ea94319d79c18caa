"""The steps on Dask on two hosts, with the link between them cut in the middle: the digests are those of one process.

    sudo .venv/bin/python benchmarks/scale_hosts.py [--comments 20000] [--cut 10]

Two network namespaces stand for the hosts: each has its own addresses, and a cable (a veth pair) joins them. Scheduler,
client and one worker are on the first, another worker is on the second; both see the same folder, as with a network
drive. Once findings are being written, the cable is pulled for some seconds; then the rest is done. Making network
namespaces takes Linux and root; without them the script says so and ends with 2.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from scale import run_steps, warm_up, write_comments

from synth import scale

HOSTS = {"synth-one": "10.77.0.1", "synth-two": "10.77.0.2"}
FIRST, SECOND = HOSTS
SCHEDULER = f"tcp://{HOSTS[FIRST]}:8786"
PATIENCE_S = 120


def main() -> None:
    """Run on one process, then on two hosts, and compare."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--comments", type=int, default=20_000)
    options.add_argument("--cut", type=float, default=10.0, help="seconds without a link")
    options.add_argument("--client", nargs=2, type=Path, help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.client:
        be_client(*given.client)
        return
    if os.name != "posix" or os.geteuid() or not shutil.which("ip"):
        print("Not run: making two network namespaces takes Linux, root and the `ip` command of iproute2.")
        sys.exit(2)
    with tempfile.TemporaryDirectory(prefix="synth-hosts-") as name:
        folder = Path(name)
        source = write_comments(given.comments, folder / "comments.parquet")
        _, alone = run_steps(source, folder / "alone")
        with two_hosts(), ExitStack() as running:
            start_dask(running, folder)
            told = run_on_two(source, folder, given.cut)
    for step in ("found", "assigned"):
        same = "the same digest" if alone[step] == told[step] else "ANOTHER digest"
        print(f"{step}: one process {alone[step]}, two hosts {told[step]}: {same}")
    sys.exit(any(alone[step] != told[step] for step in ("found", "assigned")))


def run_on_two(source: Path, folder: Path, seconds: float) -> dict[str, Any]:
    """Run the steps on both hosts, cut the link in the middle, and return the digests."""
    me = [sys.executable, __file__, "--client", str(source), str(folder / "together")]
    with subprocess.Popen(on_host(FIRST, me), stdout=subprocess.PIPE, text=True) as client:
        begun = folder / "together" / ".found.writing"
        while not list(begun.glob("part-*.parquet")) and client.poll() is None:
            time.sleep(0.02)
        written = len(list(begun.glob("part-*.parquet")))
        ip("-n", SECOND, "link", "set", "cable", "down")
        print(f"link cut for {seconds:.0f} s when {written} partitions of findings were written", flush=True)
        time.sleep(seconds)
        ip("-n", SECOND, "link", "set", "cable", "up")
        output, _ = client.communicate()
    if client.returncode:
        sys.exit(f"the client ended with {client.returncode}")
    told: dict[str, Any] = json.loads(output)
    print(f"workers at the end: {', '.join(told['workers'])}")
    return told


def be_client(source: Path, folder: Path) -> None:
    """Be the client on the first host: run the steps, and write the digests out as JSON."""
    with scale.connect(SCHEDULER) as client:
        client.wait_for_workers(len(HOSTS), timeout=PATIENCE_S)
        folder.mkdir()
        warm_up(folder)
        _, found = run_steps(source, folder)
        workers = sorted(worker["host"] for worker in client.scheduler_info()["workers"].values())
    print(json.dumps({"found": found["found"], "assigned": found["assigned"], "workers": workers}))


def start_dask(running: ExitStack, folder: Path) -> None:
    """Start the scheduler on the first host, and a worker on each."""
    dask = [sys.executable, "-m", "distributed.cli.dask_scheduler"]
    running.enter_context(process(FIRST, [*dask, "--host", HOSTS[FIRST], "--port", "8786", "--no-dashboard"]))
    for host, address in HOSTS.items():
        worker = [sys.executable, "-m", "distributed.cli.dask_worker", SCHEDULER, "--nthreads", "1", "--no-dashboard"]
        limits = ["--memory-limit", "1GB", "--host", address, "--local-directory", str(folder / host)]
        running.enter_context(process(host, [*worker, *limits]))


@contextmanager
def process(host: str, command: Sequence[str]) -> Iterator[None]:
    """Run a process on a host, and end it."""
    started = subprocess.Popen(on_host(host, command), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        started.terminate()
        try:
            started.wait(10)
        except subprocess.TimeoutExpired:
            started.kill()


@contextmanager
def two_hosts() -> Iterator[None]:
    """Make two network namespaces that a cable joins, and take them away."""
    try:
        for host in HOSTS:
            ip("netns", "add", host)
        ip("link", "add", "cable", "netns", FIRST, "type", "veth", "peer", "name", "cable", "netns", SECOND)
        for host, address in HOSTS.items():
            ip("-n", host, "address", "add", f"{address}/24", "dev", "cable")
            for device in ("lo", "cable"):
                ip("-n", host, "link", "set", device, "up")
        yield
    finally:
        for host in HOSTS:
            subprocess.run(["ip", "netns", "delete", host], check=False, capture_output=True)


def on_host(host: str, command: Sequence[str]) -> list[str]:
    """Return the command that runs another on a host."""
    return ["ip", "netns", "exec", host, *command]


def ip(*arguments: str) -> None:
    """Run `ip`, and end with what it says if it fails."""
    run = subprocess.run(["ip", *arguments], check=False, capture_output=True, text=True)
    if run.returncode:
        print(f"Not run: `ip {' '.join(arguments)}` says {run.stderr.strip()!r}.")
        sys.exit(2)


if __name__ == "__main__":
    main()
