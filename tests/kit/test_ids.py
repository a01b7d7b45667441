import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.kit.ids import is_id, new_id


def test_a_new_id_is_one_and_new() -> None:
    made = {new_id() for _ in range(1000)}
    assert len(made) == 1000
    assert all(is_id(one) and uuid.UUID(one).version == 4 for one in made)


@given(st.uuids())
def test_only_the_lowercase_form_is_an_id(value: uuid.UUID) -> None:
    text = str(value)
    assert is_id(text)
    assert not is_id(text.upper()) or text.upper() == text
    assert not is_id(text.replace("-", ""))
    assert not is_id(f"{{{text}}}")


@pytest.mark.parametrize("text", ["", "1", "../etc", "\n", "0" * 36, f"{uuid.UUID(int=0)}\n"])
def test_anything_else_is_not(text: str) -> None:
    assert not is_id(text)
