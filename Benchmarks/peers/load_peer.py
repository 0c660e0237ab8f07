#!/usr/bin/env python3
"""W5: the trades CSV into each tool's native form, to disk and back.

usage: load_peer.py polars|pandas|nautilus|hftbacktest

`parse` is CSV to memory, `write` the native store on disk, `read` the store back to what the tool's engine takes. The
page cache is warm: the file is read once first. The slow two take the first 2,000,000 rows.
"""
import itertools
import os
import shutil
import sys
import tempfile

import numpy as np

from measure import PEERS, Timer, emit, path

CSV = path("ticks.csv")
ROWS, PART = 10_000_000, 2_000_000


def timed(engine, rows, what, action, **more):
    with Timer() as run:
        result = action()
    emit("W5", engine, what, rows, "rows", run, **more)
    return result


def polars(folder):
    import polars as pl
    file = os.path.join(folder, "ticks.parquet")
    frame = timed("polars", ROWS, "parse (all cores)", lambda: pl.read_csv(CSV), version=pl.__version__)
    timed("polars", ROWS, "write parquet (zstd)", lambda: frame.write_parquet(file))
    timed("polars", ROWS, "read parquet", lambda: pl.read_parquet(file))


def pandas(folder):
    import pandas as pd
    for engine in ("c", "pyarrow"):
        frame = timed("pandas", ROWS, "parse (engine=%s)" % engine, lambda: pd.read_csv(CSV, engine=engine),
                      version=pd.__version__)
    file = os.path.join(folder, "ticks.npy")
    timed("pandas", ROWS, "write npy", lambda: np.save(file, frame[["time", "price", "qty"]].to_numpy()))
    timed("pandas", ROWS, "read npy", lambda: np.load(file))


def nautilus(folder):
    import polars as pl
    from nautilus_trader import __version__
    from nautilus_trader.core import nautilus_pyo3 as nt

    import nautilus_data

    def parse():
        frame = pl.read_csv(CSV, n_rows=PART)
        cents = (frame["price"].to_numpy() * 100.0 + 0.5).astype(np.int64)
        quantity = (frame["qty"].to_numpy() * 1e5 + 0.5).astype(np.int64)
        side = np.where(frame["is_buyer_maker"].to_numpy(), nautilus_data.SELLER, nautilus_data.BUYER)
        return nautilus_data.trades(frame["time"].to_numpy() * 1_000_000, cents, quantity, 11, side, 5)

    ticks = timed("nautilus v2", PART, "parse: polars + pyo3 wrangler (arrow IPC)", parse, version=__version__)
    catalog = nt.persistence.ParquetDataCatalog(folder)
    timed("nautilus v2", PART, "write ParquetDataCatalog", lambda: catalog.write_trade_ticks(ticks))
    del ticks
    name = str(nautilus_data.INSTRUMENT)
    back = timed("nautilus v2", PART, "read ParquetDataCatalog.query_trade_ticks",
                 lambda: nt.persistence.ParquetDataCatalog(folder).query_trade_ticks([name]))
    assert len(back) == PART


def hftbacktest(folder):
    from importlib.metadata import version

    from hftbacktest.data.utils.binancehistmktdata import convert
    part, depth, packed, plain = (os.path.join(folder, n) for n in ("part.csv", "depth.csv", "ticks.npz", "ticks.npy"))
    with open(CSV) as source, open(part, "w") as target:
        target.writelines(itertools.islice(source, PART + 1))
    with open(depth, "w") as target:  # convert() wants a depth file too
        target.write("symbol,timestamp,trans_id,first_update_id,last_update_id,side,update_type,price,qty\n")
        target.write("BTCUSDT,1672531200000,1,1,1,b,set,29999.0,1.0\n")
    events = timed("hftbacktest", PART, "parse: binancehistmktdata.convert",
                   lambda: convert(depth, part, None, buffer_size=PART + 100), version=version("hftbacktest"))
    timed("hftbacktest", PART, "write npz (compressed, its default)", lambda: np.savez_compressed(packed, data=events))
    timed("hftbacktest", PART, "read npz", lambda: np.load(packed)["data"])
    np.save(plain, events)
    timed("hftbacktest", PART, "read npy (uncompressed)", lambda: np.load(plain))


def main():
    with open(CSV, "rb") as f:
        while f.read(1 << 24):
            pass
    folder = tempfile.mkdtemp(dir=PEERS)
    try:
        dict(polars=polars, pandas=pandas, nautilus=nautilus, hftbacktest=hftbacktest)[sys.argv[1]](folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


main()
