"""A Whisper model of a few layers with made-up weights: says nothing sensible, but is a real one.

Whoever has faster-whisper can load it and hear by it: that our calls fit the library is tried
without a hub. Layout: ctranslate2's WhisperSpec; tokens of Whisper's multilingual vocabulary.
"""

import importlib
import json
from pathlib import Path
from typing import Any

import numpy as np

WIDTH, MELS, HEARD, SAID = 64, 80, 1500, 448  # channels, bands, positions of encoder and decoder
LANGUAGES = ("en", "de", "fr")
SIZE = 51_866  # tokens, as of large-v3


def tokens() -> list[str]:
    """The vocabulary; its last 1501 are moments of 20 ms."""
    special = [
        "<|endoftext|>", "<|startoftranscript|>", *(f"<|{one}|>" for one in LANGUAGES),
        "<|translate|>", "<|transcribe|>", "<|startoflm|>", "<|startofprev|>", "<|nospeech|>",
        "<|notimestamps|>", *(f"<|{n * 0.02:.2f}|>" for n in range(1501)),
    ]  # fmt: skip
    return [*(f"\u0120w{n}" for n in range(SIZE - len(special))), *special]


def write(folder: Path) -> None:
    """Put a model into `folder`."""
    chance = np.random.default_rng(1)
    spec: Any = importlib.import_module("ctranslate2.specs").WhisperSpec(1, 2, 1, 2)

    def some(*shape: int) -> Any:
        return (chance.standard_normal(shape) / np.sqrt(shape[-1])).astype(np.float32)

    def norm(layer: Any) -> None:
        layer.gamma, layer.beta = np.ones(WIDTH, np.float32), np.zeros(WIDTH, np.float32)

    def linear(layer: Any, out: int, into: int = WIDTH) -> None:
        layer.weight, layer.bias = some(out, into), np.zeros(out, np.float32)

    def attention(layer: Any, *widths: int) -> None:
        norm(layer.layer_norm)
        for part, width in zip(layer.linear, widths, strict=True):
            linear(part, width)

    for layer, mels in ((spec.encoder.conv1, MELS), (spec.encoder.conv2, WIDTH)):
        layer.weight, layer.bias = some(WIDTH, mels, 3), np.zeros(WIDTH, np.float32)
    spec.encoder.position_encodings.encodings = some(HEARD, WIDTH)
    spec.decoder.position_encodings.encodings = some(SAID, WIDTH)
    spec.decoder.embeddings.weight = some(SIZE, WIDTH)
    linear(spec.decoder.projection, SIZE)
    for side in (spec.encoder, spec.decoder):
        norm(side.layer_norm)
        for layer in side.layer:
            attention(layer.self_attention, 3 * WIDTH, WIDTH)
            if hasattr(layer, "attention"):
                attention(layer.attention, WIDTH, 2 * WIDTH, WIDTH)
            norm(layer.ffn.layer_norm)
            linear(layer.ffn.linear_0, 4 * WIDTH)
            linear(layer.ffn.linear_1, WIDTH, 4 * WIDTH)
    words = tokens()
    spec.register_vocabulary(words)
    spec.config.suppress_ids, spec.config.suppress_ids_begin = [], []
    spec.config.lang_ids = [words.index(f"<|{one}|>") for one in LANGUAGES]
    spec.config.alignment_heads = [(0, 0), (0, 1)]
    spec.validate()
    folder.mkdir(parents=True)
    spec.save(str(folder))
    (folder / "tokenizer.json").write_text(json.dumps(_tokenizer(words)))


def _tokenizer(words: list[str]) -> dict[str, Any]:
    added = [
        {
            "id": n, "content": word, "special": True, "single_word": False, "lstrip": False,
            "rstrip": False, "normalized": False,
        }
        for n, word in enumerate(words)
        if word.startswith("<|")
    ]  # fmt: skip
    return {
        "version": "1.0",
        "added_tokens": added,
        "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True},
        "decoder": {"type": "ByteLevel", "add_prefix_space": True, "trim_offsets": True},
        "model": {
            "type": "WordLevel",
            "vocab": {word: n for n, word in enumerate(words)},
            "unk_token": words[0],
        },
    }
