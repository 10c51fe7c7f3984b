"""Who makes the reports of a batch: processes of this machine, or the workers of a Dask scheduler."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor

from clientela.companies.config import ConfigError

# A report uses two cores by itself.
CORES_EACH = 2


def chosen(workers: int, scheduler: str) -> Callable[[], Executor]:
    """What gives an executor, a new one where the last one broke.

    Raises ConfigError where Dask is asked for and is not installed.
    """
    if scheduler:
        return lambda: dask(scheduler)
    return lambda: processes(workers or max(1, (os.cpu_count() or 1) // CORES_EACH))


def processes(workers: int) -> Executor:
    """So many processes of this machine."""
    return ProcessPoolExecutor(workers)


def dask(scheduler: str) -> Executor:
    """The workers of a Dask scheduler; they see the same folders and have the same library.

    Raises ConfigError where Dask is not installed, or nobody answers at the address.
    """
    try:
        from distributed import Client
        from distributed.cfexecutor import ClientExecutor
    except ImportError:
        raise ConfigError("falta Dask: pip install 'clientela[dask]'") from None

    class Workers(ClientExecutor):
        """The executor, which says goodbye to the scheduler when it ends: its client would look for it for ever."""

        def shutdown(self, wait: bool = True) -> None:
            super().shutdown(wait)
            self._client.close()

    try:
        client = Client(scheduler, timeout="30s")
    except OSError as error:
        raise ConfigError(
            f"{scheduler}: el planificador de Dask no contesta ({type(error).__name__})."
        ) from None
    # One report a worker at a time is what its own limits are set for: --nthreads 1.
    executor: Executor = Workers(client, retries=2, pure=False)
    return executor
