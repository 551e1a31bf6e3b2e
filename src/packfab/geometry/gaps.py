# SPDX-License-Identifier: Apache-2.0
"""Which bodies of different components come closer to each other than a given distance?

Pairs of forms that stand beside each other alike are measured once. Exact for upright walls and flat faces; curved
bodies are measured where they are looked at: where they end, half way and where they are widest.
"""

from __future__ import annotations

import numpy as np
import shapely

from packfab.geometry.forms import Form
from packfab.geometry.instances import Ints, moved
from packfab.geometry.network import Approach, Network, distinct_rows

_BLOCK = 20_000


def gaps(net: Network, limit: float) -> tuple[Approach, ...]:
    """Pairs of bodies a < b of different components that lie less than `limit` nm apart and do not touch."""
    a, b = _near(net, limit)
    if not len(a):
        return ()
    made = net.made
    key = np.column_stack([made.form[a], made.piece[a], made.form[b], made.piece[b], made.offset[b] - made.offset[a]])
    distinct, which = distinct_rows(key)
    least = np.array([_least(made.forms[f], p, made.forms[g], q, np.array([dx, dy]), limit)
                      for f, p, g, q, dx, dy in distinct.tolist()])  # fmt: skip
    touching = {(link.a, link.b) for link in (*net.links, *net.edges)}
    found = []
    for k in np.flatnonzero(least[which] < limit).tolist():
        pair = (int(a[k]), int(b[k]))
        if pair not in touching:
            found.append(net.approach([pair[0]], [pair[1]]))
    return tuple(found)


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


def _least(one: Form, p: int, other: Form, q: int, by: Ints, limit: float) -> float:
    """Least distance of a piece of one form from a piece of another that is moved, nm; inf where it is the limit."""
    ones, others = one.nodes, other.nodes
    i, j = np.flatnonzero(ones.piece == p), np.flatnonzero(others.piece == q)
    rise = np.maximum(others.z0[j] - ones.z1[i][:, None], ones.z0[i][:, None] - others.z1[j])
    rise = np.maximum(rise, 0.0)
    m, n = np.nonzero(rise < limit)
    if not len(m):
        return np.inf
    flat, moves = others.polygons[j[n]], np.tile(by, (len(n), 1))
    plan = shapely.distance(ones.polygons[i[m]], moved(flat, moves))
    return float(np.hypot(plan, rise[m, n]).min())
