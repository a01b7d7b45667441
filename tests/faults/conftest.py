"""One installation that can be killed at chosen places, and be broken on purpose."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from parley.app.simulate.api import Api
from tests.e2e import canaries, invitations
from tests.e2e.installation import Installation, installed
from tests.e2e.invitations import sign_in
from tests.faults import broken_app

HELD_WITHIN = 30.0


@dataclass(frozen=True, slots=True)
class Faults:
    """What is to go wrong; the other side of tests/faults/broken_app.py.

    Attributes:
        folder: Where the application looks.
    """

    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        """What an installation needs to look there."""
        return {"PARLEY_TEST_FAULTS": str(self.folder)}

    def hold(self, place: str) -> None:
        """The next to come to that place stays there."""
        (self.folder / "held").unlink(missing_ok=True)
        self._write("hold", place)

    async def held(self) -> None:
        """Wait until somebody stays there."""
        async with asyncio.timeout(HELD_WITHIN):
            while not (self.folder / "held").exists():
                await asyncio.sleep(0.01)

    def make(self, mistake: str | None) -> None:
        """Make that mistake from now on; None makes none."""
        if mistake is not None:
            self._write("broken", mistake)

    def mend(self) -> None:
        """Make no mistake, hold nobody."""
        for name in ("broken", "hold", "held"):
            (self.folder / name).unlink(missing_ok=True)

    def _write(self, name: str, content: str) -> None:
        # Whole at once: the application may look at any moment.
        draft = self.folder / "draft"
        draft.write_text(content)
        draft.replace(self.folder / name)


@pytest.fixture(scope="package")
def wishes(tmp_path_factory: pytest.TempPathFactory) -> Faults:
    """What is to go wrong in the installation that tests share."""
    return Faults(tmp_path_factory.mktemp("faults"))


@pytest.fixture(scope="package")
def installation(
    tmp_path_factory: pytest.TempPathFactory, wishes: Faults
) -> Iterator[Installation]:
    """The installation that the tests of one process's death share."""
    data_dir = tmp_path_factory.mktemp("parley") / "data"
    with installed(data_dir, module=broken_app.MODULE, environment=wishes.environment) as running:
        yield running
        canaries.check(running, invitations.TOKENS | invitations.PEOPLE)


@pytest.fixture
def faults(wishes: Faults) -> Iterator[Faults]:
    """The same, for one test: nothing goes wrong any more afterwards."""
    yield wishes
    wishes.mend()


@pytest.fixture
async def hr(installation: Installation) -> AsyncIterator[Api]:
    """The public API, as the hiring team."""
    async with Api(installation.url) as api:
        await sign_in(api)
        yield api
