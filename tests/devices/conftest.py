# SPDX-License-Identifier: Apache-2.0
"""What do the tests of devices share? The stacks that they draw on, importable by their file name."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
