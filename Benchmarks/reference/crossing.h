/* One EMA crossing over each layout of the data, with exact integer money. */
#pragma once
#include <stdint.h>

typedef int64_t i64;

/* A position of whole units; cash and fees in 1e-6 of the quote for a unit of 1, else that over the unit's divisor. */
typedef struct {
    i64 fills, position, cash, fees;
} book;

static inline void fill(book *b, i64 side, i64 cents) {
    b->cash -= side * cents * 10000;
    b->fees += cents * 5;
    b->position += side;
    b->fills++;
}

static inline double equity(book b, i64 last_cents, double unit) {
    return 10000000.0 + (b.cash + b.position * last_cents * 10000 - b.fees) / (1e6 * unit);
}

typedef struct {
    double kf, ks, jf, js, ef, es;
} averages;

static inline averages start(double x, int fast, int slow) {
    double kf = 2.0 / (fast + 1), ks = 2.0 / (slow + 1);
    return (averages){kf, ks, 1.0 - kf, 1.0 - ks, x, x};
}

static inline void step(averages *a, double x) {
    a->ef = a->kf * x + a->jf * a->ef;
    a->es = a->ks * x + a->js * a->es;
}

/* Decides on x[i]; fills at cents[i + 1], or at cents[i] when `same`. */
__attribute__((noinline)) static book cross(const double *x, const i64 *cents, i64 n, int fast, int slow, int same) {
    averages a = start(x[0], fast, slow);
    book b = {0};
    i64 end = same ? n : n - 1, delay = same ? 0 : 1;
    for (i64 i = 1; i < slow - 1; i++) step(&a, x[i]);
    for (i64 i = slow - 1; i < end; i++) {
        step(&a, x[i]);
        int want = a.ef > a.es;
        if (__builtin_expect(want != (int)b.position, 0)) fill(&b, want - b.position, cents[i + delay]);
    }
    return b;
}

/* The same over rows of time, open, high, low, close, volume, as an engine meets them. */
__attribute__((noinline)) static book cross_bars(const i64 *rows, i64 n, int fast, int slow) {
    averages a = start(rows[4] / 100.0, fast, slow);
    book b = {0};
    int pending = 0;
    for (i64 i = 1; i < n; i++) {
        const i64 *row = rows + 6 * i;
        if (__builtin_expect(pending, 0)) fill(&b, pending, row[1]), pending = 0;
        step(&a, row[4] / 100.0);
        if (i >= slow - 1) pending = (a.ef > a.es) - (int)b.position;
    }
    return b;
}

/* Each tick decides and the next one fills. */
__attribute__((noinline)) static book cross_ticks(const i64 *rows, i64 n, int fast, int slow) {
    averages a = start(rows[1] / 100.0, fast, slow);
    book b = {0};
    int pending = 0;
    for (i64 i = 1; i < n; i++) {
        const i64 *row = rows + 4 * i;
        if (__builtin_expect(pending, 0)) fill(&b, pending, row[1]), pending = 0;
        step(&a, row[1] / 100.0);
        if (i >= slow - 1) pending = (a.ef > a.es) - (int)b.position;
    }
    return b;
}

/* The first tick of a new second decides on the last price of the one before; the next tick fills. */
__attribute__((noinline)) static book cross_seconds(const i64 *rows, i64 n, int fast, int slow) {
    const i64 second = 1000000000;
    averages a = start(0, fast, slow);
    book b = {0};
    int pending = 0;
    i64 seconds = 0, end = (rows[0] / second + 1) * second, previous = rows[1];
    for (i64 i = 1; i < n; i++) {
        const i64 *row = rows + 4 * i;
        if (__builtin_expect(pending, 0)) fill(&b, pending, row[1]), pending = 0;
        if (__builtin_expect(row[0] >= end, 0)) {
            double x = previous / 100.0;
            if (seconds == 0) a.ef = a.es = x;
            else step(&a, x);
            if (++seconds >= slow) pending = (a.ef > a.es) - (int)b.position;
            end = (row[0] / second + 1) * second;
        }
        previous = row[1];
    }
    return b;
}
