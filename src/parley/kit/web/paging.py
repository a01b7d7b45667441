"""Collections: `{items, page, pageSize, total}` (settled.md, Ids, errors, bodies)."""

from typing import Annotated, Generic, TypeVar

from fastapi import Query
from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

T = TypeVar("T")

MAX_PAGE_SIZE = 100

PageNumber = Annotated[int, Query(alias="page", ge=1, le=100_000)]
PageSize = Annotated[int, Query(alias="pageSize", ge=1, le=MAX_PAGE_SIZE)]


class Camel(BaseModel):
    """A body in camelCase; unknown fields are refused so that a typo is not silently lost."""

    model_config = ConfigDict(
        alias_generator=to_camel,
        populate_by_name=True,
        from_attributes=True,
        extra="forbid",
        str_strip_whitespace=True,
    )


class PageOf(Camel, Generic[T]):
    """One page of a collection."""

    items: list[T]
    page: int
    page_size: int
    total: int
