"""The synthetic data as NautilusTrader objects, made by its own wranglers from Arrow batches."""
import io
from decimal import Decimal

import numpy as np
import pyarrow as pa
from nautilus_trader.core import nautilus_pyo3 as nt

M = nt.model
INSTRUMENT = M.InstrumentId.from_str("BTCUSDT.SIM")
BAR_TYPE = M.BarType.from_str("BTCUSDT.SIM-1-MINUTE-LAST-EXTERNAL")
BUYER, SELLER = 1, 2


def instrument(size_precision):
    fee = Decimal("0.0005")
    return M.CurrencyPair(
        instrument_id=INSTRUMENT, raw_symbol=M.Symbol("BTCUSDT"), base_currency=M.Currency.from_str("BTC"),
        quote_currency=M.Currency.from_str("USDT"), price_precision=2, size_precision=size_precision,
        price_increment=M.Price.from_str("0.01"), maker_fee=fee, taker_fee=fee, ts_event=0, ts_init=0,
        size_increment=M.Quantity.from_str("0." + "0" * (size_precision - 1) + "1"))


def fixed(values, exponent):
    """Integers x 10^exponent as 16-byte little-endian integers: nautilus' raw values have 16 decimals."""
    factor = 10 ** exponent
    high, low = np.uint64(factor >> 32), np.uint64(factor & 0xFFFFFFFF)
    values = values.astype(np.uint64)
    lower, upper = values * low, values * high
    sums = lower + (upper << np.uint64(32))
    out = np.empty((len(values), 2), np.uint64)
    out[:, 0], out[:, 1] = sums, (upper >> np.uint64(32)) + (sums < lower).astype(np.uint64)
    return pa.FixedSizeBinaryArray.from_buffers(pa.binary(16), len(values), [None, pa.py_buffer(out.tobytes())])


def stream(time, **columns):
    """One Arrow stream of the columns and the two times that every object has."""
    columns.update(ts_event=unsigned(time), ts_init=unsigned(time))
    fields = [pa.field(name, column.type, nullable=False) for name, column in columns.items()]
    batch = pa.RecordBatch.from_arrays(list(columns.values()), schema=pa.schema(fields))
    out = io.BytesIO()
    with pa.ipc.new_stream(out, batch.schema) as writer:
        writer.write_batch(batch)
    return out.getvalue()


def unsigned(values, kind=np.uint64):
    return pa.array(np.asarray(values).astype(kind))


def bars(a, size_precision):
    prices = {name: fixed(a[:, column], 14) for column, name in enumerate(("open", "high", "low", "close"), 1)}
    wrangler = nt.persistence.BarDataWrangler(str(BAR_TYPE), 2, size_precision)
    closes = a[:, 0] + 60_000_000_000
    return wrangler.process_record_batch_bytes(stream(closes, **prices, volume=fixed(a[:, 5], 13)))


def trades(time, cents, quantity, exponent, side, size_precision):
    """Trades of quantities x 10^(exponent - 16)."""
    wrangler = nt.persistence.TradeTickDataWrangler(str(INSTRUMENT), 2, size_precision)
    ids = pa.array(np.arange(1, len(cents) + 1)).cast(pa.string())
    return wrangler.process_record_batch_bytes(stream(
        time, price=fixed(cents, 14), size=fixed(quantity, exponent), aggressor_side=unsigned(side, np.uint8),
        trade_id=ids))


def quotes(time, cents, size_precision):
    """Quotes with bid = ask = price, for one unit."""
    wrangler = nt.persistence.QuoteTickDataWrangler(str(INSTRUMENT), 2, size_precision)
    price, size = fixed(cents, 14), fixed(np.full(len(cents), 100), 16)
    return wrangler.process_record_batch_bytes(
        stream(time, bid_price=price, ask_price=price, bid_size=size, ask_size=size))


def deltas(a, size_precision):
    """Depth and snapshot levels of the order-book data as updates and deletions by price."""
    wrangler = nt.persistence.OrderBookDeltaDataWrangler(str(INSTRUMENT), 2, size_precision)
    update, delete, last = 2, 3, 128
    return wrangler.process_record_batch_bytes(stream(
        a[:, 1], action=unsigned(np.where(a[:, 5] == 0, delete, update), np.uint8),
        side=unsigned(np.where(a[:, 3] == 1, BUYER, SELLER), np.uint8), price=fixed(a[:, 4] * 10, 14),
        size=fixed(a[:, 5], 13), order_id=unsigned(a[:, 4]), flags=unsigned(np.full(len(a), last), np.uint8),
        sequence=unsigned(np.arange(len(a)))))
