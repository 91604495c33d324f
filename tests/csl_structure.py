"""The structure of CSL-JSON 1.0 items, as far as data sets and articles need it: a JSON Schema in our own words."""

from __future__ import annotations

TYPES = (
    *("article-journal", "book", "chapter", "dataset", "document", "manuscript"),
    *("paper-conference", "report", "thesis", "webpage"),
)
TEXTS = (
    *("title", "container-title", "collection-title", "volume", "issue", "number", "page", "edition"),
    *("publisher", "publisher-place", "version", "note", "DOI", "URL"),
)
_TEXT = {"type": "string", "minLength": 1}
_NAME = {
    "type": "object",
    "additionalProperties": False,
    "properties": dict.fromkeys(("family", "given", "non-dropping-particle", "suffix", "literal"), _TEXT),
    "oneOf": [{"required": ["family"]}, {"required": ["literal"]}],
}
_PARTS = {"type": "array", "minItems": 1, "maxItems": 3, "items": {"type": "integer"}}
_DATE = {
    "type": "object",
    "required": ["date-parts"],
    "additionalProperties": False,
    "properties": {"date-parts": {"type": "array", "minItems": 1, "maxItems": 2, "items": _PARTS}},
}
_NAMES = {"type": "array", "minItems": 1, "items": _NAME}
ITEMS = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["id", "type", "title"],
        "additionalProperties": False,
        "properties": {
            "id": _TEXT,
            "type": {"enum": list(TYPES)},
            "author": _NAMES,
            "editor": _NAMES,
            "issued": _DATE,
            **dict.fromkeys(TEXTS, _TEXT),
        },
    },
}
