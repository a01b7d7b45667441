"""A Piper voice without a network inside: 256 samples of a wave for each phoneme.

Whoever has piper-tts and onnxruntime can speak by it: that our calls fit the library is tried
without a download. The model's file is ONNX's protobuf, written by hand (onnx.proto3): there is no
other use for the package that writes it.
"""

import json
import struct
from collections.abc import Sequence
from pathlib import Path

HOP, RATE = 256, 22_050
FLOAT, INT64 = 1, 7  # TensorProto.DataType
INT = 2  # AttributeProto.Type
PHONEMES = (
    "_^$ .,?!abcdefghijklmnopqrstuvwxyz\u00e6\u00f0\u014b\u0250\u0251"
    "\u0252\u0254\u0259\u025a\u025b\u025c\u0261\u026a\u0279\u027e\u0283\u028a\u028c\u0292\u02c8\u02cc\u02d0\u03b8"
)


def _varint(value: int) -> bytes:
    made = bytearray()
    value &= 2**64 - 1
    while value > 0x7F:
        made.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*made, value])


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _bytes(field: int, value: bytes | str) -> bytes:
    data = value.encode() if isinstance(value, str) else value
    return _varint(field << 3 | 2) + _varint(len(data)) + data


def _node(kind: str, inputs: Sequence[str], output: str, *attributes: bytes) -> bytes:
    body = b"".join(_bytes(1, one) for one in inputs) + _bytes(2, output) + _bytes(4, kind)
    return _bytes(1, body + b"".join(_bytes(5, one) for one in attributes))


def _int_attribute(name: str, value: int) -> bytes:
    return _bytes(1, name) + _number(3, value) + _number(20, INT)


def _tensor(name: str, kind: int, shape: Sequence[int], raw: bytes) -> bytes:
    body = b"".join(_number(1, size) for size in shape)
    return _bytes(5, body + _number(2, kind) + _bytes(8, name) + _bytes(9, raw))


def _value(field: int, name: str, kind: int, shape: Sequence[str | int]) -> bytes:
    sizes = b"".join(
        _bytes(1, _bytes(2, size) if isinstance(size, str) else _number(1, size)) for size in shape
    )
    return _bytes(
        field, _bytes(1, name) + _bytes(2, _bytes(1, _number(1, kind) + _bytes(2, sizes)))
    )


def _model() -> bytes:
    """input [1, T] -> sin(0.3 * n * phoneme) of [1, 1, 1, T * HOP]."""
    ints = struct.Struct("<q")
    wave = b"".join(struct.pack("<f", n / 99) for n in range(HOP))
    graph = b"".join(
        (
            _node("Cast", ["input"], "numbers", _int_attribute("to", FLOAT)),
            _node("Reshape", ["numbers", "column"], "phonemes"),
            _node("Mul", ["phonemes", "wave"], "turns"),
            _node("Sin", ["turns"], "sounds"),
            _node("Reshape", ["sounds", "line"], "output"),
            _bytes(2, "tiny"),
            _tensor("column", INT64, [2], ints.pack(-1) + ints.pack(1)),
            _tensor("line", INT64, [4], b"".join(ints.pack(n) for n in (1, 1, 1, -1))),
            _tensor("wave", FLOAT, [1, HOP], wave),
            _value(11, "input", INT64, [1, "phonemes"]),
            _value(11, "input_lengths", INT64, [1]),
            _value(11, "scales", FLOAT, [3]),
            _value(12, "output", FLOAT, [1, 1, 1, "time"]),
        )
    )
    return _number(1, 8) + _bytes(7, graph) + _bytes(8, _bytes(1, "") + _number(2, 17))


def write(folder: Path, name: str, language: str) -> Path:
    """Put a voice into `folder`; its file."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.onnx"
    path.write_bytes(_model())
    config = {
        "audio": {"sample_rate": RATE, "quality": "tiny"},
        "espeak": {"voice": language.lower().replace("_", "-")},
        "language": {"code": language},
        "phoneme_type": "espeak",
        "num_symbols": len(PHONEMES),
        "num_speakers": 1,
        "inference": {"noise_scale": 0.667, "length_scale": 1, "noise_w": 0.8},
        "phoneme_id_map": {one: [n] for n, one in enumerate(PHONEMES)},
    }
    path.with_name(path.name + ".json").write_text(json.dumps(config))
    return path
