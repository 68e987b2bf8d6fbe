"""Import what worker processes need, once for all of them: they are forks of this process."""

import importlib
import os

from db.worker_processes import lower_priority

_MODULES = ("db.worker_pool", "analysis.pipeline", "onnxruntime")

lower_priority()
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # a process with threads is not forked safely
for _module in _MODULES:
    importlib.import_module(_module)
