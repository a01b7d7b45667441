"""Every row of interview-service.md's tables names the test that holds it."""

from tests.contracts.documents import DOCUMENT, named_rows, rows

TEXT = DOCUMENT.read_text()


def test_the_parser_finds_every_table() -> None:
    found = {kind: len(keys) for kind, keys in rows(TEXT).items()}
    assert found == {
        "command": 13,
        "query": 6,
        "endpoint": 22,
        "event": 7,
        "exception": 8,
        "metric": 7,
        "environment": 16,
        "column": 36,
        "status": 13,
        "setting": 6,
    }


def test_every_row_has_a_test() -> None:
    held = named_rows()
    missing = [
        f"{kind}: {key}" for kind, keys in rows(TEXT).items() for key in keys if key not in held
    ]
    assert not missing, "rows without a test:\n" + "\n".join(missing)


def test_no_test_names_a_row_that_is_not_there() -> None:
    known = {key for keys in rows(TEXT).values() for key in keys}
    strangers = {key: tests for key, tests in named_rows().items() if key not in known}
    assert not strangers
