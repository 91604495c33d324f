"""How far is it over the globe, taken as a sphere?"""

from __future__ import annotations

import numpy as np

EQUATOR_KM = 6378.137
"""Radius of the sphere: that of the equator in WGS 84."""


def read_distances(lat: np.ndarray, lng: np.ndarray) -> np.ndarray:
    """How far is it from each place to each other?

    Vincenty's formula for the case of a sphere: unlike the law of cosines and the haversine it loses no digits,
    neither for near places nor for antipodes.

    Parameters
    ----------
    lat, lng
        Latitudes and longitudes in degrees, of shape (places,).

    Returns
    -------
    numpy.ndarray
        Great circle distances in kilometres, of shape (places, places).

    Source
    ------
    Vincenty, T. 1975. Survey Review 23: 88-93, with flattening 0. Checked against the R package geosphere
    (``distVincentySphere``) by way of the tables that peacesciencer made.

    Examples
    --------
    >>> import numpy as np
    >>> poles_and_equator = read_distances(np.array([90.0, -90.0, 0.0]), np.array([0.0, 0.0, 10.0]))
    >>> poles_and_equator.round(1).tolist()
    [[0.0, 20037.5, 10018.8], [20037.5, 0.0, 10018.8], [10018.8, 10018.8, 0.0]]
    """
    phi, lam = np.radians(lat), np.radians(lng)
    sin, cos = np.sin(phi), np.cos(phi)
    turn = lam[None, :] - lam[:, None]
    across = cos[None, :] * np.sin(turn)
    along = cos[:, None] * sin[None, :] - sin[:, None] * cos[None, :] * np.cos(turn)
    inward = sin[:, None] * sin[None, :] + cos[:, None] * cos[None, :] * np.cos(turn)
    return np.asarray(EQUATOR_KM * np.arctan2(np.hypot(across, along), inward))
