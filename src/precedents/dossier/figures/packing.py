"""How charts travel in the page: nothing is written twice. The script of the page unpacks them before it draws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


def pack_rows(rows: Sequence[Mapping[str, Any]]) -> list[list[Any]]:
    """How do the rows of a chart travel: their keys once, then their values?

    A key that a row lacks is null; the marks of a chart treat both alike.

    Examples
    --------
    >>> pack_rows([{"x": 1, "cited": True}, {"x": 2}])
    [['x', 'cited'], [1, True], [2, None]]
    """
    keys = list(dict.fromkeys(key for row in rows for key in row))
    return [keys, *([row.get(key) for key in keys] for row in rows)]


def pack_spec(spec: Mapping[str, Any]) -> dict[str, Any]:
    """How does a specification travel: a channel that an earlier layer has alike is the number of that layer.

    Layers share their axes, and the axis of a class names every case.

    Examples
    --------
    >>> y = {"field": "row", "scale": {"domain": ["a", "b"]}}
    >>> pack_spec({"layer": [{"encoding": {"y": y}}, {"encoding": {"y": y, "x": {"field": "x"}}}]})["layer"][1]
    {'encoding': {'y': 0, 'x': {'field': 'x'}}}
    """
    layers = spec["layer"]
    packed = []
    for number, layer in enumerate(layers):
        encoding = {
            channel: next(
                (at for at in range(number) if layers[at].get("encoding", {}).get(channel) == what), what
            )
            for channel, what in layer.get("encoding", {}).items()
        }
        packed.append({**layer, "encoding": encoding})
    return {**spec, "layer": packed}
