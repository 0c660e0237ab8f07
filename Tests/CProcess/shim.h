#include <poll.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <time.h>

extern long syscall(long number, ...);

/* A descriptor that becomes readable when a process ends; some C libraries lack the call. */
static inline int processDescriptor(int process) { return (int)syscall(SYS_pidfd_open, process, 0u); }

/* Like poll, with a timeout in nanoseconds; Swift's Glibc module leaves out what needs _GNU_SOURCE. */
static inline int pollFor(struct pollfd *descriptors, unsigned count, int64_t nanoseconds) {
    struct timespec limit = {nanoseconds / 1000000000, nanoseconds % 1000000000};
    return (int)syscall(SYS_ppoll, descriptors, (unsigned long)count, &limit, (void *)0, (unsigned long)0);
}
