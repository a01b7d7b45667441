"""What the pages say, read from their own texts, so that a better wording breaks no journey."""

import json
import re
from functools import cache

from tests.e2e.installation import ROOT

LOCALES = ROOT / "web/src/locales/en"
PLACE = re.compile(r"\{\{(\w+)\}\}")


@cache
def _texts(namespace: str) -> dict[str, object]:
    loaded: dict[str, object] = json.loads((LOCALES / f"{namespace}.json").read_text())
    return loaded


def text(key: str, **values: object) -> str:
    """The text `namespace.path.of.key` with its places filled in; every place must be."""
    namespace, *path = key.split(".")
    found: object = _texts(namespace)
    for step in path:
        assert isinstance(found, dict), key
        found = found[step]
    assert isinstance(found, str), key
    return PLACE.sub(lambda place: str(values[place[1]]), found)


def pattern(key: str) -> re.Pattern[str]:
    """The text with anything in its places."""
    namespace, *path = key.split(".")
    found: object = _texts(namespace)
    for step in path:
        assert isinstance(found, dict), key
        found = found[step]
    assert isinstance(found, str), key
    return re.compile(".+".join(re.escape(part) for part in re.split(r"\{\{\w+\}\}", found)))
