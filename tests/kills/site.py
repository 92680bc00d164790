"""A site of real processes that can be killed, and people who keep answering whatever happens to it."""

import http.client
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode
from uuid import uuid4

from app.config import ROOT, Config

PAUSE = 0.05  # seconds between two answers of one person
SECONDS_TO_START = 60.0
COMMANDS = {
    "web": ("-m", "gunicorn", "--worker-class", "gthread", "--threads", "4", "--no-control-socket", "--reuse-port",
            "--log-level", "warning", "wsgi:app"),
    "worker": ("-m", "flask", "worker"),
    "rebuild": ("-m", "flask", "search", "rebuild", "--quiet"),
}  # fmt: skip


@dataclass
class Site:
    """The processes of one site. Each is a group of its own, so that gunicorn's children die with it.

    The port is held all the time: while the web server is dead, nobody else on the machine may be given it.
    """

    config: Config
    log: Path
    held: socket.socket = field(default_factory=socket.socket)
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        self.held.bind(("127.0.0.1", 0))

    @property
    def port(self) -> int:
        """Where the web server listens."""
        number: int = self.held.getsockname()[1]
        return number

    @property
    def environ(self) -> dict[str, str]:
        """What the processes are told: the database and the instance of the test, mail into a folder."""
        return {
            **os.environ,
            "TORV_ENV": "test",
            "TORV_INSTANCE": str(self.config.instance),
            "DATABASE_URL": self.config.database_url,
            "SECRET_KEY": self.config.secret_key,
            "TORV_JOBS": "separate",
            "TORV_MAIL": "folder",
            "TORV_LOG_LEVEL": "WARNING",
            "TORV_FORM_SECONDS": "0",
        }

    def start(self, name: str) -> None:
        """Start what is not running."""
        if name in self.running and self.running[name].poll() is None:
            return
        command = [sys.executable, *COMMANDS[name]]
        if name == "web":
            command[-1:-1] = ["--bind", f"127.0.0.1:{self.port}"]
        with self.log.open("ab") as log:
            self.running[name] = subprocess.Popen(
                command, cwd=ROOT, env=self.environ, stdout=log, stderr=log, start_new_session=True
            )

    def kill(self, name: str) -> bool:
        """Kill a process and its children, as the power does; tell whether there was one."""
        process = self.running.pop(name, None)
        if process is None or process.poll() is not None:
            return False
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return True

    def stop(self) -> None:
        """Let everything end as an administrator would, and kill what does not."""
        for process in self.running.values():
            process.terminate()
        for name, process in list(self.running.items()):
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                self.kill(name)

    def wait_until_it_answers(self) -> None:
        """Wait for the web server."""
        deadline = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < deadline:
            try:
                if self.ask("GET", "/readyz")[0] == 200:
                    return
            except OSError:
                time.sleep(0.05)
        raise AssertionError(f"the web server does not answer:\n{self.log.read_text()[-3000:]}")

    def ask(
        self, method: str, path: str, form: dict[str, str] | None = None, cookie: str = ""
    ) -> tuple[int, str]:
        """Ask the web server; give the status and where it leads."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        try:
            connection.request(method, path, urlencode(form or {}), headers)
            response = connection.getresponse()
            response.read()
            return response.status, response.headers.get("Location", "")
        except http.client.HTTPException as error:
            raise ConnectionError(str(error)) from error
        finally:
            connection.close()


def _key() -> str:
    """Make a key of letters alone: among digits the guard would find telephone numbers."""
    return "".join(chr(ord("a") + int(digit, 16)) for digit in uuid4().hex)


@dataclass
class Answerer(threading.Thread):
    """Somebody who posts answer after answer, sends again what got no reply, and notes on the disk what did."""

    site: Site
    cookie: str
    csrf_token: str
    question_ids: list[int]
    notes: Path
    stopping: threading.Event
    complaints: list[str] = field(default_factory=list)
    answered: int = 0

    def __post_init__(self) -> None:
        super().__init__(daemon=True)

    __hash__ = threading.Thread.__hash__

    def run(self) -> None:
        """Answer until told to stop; what was begun is posted first."""
        chance = random.Random(self.csrf_token)
        with self.notes.open("a", encoding="utf-8") as notes:
            while not self.stopping.is_set():
                question_id, key = chance.choice(self.question_ids), _key()
                answer_id = self._post(question_id, key)
                notes.write(f"{answer_id} {question_id} {key}\n")
                notes.flush()
                os.fsync(notes.fileno())
                self.answered += 1
                time.sleep(PAUSE)

    def _post(self, question_id: int, key: str) -> int:
        """Post one answer, by the same form again and again, until the site says where it is."""
        form = {"csrf_token": self.csrf_token, "posting_key": key, "body": f"The answer is {key}.", "hat": ""}
        while True:
            try:
                status, location = self.site.ask(
                    "POST", f"/questions/{question_id}/answers", form, self.cookie
                )
            except OSError:
                time.sleep(0.1)
                continue
            if status == 303 and location.startswith("/answers/"):
                return int(location.removeprefix("/answers/"))
            self.complaints.append(f"{status} {location}")
            time.sleep(0.5)
