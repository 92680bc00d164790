"""A client that asks for pages over kept-alive connections, and a server whose CPU time we can read."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Measured:
    """What one page cost: requests a second, milliseconds waited, CPU milliseconds of the server, bytes."""

    per_second: float
    p50: float
    p95: float
    cpu: float
    size: int


class Server:
    """A gunicorn with two workers."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.process, self.port = process, port

    def workers(self) -> list[int]:
        """Give the process ids of the workers."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return [int(child) for child in children]

    def cpu_seconds(self) -> float:
        """Give the CPU time all workers have used."""
        return sum(_cpu_seconds(pid) for pid in self.workers())

    def megabytes(self) -> list[tuple[float, float]]:
        """Give the memory of each worker in MB: its own, and what of mapped files it looks at just now."""
        return [
            (_kilobytes(pid, "Pss_Anon") / 1024, _kilobytes(pid, "Pss_File") / 1024) for pid in self.workers()
        ]


@contextmanager
def server(target: str, port: int, environ: Mapping[str, str]) -> Iterator[Server]:
    """Serve a WSGI app with two gunicorn workers until the block ends."""
    command = [
        sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", "2", "--worker-class", "gthread",
        "--threads", "2", "--no-control-socket", "--log-level", "error", target,
    ]  # fmt: skip
    process = subprocess.Popen(command, env={**os.environ, **environ})
    try:
        _wait(port, process)
        yield Server(process, port)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def measure(running: Server, path: str, cookie: str = "", seconds: float = 1.2, clients: int = 2) -> Measured:
    """Ask for a page over `clients` connections for some seconds; every answer has to be a 200."""
    waited: list[float] = []
    sizes: set[int] = set()
    _ask_for(running.port, path, cookie, 0.4, waited, sizes)
    waited.clear()
    begun, cpu = time.perf_counter(), running.cpu_seconds()
    threads = [
        threading.Thread(target=_ask_for, args=(running.port, path, cookie, seconds, waited, sizes))
        for _client in range(clients)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    passed, used = time.perf_counter() - begun, running.cpu_seconds() - cpu
    if not waited:
        raise SystemExit(f"no answer for {path}")
    cuts = quantiles(waited, n=20)
    return Measured(
        len(waited) / passed, cuts[9] * 1000, cuts[18] * 1000, used / len(waited) * 1000, max(sizes)
    )


def _ask_for(port: int, path: str, cookie: str, seconds: float, waited: list[float], sizes: set[int]) -> None:
    request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\nAccept-Language: en\r\n"
    request += f"Cookie: {cookie}\r\n\r\n" if cookie else "\r\n"
    with socket.create_connection(("127.0.0.1", port)) as connection:
        reader = connection.makefile("rb")
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            begun = time.perf_counter()
            connection.sendall(request.encode())
            size = _read_answer(reader, path)
            waited.append(time.perf_counter() - begun)
            sizes.add(size)


def _read_answer(reader: object, path: str) -> int:
    status = reader.readline()  # type: ignore[attr-defined]
    if b" 200 " not in status:
        raise SystemExit(f"{path} answered {status.decode().strip()}")
    length = 0
    while (line := reader.readline().strip().lower()) != b"":  # type: ignore[attr-defined]
        if line.startswith(b"content-length:"):
            length = int(line.split(b":")[1])
    reader.read(length)  # type: ignore[attr-defined]
    return length


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    for _try in range(200):
        if process.poll() is not None:
            raise SystemExit("the server did not start")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("the server does not answer")


def _cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def _kilobytes(pid: int, what: str) -> int:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith(f"{what}:"):
            return int(line.split()[1])
    return 0
