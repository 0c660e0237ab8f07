#include <sys/types.h>

/* Swift's Glibc module leaves out what needs _GNU_SOURCE. */
extern int fallocate(int descriptor, int mode, off_t offset, off_t length);

/* FALLOC_FL_KEEP_SIZE of <linux/falloc.h>. */
enum { reserveKeepingSize = 1 };
