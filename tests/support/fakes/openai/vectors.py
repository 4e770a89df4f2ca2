"""Embeddings of the fake model: hashed bags of words, every run the same. They know words, not meanings."""

import base64
import hashlib
import math
import struct
from typing import Any

DIMENSIONS = 64


def embeddings(request: dict[str, Any], size: int = DIMENSIONS) -> dict[str, Any]:
    """The list of embeddings for a request; a size asked for counts more than ours."""
    texts = [request["input"]] if isinstance(request["input"], str) else request["input"]
    size = request.get("dimensions") or size
    rows = [_encoded(embed(str(text), size), request.get("encoding_format", "float")) for text in texts]
    tokens = sum(len(str(text).split()) for text in texts)
    usage = {"prompt_tokens": tokens, "total_tokens": tokens}
    data = [{"object": "embedding", "index": index, "embedding": row} for index, row in enumerate(rows)]
    return {"object": "list", "model": request.get("model", "fake-embedding"), "data": data, "usage": usage}


def embed(text: str, size: int = DIMENSIONS) -> list[float]:
    """A unit vector of hashed words: texts that share words are near each other, every run the same."""
    vector = [0.0] * size
    for word in text.lower().split():
        vector[int.from_bytes(hashlib.md5(word.encode()).digest()[:4], "big") % size] += 1.0
    length = math.sqrt(sum(value * value for value in vector)) or 1.0
    return [value / length for value in vector]


def _encoded(vector: list[float], encoding: str) -> Any:
    if encoding != "base64":
        return vector
    return base64.b64encode(struct.pack(f"<{len(vector)}f", *vector)).decode()
