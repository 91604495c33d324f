"""The JSON Schema of the argument file, made from the wire models: for editors that check while one writes.

It says what form a file has. What names refer to, and whether definitions are safe, the reader alone can say.
``python -m precedents.arguments.schema`` writes it anew; a test proves that it is current.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, TypeAdapter, create_model

from precedents.arguments.wire import (
    ALONE,
    KINDS,
    CiteWire,
    ClassWire,
    GivenWire,
    PartWire,
    StatementWire,
    TopWire,
    Wire,
    read_kind_words,
)

FILE = Path(__file__).with_name("argument.schema.json")
_SCALARS: Any = {"type": "array", "minItems": 1, "items": {"type": ["string", "number", "boolean"]}}


def build_schema() -> dict[str, Any]:
    """What form has an argument file?

    Returns
    -------
    dict
        A JSON Schema (draft 2020-12). Dates are text: a reader of TOML that knows dates writes them so first.

    Examples
    --------
    >>> build_schema()["required"]
    ['title', 'statement']
    """
    part: Any = _union(KINDS)
    alone: Any = _union([ALONE[read_kind_words(model)[0]] for model in KINDS])
    with_parts = create_model(
        "StatementWithParts",
        __base__=StatementWire,
        __doc__="A statement in several parts.",
        parts=(Annotated[list[part], Field(min_length=1)], Field(description="its parts")),
    )
    statement: Any = alone | with_parts
    file: type[Wire] = create_model(
        "ArgumentFile",
        __base__=TopWire,
        __doc__="An argument from historical precedent.",
        cites=(dict[str, CiteWire], Field(default_factory=dict, description="the cases cited, by name")),
        choices=(
            dict[str, Any],
            Field(
                default_factory=dict,
                description="definitions that reasonable people choose differently, the author's own first",
                json_schema_extra={"additionalProperties": _SCALARS},
            ),
        ),
        class_=(
            dict[str, ClassWire],
            Field(default_factory=dict, alias="class", description="the reference classes, by name"),
        ),
        given=(
            dict[str, GivenWire],
            Field(default_factory=dict, description="magnitudes that no table holds, by name"),
        ),
        statement=(
            Annotated[list[statement], Field(min_length=1)],
            Field(description="what the argument says"),
        ),
    )
    schema = TypeAdapter(file).json_schema(by_alias=True)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "precedents/argument/1",
        **_tidy(schema),
    }


def _union(models: Any) -> Any:
    union: Any = models[0]
    for model in models[1:]:
        union = union | model
    assert issubclass(models[0], PartWire)
    return Annotated[union, Field(discriminator="kind")]


def _tidy(schema: Any) -> Any:
    """Without the titles made from the names of classes, which tell nobody anything, and without null defaults."""
    if isinstance(schema, list):
        return [_tidy(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: _tidy(value)
        for key, value in schema.items()
        if not (key == "title" and isinstance(value, str)) and (key, value) != ("default", None)
    }


def render_schema() -> str:
    """The schema as it stands in its file."""
    return json.dumps(build_schema(), ensure_ascii=False, indent=1) + "\n"


def write_schema(path: Path = FILE) -> Path:
    """Write the schema to its file beside this module."""
    path.write_text(render_schema(), encoding="utf-8", newline="\n")
    return path


if __name__ == "__main__":
    write_schema()
