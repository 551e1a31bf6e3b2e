# SPDX-License-Identifier: Apache-2.0
"""Which bodies of different components come closer to each other than a given distance?

Pairs of forms that stand beside each other alike are measured once. Exact for upright walls and flat faces; curved
bodies are measured where they are looked at: where they end, half way and where they are widest.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from packfab.geometry.forms import Form
from packfab.geometry.instances import Ints
from packfab.geometry.meeting import localised, node_pairs
from packfab.geometry.network import Approach, Network, distinct_rows

_BLOCK = 20_000


def gaps(net: Network, limit: float) -> tuple[Approach, ...]:
    """Pairs of bodies a < b of different components that lie less than `limit` nm apart and do not touch."""
    a, b = _near(net, limit)
    if not len(a):
        return ()
    touching = {(link.a, link.b) for link in (*net.links, *net.edges)}
    apart = np.array([pair not in touching for pair in zip(a.tolist(), b.tolist(), strict=True)], dtype=bool)
    a, b = a[apart], b[apart]
    made = net.made
    key = np.column_stack([made.form[a], made.piece[a], made.form[b], made.piece[b], made.offset[b] - made.offset[a]])
    distinct, which = distinct_rows(key)
    close = _closer(made.forms, distinct, limit)
    pairs = [(int(a[k]), int(b[k])) for k in np.flatnonzero(close[which]).tolist()]
    return tuple(net.approach([one], [other]) for one, other in pairs)


def _near(net: Network, limit: float) -> tuple[Ints, Ints]:
    """Bodies of different components whose boxes come closer than the limit."""
    box = np.array([body.box for body in net.bodies]).reshape(-1, 4)
    z0, z1 = np.array([(body.z0, body.z1) for body in net.bodies]).reshape(-1, 2).T
    tree = shapely.STRtree(np.asarray(shapely.box(*box.T), dtype=object)) if len(box) else None
    found = [(np.zeros(0, np.int64), np.zeros(0, np.int64))]
    for start in range(0, len(box), _BLOCK):
        x0, y0, x1, y1 = box[start : start + _BLOCK].T
        assert tree is not None
        a, b = tree.query(np.asarray(shapely.box(x0 - limit, y0 - limit, x1 + limit, y1 + limit), dtype=object))
        a = a + start
        near = (a < b) & (z0[a] < z1[b] + limit) & (z0[b] < z1[a] + limit) & (net.label[a] != net.label[b])
        found.append((a[near], b[near]))
    return np.concatenate([a for a, _ in found]), np.concatenate([b for _, b in found])


def _closer(forms: Sequence[Form], distinct: Ints, limit: float) -> NDArray[np.bool_]:
    """Which rows (form, piece, form, piece, dx, dy) come closer than the limit."""
    pair, p, q = node_pairs(forms, np.arange(len(distinct)), distinct[:, 0], distinct[:, 2])
    starts = np.concatenate([[0], np.cumsum([len(form.nodes.polygons) for form in forms])])
    every = np.concatenate([form.nodes.polygons for form in forms])
    z0, z1, piece = (np.concatenate([getattr(form.nodes, name) for form in forms]) for name in ("z0", "z1", "piece"))
    i, j = starts[distinct[pair, 0]] + p, starts[distinct[pair, 2]] + q
    rise = np.maximum(np.maximum(z0[j] - z1[i], z0[i] - z1[j]), 0.0)
    keep = (rise < limit) & (piece[i] == distinct[pair, 1]) & (piece[j] == distinct[pair, 3])
    pair, i, j, rise = pair[keep], i[keep], j[keep], rise[keep]
    one, other = localised(every, i, j, distinct[pair, 4:], limit + 10.0)
    close = np.zeros(len(distinct), dtype=bool)
    close[pair[np.hypot(shapely.distance(one, other), rise) < limit]] = True
    return close
