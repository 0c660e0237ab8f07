/* What the hardware allows: the arithmetic of W1, W2 and W3 without any engine, a CSV parse and plain reads.
 *
 * cc -O3 -march=native -ffp-contract=off reference.c -o reference     (no contraction: the oracle's float64)
 * usage: reference DATADIR REPETITIONS [W1|W2|W3|W5|W6]               prints the best repetition as RESULT lines
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "crossing.h"
#include "sweep.h"

static int repetitions;

static double cpu_seconds(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return t.tv_sec + t.tv_nsec * 1e-9;
}

/* The least CPU time of a statement. */
#define BEST(statement)                                                   \
    ({                                                                    \
        double best_ = 1e30;                                              \
        for (int k_ = 0; k_ < repetitions; k_++) {                        \
            double start_ = cpu_seconds();                                \
            statement;                                                    \
            double spent_ = cpu_seconds() - start_;                       \
            if (spent_ < best_) best_ = spent_;                           \
        }                                                                 \
        best_;                                                            \
    })

static void fail(const char *what) {
    perror(what);
    exit(1);
}

/* The int64 rows of an .npy file, in memory of huge pages. */
static i64 *load(const char *folder, const char *name, i64 columns, i64 *rows) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    int file = open(path, O_RDONLY);
    struct stat status;
    uint8_t head[10];
    if (file < 0 || fstat(file, &status) || read(file, head, sizeof head) != sizeof head) fail(path);
    i64 offset = 10 + head[8] + 256 * head[9], bytes = status.st_size - offset, page = 1 << 21;
    i64 *data = aligned_alloc(page, (bytes + page - 1) / page * page);
    if (!data) fail("memory");
    madvise(data, bytes, MADV_HUGEPAGE);
    for (i64 done = 0, got; done < bytes; done += got)
        if ((got = pread(file, (char *)data + done, bytes - done, offset + done)) <= 0) fail(path);
    close(file);
    *rows = bytes / 8 / columns;
    return data;
}

static void report(const char *workload, const char *variant, i64 n, const char *unit, double seconds, i64 fills,
                   double equity) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    printf("RESULT {\"workload\": \"%s\", \"engine\": \"C loop (no engine)\", \"variant\": \"%s\", \"n\": %lld, "
           "\"unit\": \"%s\", \"cpu_s\": %.6f, \"wall_s\": %.6f, \"rate_cpu\": %.1f, \"rss_peak_mb\": %.1f, "
           "\"fills\": %lld, \"final_equity\": \"%.6f\"}\n",
           workload, variant, (long long)n, unit, seconds, seconds, n / seconds, usage.ru_maxrss / 1e3,
           (long long)fills, equity);
    fflush(stdout);
}

static double *prices(const i64 *rows, i64 n, int columns, int column) {
    double *out = malloc(n * sizeof *out);
    for (i64 i = 0; i < n; i++) out[i] = rows[columns * i + column] / 100.0;
    return out;
}

static i64 *cents(const i64 *rows, i64 n, int columns, int column) {
    i64 *out = malloc(n * sizeof *out);
    for (i64 i = 0; i < n; i++) out[i] = rows[columns * i + column];
    return out;
}

static void bars(const char *folder) {
    i64 n, *rows = load(folder, "bars_1m.npy", 6, &n);
    double *x = prices(rows, n, 6, 4);
    i64 *open = cents(rows, n, 6, 1), *close = cents(rows, n, 6, 4), last = close[n - 1];
    book b = {0};
    double c = BEST(b = cross(x, open, n, 10, 20, 0));
    report("W1", "columns, next open", n, "bars", c, b.fills, equity(b, last, 1));
    c = BEST(b = cross(x, close, n, 10, 20, 1));
    report("W1", "columns, same close", n, "bars", c, b.fills, equity(b, last, 1));
    c = BEST(b = cross_bars(rows, n, 10, 20));
    report("W1", "48-byte OHLCV rows, next open", n, "bars", c, b.fills, equity(b, last, 1));
    free(rows), free(x), free(open), free(close);
}

static void report_grid(const char *variant, double seconds, const book *books, i64 last) {
    i64 fills = 0;
    double sum = 0;
    for (int k = 0; k < FASTS * SLOWS; k++) {
        fills += books[k].fills;
        sum += equity(books[k], last, 1);
    }
    report("W3", variant, FASTS * SLOWS, "param-sets", seconds, fills, sum);
}

static void sweeps(const char *folder) {
    i64 n, *rows = load(folder, "bars_1m.npy", 6, &n), half = 500000;
    double *x = prices(rows, half, 6, 4);
    i64 *open = cents(rows, half, 6, 1), last = rows[6 * (half - 1) + 4];
    int fast[FASTS], slow[SLOWS];
    for (int i = 0; i < FASTS; i++) fast[i] = 5 + i;
    for (int i = 0; i < SLOWS; i++) slow[i] = 30 + 5 * i;
    static book books[FASTS * SLOWS];
    double c = BEST(for (int k = 0; k < FASTS * SLOWS; k++)
                        books[k] = cross(x, open, half, fast[k / SLOWS], slow[k % SLOWS], 0));
    report_grid("scalar loop per pair, 1 thread (equity = sum)", c, books, last);
    c = BEST(({ memset(books, 0, sizeof books); sweep(x, open, half, fast, slow, books); }));
    report_grid("whole grid per bar, SIMD, 1 thread (equity = sum)", c, books, last);
    free(rows), free(x), free(open);
}

