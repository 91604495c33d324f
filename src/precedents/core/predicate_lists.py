"""Which words may a definition use, and what is said of those that it may not?"""

from __future__ import annotations

from collections.abc import Mapping

KEYWORDS = ("and", "between", "false", "in", "is", "like", "not", "null", "or", "true")

FUNCTIONS: Mapping[str, str] = {
    "year": "year(date): the year of a date",
    "abs": "abs(number): without its sign",
    "lower": "lower(text): in small letters",
    "upper": "upper(text): in capital letters",
    "length": "length(text): how many characters",
    "coalesce": "coalesce(a, b, ...): the first that is known",
    "contains": "contains(list_column, 'x'): whether any element of the list is x",
    "in_group": "in_group(entity_column, 'nato') or in_group(entity_column, 'nato', year): whether a state "
    "(or any state of a list) was ever, or in that year, a member",
}
"""Every function of the language, and what it says."""

_QUERY = (
    "a definition is one expression over the columns of one table, so no query, table or file can be named"
)
_WINDOW = "a definition looks at one row at a time, so nothing can be counted or ranked over rows"
_VALUE = "write a plain value: 1000, 'BIH', '1999-03-24', true or false"
REFUSED: Mapping[str, str] = {
    **dict.fromkeys(("select", "from", "where", "with", "union", "except", "intersect", "exists"), _QUERY),
    **dict.fromkeys(("join", "lateral", "unnest", "values", "table", "any", "all", "some", "into"), _QUERY),
    **dict.fromkeys(("insert", "update", "delete", "drop", "create", "alter", "attach", "pragma"), _QUERY),
    **dict.fromkeys(("copy", "execute", "call", "install", "load", "import", "export"), _QUERY),
    **dict.fromkeys(
        ("over", "partition", "filter", "within", "group", "order", "limit", "distinct"), _WINDOW
    ),
    **dict.fromkeys(("count", "sum", "avg", "min", "max", "rank", "row_number", "lag", "lead"), _WINDOW),
    **dict.fromkeys(("cast", "try_cast", "convert", "date", "timestamp", "interval", "extract"), _VALUE),
    **dict.fromkeys(("array", "struct", "map", "row", "lambda"), _VALUE),
    **dict.fromkeys(("case", "when", "then", "else", "if", "iif"), "say it with and, or, not"),
    **dict.fromkeys(("ilike", "glob", "regexp", "rlike", "similar"), "write lower(column) like '%...%'"),
    "escape": "like knows % and _ alone, without an escape sign",
    "xor": "say it with and, or, not",
}

TWO_SIGNS = ("==", "&&", "||", "::", "->", "=>", "--", "/*", "*/", "**", "<<", ">>")
SIGNS: Mapping[str, str] = {
    "--": "comments are not allowed inside a definition; say it in `says`; 1 - -2 needs its blank",
    "/*": "comments are not allowed inside a definition; say it in `says`",
    "#": "comments are not allowed inside a definition; say it in `says`",
    ";": "a definition is one expression: leave out the semicolon",
    "\0": "there is a null byte here: delete it",
    "==": "write one equals sign",
    "||": "write or",
    "&&": "write and",
    "!": "write not, or != between two values",
    "->": "functions of functions (lambdas) are not allowed",
    "=>": "functions of functions (lambdas) are not allowed; greater or equal is >=",
    "::": "casts are not allowed; " + _VALUE,
    '"': "write columns without quotes, and text between single quotes: 'BIH'",
    "`": "write columns without quotes, and text between single quotes: 'BIH'",
    "‘": "write straight single quotes: 'BIH'",
    "’": "write straight single quotes: 'BIH'",
    "'": "this quote is not closed; a quote inside text is written twice: 'Cote d''Ivoire'",
    ".": "columns are written without their table, numbers as 0.5",
    "[": "lists are written with round brackets: in ('a', 'b')",
    "%": "% has a meaning inside the text after like alone",
    ":": "a choice is a colon and its name without a blank: :deaths",
}
