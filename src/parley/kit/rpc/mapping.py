"""Contract dataclasses to protobuf messages and back, so that `from_wire(to_wire(x)) == x`.

A field goes to the message's field of the same name. Text, numbers, booleans and bytes go as
they are; `datetime` (aware; UTC on the way back) as Timestamp, exact to the microsecond;
`T | None` by presence; `tuple[T, ...]` repeated, and `tuple[T, ...] | None` as a message whose
only field is; a `StrEnum` as the enum whose values carry its name as prefix (`Role.HR`, `ROLE_HR`);
a dataclass as a message. Anything else is a TypeError.
"""

import dataclasses
import types
from datetime import UTC, datetime
from enum import Enum
from functools import cache
from typing import (
    Any,
    ClassVar,
    Protocol,
    TypeVar,
    Union,
    cast,
    get_args,
    get_origin,
    get_type_hints,
)

from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass
from google.protobuf.timestamp_pb2 import Timestamp

M = TypeVar("M", bound=Message)
T = TypeVar("T")
Field = Any  # a FieldDescriptor: the stubs know two classes of that name


class Dataclass(Protocol):
    """An instance of a dataclass."""

    __dataclass_fields__: ClassVar[dict[str, Any]]


def to_wire(value: Dataclass, into: type[M]) -> M:
    """The message of type `into` that carries `value`.

    Raises:
        TypeError: The types don't fit together.
        ValueError: A naive datetime, or a number outside the field's range.
    """
    message = into()
    for name, hint in _fields(type(value)).items():
        field = _field(message, name)
        item = getattr(value, name)
        if item is None:
            continue
        if get_origin(hint) is tuple:
            getattr(message, name).extend(_out(one, field) for one in item)
        elif get_origin(_required(hint)) is tuple:
            inner = _only(field)
            within = getattr(message, name)
            within.SetInParent()  # there, be it empty
            getattr(within, inner.name).extend(_out(one, inner) for one in item)
        elif field.message_type is not None:
            getattr(message, name).CopyFrom(_out(item, field))
        else:
            setattr(message, name, _out(item, field))
    return message


def from_wire(message: Message, cls: type[T]) -> T:
    """The `cls` that `message` carries.

    Raises:
        TypeError: The types don't fit together.
        ValueError: A required message or enum value is absent.
    """
    values: dict[str, Any] = {}
    for name, hint in _fields(cast("type", cls)).items():
        field = _field(message, name)
        inner = _required(hint)
        if get_origin(hint) is tuple:
            element = get_args(hint)[0]
            values[name] = tuple(_in(one, element, field) for one in getattr(message, name))
        elif inner is not hint and not message.HasField(name):
            values[name] = None
        elif get_origin(inner) is tuple:
            element = get_args(inner)[0]
            only = _only(field)
            within = getattr(getattr(message, name), only.name)
            values[name] = tuple(_in(one, element, only) for one in within)
        elif field.message_type is not None and not message.HasField(name):
            raise ValueError(f"{field.full_name} is missing")
        else:
            values[name] = _in(getattr(message, name), inner, field)
    return cls(**values)


@cache
def _fields(cls: type) -> dict[str, Any]:
    """Field names and types of a dataclass, annotations resolved."""
    if not dataclasses.is_dataclass(cls):
        raise TypeError(f"{cls.__name__} is no dataclass")
    hints = get_type_hints(cls)
    return {field.name: hints[field.name] for field in dataclasses.fields(cls)}


def _field(message: Message, name: str) -> Field:
    field = message.DESCRIPTOR.fields_by_name.get(name)
    if field is None:
        raise TypeError(f"{message.DESCRIPTOR.full_name} has no field {name}")
    return field


def _only(field: Field) -> Field:
    """The one, repeated field of the message that stands for a tuple that may be absent."""
    found: list[Field] = [] if field.message_type is None else list(field.message_type.fields)
    if len(found) != 1 or not found[0].is_repeated:
        raise TypeError(f"{field.full_name} is no message with one repeated field")
    return found[0]


def _required(hint: Any) -> Any:
    """`T` of `T | None`, else the annotation itself."""
    if get_origin(hint) not in {Union, types.UnionType}:
        return hint
    some = [arg for arg in get_args(hint) if arg is not types.NoneType]
    if len(some) != 1:
        raise TypeError(f"{hint} has no form on the wire")
    return some[0]


def _prefix(field: Field) -> str:
    name: str = field.enum_type.name
    return "".join(f"_{c}" if c.isupper() and i else c for i, c in enumerate(name)).upper() + "_"


def _out(item: Any, field: Field) -> Any:
    if isinstance(item, datetime):
        if item.tzinfo is None:
            raise ValueError(f"{field.full_name}: a moment needs its time zone")
        stamp = Timestamp()
        stamp.FromDatetime(item)
        return stamp
    if isinstance(item, Enum):
        return field.enum_type.values_by_name[_prefix(field) + item.name].number
    if dataclasses.is_dataclass(item):
        return to_wire(cast("Dataclass", item), GetMessageClass(field.message_type))
    return item


def _in(item: Any, hint: Any, field: Field) -> Any:
    if hint is datetime:
        return item.ToDatetime(tzinfo=UTC)
    if isinstance(hint, type) and issubclass(hint, Enum):
        value = field.enum_type.values_by_number.get(item)
        if value is None or value.number == 0:
            raise ValueError(f"{field.full_name} is unspecified")
        return hint[value.name.removeprefix(_prefix(field))]
    if dataclasses.is_dataclass(hint):
        return from_wire(item, cast("type[Any]", hint))
    if hint not in {str, int, float, bool, bytes}:
        raise TypeError(f"{hint} has no form on the wire")
    return item
