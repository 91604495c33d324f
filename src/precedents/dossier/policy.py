"""What the page allows itself: the scripts and the style that it carries, by hash, and nothing else."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence


def render_hash(text: str) -> str:
    """How is an inline script or style named in a policy?

    Examples
    --------
    >>> render_hash("alert('Hello, world.');")
    "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='"
    """
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def render_policy(scripts: Sequence[str], styles: Sequence[str]) -> str:
    """Which content security policy lets exactly these scripts and styles act?

    No other script, no evaluation of text as code, no connection, no frame, no form; images only from the
    page itself.

    Parameters
    ----------
    scripts, styles
        The text between the tags, byte for byte.

    Returns
    -------
    str
        The policy for a ``meta`` element.
    """
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {' '.join(map(render_hash, scripts))}",
            f"style-src {' '.join(map(render_hash, styles))}",
            "img-src data:",
            "connect-src 'none'",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )
