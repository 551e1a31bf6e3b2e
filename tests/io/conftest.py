# SPDX-License-Identifier: Apache-2.0
"""What do the tests of formats share? Small files as texts, importable by their file name."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