static void ticks(const char *folder) {
    i64 n, *rows = load(folder, "ticks.npy", 4, &n), last = rows[4 * (n - 1) + 1];
    book b = {0};
    double c = BEST(b = cross_seconds(rows, n, 10, 20));
    report("W2a", "32-byte rows, 1s EMA(10,20), next tick", n, "ticks", c, b.fills, equity(b, last, 100));
    c = BEST(b = cross_ticks(rows, n, 100, 200));
    report("W2b", "32-byte rows, tick EMA(100,200), next tick", n, "ticks", c, b.fills, equity(b, last, 100));
    double *x = prices(rows, n, 4, 1);
    i64 *fill = cents(rows, n, 4, 1);
    c = BEST(b = cross(x, fill, n, 100, 200, 0));
    report("W2b", "columns, tick EMA(100,200), next tick", n, "ticks", c, b.fills, equity(b, last, 100));
    c = BEST(b = cross(x, fill, n, 100, 200, 1));
    report("W2b", "columns, tick EMA(100,200), same tick", n, "ticks", c, b.fills, equity(b, last, 100));
    free(rows), free(x), free(fill);
}

static i64 number(const char **p, char end) {
    i64 value = 0;
    for (; **p != end; (*p)++) value = value * 10 + (**p - '0');
    (*p)++;
    return value;
}

/* The trades CSV as the four int64 columns; knows the layout and checks nothing. */
__attribute__((noinline)) static i64 parse(const char *p, const char *end, i64 *out) {
    i64 n = 0;
    while (*p++ != '\n') {}
    for (; p < end; n++, out += 4) {
        while (*p++ != ',') {}
        out[1] = number(&p, '.') * 100;
        out[1] += number(&p, ',');
        out[2] = number(&p, '.') * 100000;
        out[2] += number(&p, ',');
        while (*p++ != ',') {}
        out[0] = number(&p, ',') * 1000000;
        out[3] = *p == 't';
        p += out[3] ? 5 : 6;
    }
    return n;
}

static void loading(const char *folder) {
    char path[4096];
    snprintf(path, sizeof path, "%s/ticks.csv", folder);
    int file = open(path, O_RDONLY);
    struct stat status;
    if (file < 0 || fstat(file, &status)) fail(path);
    const char *text = mmap(0, status.st_size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, file, 0);
    if (text == MAP_FAILED) fail(path);
    i64 *out = calloc(status.st_size / 30, 32), n = 0, *rows = 0;
    double c = BEST(n = parse(text, text + status.st_size, out));
    report("W5", "CSV (mmap, page cache hot) -> int64 rows", n, "rows", c, 0, out[4 * (n - 1) + 1] / 100.0);
    munmap((void *)text, status.st_size), free(out), close(file);
    c = BEST(({ free(rows); rows = load(folder, "ticks.npy", 4, &n); }));
    report("W5", "read npy back (page cache hot)", n, "rows", c, 0, rows[4 * (n - 1) + 1] / 100.0);
    free(rows);
}

__attribute__((noinline)) static i64 sum(const i64 *a, i64 n) {
    i64 lanes[32] = {0}, total = 0;
    for (i64 i = 0; i + 32 <= n; i += 32)
        for (int j = 0; j < 32; j++) lanes[j] += a[i + j];
    for (int j = 0; j < 32; j++) total += lanes[j];
    return total;
}

static void reading(void) {
    i64 large = 1LL << 27, small = 1LL << 20, total = 0, *a = malloc(large * 8);
    for (i64 i = 0; i < large; i++) a[i] = i;
    double c = BEST(total += sum(a, large));
    report("W6", "read, 1 GiB, 1 thread", large * 8, "bytes", c, 0, (double)(total & 1));
    c = BEST(for (int r = 0; r < 128; r++) {
        __asm__ volatile("" ::: "memory");
        total += sum(a, small);
    });
    report("W6", "read, 8 MiB, 1 thread", small * 8 * 128, "bytes", c, 0, (double)(total & 1));
    free(a);
}

int main(int count, char **arguments) {
    if (count < 3) return fprintf(stderr, "usage: reference DATADIR REPETITIONS [W1|W2|W3|W5|W6]\n"), 2;
    const char *folder = arguments[1], *only = count > 3 ? arguments[3] : "";
    repetitions = atoi(arguments[2]);
    if (!*only || !strcmp(only, "W1")) bars(folder);
    if (!*only || !strcmp(only, "W2")) ticks(folder);
    if (!*only || !strcmp(only, "W3")) sweeps(folder);
    if (!*only || !strcmp(only, "W5")) loading(folder);
    if (!*only || !strcmp(only, "W6")) reading();
    return 0;
}
