"""Reads a page as a reader does: its words, without scripts, styles and what the argument says."""

from __future__ import annotations

from html.parser import HTMLParser

VOID = {"meta", "link", "br", "img", "rect", "input"}


class _Words(HTMLParser):
    def __init__(self, leave_out: set[str]) -> None:
        super().__init__(convert_charrefs=True)
        self.leave_out = leave_out
        self.open: list[str] = []
        self.hidden: list[bool] = []
        self.words: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self.tags.append((tag, named))
        if tag in VOID:
            return
        if tag == "td":
            self._close_cell()
        out = tag in {"script", "style"} or bool(self.leave_out & set((named.get("class") or "").split()))
        self.open.append(tag)
        self.hidden.append(out or (bool(self.hidden) and self.hidden[-1]))

    def handle_endtag(self, tag: str) -> None:
        if tag == "tr":
            self._close_cell()
        if tag not in VOID:
            assert self.open.pop() == tag
            self.hidden.pop()

    def _close_cell(self) -> None:
        """A cell ends where the next one or its row does."""
        if self.open and self.open[-1] == "td":
            self.open.pop()
            self.hidden.pop()

    def handle_data(self, data: str) -> None:
        if not (self.hidden and self.hidden[-1]):
            self.words.append(data)


def read_words(page: str, *, leave_out: tuple[str, ...] = ()) -> str:
    """The words of a page, but for elements of these classes."""
    parser = _Words(set(leave_out))
    parser.feed(page)
    assert not parser.hidden, "an element is left open"
    return " ".join(" ".join(parser.words).split())


def read_tags(page: str) -> list[tuple[str, dict[str, str | None]]]:
    """Every element with its attributes."""
    parser = _Words(set())
    parser.feed(page)
    return parser.tags
