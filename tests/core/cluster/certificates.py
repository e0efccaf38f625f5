"""Certificates for a Dask cluster, in files that Dask's variables name."""

from contextlib import AbstractContextManager

import dask


def certificates(authority: str, certificate: str, key: str) -> AbstractContextManager:
    """For this block, as `DASK_DISTRIBUTED__COMM__TLS__CA_FILE` and the two others name them."""
    return dask.config.set(
        {
            "distributed.comm.tls.ca-file": authority,
            "distributed.comm.tls.client.cert": certificate,
            "distributed.comm.tls.client.key": key,
        }
    )
