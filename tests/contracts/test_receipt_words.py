"""Whatever the contexts say of a deletion, the receipt has words for it, in both languages."""

import ast
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

import parley
from parley.contracts.erasure import CONTEXTS

SOURCES = Path(parley.__file__).parent
LOCALES = Path(__file__).resolve().parents[2] / "web/src/locales"
LANGUAGES = ("de", "en")
# What contexts call the counts that they answer with, and the functions that return them.
COUNTS = {"removed", "gone", "FORGET"}
COUNTING = {"anonymise", "erase", "forget_recordings"}

Codes = dict[str, set[str]]


def kept(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """What stays, and why: of each `{"what": ..., "why": ...}` and each `Kept(what, why)`."""
    values = {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }

    def word(node: ast.expr | None) -> str | None:
        found = values.get(node.id) if isinstance(node, ast.Name) else node
        is_word = isinstance(found, ast.Constant) and isinstance(found.value, str)
        return str(found.value) if isinstance(found, ast.Constant) and is_word else None

    for node in ast.walk(tree):
        given: list[ast.expr | None] = []
        if isinstance(node, ast.Dict):
            named = {word(key): value for key, value in zip(node.keys, node.values, strict=True)}
            given = [named.get("what"), named.get("why")]
        elif isinstance(node, ast.Call) and ast.unparse(node.func) == "Kept":
            given = list(node.args[:2])
        if len(given) == 2 and (codes := (word(given[0]), word(given[1]))) != (None, None):
            what, why = codes
            if what is None or why is None:
                pytest.fail(f"a code that can't be read: {ast.unparse(node)}")
            yield what, why


def counted(tree: ast.Module) -> Iterator[str]:
    """What counts are called."""
    for node in ast.walk(tree):
        match node:
            case ast.Subscript(
                value=ast.Name(id=name), slice=ast.Constant(value=str(key)), ctx=ast.Store()
            ) if name in COUNTS:
                yield key
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Dict() as said) if (
                name in COUNTS
            ):
                yield from keys(said)
            case ast.AsyncFunctionDef(name=name) if name in COUNTING:
                for each in ast.walk(node):
                    if isinstance(each, ast.Return) and isinstance(each.value, ast.Dict):
                        yield from keys(each.value)
            case ast.Call(func=ast.Name(id="ErasureDone"), args=[*args]):
                for each in args:
                    if isinstance(each, ast.Dict):
                        yield from keys(each)
            case _:
                pass


def keys(said: ast.Dict) -> Iterator[str]:
    """Its keys that are words."""
    for key in said.keys:
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            yield key.value


def codes_of(context: str) -> Codes:
    """All that a context's source says."""
    found: Codes = {"words": set(), "keptWhat": set(), "keptWhy": set()}
    for path in sorted((SOURCES / context).rglob("*.py")):
        if "clients" in path.parts:  # Files that a child process keeps are another matter.
            continue
        text = path.read_text(encoding="utf-8")
        tree = ast.parse(text)
        for what, why in kept(tree):
            found["keptWhat"].add(what)
            found["keptWhy"].add(why)
        if "ErasureDone" in text or "store" in path.relative_to(SOURCES).as_posix():
            found["words"].update(counted(tree))
    return found


def without_words(codes: Codes, receipt: dict[str, dict[str, str]]) -> dict[str, set[str]]:
    """The codes that the receipt says nothing for."""
    missing = {kind: {c for c in said if not receipt[kind].get(c)} for kind, said in codes.items()}
    return {kind: said for kind, said in missing.items() if said}


def receipt_words(language: str) -> dict[str, dict[str, str]]:
    """The receipt's words for codes."""
    record = json.loads((LOCALES / language / "record.json").read_text(encoding="utf-8"))
    return dict(record["receipt"])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("context", CONTEXTS)
def test_every_code_has_words(context: str, language: str) -> None:
    codes = codes_of(context)
    assert codes["words"], "every context counts something: the search doesn't find it"
    assert without_words(codes, receipt_words(language)) == {}


def test_the_search_finds_the_codes_that_are_known() -> None:
    found = [codes_of(context) for context in CONTEXTS]
    assert set().union(*(each["keptWhat"] for each in found)) >= {
        *("receipt", "invitation_state"),  # as `Kept(...)`
        *("account", "consents", "sent_letters"),  # as a constant of a module
        "evidence_id",  # in a list, with a reason that has a name
    }
    assert set().union(*(each["keptWhy"] for each in found)) >= {"registered", "late_transcripts"}
    assert set().union(*(each["words"] for each in found)) >= {
        *("answers", "ratings", "messages"),
        *("recordings", "files", "transcripts", "corrections", "scores", "mails", "accounts"),
    }


def test_a_code_without_words_is_seen() -> None:
    receipt = receipt_words("en")
    del receipt["keptWhy"]["registered"]
    assert without_words(codes_of("identity"), receipt) == {"keptWhy": {"registered"}}
