/* W3 in one pass: per bar the EMAs of the whole grid in lanes of eight, touching only the pairs that flip. */
#pragma once
#include <string.h>
#ifdef __AVX512F__
#include <immintrin.h>
#endif

#include "crossing.h"

#define FASTS 25
#define SLOWS 40
#define GROUPS (SLOWS / 8)

typedef double v8 __attribute__((vector_size(64)));
typedef i64 v8i __attribute__((vector_size(64)));

/* One bit per lane. */
static inline unsigned bits(v8i mask) {
    unsigned out = 0;
    for (int l = 0; l < 8; l++) out |= (unsigned)(mask[l] & 1) << l;
    return out;
}

static inline unsigned above(double x, v8 y) {
    const v8 all = {x, x, x, x, x, x, x, x};
#ifdef __AVX512F__
    return _mm512_cmp_pd_mask((__m512d)all, (__m512d)y, _CMP_GT_OQ);
#else
    return bits((v8i)(all > y));
#endif
}

__attribute__((noinline)) static void sweep(const double *x, const i64 *open, i64 n, const int *fast, const int *slow,
                                            book *books) {
    v8 kf[4], ef[4], ks[GROUPS], es[GROUPS];
    v8i first[GROUPS];
    unsigned char held[FASTS][GROUPS] = {0}, warm[GROUPS];
    for (int i = 0; i < 32; i++) {
        kf[i / 8][i % 8] = 2.0 / ((i < FASTS ? fast[i] : 10) + 1);
        ef[i / 8][i % 8] = x[0];
    }
    for (int i = 0; i < SLOWS; i++) {
        ks[i / 8][i % 8] = 2.0 / (slow[i] + 1);
        es[i / 8][i % 8] = x[0];
        first[i / 8][i % 8] = slow[i] - 1;
    }
    for (i64 i = 1; i < n - 1; i++) {
        double fasts[32];
        for (int g = 0; g < 4; g++) ef[g] = kf[g] * x[i] + (1.0 - kf[g]) * ef[g];
        for (int g = 0; g < GROUPS; g++) es[g] = ks[g] * x[i] + (1.0 - ks[g]) * es[g];
        for (int g = 0; g < GROUPS; g++) warm[g] = i >= slow[SLOWS - 1] - 1 ? 255 : bits(first[g] <= i);
        memcpy(fasts, ef, sizeof fasts);
        for (int f = 0; f < FASTS; f++)
            for (int g = 0; g < GROUPS; g++) {
                unsigned want = above(fasts[f], es[g]), flips = (want ^ held[f][g]) & warm[g];
                while (__builtin_expect(flips, 0)) {
                    int lane = __builtin_ctz(flips);
                    flips &= flips - 1;
                    fill(&books[f * SLOWS + g * 8 + lane], want >> lane & 1 ? 1 : -1, open[i + 1]);
                    held[f][g] ^= 1u << lane;
                }
            }
    }
}
