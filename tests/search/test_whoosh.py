"""What Whoosh does not promise by itself: safety among threads, after a kill, against damage and nonsense."""

import os
import signal
import stat
import subprocess
import sys
import textwrap
import threading
import time
import zlib
from contextlib import suppress
from pathlib import Path

import pytest

from app.search.backend import IndexBusy, IndexDamaged, IndexMissing, SearchError
from app.search.whoosh_backend import WhooshBackend
from app.search.whoosh_storage import exclusive
from tests.effort import takes_less_than
from tests.search.conftest import ids, search
from tests.search.documents import make_document

SECRET = "kvbjxqz7719"


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def is_in_files(folder: Path, word: str) -> bool:
    """Whether a word is in any file, as it is, in other encodings, or compressed."""
    wanted = [word.encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be")]
    for path in _files(folder):
        data = path.read_bytes()
        if any(each in data or each in inflated for each in wanted for inflated in _inflated(data)):
            return True
    return False


def _inflated(data: bytes) -> list[bytes]:
    found = [data]
    place = data.find(b"\x78")
    while place >= 0:
        with suppress(zlib.error):
            found.append(zlib.decompressobj().decompress(data[place:]))
        place = data.find(b"\x78", place + 1)
    return found


@pytest.fixture
def folder(whoosh: WhooshBackend, tmp_path: Path) -> Path:
    """The folder of the index of the `whoosh` fixture."""
    return tmp_path / "index"


def test_word_is_seen_in_the_files_while_it_is_public(whoosh: WhooshBackend, folder: Path) -> None:
    whoosh.put([make_document(1, body=f"long enough to be compressed {SECRET} " * 20)])
    assert is_in_files(folder, SECRET)


def test_removed_text_is_in_no_file(whoosh: WhooshBackend, folder: Path) -> None:
    neighbours = [make_document(number) for number in range(2, 30)]
    whoosh.put([make_document(1, title=SECRET, body=SECRET, tags=(SECRET,), authors=(SECRET,)), *neighbours])
    whoosh.remove([1])
    assert not is_in_files(folder, SECRET)
    assert len(whoosh.ids_and_fingerprints()) == len(neighbours)


@pytest.mark.parametrize(
    "place",
    [
        {"title": SECRET},
        {"body": SECRET},
        {"answers": (SECRET,)},
        {"verified_answer": SECRET},
        {"tags": (SECRET,)},
        {"authors": (SECRET,)},
    ],
)
def test_text_an_edit_took_away_is_in_no_file(
    whoosh: WhooshBackend, folder: Path, place: dict[str, object]
) -> None:
    whoosh.put([make_document(1, **place), *(make_document(number) for number in range(2, 30))])
    whoosh.put([make_document(1)])
    assert not is_in_files(folder, SECRET)
    assert ids(whoosh, SECRET) == []


def test_text_in_two_large_segments_is_purged_from_both(
    whoosh: WhooshBackend, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.search.whoosh_writing.LARGEST_SEGMENT", 10)
    documents = [make_document(number, body=SECRET if number in (3, 17) else "") for number in range(20)]
    whoosh.rebuild(documents, lambda ids: [], lambda done: None)
    whoosh.remove([3, 17])
    assert not is_in_files(folder, SECRET)
    assert len(whoosh.ids_and_fingerprints()) == 18


def test_votes_do_not_rewrite_the_segment_of_a_question(whoosh: WhooshBackend, folder: Path) -> None:
    whoosh.put([make_document(number) for number in range(100)])
    before = set(folder.rglob("*.seg"))
    whoosh.put([make_document(1, score=1)])
    assert before <= set(folder.rglob("*.seg"))
    assert len(whoosh.ids_and_fingerprints()) == 100


def test_many_small_changes_leave_few_segments(whoosh: WhooshBackend, folder: Path) -> None:
    for number in range(60):
        whoosh.put([make_document(number)])
    assert len(list(folder.rglob("*.seg"))) < 12
    assert len(ids(whoosh, "passport")) == 20


def test_nobody_else_may_read_the_index(whoosh: WhooshBackend, folder: Path) -> None:
    whoosh.put([make_document(1)])
    for path in (folder, *folder.rglob("*")):
        assert not stat.S_IMODE(path.stat().st_mode) & 0o077, path


def _read_until(done: threading.Event, whoosh: WhooshBackend, seed: int, faults: list[object]) -> None:
    """Search again and again for questions that never change; note every wrong answer."""
    while not done.is_set():
        word, seed = seed % 7, seed + 1
        expected = {number for number in range(210) if number % 7 == word}
        try:
            found = search(whoosh, f"fixed word{word}", per_page=50)
            if {hit.question_id for hit in found.hits} != expected or found.total != len(expected):
                faults.append((word, found.total))
        except Exception as fault:
            faults.append(fault)


def test_threads_get_right_answers_while_a_writer_commits(whoosh: WhooshBackend) -> None:
    whoosh.put([make_document(number, f"fixed word{number % 7}") for number in range(210)])
    faults: list[object] = []
    done = threading.Event()
    readers = [threading.Thread(target=_read_until, args=(done, whoosh, seed, faults)) for seed in range(8)]
    for reader in readers:
        reader.start()
    for number in range(12):
        again = make_document(number, f"fixed word{number % 7}", score=number)
        whoosh.put([make_document(1000 + number, f"moving {number}"), again])
        whoosh.remove([1000 + number - 1])
    done.set()
    for reader in readers:
        reader.join()
    assert faults == []


WRITER = """
    import sys
    from pathlib import Path
    from app.search.whoosh_backend import WhooshBackend
    from tests.search.documents import make_document
    backend = WhooshBackend(Path(sys.argv[1]))
    number = 0
    while True:
        number += 1
        backend.put([make_document(number, f"passport {number}"), make_document(0, f"counter {number}")])
        print(number, flush=True)
"""


def test_killed_writer_leaves_no_lock_and_a_whole_index(
    whoosh: WhooshBackend, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.search.whoosh_folder.SECONDS_TO_WAIT_FOR_WRITER", 0)
    for delay in (0.0, 0.007, 0.013, 0.03):
        writer = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-c", textwrap.dedent(WRITER), str(folder)],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert writer.stdout is not None
        acknowledged = [int(writer.stdout.readline()) for _ in range(3)][-1]
        time.sleep(delay)
        writer.send_signal(signal.SIGKILL)
        acknowledged = max([acknowledged, *map(int, writer.stdout.read().split())])
        writer.wait()
        assert set(range(acknowledged + 1)) <= set(whoosh.ids_and_fingerprints())
        whoosh.put([make_document(0)])
    names = {path.name for path in (folder / (folder / "CURRENT").read_text().strip()).iterdir()}
    assert all(name.endswith((".toc", ".seg", ".crc")) for name in names), names


def test_second_writer_waits_and_gives_up_with_a_word(
    whoosh: WhooshBackend, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.search.whoosh_folder.SECONDS_TO_WAIT_FOR_WRITER", 0.1)
    with exclusive(folder / "writing.lock", 0), pytest.raises(IndexBusy):
        whoosh.put([make_document(1)])
    whoosh.put([make_document(1)])


@pytest.mark.parametrize("ending", [".seg", ".toc"])
def test_damaged_file_is_noticed_before_anything_is_read_from_it(
    whoosh: WhooshBackend, folder: Path, ending: str
) -> None:
    whoosh.put([make_document(number) for number in range(50)])
    path = next(folder.rglob(f"*{ending}"))
    data = bytearray(path.read_bytes())
    for place in range(len(data) // 3, len(data) // 3 + 20):
        data[place] ^= 0xFF
    path.unlink()
    path.write_bytes(data)
    with pytest.raises(IndexDamaged):
        search(WhooshBackend(folder), "passport")


@pytest.mark.parametrize("ending", [".seg", ".toc"])
def test_damage_done_while_the_index_is_open_is_found_by_verifying(
    whoosh: WhooshBackend, folder: Path, ending: str
) -> None:
    whoosh.put([make_document(1)])
    search(whoosh, "passport")
    whoosh.verify()
    with next(folder.rglob(f"*{ending}")).open("r+b") as file:
        file.seek(200)
        file.write(b"flip")
    with pytest.raises(IndexDamaged):
        whoosh.verify()


def test_index_of_another_version_is_as_good_as_none(whoosh: WhooshBackend, folder: Path) -> None:
    whoosh.put([make_document(1)])
    serving = (folder / "CURRENT").read_text().strip()
    (folder / serving).rename(folder / "generation-0-abc")
    (folder / "CURRENT").write_text("generation-0-abc")
    with pytest.raises(IndexMissing):
        search(whoosh, "passport")


@pytest.mark.parametrize("ending", ["*.seg", "*.toc", "*.crc"])
def test_missing_file_is_an_error_of_ours(whoosh: WhooshBackend, folder: Path, ending: str) -> None:
    whoosh.put([make_document(1)])
    for path in folder.rglob(ending):
        path.unlink()
    with pytest.raises(SearchError):
        search(whoosh if ending == "*.toc" else _unseen(folder), "passport")


def _unseen(folder: Path) -> WhooshBackend:
    """The index as a process sees it that has nothing of it open yet."""
    moved = folder.with_name("moved")
    folder.rename(moved)
    return WhooshBackend(moved)


def test_damaged_index_is_healed_by_a_rebuild(whoosh: WhooshBackend, folder: Path) -> None:
    whoosh.put([make_document(1)])
    for path in folder.rglob("*.toc"):
        path.write_bytes(b"nothing")
    with pytest.raises(SearchError):
        search(whoosh, "passport")
    whoosh.rebuild([make_document(1)], lambda ids: [], lambda done: None)
    assert ids(whoosh, "passport") == [1]


def test_index_that_was_deleted_while_open_is_missing_and_may_be_made_again(
    whoosh: WhooshBackend, folder: Path
) -> None:
    whoosh.put([make_document(1)])
    assert ids(whoosh, "passport") == [1]
    subprocess.run(["rm", "-r", str(folder)], check=True)
    with pytest.raises(IndexMissing):
        search(whoosh, "passport")
    assert whoosh.ensure()
    assert ids(whoosh, "passport") == []


def test_what_a_killed_rebuild_left_is_removed_by_the_next_writer(
    whoosh: WhooshBackend, folder: Path
) -> None:
    left = folder / "generation-0123456789abcdef"
    left.mkdir()
    (left / "torv_x.seg").write_text(SECRET)
    whoosh.put([make_document(1)])
    assert not left.exists()


NONSENSE = [
    "?*?*?*",
    "[a TO z]",
    "(" * 2_000,
    ")" * 2_000 + "AND OR NOT",
    '"' * 999,
    "-" * 999,
    "tag:" * 500,
    "a" * 100_000,
    "ab " * 33_000,
    '"to be" ' * 500,
    "is:verified " * 500,
    "\x00\ud800\uffff",
    "before:0000 after:9999-99",
    "by:* tag:[a TO z] topic:?",
    "x^99999999 y~5 z:{1 TO 2}",
]


@pytest.mark.parametrize("typed", NONSENSE)
def test_nonsense_neither_fails_nor_takes_long(whoosh: WhooshBackend, typed: str) -> None:
    whoosh.put([make_document(number, "to be or not to be", body="a b c " * 100) for number in range(300)])
    with takes_less_than(0.5):
        search(whoosh, typed)


def test_payloads_neither_fail_nor_take_long(whoosh: WhooshBackend, payloads: list[str]) -> None:
    documents = [
        make_document(number, payload[:150], body=payload) for number, payload in enumerate(payloads[::50])
    ]
    whoosh.put(documents)
    slowest = 0.0
    for payload in payloads[::4]:
        started = time.thread_time()
        search(whoosh, payload)
        slowest = max(slowest, time.thread_time() - started)
    assert slowest < 0.5


def test_search_ends_at_its_deadline_and_says_so(
    whoosh: WhooshBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    whoosh.put([make_document(1)])
    monkeypatch.setattr("app.search.whoosh_backend.SECONDS_TO_SEARCH", -1.0)
    assert search(whoosh, "passport").partial


def test_reader_keeps_no_copy_of_the_segments(whoosh: WhooshBackend) -> None:
    whoosh.put([make_document(number, body=os.urandom(10_000).hex()) for number in range(400)])
    before = _private_kilobytes()
    search(whoosh, "passport")
    assert _private_kilobytes() - before < 2_000


def _private_kilobytes() -> int:
    status = Path("/proc/self/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) for line in status if line.startswith("RssAnon"))
